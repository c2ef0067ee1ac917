//! The set-up code, and making the first agency and administrator.

use crate::app::App;
use crate::ground::accounts::{self, NewAccount};
use crate::ground::agencies::{self, Agency};
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use domain::Role;
use domain::ids::AccountId;
use kit::db::Tx;

/// Proves that whoever sets the server up can read its terminal. Made from the server's own key, so that several
/// processes of one server say the same; it opens nothing once there is an account.
pub fn code(app: &App) -> String {
    const SIGNS: &[u8; 32] = b"23456789BCDFGHJKMNPQRSTVWXZ2468Y";
    let digest = app.vault.digest("set_up", b"code");
    let signs: Vec<char> = digest
        .iter()
        .take(12)
        .filter_map(|byte| SIGNS.get(usize::from(byte % 32)))
        .map(|sign| char::from(*sign))
        .collect();
    signs
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

/// Whether what was typed is the code; spaces, hyphens and small letters do not matter.
pub fn is_code(app: &App, typed: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect()
    };
    // Digests are compared, so that the time taken says nothing of how much was right.
    let digest = |text: &str| app.vault.digest("set_up_typed", plain(text).as_bytes());
    digest(typed) == digest(&code(app))
}

/// Says at the start how to set the server up, when it is not.
pub async fn announce(app: &App) -> Result<(), Problem> {
    let mut conn = app.db.read().await?;
    if !accounts::any(&mut conn).await? {
        let address = app.settings.public_url.trim_end_matches('/');
        eprintln!(
            "\nThis server is new. Open {address}/set-up and type this code: {}\n",
            code(app)
        );
    }
    Ok(())
}

pub struct First<'a> {
    pub agency: &'a Agency,
    pub email: &'a str,
    pub display_name: &'a str,
    pub password_hash: &'a str,
}

/// Makes the first agency and the first administrator, of the agency and of the server. Fails when somebody was quicker.
pub async fn make(app: &App, tx: &mut Tx, first: &First<'_>) -> Result<AccountId, Problem> {
    if accounts::any(tx).await? {
        return Err(Problem::NotFound);
    }
    let now = app.now_ms();
    let id: AccountId = app.clock.new_id();
    let agency = first.agency;
    if agencies::find_by_code(tx, &agency.code).await?.is_some() {
        return Err(Problem::Conflict {
            code: "agencies-code-taken",
        });
    }
    agencies::add(tx, agency, now).await?;
    let account = NewAccount {
        id,
        agency: agency.id,
        email: first.email,
        display_name: first.display_name,
        job_title: None,
        phone: None,
        language: &agency.language,
        state: "active",
        password_hash: Some(first.password_hash),
        roles: &[Role::SystemAdmin, Role::AgencyAdmin],
    };
    accounts::add(tx, account, now).await?;
    let lines = vec![
        Line::plain(
            now,
            Some(id),
            Some(agency.id),
            "agency.add",
            Subject::of("agency", agency.id),
        )
        .owner(agency.id),
        Line::plain(
            now,
            Some(id),
            Some(agency.id),
            "account.add",
            Subject::of("account", id),
        ),
    ];
    ledger::append_many(tx, lines).await?;
    Ok(id)
}
