//! What one reader sees of a record: the one place where a row becomes something to show. The policy decides the view
//! and the classes of fields; everything else is dropped here, before any page, export or comparison panel.

use super::store::Record;
use crate::app::App;
use crate::ground::agreements::{self, Standing};
use crate::problem::Problem;
use access::{FieldRights, Permit, Policy, Principal, Refusal, Relation, Resource, View, ViewContent};
use domain::ids::{AgencyId, PersonId, RecordId};
use domain::{Answers, Handling, RecordKind};
use kit::db::Conn;
use kit::params;
use std::collections::HashSet;

/// The reader with every relation fact that the policy asks for, read once for a request.
pub struct Eyes<'a> {
    pub principal: &'a Principal,
    policy: &'static Policy,
    standing: Standing,
    /// Persons this reader has an emergency look at now.
    open_glass: HashSet<PersonId>,
}

/// A record as this reader may see it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub id: RecordId,
    pub person: PersonId,
    /// To quote on the phone.
    pub reference: String,
    pub agency: AgencyId,
    pub agency_name: String,
    pub kind: RecordKind,
    pub handling: Handling,
    pub view: View,
    pub rights: FieldRights,
    /// Only what the view and the rights open. With a pointer: nothing but whom to ring.
    pub answers: Answers,
    /// Whom to ring: the record's own contact, else the agency's duty desk.
    pub contact: Contact,
    /// The owner's own number; none below content.
    pub source_id: Option<String>,
    pub pack: String,
    pub version: i64,
    pub made_at: i64,
    pub changed_at: i64,
    pub withdrawn_at: Option<i64>,
}

#[derive(Clone, Debug, Default)]
pub struct Contact {
    pub name: Option<String>,
    pub role: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

impl<'a> Eyes<'a> {
    pub async fn of(app: &App, conn: &mut Conn, principal: &'a Principal) -> Result<Eyes<'a>, Problem> {
        let standing = agreements::in_force_for(conn, principal.agency, principal.purpose, app.today()).await?;
        let rows = conn
            .all(
                "SELECT person_id FROM break_glass WHERE account_id = $1 AND expires_at > $2",
                params![principal.account, app.now_ms()],
            )
            .await?;
        let open_glass = rows.iter().map(|row| row.id("person_id")).collect::<Result<_, _>>()?;
        Ok(Self {
            principal,
            policy: app.policy,
            standing,
            open_glass,
        })
    }

    /// How the reader stands to a record.
    pub fn relation(&self, record: &Record) -> Relation {
        Relation {
            own_agency: self.principal.owns(record.agency),
            agreement: self.standing.from_owner(record.agency),
            case_team: false,
            author: record.made_by.is_some_and(|author| author == self.principal.account),
            break_glass: self.open_glass.contains(&record.person),
        }
    }

    pub fn resource(&self, record: &Record) -> Resource {
        Resource::Record {
            id: record.id,
            owner: record.agency,
            kind: record.kind,
            handling: record.handling,
            relation: self.relation(record),
        }
    }

    /// The record as seen; none where it answers as what does not exist.
    pub fn look(&self, record: &Record) -> Option<Seen> {
        let rights = self.policy.rights(self.principal, &self.resource(record));
        let view = rights.view();
        if view == View::Nothing {
            return None;
        }
        let answers = access::redact(&record.answers, &rights);
        let text = |key: &str| answers.text(key).map(str::to_owned);
        let contact = Contact {
            name: text("contact_name"),
            role: text("contact_role"),
            phone: text("contact_phone").or_else(|| record.duty_phone.clone()),
            email: record.duty_email.clone(),
        };
        Some(Seen {
            id: record.id,
            person: record.person,
            reference: record.reference.clone(),
            agency: record.agency,
            agency_name: record.agency_name.clone(),
            kind: record.kind,
            handling: record.handling,
            view,
            rights,
            answers,
            contact,
            source_id: record.source_id.clone().filter(|_| view == View::Content),
            pack: record.pack.clone(),
            version: record.version,
            made_at: record.made_at,
            changed_at: record.changed_at,
            withdrawn_at: record.withdrawn_at,
        })
    }

    /// The right to read a record's content, as a value.
    pub fn permit_content(&self, record: &Record) -> Result<Permit<ViewContent>, Refusal> {
        self.policy.permit(self.principal, &self.resource(record))
    }

    pub fn policy(&self) -> &'static Policy {
        self.policy
    }

    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    pub fn has_open_glass(&self, person: PersonId) -> bool {
        self.open_glass.contains(&person)
    }
}
