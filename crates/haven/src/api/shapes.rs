//! The shapes in which records and hits go out to machines. Types of the inner rooms are not serialised for the world;
//! each shape here is made from what one reader may see, so that what is not in `Seen` cannot get out.

use crate::gather::records::Seen;
use crate::ground::ledger::{Line, Subject};
use crate::link::recognise::{Hit, HitSort};
use access::{PermitLine, View};
use domain::Answers;
use domain::ids::AgencyId;
use kit::words::Words;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a record says, field by field: a text, a list of codes, or a list of entries. `GET /pack` lists the fields.
#[derive(ToSchema)]
#[schema(as = Answers)]
#[allow(dead_code, reason = "describes domain::Answers, which is written as it is")]
pub struct AnswersShape(BTreeMap<String, AnswerShape>);

#[derive(ToSchema)]
#[schema(as = Answer)]
#[allow(dead_code, reason = "describes domain::Answer, which is written as it is")]
#[serde(untagged)]
enum AnswerShape {
    Text(String),
    Codes(Vec<String>),
    Entries(Vec<BTreeMap<String, String>>),
}

/// An agency of the network.
#[derive(Serialize, ToSchema)]
#[schema(as = Agency)]
pub struct AgencyShape {
    pub id: Uuid,
    pub name: String,
}

/// Whom to ring: the record's own contact, else the agency's duty desk.
#[derive(Serialize, ToSchema)]
#[schema(as = Contact)]
pub struct ContactShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

/// A record as your agency may see it. With `view` = `pointer` it says only that the agency holds something and whom
/// to ring; with `identity` who the person is; with `content` the record, without classes of fields that are not for you.
#[derive(Serialize, ToSchema)]
#[schema(as = Record)]
pub struct RecordShape {
    pub id: Uuid,
    /// The person it is thought to be about: `GET /persons/{id}`.
    pub person: Uuid,
    /// To quote on the phone: `HV-7KD4-M2PX`.
    pub reference: String,
    pub agency: AgencyShape,
    /// `child`, `adult`, `suspect`, `unknown`
    pub kind: &'static str,
    /// `pointer`, `identity` or `content`
    pub view: &'static str,
    pub contact: ContactShape,
    #[schema(value_type = AnswersShape)]
    pub answers: Answers,
    /// Your own number for it; on your own records only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// `shared`, `pointer_only`, `sealed`; not with a pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handling: Option<&'static str>,
    /// The pack it was handed in under: `GB-ENG@2026.1`; not with a pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// Counts corrections from 1; not with a pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// RFC 3339, UTC.
    pub made_at: String,
    /// RFC 3339, UTC; not with a pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<String>,
}

impl RecordShape {
    /// `reader`: the agency that asks.
    pub fn of(seen: Seen, reader: AgencyId) -> Self {
        let more = seen.view > View::Pointer;
        Self {
            id: seen.id.0,
            person: seen.person.0,
            reference: seen.reference,
            agency: AgencyShape {
                id: seen.agency.0,
                name: seen.agency_name,
            },
            kind: seen.kind.code(),
            view: seen.view.code(),
            contact: ContactShape {
                name: seen.contact.name,
                role: seen.contact.role,
                phone: seen.contact.phone,
                email: seen.contact.email,
            },
            answers: seen.answers,
            source_id: seen.source_id.filter(|_| seen.agency == reader),
            handling: more.then(|| seen.handling.code()),
            pack: more.then_some(seen.pack),
            version: more.then_some(seen.version),
            made_at: time(seen.made_at),
            changed_at: more.then(|| time(seen.changed_at)),
        }
    }
}

/// Another record that knows something.
#[derive(Serialize, ToSchema)]
#[schema(as = Hit)]
pub struct HitShape {
    /// The link, once both records are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<Uuid>,
    /// `identity`: perhaps the same person. `entity`: another person with the same phone, vehicle, address, document.
    sort: &'static str,
    /// `strong` or `possible`
    band: String,
    /// From 0 to 1; not with a pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    /// Bits of evidence, all together; not with a pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<f64>,
    /// Why. With a pointer only what speaks for it, without weights.
    reasons: Vec<ReasonShape>,
    /// `same`, `different`, `unsure`: what people have judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    record: RecordShape,
}

/// One reason, without any value of a record.
#[derive(Serialize, ToSchema)]
#[schema(as = Reason)]
pub struct ReasonShape {
    /// Never changes its meaning: `given-name-sounds-alike`.
    code: String,
    english: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<f64>,
}

impl HitShape {
    pub fn of(hit: Hit, english: &Words, reader: AgencyId) -> Self {
        let open = hit.seen.view > View::Pointer;
        let identity = hit.sort == HitSort::Identity;
        let reasons = hit
            .reasons
            .into_iter()
            .filter(|reason| open || (reason.weight >= 0.0 && reason.field != "prior"))
            .map(|reason| ReasonShape {
                english: english.get(&format!("reason-{}", reason.code)),
                code: reason.code,
                weight: (open && identity).then_some(reason.weight),
            })
            .collect();
        Self {
            link: hit.link.map(|link| link.0),
            sort: if identity { "identity" } else { "entity" },
            band: hit.band,
            probability: (open && identity).then_some(hit.probability),
            weight: (open && identity).then_some(hit.weight),
            reasons,
            answer: hit.answer,
            record: RecordShape::of(hit.seen, reader),
        }
    }
}

/// A file that came with a record.
#[derive(Serialize, ToSchema)]
#[schema(as = File)]
pub struct FileShape {
    pub id: Uuid,
    pub record: Uuid,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Bytes.
    pub size: i64,
    /// RFC 3339, UTC.
    pub made_at: String,
}

/// One version of a record.
#[derive(Serialize, ToSchema)]
#[schema(as = Version)]
pub struct VersionShape {
    pub version: i64,
    /// RFC 3339, UTC.
    pub made_at: String,
    /// `form`, `api`, `csv`, ...
    pub channel: &'static str,
}

/// A moment in UTC: `2026-11-23T02:00:00Z`.
pub fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map(|at| at.to_string())
        .unwrap_or_default()
}

/// A ledger line for each record of another agency that was shown with more than a pointer: its owner reads there who
/// looked, machine or person.
pub fn look_lines<'a>(
    permit: &PermitLine,
    now: i64,
    reader: AgencyId,
    shown: impl IntoIterator<Item = &'a Seen>,
) -> Vec<Line> {
    shown
        .into_iter()
        .filter(|seen| seen.agency != reader && seen.view > View::Pointer)
        .map(|seen| {
            Line::under(permit, now, "person.view", Subject::of("record", seen.id))
                .owner(seen.agency)
                .person(seen.person)
                .detail(serde_json::json!({ "view": seen.view.code(), "door": "api" }))
        })
        .collect()
}
