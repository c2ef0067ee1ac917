//! What home shows of hand-ins: my drafts, what is new for my team, what became of my reports. Plain facts; the page
//! is composed elsewhere. None of them names a child.

use super::{acts, pages, store};
use crate::app::App;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use domain::ids::HandInId;
use kit::db::Conn;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct DraftPanel {
    pub id: HandInId,
    /// Of the form, in the reader's language.
    pub title: String,
    pub changed_at: i64,
    pub is_correction: bool,
    /// `/hand-in/{id}`
    pub href: String,
}

#[derive(Clone, Debug)]
pub struct NewPanel {
    pub id: HandInId,
    pub reference: String,
    pub title: String,
    pub author: Option<String>,
    pub sent_at: i64,
    /// `/hand-ins/{id}`
    pub href: String,
}

#[derive(Clone, Debug)]
pub struct FeedbackPanel {
    pub hand_in: HandInId,
    /// Of the hand-in.
    pub reference: String,
    /// `received`, `in_progress`, `used`, `no_further_action`: words are under `hand-ins-feedback-` and the code with hyphens.
    pub status: String,
    pub by: String,
    pub agency: String,
    pub made_at: i64,
    /// `/hand-ins/{id}#feedback`
    pub href: String,
}

/// The reader's own drafts, the last touched first; none for those who do not hand in.
pub async fn drafts(app: &App, conn: &mut Conn, who: &SignedIn) -> Result<Vec<DraftPanel>, Problem> {
    if !app.policy.allows(
        &who.principal,
        access::Action::EditDraft,
        &access::Resource::Agency { id: who.account.agency },
    ) {
        return Ok(Vec::new());
    }
    let found = store::drafts_of(conn, who.account.id, who.account.agency).await?;
    found
        .into_iter()
        .map(|draft| {
            let (_, form) = acts::form_of(app, &draft)?;
            Ok(DraftPanel {
                id: draft.id,
                title: form.title.text(who.words.language()).to_owned(),
                changed_at: draft.changed_at,
                is_correction: draft.is_correction(),
                href: format!("/hand-in/{}", draft.id),
            })
        })
        .collect()
}

/// Hand-ins of the reader's agency by colleagues to which nobody has answered yet, newest first, at most `limit`.
pub async fn new_for_team(app: &App, conn: &mut Conn, who: &SignedIn, limit: usize) -> Result<Vec<NewPanel>, Problem> {
    if app
        .policy
        .list_of::<access::ViewContent>(&who.principal, access::ResourceClass::HandIn)
        .is_err()
    {
        return Ok(Vec::new());
    }
    let rows = store::sent_by_agency(conn, who.account.agency, (i64::MAX, Uuid::max()), 200).await?;
    rows.into_iter()
        .filter(|row| row.feedback.is_none() && row.author != Some(who.account.id) && pages::visible(app, who, row))
        .take(limit)
        .map(|row| {
            let form = acts::pack_of(app, &row.pack)?.form(&row.form);
            Ok(NewPanel {
                id: row.id,
                title: form.map_or_else(
                    || row.form.clone(),
                    |form| form.title.text(who.words.language()).to_owned(),
                ),
                reference: row.reference,
                author: row.author_name,
                sent_at: row.sent_at,
                href: format!("/hand-ins/{}", row.id),
            })
        })
        .collect()
}

/// Answers to the reader's reports that they have not looked at, newest first.
pub async fn feedback_for(_app: &App, conn: &mut Conn, who: &SignedIn) -> Result<Vec<FeedbackPanel>, Problem> {
    let found = store::unseen_feedback(conn, who.account.id, 50).await?;
    Ok(found
        .into_iter()
        .map(|(hand_in, reference, feedback)| FeedbackPanel {
            hand_in,
            reference,
            status: feedback.status,
            by: feedback.author_name,
            agency: feedback.agency_name,
            made_at: feedback.made_at,
            href: format!("/hand-ins/{hand_in}#feedback"),
        })
        .collect())
}
