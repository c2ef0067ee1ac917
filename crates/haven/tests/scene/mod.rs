//! A small network with something of each kind in it: own, shared by agreement, pointer only and sealed. For the tests
//! that walk through every door.

#![allow(dead_code, reason = "each test file uses its part")]

use access::{HandIn, Resource, TokenScope};
use domain::ids::{AccountId, AgencyId, AgreementId, AttachmentId, HandInId, ImportId, LinkId, PersonId, RecordId};
use domain::{Answers, Channel, Handling, RecordKind};
use haven::gather::records::{self, Incoming};
use haven::ground::tokens;
use haven::link::recognise;
use kit::params;
use serde_json::json;
use std::collections::BTreeSet;
use testkit::{Cast, Desk};
use uuid::Uuid;

/// A record with what hangs on it.
#[derive(Clone, Copy)]
pub struct Held {
    pub record: RecordId,
    pub person: PersonId,
    pub hand_in: HandInId,
    pub attachment: AttachmentId,
}

pub struct Scene {
    /// Estuary's, shared; written by the social worker.
    pub own: Held,
    /// Northmere Police's, shared: open to Estuary by agreement, to nobody else.
    pub shared: Held,
    pub pointer_only: Held,
    pub sealed: Held,
    pub link: LinkId,
    /// To a sealed record of the police.
    pub sealed_link: LinkId,
    pub own_draft: HandInId,
    pub police_draft: HandInId,
    pub own_import: ImportId,
    pub police_import: ImportId,
    pub to_estuary: AgreementId,
    pub to_national: AgreementId,
    pub own_account: AccountId,
    pub police_account: AccountId,
    pub own_agency: AgencyId,
    pub police_agency: AgencyId,
}

/// A child nobody else resembles: `n` changes everything.
pub fn child(n: usize, marker: &str) -> Answers {
    let letters: String = format!("{n:03}")
        .chars()
        .map(|digit| char::from(b'a' + digit as u8 - b'0'))
        .collect();
    serde_json::from_value(json!({
        "names": [{ "given": format!("Q{letters}{marker}"), "family": format!("Z{letters}{marker}") }],
        "births": [{ "date": format!("20{:02}-{:02}-{:02}", 8 + n % 9, 1 + n % 12, 1 + n % 28), "basis": "claimed" }],
        "sex": "male",
        "phones": [{ "number": format!("07700 9{n:05}") }],
        "contact_name": format!("Contact {letters}{marker}"),
        "summary": format!("Story {letters}{marker}"),
    }))
    .unwrap()
}

pub async fn receive(desk: &Desk, cast: Cast, handling: Handling, answers: Answers) -> Held {
    let who = desk.principal(cast).await;
    let agency = desk.agency(cast.agency_code());
    let permit = desk
        .app
        .policy
        .permit::<HandIn>(&who, &Resource::Agency { id: agency })
        .unwrap();
    let hand_in: HandInId = desk.app.clock.new_id();
    let form = desk.app.pack("GB-ENG").unwrap().forms().first().unwrap().id.clone();
    let incoming = Incoming {
        source_id: None,
        kind: RecordKind::Child,
        handling,
        pack: "GB-ENG@2026.1".to_owned(),
        answers: answers.clone(),
        channel: Channel::Form,
        hand_in: Some(hand_in),
        made_by: Some(desk.account(cast)),
    };
    let mut tx = desk.app.db.begin().await.unwrap();
    let received = records::receive(&desk.app, &mut tx, &permit, agency, vec![incoming])
        .await
        .unwrap()
        .remove(0);
    let now = desk.app.now_ms();
    tx.execute(
        "INSERT INTO hand_in (id, reference, agency_id, account_id, channel, form, pack, state, answers, handling, record_id, made_at, changed_at, sent_at) \
         VALUES ($1, $2, $3, $4, 'form', $5, 'GB-ENG@2026.1', 'sent', $6, $7, $8, $9, $9, $9)",
        params![
            hand_in,
            received.reference.as_str(),
            agency,
            desk.account(cast),
            form.as_str(),
            serde_json::to_string(&answers).unwrap(),
            handling.code(),
            received.record,
            now
        ],
    )
    .await
    .unwrap();
    let attachment: AttachmentId = desk.app.clock.new_id();
    let marker = answers.text("summary").unwrap_or_default().to_owned();
    tx.execute(
        "INSERT INTO attachment (id, hand_in_id, record_id, file_name, media_type, size, digest, original_digest, description, made_at) \
         VALUES ($1, $2, $3, $4, 'text/plain', 3, $5, $5, $6, $7)",
        params![attachment, hand_in, received.record, format!("{}.txt", marker.replace(' ', "-")), [7_u8; 32], format!("File {marker}"), now],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    keep_file(desk, attachment, marker.as_bytes());
    let mut conn = desk.app.db.read().await.unwrap();
    let person = records::find(&mut conn, received.record).await.unwrap().unwrap().person;
    Held {
        record: received.record,
        person,
        hand_in,
        attachment,
    }
}

/// As `gather::attachments` keeps it.
fn keep_file(desk: &Desk, id: AttachmentId, plain: &[u8]) {
    let name = id.0.simple().to_string();
    let folder = desk.app.settings.data_folder.join("attachments").join(&name[30..]);
    std::fs::create_dir_all(&folder).unwrap();
    let sealed = desk.app.vault.seal(&format!("attachment:{id}"), plain).unwrap();
    std::fs::write(folder.join(name), sealed).unwrap();
}

async fn draft(desk: &Desk, cast: Cast) -> HandInId {
    let id: HandInId = desk.app.clock.new_id();
    let form = desk.app.pack("GB-ENG").unwrap().forms().first().unwrap().id.clone();
    let mut tx = desk.app.db.begin().await.unwrap();
    tx.execute(
        "INSERT INTO hand_in (id, agency_id, account_id, channel, form, pack, state, answers, made_at, changed_at) \
         VALUES ($1, $2, $3, 'form', $4, 'GB-ENG@2026.1', 'draft', '{}', $5, $5)",
        params![
            id,
            desk.agency(cast.agency_code()),
            desk.account(cast),
            form.as_str(),
            desk.app.now_ms()
        ],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn import(desk: &Desk, cast: Cast) -> ImportId {
    let id: ImportId = desk.app.clock.new_id();
    let mut tx = desk.app.db.begin().await.unwrap();
    let mapping = serde_json::to_string(&json!({ "name": "", "columns": [] })).unwrap();
    tx.execute(
        "INSERT INTO import (id, agency_id, account_id, file_name, digest, format, mapping, handling, mode, dry_run, state, made_at, ended_at) \
         VALUES ($1, $2, $3, 'week-47.csv', $4, 'csv', $5, 'shared', 'row_by_row', $6, 'done', $7, $7)",
        params![id, desk.agency(cast.agency_code()), desk.account(cast), [9_u8; 32], mapping, false, desk.app.now_ms()],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn agreement(desk: &Desk, owner: &str, reader: &str) -> AgreementId {
    let mut conn = desk.app.db.read().await.unwrap();
    let row = conn
        .one(
            "SELECT id FROM agreement WHERE owner_agency_id = $1 AND reader_agency_id = $2",
            params![desk.agency(owner), desk.agency(reader)],
        )
        .await
        .unwrap();
    row.id("id").unwrap()
}

impl Scene {
    pub async fn set(desk: &Desk) -> Self {
        let own = receive(desk, Cast::SocialWorker, Handling::Shared, child(1, "")).await;
        let shared = receive(desk, Cast::PoliceOfficer, Handling::Shared, child(2, "")).await;
        let pointer_only = receive(desk, Cast::PoliceOfficer, Handling::PointerOnly, child(3, "")).await;
        let sealed = receive(desk, Cast::PoliceOfficer, Handling::Sealed, child(4, "")).await;
        let a = receive(desk, Cast::SocialWorker, Handling::Shared, child(5, "")).await;
        let b = receive(desk, Cast::PoliceOfficer, Handling::Shared, child(5, "")).await;
        let c = receive(desk, Cast::SocialWorker, Handling::Shared, child(6, "")).await;
        let d = receive(desk, Cast::PoliceOfficer, Handling::Sealed, child(6, "")).await;
        Self {
            own,
            shared,
            pointer_only,
            sealed,
            link: recognise::link_between(a.record, b.record),
            sealed_link: recognise::link_between(c.record, d.record),
            own_draft: draft(desk, Cast::SocialWorker).await,
            police_draft: draft(desk, Cast::PoliceOfficer).await,
            own_import: import(desk, Cast::SocialWorker).await,
            police_import: import(desk, Cast::PoliceOfficer).await,
            to_estuary: agreement(desk, "northmere-police", "estuary").await,
            to_national: agreement(desk, "estuary", "national").await,
            own_account: desk.account(Cast::SocialWorker),
            police_account: desk.account(Cast::PoliceOfficer),
            own_agency: desk.agency("estuary"),
            police_agency: desk.agency("northmere-police"),
        }
    }

    /// Ids to walk into a route with: what they are, and the id. `absent` comes last.
    pub fn ids(&self, route: &str) -> Vec<(&'static str, Uuid)> {
        let held = |of: fn(&Held) -> Uuid| {
            vec![
                ("own", of(&self.own)),
                ("shared", of(&self.shared)),
                ("pointer only", of(&self.pointer_only)),
                ("sealed", of(&self.sealed)),
            ]
        };
        let mut ids = match route.split('/').nth(1).unwrap_or_default() {
            "people" | "persons" => held(|held| held.person.0),
            "records" => held(|held| held.record.0),
            "hand-ins" => held(|held| held.hand_in.0),
            "attachments" => held(|held| held.attachment.0),
            "links" => vec![("open", self.link.0), ("sealed", self.sealed_link.0)],
            "hand-in" if route.contains("{record}") => held(|held| held.record.0),
            "hand-in" => vec![("own", self.own_draft.0), ("other's", self.police_draft.0)],
            "imports" => vec![("own", self.own_import.0), ("other's", self.police_import.0)],
            "agreements" => vec![("to own", self.to_estuary.0), ("to national", self.to_national.0)],
            "accounts" => vec![("own", self.own_account.0), ("other's", self.police_account.0)],
            "agencies" => vec![("own", self.own_agency.0), ("other's", self.police_agency.0)],
            _ => Vec::new(),
        };
        ids.push(("absent", Uuid::from_u128(0x0193_5a00_0000_7000_8000_0000_0000_0001)));
        ids
    }
}

/// A key for the API.
pub async fn key(desk: &Desk, cast: Cast, scopes: &[TokenScope]) -> String {
    let scopes: BTreeSet<TokenScope> = scopes.iter().copied().collect();
    let agency = desk.agency(cast.agency_code());
    tokens::give_by_operator(&desk.app, desk.account(cast), agency, "test", &scopes, 30)
        .await
        .unwrap()
        .1
}
