//! Who signs in: the people of each agency and what each may do there.

use crate::agencies::{Agency, ESTUARY_COUNCIL, NATIONAL, NORTHMERE_POLICE};
use domain::{AgencyKind, Role};

#[derive(Clone, Debug)]
pub struct Account {
    pub agency: &'static str,
    pub email: String,
    pub display_name: &'static str,
    pub job_title: &'static str,
    pub roles: Vec<Role>,
}

/// The social worker of the opening story.
pub const AMINA: &str = "amina.clarke@estuary-council.example";

/// The first six names of each agency: practitioner, desk officer, manager, auditor, agency admin, analyst; then trainer.
const NAMES: &[[&str; 7]] = &[
    [
        "Miriam Osei",
        "Tobias Lindqvist",
        "Farah Nouri",
        "Gwilym Prosser",
        "Anneke Vos",
        "Desmond Achebe",
        "Bronagh Keane",
    ],
    [
        "Sam Hargreave",
        "Priya Raman",
        "Colm Devlin",
        "Ottoline Marsh",
        "Jakub Wrona",
        "Nadia Ferreira",
        "Hal Brackenbury",
    ],
    [
        "Leila Sarwar",
        "Dean Whitlock",
        "Rosalind Tuck",
        "Idris Okonjo",
        "Petra Novotna",
        "Marcus Fell",
        "Una Gallagher",
    ],
    [
        "Rhodri Vaughan-Hale",
        "Carys Mellor",
        "Ifan Treharne",
        "Sunita Bhandari",
        "Owain Pask",
        "Delyth Crowe",
        "Gethin Yorath",
    ],
    [
        "Ailsa Farquhar",
        "Struan Mackie-Roe",
        "Morag Tennant",
        "Yusuf Demir",
        "Kirsteen Ogg",
        "Ruaridh Baird",
        "Eilidh Sorley",
    ],
    [
        "Amina Clarke",
        "Patrick Onyango",
        "Helena Strand",
        "Basil Thorne",
        "Wendy Appiah",
        "Callum Reeve",
        "Zofia Lis",
    ],
    [
        "Grace Adeyinka",
        "Tom Bellwether",
        "Shazia Malik",
        "Edmund Pyke",
        "Lorna Quill",
        "Viktor Hall",
        "Jess Northrop",
    ],
    [
        "Danielle Oakes",
        "Rafiq Choudhry",
        "Harriet Vane-Cole",
        "Simeon Abara",
        "Kit Larkspur",
        "Meera Pillai",
        "Alan Dray",
    ],
    [
        "Nia Ellery",
        "Huw Carbery",
        "Catrin Moss",
        "Emrys Golding",
        "Sian Rooke",
        "Alun Farr",
        "Mari Bevan-Holt",
    ],
    [
        "Catriona Lyle",
        "Fergus Dunmore",
        "Isla Meikle",
        "Hamza Rahim",
        "Jean Rattray",
        "Gregor Stroud",
        "Mhairi Cowe",
    ],
    [
        "Jonas Ekwueme",
        "Sandra Pell",
        "Malcolm Dace",
        "Irina Volk",
        "Teresa Munro",
        "Ben Castellan",
        "Olu Fadipe",
    ],
    [
        "Siobhra Maguire",
        "Ciaran Loftus",
        "Deirdre Hanlon",
        "Paul Ferris",
        "Oonagh Tierney",
        "Niall Rush",
        "Maeve Carty",
    ],
    [
        "Rebecca Tanner-Lowe",
        "Gurdeep Sahota",
        "Lionel Frost",
        "Ivy Marchant",
        "Noel Pritchett",
        "Hannah Quaye",
        "Oscar Bligh",
    ],
    [
        "Solveig Hart",
        "Emmanuel Badu",
        "Ruth Copperfield",
        "Ines Duarte",
        "Lucy Fairweather",
        "Karim Haddad-Moss",
        "Dora Winslow",
    ],
    [
        "Thandi Mokoena",
        "Julian Sayle",
        "Marta Kolb",
        "Abel Tesema",
        "Philippa Crewe",
        "Lan Pham-Roberts",
        "Hugo Stent",
    ],
    [
        "Dylan Arrowsmith",
        "Keziah Blunt",
        "Mabli Rowe",
        "Stefan Ilic",
        "Carol Tapper",
        "Ravi Sundar",
        "Elin Gower",
    ],
    [
        "Mette Skovgaard",
        "Anders Holmdal",
        "Karen Vestby",
        "Jens Aagren",
        "Lone Fjordbak",
        "Søren Damhus",
        "Tine Lyngsø",
    ],
];

/// Everyone's accounts. Addresses are the name, lower case, in the agency's invented domain.
pub(crate) fn all(agencies: &[Agency]) -> Vec<Account> {
    let mut accounts = Vec::new();
    for (agency, names) in agencies.iter().zip(NAMES) {
        for (place, name) in names.iter().enumerate() {
            let (job_title, roles): (&'static str, Vec<Role>) = match place {
                0 => (practitioner_title(agency.kind), vec![Role::Practitioner]),
                1 => (desk_title(agency.kind), vec![Role::DeskOfficer, Role::Practitioner]),
                2 => ("Team manager", vec![Role::Manager]),
                3 => ("Information governance auditor", vec![Role::Auditor]),
                4 if agency.code == NATIONAL => ("Systems lead", vec![Role::AgencyAdmin, Role::SystemAdmin]),
                4 => ("Office manager", vec![Role::AgencyAdmin]),
                5 if has_analyst(agency.kind) => ("Intelligence analyst", vec![Role::Analyst]),
                6 if has_trainer(agency.code) => ("Safeguarding trainer", vec![Role::Trainer]),
                _ => continue,
            };
            accounts.push(Account {
                agency: agency.code,
                email: format!("{}@{}.example", mailbox(name), agency.code),
                display_name: name,
                job_title,
                roles,
            });
        }
    }
    accounts
}

fn mailbox(name: &str) -> String {
    any_ascii::any_ascii(name).to_lowercase().replace(' ', ".")
}

fn has_analyst(kind: AgencyKind) -> bool {
    matches!(kind, AgencyKind::Police | AgencyKind::Border | AgencyKind::NationalUnit)
}

fn has_trainer(code: &str) -> bool {
    [NATIONAL, ESTUARY_COUNCIL, NORTHMERE_POLICE, "lantern-house"].contains(&code)
}

fn practitioner_title(kind: AgencyKind) -> &'static str {
    match kind {
        AgencyKind::Police => "Detective constable, child protection",
        AgencyKind::SocialCare => "Duty social worker",
        AgencyKind::Health => "Named nurse for safeguarding",
        AgencyKind::Education => "Designated safeguarding lead",
        AgencyKind::Border => "Border officer, safeguarding and modern slavery",
        AgencyKind::Immigration => "Caseworker",
        AgencyKind::Charity => "Support worker",
        AgencyKind::NationalUnit => "Case adviser",
        AgencyKind::International => "Liaison officer",
    }
}

fn desk_title(kind: AgencyKind) -> &'static str {
    match kind {
        AgencyKind::Police => "Referral desk sergeant",
        AgencyKind::SocialCare => "Front door team leader",
        AgencyKind::NationalUnit => "Duty desk officer",
        _ => "Referrals co-ordinator",
    }
}
