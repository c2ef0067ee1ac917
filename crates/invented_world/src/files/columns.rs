//! The tables of the five agencies that keep one, heading by heading, and the mapping that reads them.

use super::cells::Fits::{Alias, All, LatinName, OwnScript, Scheme};
use super::cells::Look::{AnyDate, Capitals, Careless, Dashes, Plain, Slashes, Words};
use super::cells::Source::{Codes, Every, Kind, KnownOn, Own, Part, Reference, Text};
use super::cells::{Column, Look, Source};
use serde_json::{Map, Value, json};

const fn column(heading: &'static str, source: Source, look: Look) -> Column {
    Column { heading, source, look }
}

const SEX_LETTERS: &[(&str, &str)] = &[("female", "F"), ("male", "M")];
const SEX_WORDS: &[(&str, &str)] = &[("female", "Female"), ("male", "Male")];
const SEX_DANISH: &[(&str, &str)] = &[("female", "Pige/kvinde"), ("male", "Dreng/mand")];
const KINDS_POLICE: &[(&str, &str)] = &[
    ("child", "CHILD"),
    ("adult", "ADULT"),
    ("suspect", "SUSP"),
    ("unknown", "N/K"),
];
const KINDS_WORDS: &[(&str, &str)] = &[
    ("child", "Child"),
    ("adult", "Adult"),
    ("suspect", "Suspect"),
    ("unknown", "Unknown"),
];
const KINDS_DANISH: &[(&str, &str)] = &[
    ("child", "Barn"),
    ("adult", "Voksen"),
    ("suspect", "Mistænkt"),
    ("unknown", "Ukendt"),
];
const WHOSE: &[(&str, &str)] = &[
    ("self", "own"),
    ("found_on_person", "found on child"),
    ("exploiter", "suspect's"),
    ("family", "family"),
];
const WHOSE_DANISH: &[(&str, &str)] = &[
    ("self", "egen"),
    ("found_on_person", "fundet på barnet"),
    ("exploiter", "bagmand"),
    ("family", "familie"),
];
const NATIONALITIES: &[(&str, &str)] = &[
    ("VN", "Vietnamese"),
    ("CN", "Chinese"),
    ("ER", "Eritrean"),
    ("ET", "Ethiopian"),
    ("SD", "Sudanese"),
    ("TD", "Chadian"),
    ("SO", "Somali"),
    ("KE", "Kenyan"),
    ("AF", "Afghan"),
    ("PK", "Pakistani"),
    ("IR", "Iranian"),
    ("IQ", "Iraqi"),
    ("SY", "Syrian"),
    ("TR", "Turkish"),
    ("NG", "Nigerian"),
    ("GH", "Ghanaian"),
    ("AL", "Albanian"),
    ("XK", "Kosovan"),
    ("RO", "Romanian"),
    ("MD", "Moldovan"),
    ("SK", "Slovak"),
    ("CZ", "Czech"),
    ("PL", "Polish"),
    ("LT", "Lithuanian"),
    ("GB", "British"),
    ("IE", "Irish"),
];
const CONCERNS: &[(&str, &str)] = &[
    ("UNK", "Not known"),
    ("CRIM", "Criminal exploitation"),
    ("CRIM_CL", "County lines"),
    ("CRIM_CANN", "Cannabis cultivation"),
    ("CRIM_BEG", "Begging"),
    ("CRIM_THEFT", "Street crime"),
    ("CRIM_FIN", "Money mule"),
    ("LAB", "Labour exploitation"),
    ("LAB_NAIL", "Nail bar"),
    ("LAB_WASH", "Car wash"),
    ("LAB_FOOD", "Restaurant work"),
    ("LAB_AGRI", "Farm work"),
    ("LAB_WAGES", "Wages taken"),
    ("DOM", "Domestic servitude"),
    ("SEX", "Sexual exploitation"),
    ("SEX_GROUP", "Group CSE"),
    ("BENFRAUD", "Benefit fraud"),
    ("FMARR", "Forced marriage"),
];
const CONCERNS_DANISH: &[(&str, &str)] = &[
    ("UNK", "Ukendt"),
    ("CRIM", "Kriminalitet"),
    ("CRIM_CANN", "Hashdyrkning"),
    ("CRIM_BEG", "Tiggeri"),
    ("CRIM_THEFT", "Tyveri"),
    ("CRIM_FIN", "Muldyr"),
    ("LAB", "Tvangsarbejde"),
    ("LAB_NAIL", "Neglesalon"),
    ("LAB_WASH", "Bilvask"),
    ("LAB_FOOD", "Restaurant"),
    ("LAB_AGRI", "Landbrug"),
    ("LAB_WAGES", "Løn taget"),
    ("DOM", "Husarbejde"),
    ("SEX", "Seksuel udnyttelse"),
    ("SEX_GROUP", "Seksuel udnyttelse (gruppe)"),
    ("BENFRAUD", "Socialt bedrageri"),
    ("FMARR", "Tvangsægteskab"),
];
const ADDRESS_KINDS: &[(&str, &str)] = &[
    ("home", "Home"),
    ("staying", "Placement"),
    ("exploitation", "Exploitation"),
    ("found", "Found at"),
    ("sponsor", "Sponsor"),
];

pub(crate) const NORTHMERE_COLUMNS: &[Column] = &[
    column("Ref No.", Reference, Plain),
    column("Wk", Own("CE"), Plain),
    column("Subject type", Kind, Words(KINDS_POLICE)),
    column("SURNAME (block caps)", Part("names", LatinName, 0, "family"), Careless),
    column("Fore name(s)", Part("names", LatinName, 0, "given"), Careless),
    column("a.k.a.", Part("names", Alias, 0, "full"), Plain),
    column("D.O.B.", Part("births", All, 0, "date"), AnyDate),
    column("M/F", Text("sex"), Words(SEX_LETTERS)),
    column("Nat.", Codes("nationalities"), Words(NATIONALITIES)),
    column("Tel No. found/used", Part("phones", All, 0, "number"), Careless),
    column("Whose tel", Part("phones", All, 0, "whose"), Words(WHOSE)),
    column("2nd Tel", Part("phones", All, 1, "number"), Careless),
    column("Address", Part("addresses", All, 0, "line"), Careless),
    column("Town / City", Part("addresses", All, 0, "town"), Careless),
    column("P/code", Part("addresses", All, 0, "postcode"), Careless),
    column("Addr. is", Part("addresses", All, 0, "kind"), Words(ADDRESS_KINDS)),
    column("VRM", Part("vehicles", All, 0, "plate"), Careless),
    column("Veh. make/model", Part("vehicles", All, 0, "make"), Plain),
    column("Veh. colour", Part("vehicles", All, 0, "colour"), Plain),
    column("Date found", Text("found_on"), AnyDate),
    column("Where found", Text("found_place"), Careless),
    column("Circs.", Text("summary"), Careless),
    column("CE type", Codes("exploitation_types"), Words(CONCERNS)),
    column("Ind. codes", Every("indicators", "code"), Plain),
    column("Crime No.", Part("identifiers", Scheme("crime"), 0, "value"), Plain),
    column("Missing since", Text("missing_since"), AnyDate),
    column("OIC", Text("contact_name"), Plain),
    column("OIC tel", Text("contact_phone"), Plain),
];

pub(crate) const WEALDSHIRE_COLUMNS: &[Column] = &[
    column("URN", Reference, Plain),
    column("ROLE", Kind, Words(KINDS_WORDS)),
    column("FAMILY_NAME", Part("names", LatinName, 0, "family"), Plain),
    column("GIVEN_NAMES", Part("names", LatinName, 0, "given"), Plain),
    column("ALIAS", Part("names", Alias, 0, "full"), Plain),
    column("DATE_OF_BIRTH", Part("births", All, 0, "date"), Slashes),
    column("SEX", Text("sex"), Words(SEX_LETTERS)),
    column("NATIONALITY", Codes("nationalities"), Plain),
    column("PHONE_1", Part("phones", All, 0, "number"), Plain),
    column("PHONE_2", Part("phones", All, 1, "number"), Plain),
    column("ADDRESS_LINE", Part("addresses", All, 0, "line"), Plain),
    column("ADDRESS_TOWN", Part("addresses", All, 0, "town"), Plain),
    column("ADDRESS_POSTCODE", Part("addresses", All, 0, "postcode"), Plain),
    column("VEHICLE_REG", Part("vehicles", All, 0, "plate"), Plain),
    column("VEHICLE_DESC", Part("vehicles", All, 0, "make"), Plain),
    column("DATE_SEEN", Text("found_on"), Slashes),
    column("PLACE_SEEN", Text("found_place"), Plain),
    column("NARRATIVE", Text("summary"), Plain),
    column("EXPLOITATION", Codes("exploitation_types"), Plain),
    column("INDICATORS", Every("indicators", "code"), Plain),
    column("CRIME_NO", Part("identifiers", Scheme("crime"), 0, "value"), Plain),
    column("OFFICER", Text("contact_name"), Plain),
    column("OFFICER_PHONE", Text("contact_phone"), Plain),
    column("BCU", Own("East"), Plain),
];

pub(crate) const CITY_COUNCIL_COLUMNS: &[Column] = &[
    column("Case ID", Reference, Plain),
    column("Person is a", Kind, Words(KINDS_WORDS)),
    column("First name", Part("names", LatinName, 0, "given"), Plain),
    column("Last name", Part("names", LatinName, 0, "family"), Plain),
    column("Name in own writing", Part("names", OwnScript, 0, "full"), Plain),
    column("Known as", Part("names", Alias, 0, "full"), Plain),
    column("Date of birth", Part("births", All, 0, "date"), Slashes),
    column("Gender", Text("sex"), Words(SEX_WORDS)),
    column("Nationality", Codes("nationalities"), Words(NATIONALITIES)),
    column("First language", Codes("languages"), Plain),
    column("Mobile", Part("phones", All, 0, "number"), Plain),
    column("Other phone", Part("phones", All, 1, "number"), Plain),
    column("Address", Part("addresses", All, 0, "line"), Plain),
    column("Town", Part("addresses", All, 0, "town"), Plain),
    column("Postcode", Part("addresses", All, 0, "postcode"), Plain),
    column(
        "Type of address",
        Part("addresses", All, 0, "kind"),
        Words(ADDRESS_KINDS),
    ),
    column(
        "Home Office ref",
        Part("identifiers", Scheme("home_office"), 0, "value"),
        Plain,
    ),
    column("Mother / relative", Part("associates", All, 0, "name"), Plain),
    column("Date of contact", Text("found_on"), Slashes),
    column("Where seen", Text("found_place"), Plain),
    column("Presenting concern", Codes("exploitation_types"), Words(CONCERNS)),
    column("Indicators", Every("indicators", "code"), Plain),
    column("What we know", Text("summary"), Plain),
    column("Child's wishes", Text("wishes"), Plain),
    column("Worker", Text("contact_name"), Plain),
    column("Team phone", Text("contact_phone"), Plain),
];

pub(crate) const BORDER_COLUMNS: &[Column] = &[
    column("EventRef", Reference, Plain),
    column("SubjectCat", Kind, Words(KINDS_POLICE)),
    column("Surname", Part("names", LatinName, 0, "family"), Plain),
    column("Forenames", Part("names", LatinName, 0, "given"), Plain),
    column("NativeScriptName", Part("names", OwnScript, 0, "full"), Plain),
    column("DateOfBirth", Part("births", All, 0, "date"), Capitals),
    column("DOBBasis", Part("births", All, 0, "basis"), Plain),
    column("Sex", Text("sex"), Words(SEX_LETTERS)),
    column("Nationality", Codes("nationalities"), Plain),
    column("DocumentNo", Part("documents", All, 0, "number"), Plain),
    column("DocumentIssuer", Part("documents", All, 0, "issuer"), Plain),
    column("HORef", Part("identifiers", Scheme("home_office"), 0, "value"), Plain),
    column("Carrier", Part("journeys", All, 0, "carrier_number"), Plain),
    column("ArrivalDate", Part("journeys", All, 0, "date"), Capitals),
    column("EmbarkedAt", Part("journeys", All, 0, "from"), Plain),
    column("TelNo", Part("phones", All, 0, "number"), Plain),
    column("TelNo2", Part("phones", All, 1, "number"), Plain),
    column("SponsorName", Part("associates", All, 0, "name"), Plain),
    column("SponsorTel", Part("associates", All, 0, "phone"), Plain),
    column("EventDate", Text("found_on"), Capitals),
    column("Location", Text("found_place"), Plain),
    column("Indicators", Every("indicators", "code"), Plain),
    column("Remarks", Text("summary"), Plain),
    column("Officer", Text("contact_name"), Plain),
    column("DutyTel", Text("contact_phone"), Plain),
    column("BatchNo", Own("001"), Plain),
];

pub(crate) const DANISH_COLUMNS: &[Column] = &[
    column("Sagsnr.", Reference, Plain),
    column("Person", Kind, Words(KINDS_DANISH)),
    column("Fornavn", Part("names", LatinName, 0, "given"), Plain),
    column("Efternavn", Part("names", LatinName, 0, "family"), Plain),
    column("Kaldenavn", Part("names", Alias, 0, "full"), Plain),
    column("Fødselsdato", Part("births", All, 0, "date"), Dashes),
    column("Køn", Text("sex"), Words(SEX_DANISH)),
    column("Statsborgerskab", Codes("nationalities"), Plain),
    column("Sprog", Codes("languages"), Plain),
    column("Telefon", Part("phones", All, 0, "number"), Plain),
    column("Hvis telefon", Part("phones", All, 0, "whose"), Words(WHOSE_DANISH)),
    column("Telefon 2", Part("phones", All, 1, "number"), Plain),
    column("Mødt den", Text("found_on"), Dashes),
    column("Mødt hvor", Text("found_place"), Plain),
    column("Beskrivelse", Text("summary"), Plain),
    column("Udnyttelse", Codes("exploitation_types"), Words(CONCERNS_DANISH)),
    column("Modtaget", KnownOn, Dashes),
    column("Kontaktperson", Text("contact_name"), Plain),
    column("Vagttelefon", Text("contact_phone"), Plain),
];

/// How to read the table, as Haven keeps mappings: each heading with its target path, the order of its dates and what
/// the office's words stand for; and what holds of every row.
pub(crate) fn mapping(name: &str, columns: &[Column]) -> Value {
    let mut constants = Map::new();
    let mut rules: Vec<Value> = Vec::new();
    for column in columns {
        let mut rule = Map::new();
        rule.insert("column".to_owned(), json!(column.heading));
        rule.insert("target".to_owned(), json!(target(column.source)));
        match column.look {
            AnyDate | Slashes | Capitals | Dashes => {
                rule.insert("date_order".to_owned(), json!("DMY"));
            }
            Words(words) => {
                let meant: Map<String, Value> = words
                    .iter()
                    .map(|(code, word)| ((*word).to_owned(), json!(code)))
                    .collect();
                rule.insert("value_map".to_owned(), Value::Object(meant));
            }
            Careless => {
                rule.insert("value_map".to_owned(), json!({ "N/K": "" }));
            }
            Plain => {}
        }
        if let Every(..) = column.source {
            rule.insert("split".to_owned(), json!(";"));
        }
        if let Some((path, value)) = constant(column.source) {
            constants.insert(path.to_owned(), json!(value));
        }
        rules.push(Value::Object(rule));
    }
    json!({ "name": name, "columns": rules, "constants": constants })
}

/// The target path. Entries are counted from 1; own-script names and aliases are the third and the second name.
fn target(source: Source) -> String {
    match source {
        Reference => "source_id".to_owned(),
        Kind => "record_kind".to_owned(),
        KnownOn => "handed_in_at".to_owned(),
        Own(_) => "ignore".to_owned(),
        Text(field) | Codes(field) => field.to_owned(),
        Part("names", Alias, _, part) => format!("names.2.{part}"),
        Part("names", OwnScript, _, part) => format!("names.3.{part}"),
        Part(field, _, nth, part) => format!("{field}.{}.{part}", nth + 1),
        Every(field, part) => format!("{field}.{part}"),
    }
}

/// What the column's being there says of its entry.
fn constant(source: Source) -> Option<(&'static str, &'static str)> {
    match source {
        Part("names", Alias, _, _) => Some(("names.2.kind", "alias")),
        Part("identifiers", Scheme(scheme), _, _) => Some(("identifiers.1.scheme", scheme)),
        Part("documents", _, _, "number") => Some(("documents.1.type", "passport")),
        Every("indicators", _) => Some(("indicators.state", "seen")),
        _ => None,
    }
}
