//! HTCDS 2.0, the Human Trafficking Case Data Standard of IOM (CC BY 4.0): flat CSV and a JSON profile, in and out.
//!
//! What the standard has a field for goes there; what it has none for goes to extension values under `x_`, so that
//! reading our own export gives the same record back. What a stranger's case holds beyond a record's core fields is
//! kept under own keys `htcds.<table>` and goes out again in the standard's fields.

mod case;
mod exploitation;
mod export;
mod fields;
pub mod flat;
mod import;
pub mod json;

pub use case::{Case, Element, Link, PROFILE, VERSION};
pub use export::{ExportRecord, from_answers};
pub use fields::{Entity, HtcdsField, ValueKind, all as all_fields, find as find_field};
pub use import::to_answers;

/// Our reference of the record; a reader's source id.
const REFERENCE: &str = "x_haven_reference";
/// Whom the record speaks of: child, adult, suspect, unknown.
const KIND: &str = "x_record_kind";
/// Milliseconds since 1970, where the day of `cas_IncomingReferralDate` does not say it all.
const HANDED_IN_AT: &str = "x_handed_in_at";
/// Answers to a pack's own fields, as JSON.
const OWN: &str = "x_own";
/// Core fields that the standard's fields would fill but the record does not have.
const ABSENT: &str = "x_absent";

/// The core field that each field of the standard speaks of; where both sides differ, the standard's field was edited.
fn speaks_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "prs_FirstName" | "prs_MiddleName" | "prs_SecondName" => "names",
        "prs_Birthdate" => "births",
        "prs_Gender" => "sex",
        "prs_Citizenship" => "nationalities",
        "prs_PrimaryLanguage" | "prs_SecondaryLanguage" => "languages",
        "prs_IdentityNumber" => "identifiers",
        "prs_Email" => "emails",
        "prs_HomePhone" | "prs_MobilePhone" => "phones",
        "prs_MailingStreet"
        | "prs_MailingCity"
        | "prs_MailingState"
        | "prs_MailingPostalCode"
        | "prs_MailingCountry" => "addresses",
        "vic_TraffickingStatus" => "trafficking_status",
        "vic_TypeOfExploitation" | "vic_TypeOfSexExploitation" => "exploitation_types",
        "cas_IncomingReferralDetails" => "summary",
        "cas_ReferringPrimaryCaseWorker" => "contact_name",
        _ => return None,
    })
}
