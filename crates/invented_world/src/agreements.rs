//! Who shares what with whom. Some pairs see content, some only who the person is, some only whom to ring.

use crate::agencies::{Agency, BORDER, DANISH_CHARITY, ESTUARY_COUNCIL, NATIONAL, NORTHMERE_POLICE};
use domain::{AgencyKind, Purpose};
use jiff::ToSpan;
use jiff::civil::Date;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementLevel {
    /// The record, save what is shielded.
    Content,
    /// Names, dates of birth, sex, nationality; the story stays with the owner.
    IdentityOnly,
}

/// What `owner` lets `reader` see. It says nothing of the way back.
#[derive(Clone, Debug)]
pub struct Agreement {
    pub owner: &'static str,
    pub reader: &'static str,
    pub level: AgreementLevel,
    pub purposes: Vec<Purpose>,
    pub title: String,
    pub from: Date,
    pub until: Date,
}

pub(crate) fn all(agencies: &[Agency], today: Date) -> Vec<Agreement> {
    let mut agreements = Vec::new();
    for owner in agencies {
        for reader in agencies {
            if owner.code == reader.code {
                continue;
            }
            let Some(level) = level(owner, reader) else { continue };
            let purposes = match reader.kind {
                AgencyKind::Police | AgencyKind::Border => vec![Purpose::Safeguarding, Purpose::Investigation],
                AgencyKind::NationalUnit => vec![Purpose::Safeguarding, Purpose::Investigation, Purpose::Analysis],
                _ => vec![Purpose::Safeguarding],
            };
            agreements.push(Agreement {
                owner: owner.code,
                reader: reader.code,
                level,
                purposes,
                title: format!("{} to {}: information sharing agreement", owner.name, reader.name),
                from: today.saturating_sub(400.days()),
                until: today.saturating_add(330.days()),
            });
        }
    }
    agreements
}

/// Neighbours and the national desk see content. The charities and the schools tell the authorities of their own
/// ground; among the rest of the country's public bodies identity travels; abroad it is a matter of ringing up.
fn level(owner: &Agency, reader: &Agency) -> Option<AgreementLevel> {
    use AgencyKind::{Border, Charity, Education, Health, NationalUnit, Police, SocialCare};
    // The pair of the opening story: she learns who and whom to ring; the police keep their story until she does.
    if owner.code == NORTHMERE_POLICE && reader.code == ESTUARY_COUNCIL {
        return Some(AgreementLevel::IdentityOnly);
    }
    if owner.code == DANISH_CHARITY || reader.code == DANISH_CHARITY {
        return (reader.code == NATIONAL).then_some(AgreementLevel::IdentityOnly);
    }
    let neighbours = owner
        .habit
        .regions
        .iter()
        .any(|region| reader.habit.regions.contains(region));
    match (owner.kind, reader.kind) {
        (Charity, NationalUnit) => Some(AgreementLevel::IdentityOnly),
        (_, NationalUnit) => Some(AgreementLevel::Content),
        (Police | Border | Health, SocialCare | Police) | (SocialCare, Police | SocialCare | Health) if neighbours => {
            Some(AgreementLevel::Content)
        }
        (SocialCare | Health | Education | Charity, Police | SocialCare) if neighbours => Some(AgreementLevel::Content),
        (Charity, SocialCare) if owner.habit.regions.is_empty() => Some(AgreementLevel::IdentityOnly),
        (SocialCare, Education) if neighbours => Some(AgreementLevel::IdentityOnly),
        (Police, Police) | (SocialCare, SocialCare) => Some(AgreementLevel::IdentityOnly),
        (Police | SocialCare, Border) if owner.code != BORDER && neighbours => Some(AgreementLevel::IdentityOnly),
        _ => None,
    }
}
