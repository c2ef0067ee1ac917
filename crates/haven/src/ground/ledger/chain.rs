//! One line and its hash.
//!
//! Hash: SHA-256 over the previous hash and every field of the line, each as its length (8 bytes, big-endian) and
//! its bytes, in the order of the columns. Absent fields have length 2^64-1, so that absent and empty differ.

use access::PermitLine;
use domain::ids::{AccountId, AgencyId, PersonId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What was touched: the table's word and the row's id.
#[derive(Clone, Copy, Debug)]
pub struct Subject(pub &'static str, pub Option<Uuid>);

impl Subject {
    pub fn of(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self(kind, Some(id.into()))
    }
}

/// A line about to be written.
#[derive(Clone, Debug)]
pub struct Line {
    pub at: i64,
    pub account: Option<AccountId>,
    pub agency: Option<AgencyId>,
    /// `record.amend`, `person.view`, `session.begin`: the noun of the room, then the verb.
    pub action: &'static str,
    pub purpose: String,
    /// Which policies said yes.
    pub permit: String,
    pub subject: Subject,
    pub person: Option<PersonId>,
    /// Whose record was touched.
    pub owner: Option<AgencyId>,
    pub before: Option<Vec<u8>>,
    pub after: Option<Vec<u8>>,
    pub detail: serde_json::Value,
}

impl Line {
    /// A line under a permit: who, from where, why and by which policy come from the permit.
    pub fn under(permit: &PermitLine, at: i64, action: &'static str, subject: Subject) -> Self {
        Self {
            at,
            account: permit.account,
            agency: permit.agency,
            action,
            purpose: permit.purpose.code().to_owned(),
            permit: permit_words(permit),
            subject,
            person: None,
            owner: None,
            before: None,
            after: None,
            detail: serde_json::Value::Null,
        }
    }

    /// A line about signing in and out and the like, where no policy is asked.
    pub fn plain(
        at: i64,
        account: Option<AccountId>,
        agency: Option<AgencyId>,
        action: &'static str,
        subject: Subject,
    ) -> Self {
        Self {
            at,
            account,
            agency,
            action,
            purpose: "administration".to_owned(),
            permit: "none".to_owned(),
            subject,
            person: None,
            owner: None,
            before: None,
            after: None,
            detail: serde_json::Value::Null,
        }
    }

    #[must_use]
    pub fn person(mut self, person: PersonId) -> Self {
        self.person = Some(person);
        self
    }

    #[must_use]
    pub fn owner(mut self, owner: AgencyId) -> Self {
        self.owner = Some(owner);
        self
    }

    #[must_use]
    pub fn change(mut self, before: Option<Vec<u8>>, after: Option<Vec<u8>>) -> Self {
        self.before = before;
        self.after = after;
        self
    }

    /// Codes, counts and ids only.
    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// Which rules said yes, how the asker stood to the thing, and by which machine.
fn permit_words(permit: &PermitLine) -> String {
    let mut words = permit.policy_ids.join(",");
    for relation in &permit.relation {
        words.push_str(" +");
        words.push_str(relation);
    }
    if let Some(machine) = &permit.machine {
        words.push_str(" by ");
        words.push_str(machine);
    }
    words
}

/// The fields of a line as they stand in the table: what is hashed.
pub(super) struct Stored<'a> {
    pub seq: i64,
    pub at: i64,
    pub account: Option<Uuid>,
    pub agency: Option<Uuid>,
    pub action: &'a str,
    pub purpose: &'a str,
    pub permit: &'a str,
    pub subject_kind: &'a str,
    pub subject: Option<Uuid>,
    pub person: Option<Uuid>,
    pub owner: Option<Uuid>,
    pub before: Option<&'a [u8]>,
    pub after: Option<&'a [u8]>,
    pub detail: &'a str,
}

pub(super) fn hash(previous: &[u8], line: &Stored<'_>) -> [u8; 32] {
    let mut digest = Sha256::new();
    let mut field = |bytes: Option<&[u8]>| match bytes {
        Some(bytes) => {
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        }
        None => digest.update(u64::MAX.to_be_bytes()),
    };
    field(Some(previous));
    field(Some(&line.seq.to_be_bytes()));
    field(Some(&line.at.to_be_bytes()));
    field(line.account.as_ref().map(|id| id.as_bytes().as_slice()));
    field(line.agency.as_ref().map(|id| id.as_bytes().as_slice()));
    field(Some(line.action.as_bytes()));
    field(Some(line.purpose.as_bytes()));
    field(Some(line.permit.as_bytes()));
    field(Some(line.subject_kind.as_bytes()));
    field(line.subject.as_ref().map(|id| id.as_bytes().as_slice()));
    field(line.person.as_ref().map(|id| id.as_bytes().as_slice()));
    field(line.owner.as_ref().map(|id| id.as_bytes().as_slice()));
    field(line.before);
    field(line.after);
    field(Some(line.detail.as_bytes()));
    digest.finalize().into()
}
