//! Noting what a desk should hear of, and telling it.

use super::store::{self, Claim, Kind, Notice};
use crate::app::App;
use crate::ground::agencies::{self, Agency};
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{Principal, Resource, RunJob};
use domain::ids::{AgencyId, BreakGlassId, PersonId, RecordId};
use kit::jobs::JobError;
use kit::mail::{self, MailError};
use std::collections::BTreeSet;

/// References that one mail quotes; the pages have all.
const QUOTED: usize = 10;
/// How long a mail may take to go before another worker tries.
const SENDING_MS: i64 = 60_000;

fn pause_ms(app: &App) -> i64 {
    i64::from(app.settings.notice_minutes) * 60_000
}

/// Notes what these records, just received, met at other agencies.
pub(super) async fn note_hits(app: &App, records: &[RecordId]) -> Result<(), Problem> {
    if !mail::is_set(&app.settings) {
        return Ok(());
    }
    let found = {
        let mut conn = app.db.read().await?;
        store::met(&mut conn, records).await?
    };
    note(app, found).await
}

/// Notes an emergency look for the agency whose records it opened.
pub(super) async fn note_emergency(
    app: &App,
    look: BreakGlassId,
    owner: AgencyId,
    person: PersonId,
) -> Result<(), Problem> {
    if !mail::is_set(&app.settings) {
        return Ok(());
    }
    let reference = {
        let mut conn = app.db.read().await?;
        store::own_reference(&mut conn, owner, person).await?
    };
    let Some(reference) = reference else { return Ok(()) };
    let notice = Notice {
        agency: owner,
        kind: Kind::Emergency,
        subject: look.0,
        reference,
    };
    note(app, vec![notice]).await
}

/// Keeps notices, and sets a mail to go as soon as its agency may have one.
async fn note(app: &App, found: Vec<Notice>) -> Result<(), Problem> {
    if found.is_empty() {
        return Ok(());
    }
    let now = app.now_ms();
    let desks: BTreeSet<AgencyId> = found.iter().map(|notice| notice.agency).collect();
    let mut tx = app.db.begin().await?;
    store::add(&mut tx, app, &found, now).await?;
    for desk in desks {
        store::open_desk(&mut tx, desk).await?;
        let last = store::last_mail(&mut tx, desk).await?;
        let due = last.map_or(now, |last| now.max(last + pause_ms(app)));
        kit::jobs::enqueue(&mut tx, "notices.mail", &desk, None, due, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Tells an agency's desk what waits, in one mail, unless it had one a short while ago: then later.
pub(super) async fn mail(app: &App, id: AgencyId) -> Result<(), JobError> {
    let again = |problem: Problem| JobError::Retry(problem.to_string());
    let now = app.now_ms();
    let (agency, waiting) = {
        let mut conn = app.db.read().await?;
        let agency = agencies::find(&mut conn, id).await.map_err(again)?;
        (agency, store::waiting(&mut conn, id).await.map_err(again)?)
    };
    let Some(agency) = agency.filter(|_| !waiting.is_empty()) else {
        return Ok(());
    };
    let Some(address) = agency.duty_email.as_deref() else {
        // It waits for an address, and goes with the next thing to tell; the pages have it meanwhile.
        return Ok(());
    };
    match claim(app, id, now).await.map_err(again)? {
        Claim::Ours => {}
        Claim::Later => return Ok(()),
        Claim::Busy => return Err(JobError::Retry("a mail to this desk is on its way".to_owned())),
    }
    let (subject, body) = words(app, &agency, &waiting);
    let sent = mail::send(&app.settings, address, &subject, body).await;
    let ids: Vec<uuid::Uuid> = waiting.iter().map(|one| one.id).collect();
    let mut tx = app.db.begin().await?;
    match sent {
        Ok(()) => {
            let of = |kind: Kind| waiting.iter().filter(|one| one.kind == kind).count();
            store::told(&mut tx, id, &ids, now).await.map_err(again)?;
            let permit = app
                .policy
                .permit::<RunJob>(&Principal::system_for("notices.mail", id), &Resource::System)
                .map_err(|refusal| JobError::GiveUp(refusal.to_string()))?;
            let line = Line::under(&permit.line(), now, "notice.mail", Subject::of("agency", id))
                .owner(id)
                .detail(serde_json::json!({ "hits": of(Kind::Hit), "emergencies": of(Kind::Emergency) }));
            ledger::append(&mut tx, line).await?;
            tx.commit().await?;
            Ok(())
        }
        Err(error) => {
            store::release(&mut tx, id).await.map_err(again)?;
            tx.commit().await?;
            Err(match error {
                MailError::Refused(_) => JobError::Retry(error.to_string()),
                MailError::NotSet | MailError::Settings(_) | MailError::Address => JobError::GiveUp(error.to_string()),
            })
        }
    }
}

/// Takes the desk for one mail, so that two workers do not send two; or puts the mail off until one may go.
async fn claim(app: &App, id: AgencyId, now: i64) -> Result<Claim, Problem> {
    let mut tx = app.db.begin().await?;
    store::open_desk(&mut tx, id).await?;
    let earliest = store::last_mail(&mut tx, id).await?.map(|last| last + pause_ms(app));
    let claim = match earliest {
        Some(earliest) if earliest > now => {
            kit::jobs::enqueue(&mut tx, "notices.mail", &id, None, earliest, now).await?;
            Claim::Later
        }
        _ => store::claim(&mut tx, id, now, now + SENDING_MS).await?,
    };
    tx.commit().await?;
    Ok(claim)
}

/// Subject and text, in the agency's language. Numbers and the agency's own references; never a name.
fn words(app: &App, agency: &Agency, waiting: &[store::Waiting]) -> (String, String) {
    let words = app.words.words(&agency.language);
    let of = |kind: Kind| waiting.iter().filter(move |one| one.kind == kind);
    let mut lines = Vec::new();
    for (kind, key, path) in [
        (Kind::Emergency, "notices-mail-emergencies", "/emergency-looks"),
        (Kind::Hit, "notices-mail-hits", "/hits"),
    ] {
        let references: BTreeSet<&str> = of(kind).map(|one| one.reference.as_str()).collect();
        if references.is_empty() {
            continue;
        }
        lines.push(words.with(key, &[("count", of(kind).count().into())]));
        let mut quoted = references.iter().take(QUOTED).copied().collect::<Vec<_>>().join(", ");
        if references.len() > QUOTED {
            quoted.push_str(", …");
        }
        lines.push(words.with("notices-mail-references", &[("references", quoted.into())]));
        lines.push(words.with(
            "notices-mail-sign-in",
            &[(
                "link",
                format!("{}{path}", app.settings.public_url.trim_end_matches('/')).into(),
            )],
        ));
        lines.push(String::new());
    }
    lines.push(words.get("notices-mail-why"));
    (words.get("notices-mail-subject"), lines.join("\n"))
}
