//! The agencies of the invented world, who works there and what they let each other see.

use super::store::{self, NewAgreement};
use crate::app::App;
use crate::ground::{accounts, agencies};
use crate::problem::Problem;
use access::{LoadDemo, Permit};
use domain::ids::{AccountId, AgencyId};
use invented_world::{AgreementLevel, World};
use std::collections::HashMap;

/// Everybody's password; printed at every start.
pub const PASSWORD: &str = "demo harbour lantern";

/// Who is who in the database.
pub struct Cast {
    pub agencies: HashMap<&'static str, AgencyId>,
    pub accounts: HashMap<String, AccountId>,
}

/// Makes what is missing of agencies, accounts and agreements, as if they had been there when it all began.
pub async fn settle(app: &App, permit: &Permit<LoadDemo>, world: &World) -> Result<Cast, Problem> {
    let now = app.now_ms();
    let hash = accounts::passwords::hash(PASSWORD)?;
    let mut cast = Cast {
        agencies: HashMap::new(),
        accounts: HashMap::new(),
    };
    let mut tx = app.db.begin().await?;
    for invented in &world.agencies {
        let language = app
            .pack(invented.pack)?
            .languages
            .first()
            .cloned()
            .unwrap_or_else(|| "en".to_owned());
        let known = agencies::find_by_code(&mut tx, invented.code).await?;
        let id = match known {
            Some(agency) => agency.id,
            None => {
                let agency = agencies::Agency {
                    id: app.clock.new_id(),
                    code: invented.code.to_owned(),
                    name: invented.name.to_owned(),
                    kind: invented.kind,
                    pack: invented.pack.to_owned(),
                    language,
                    duty_phone: Some(invented.duty_phone.clone()),
                    duty_email: Some(invented.duty_email.clone()),
                };
                agencies::add(&mut tx, &agency, now).await?;
                agency.id
            }
        };
        cast.agencies.insert(invented.code, id);
    }
    for invented in &world.accounts {
        let Some(agency) = cast.agencies.get(invented.agency).copied() else {
            continue;
        };
        let id = match accounts::find_by_email(&mut tx, &invented.email).await? {
            Some(account) => account.id,
            None => {
                let account = accounts::NewAccount {
                    id: app.clock.new_id(),
                    agency,
                    email: &invented.email,
                    display_name: invented.display_name,
                    job_title: Some(invented.job_title),
                    phone: None,
                    language: "en",
                    state: "active",
                    password_hash: Some(&hash),
                    roles: &invented.roles,
                };
                let id = account.id;
                accounts::add(&mut tx, account, now).await?;
                id
            }
        };
        cast.accounts.insert(invented.email.clone(), id);
    }
    for invented in &world.agreements {
        let (Some(owner), Some(reader)) = (cast.agencies.get(invented.owner), cast.agencies.get(invented.reader))
        else {
            continue;
        };
        // The owner's own administrator gave it.
        let giver = world
            .accounts
            .iter()
            .find(|account| account.agency == invented.owner && account.roles.contains(&domain::Role::AgencyAdmin));
        let Some(by) = giver.and_then(|account| cast.accounts.get(&account.email)) else {
            continue;
        };
        let pack = world
            .agencies
            .iter()
            .find(|agency| agency.code == invented.owner)
            .map_or("GB", |agency| agency.pack);
        let basis = app
            .pack(pack)?
            .lawful_bases()
            .first()
            .map(|basis| basis.code.clone())
            .unwrap_or_default();
        let agreement = NewAgreement {
            owner: *owner,
            reader: *reader,
            level: if invented.level == AgreementLevel::Content {
                "content"
            } else {
                "identity"
            },
            purposes: invented.purposes.iter().map(|purpose| purpose.code()).collect(),
            lawful_basis: &basis,
            note: &invented.title,
            from: invented.from,
            until: invented.until,
            by: *by,
        };
        store::add_agreement(&mut tx, permit, app.clock.new_id(), &agreement, now).await?;
    }
    tx.commit().await?;
    Ok(cast)
}
