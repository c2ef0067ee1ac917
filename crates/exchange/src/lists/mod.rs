//! From what people write to a code: `Vietnamese`, `VNM` and `Viet Nam` are the country `VN`.
//!
//! [`CoreLists`] knows what differs nowhere: countries (ISO 3166-1), languages (BCP 47 and ISO 639-2), sex, and the
//! closed lists that `domain::fields` names. A jurisdiction's pack knows the rest; [`Layered`] asks both. A word that
//! may mean two things (`Congolese`) means nothing here: the person who imports says which.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Finds the code of a list that a text means: by code, label or synonym.
pub trait CodeLookup {
    fn code(&self, list: &str, text: &str) -> Option<String>;

    /// A few things one may write, for the message to somebody who wrote something else.
    fn offered(&self, list: &str) -> Vec<String> {
        let _ = list;
        Vec::new()
    }

    /// The list that a pack's own field takes its codes from; none where it takes free text.
    fn list_of(&self, own_field: &str) -> Option<String> {
        let _ = own_field;
        None
    }
}

/// Asks one after the other; the first that knows answers.
pub struct Layered<'a>(pub Vec<&'a dyn CodeLookup>);

impl CodeLookup for Layered<'_> {
    fn code(&self, list: &str, text: &str) -> Option<String> {
        self.0.iter().find_map(|lookup| lookup.code(list, text))
    }

    fn offered(&self, list: &str) -> Vec<String> {
        self.0
            .iter()
            .map(|lookup| lookup.offered(list))
            .find(|offered| !offered.is_empty())
            .unwrap_or_default()
    }

    fn list_of(&self, own_field: &str) -> Option<String> {
        self.0.iter().find_map(|lookup| lookup.list_of(own_field))
    }
}

/// A jurisdiction's pack as a lookup: its lists by code or by label in any of its languages.
impl CodeLookup for domain::pack::Pack {
    fn code(&self, list: &str, text: &str) -> Option<String> {
        let list = self.list(list)?;
        list.find(text).map(|item| item.code.clone()).or_else(|| {
            let wanted = plain(text);
            let means = |words: &str| !wanted.is_empty() && plain(words) == wanted;
            let found = list
                .items()
                .iter()
                .find(|item| means(&item.code) || item.label.iter().any(|(_, label)| means(label)));
            found.map(|item| item.code.clone())
        })
    }

    fn list_of(&self, own_field: &str) -> Option<String> {
        let fields = self.forms().iter().flat_map(|form| form.fields());
        fields
            .filter(|field| field.key == own_field)
            .find_map(|field| field.options.clone())
    }

    fn offered(&self, list: &str) -> Vec<String> {
        let items = self.list(list).map(|list| list.items()).unwrap_or_default();
        items
            .iter()
            .take(12)
            .map(|item| item.label.text("en").to_owned())
            .collect()
    }
}

/// Lower case, Latin letters and digits only, one blank between words: `Côte d'Ivoire` is `cote d ivoire`.
pub fn plain(text: &str) -> String {
    let latin = any_ascii::any_ascii(text).to_ascii_lowercase();
    latin
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The lists that are the same in every jurisdiction.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoreLists;

impl CodeLookup for CoreLists {
    fn code(&self, list: &str, text: &str) -> Option<String> {
        let words = plain(text);
        core_lists().get(list)?.get(&words).map(|code| (*code).to_owned())
    }

    fn offered(&self, list: &str) -> Vec<String> {
        if let Some((_, items)) = CLOSED.iter().find(|(name, _)| *name == list) {
            return items.iter().map(|(code, _)| (*code).to_owned()).collect();
        }
        let examples: &[&str] = match list {
            "country" => &["Vietnam", "Vietnamese", "VN", "VNM"],
            "language" => &["Vietnamese", "vi", "vie"],
            "exploitation_types" => &["Criminal exploitation", "CSE", "LAB_NAIL"],
            _ => &[],
        };
        examples.iter().map(|example| (*example).to_owned()).collect()
    }
}

/// The code of ISO 639-2 for the language `code` (BCP 47); the terminological one where there are two.
pub fn three_letter_language(code: &str) -> Option<&'static str> {
    static CODES: OnceLock<Synonyms> = OnceLock::new();
    let codes = CODES.get_or_init(|| {
        rows(LANGUAGES)
            .filter_map(|row| Some(((*row.first()?).to_owned(), *row.get(1)?)))
            .collect()
    });
    codes.get(code.split('-').next().unwrap_or(code)).copied()
}

const COUNTRIES: &str = include_str!("../../data/countries.csv");
const LANGUAGES: &str = include_str!("../../data/languages.csv");

/// Own codes of exploitation with their maps to outside schemes.
pub(crate) const EXPLOITATION_TYPES: &str = include_str!("../../data/exploitation_types.csv");

type Synonyms = HashMap<String, &'static str>;

fn core_lists() -> &'static HashMap<&'static str, Synonyms> {
    static LISTS: OnceLock<HashMap<&'static str, Synonyms>> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut lists = HashMap::new();
        lists.insert("country", synonyms(COUNTRIES));
        lists.insert("language", synonyms(LANGUAGES));
        lists.insert("exploitation_types", exploitation_types());
        for (name, items) in CLOSED {
            let mut synonyms = Synonyms::new();
            for (code, words) in *items {
                synonyms.insert(plain(code), code);
                for word in words.split('|').filter(|word| !word.is_empty()) {
                    synonyms.insert(plain(word), code);
                }
            }
            lists.insert(name, synonyms);
        }
        lists
    })
}

/// Every column of a row but the first names its code; several names in one cell are parted by `|`. Codes come
/// before names and earlier rows before later ones, so that `ES` stays Spain.
fn synonyms(csv: &'static str) -> Synonyms {
    let mut synonyms = Synonyms::new();
    for row in rows(csv) {
        if let Some(code) = row.first() {
            synonyms.insert(plain(code), code);
        }
    }
    for column in 1..5 {
        for row in rows(csv) {
            let (Some(code), Some(cell)) = (row.first().copied(), row.get(column)) else {
                continue;
            };
            for name in cell.split('|').filter(|name| !name.is_empty()) {
                synonyms.entry(plain(name)).or_insert(code);
            }
        }
    }
    synonyms
}

/// Codes and labels of the core list, and the short forms that police and social care write.
fn exploitation_types() -> Synonyms {
    const SHORT: &[(&str, &str)] = &[
        ("cce", "CRIM"),
        ("criminal", "CRIM"),
        ("child criminal exploitation", "CRIM"),
        ("forced criminality", "CRIM"),
        ("cse", "SEX"),
        ("sexual", "SEX"),
        ("child sexual exploitation", "SEX"),
        ("labour", "LAB"),
        ("forced labour", "LAB"),
        ("domestic", "DOM"),
        ("servitude", "DOM"),
        ("organ harvesting", "ORGAN"),
        ("cannabis", "CRIM_CANN"),
        ("cannabis farm", "CRIM_CANN"),
        ("nail bar", "LAB_NAIL"),
        ("car wash", "LAB_WASH"),
        ("unknown", "UNK"),
        ("not known", "UNK"),
    ];
    let mut synonyms: Synonyms = SHORT.iter().map(|(words, code)| ((*words).to_owned(), *code)).collect();
    for row in rows(EXPLOITATION_TYPES) {
        if let (Some(code), Some(label)) = (row.first(), row.get(2)) {
            synonyms.insert(plain(code), code);
            synonyms.entry(plain(label)).or_insert(code);
        }
    }
    synonyms
}

/// Rows of a list embedded in this crate, below its heading. A quoted cell may hold commas.
pub fn rows(csv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    csv.lines().skip(1).filter(|line| !line.is_empty()).map(|line| {
        let mut cells = Vec::new();
        let mut rest = line;
        loop {
            let (cell, after) = match rest.strip_prefix('"') {
                Some(quoted) => {
                    let (cell, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                    (cell, after.strip_prefix(','))
                }
                None => match rest.split_once(',') {
                    Some((cell, after)) => (cell, Some(after)),
                    None => (rest, None),
                },
            };
            cells.push(cell);
            match after {
                Some(after) => rest = after,
                None => return cells,
            }
        }
    })
}

type Closed = (&'static str, &'static [(&'static str, &'static str)]);

/// Code and what people write for it, in English and Danish.
const CLOSED: &[Closed] = &[
    (
        "sex",
        &[
            ("female", "f|woman|girl|feminine|kvinde|pige|k|fem"),
            ("male", "m|man|boy|masculine|mand|dreng|mal"),
            (
                "other",
                "x|non binary|nonbinary|intersex|andet|does not identify as either|neither|indeterminate",
            ),
            (
                "unknown",
                "u|not known|unspecified|not stated|not specified|not specified unknown|ukendt|uoplyst|not recorded",
            ),
        ],
    ),
    ("yes_no", &[("yes", YES), ("no", NO)]),
    ("yes_no_not_sure", &[("yes", YES), ("no", NO), ("not_sure", NOT_SURE)]),
    (
        "record_kind",
        &[
            (
                "child",
                "victim|child victim|minor|young person|juvenile|barn|mindreårig|yp|missing child|child at risk",
            ),
            ("adult", "adult victim|voksen|witness"),
            (
                "suspect",
                "offender|perpetrator|suspected exploiter|trafficker|nominal|mistænkt|gerningsmand|sponsor|alleged perpetrator",
            ),
            ("unknown", "not known|ukendt|u"),
        ],
    ),
    (
        "name_kind",
        &[
            ("real", "true|legal|birth|given name|own|official"),
            ("alias", "aka|nickname|also known as|street name|known as|kaldenavn"),
            ("document", "passport|as in document|travel document"),
            (
                "exploitation",
                "exploitation name|name used while exploited|working name",
            ),
            ("username", "online|online name|screen name"),
        ],
    ),
    (
        "birth_basis",
        &[
            ("claimed", "stated|told|self declared|self reported|declared|oplyst"),
            ("document", "documented|passport|id card|birth certificate|dokument"),
            ("told_by_other", "told by another|third party"),
            ("estimated", "estimate|approximate|approx|apparent|anslået"),
            ("assessed", "age assessed|assessment|vurderet"),
            ("court", "court order|judgment|tribunal|ret"),
        ],
    ),
    (
        "birth_status",
        &[
            ("undisputed", "agreed|accepted|not disputed"),
            ("disputed", "contested|in dispute|omtvistet"),
            ("assessed", "age assessed"),
            ("court_decided", "decided by a court|court"),
        ],
    ),
    (
        "phone_whose",
        &[
            ("self", "own|child|child s|subject|egen"),
            ("found_on_person", "found on person|in possession|on them|seized"),
            ("family", "parent|mother|father|relative|familie"),
            ("exploiter", "suspect|trafficker|offender|line holder"),
            ("carer", "foster carer|guardian|social worker|placement|plejeforælder"),
            ("meeting", "meeting|person meeting|collecting"),
            ("other", "andet"),
            ("unknown", "not known|ukendt"),
        ],
    ),
    (
        "address_kind",
        &[
            ("staying", "current|placement|now at|opholdssted"),
            ("home", "family home|permanent|hjem|residence"),
            ("found", "found at|recovered at|encountered|fundet"),
            ("exploitation", "place of exploitation|work place|cannabis house"),
            ("sponsor", "sponsor address|claimed contact"),
            ("other", "andet"),
        ],
    ),
    (
        "document_genuineness",
        &[
            ("genuine", "real|valid|ægte"),
            ("false", "forged|counterfeit|fake|falsk"),
            ("lent", "imposter|impostor|belongs to another|lånt"),
            ("unknown", "not known|ukendt|not checked"),
        ],
    ),
    (
        "identifier_scheme",
        &[
            ("own", "own reference|local"),
            ("police", "police ref|police reference"),
            ("crime", "crime number|crime reference"),
            ("passport", "pas"),
            ("national_id", "national identity number|id number|cpr"),
            ("visa", ""),
            ("immigration", "immigration case number"),
            ("health", "health number"),
            ("school", "pupil number"),
            ("biometric", ""),
            ("home_office", "home office reference|cid"),
            ("nrm", "nrm reference"),
            ("nhs", "nhs number"),
            ("upn", "unique pupil number"),
            ("pnc", "pnc number"),
            ("other", "andet"),
        ],
    ),
    (
        "document_type",
        &[
            ("passport", "pas"),
            ("identity_card", "id card|id|national id card|identitetskort"),
            ("birth_certificate", "fødselsattest"),
            ("visa", "visum"),
            ("residence_permit", "brp|opholdskort"),
            ("travel_document", "rejsedokument"),
            ("ticket", "boarding pass|billet"),
            ("bank_card", "card"),
            ("other", "andet"),
        ],
    ),
    (
        "relation",
        &[
            ("mother", "mum|mor"),
            ("father", "dad|far"),
            ("sibling", "brother|sister|bror|søster"),
            ("grandparent", "grandmother|grandfather"),
            ("aunt_uncle", "aunt|uncle|tante|onkel"),
            ("cousin", "fætter|kusine"),
            ("claimed_relative", "claimed uncle|claimed aunt|relative"),
            ("partner", "boyfriend|girlfriend|spouse|husband|wife|kæreste"),
            ("friend", "peer|ven"),
            ("companion", "travelling companion|found with|travelled with"),
            ("carer", "foster carer"),
            ("guardian", "værge"),
            ("sponsor", "host"),
            ("employer", "boss|arbejdsgiver"),
            ("suspected_exploiter", "suspect|trafficker|exploiter|offender|bagmand"),
            ("other", "andet"),
            ("unknown", "not known|ukendt"),
        ],
    ),
    (
        "accompanied",
        &[
            ("with_parent", "parent|with parents|accompanied by parent"),
            ("separated", "accompanied by other adult|with other adult"),
            ("unaccompanied", "uasc|alone|uledsaget"),
            ("unknown", "not known|ukendt"),
        ],
    ),
    (
        "immigration_position",
        &[
            ("citizen", "settled|british|dansk statsborger"),
            ("leave", "leave to remain|limited leave|residence permit"),
            ("visitor", "tourist|visit visa"),
            ("asylum_seeker", "asylum|asylum claimant|claiming asylum|asylansøger"),
            ("refugee", "refugee status|humanitarian protection|flygtning"),
            ("none", "no leave|irregular|overstayer|undocumented"),
            ("unknown", "not known|ukendt"),
        ],
    ),
    (
        "trafficking_status",
        &[
            ("concern", "not referred"),
            (
                "possible",
                "rg positive|reasonable grounds|reasonable grounds positive|positive rg|referred|possible victim of trafficking|possible victim",
            ),
            (
                "confirmed",
                "cg positive|conclusive grounds|conclusive grounds positive|positive cg|actual victim of trafficking|confirmed victim|court",
            ),
            (
                "not_victim",
                "cg negative|conclusive grounds negative|negative cg|not a victim of trafficking|not a victim",
            ),
        ],
    ),
    (
        "indicator_state",
        &[
            ("seen", "yes|observed|present|set"),
            ("suspected", "possible|maybe|formodet"),
            ("not_seen", "no|not present|absent"),
            ("not_asked", "unknown|not known|ikke spurgt"),
        ],
    ),
];

const YES: &str = "y|true|1|ja|j|t|x|✓";
const NO: &str = "n|false|0|nej|none";
const NOT_SURE: &str = "not sure|unknown|don t know|dont know|unsure|maybe|possibly|not known|ved ikke|usikker|u|?";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::{CodeLookup, CoreLists, rows, three_letter_language};

    #[test]
    fn a_country_is_found_by_any_of_its_names() {
        for text in ["Vietnamese", "VN", "vnm", "Viet Nam", " vietnam ", "Vietnamesisk"] {
            assert_eq!(CoreLists.code("country", text).as_deref(), Some("VN"), "{text}");
        }
        for (text, code) in [
            ("UK", "GB"),
            ("Côte d’Ivoire", "CI"),
            ("Ivory Coast", "CI"),
            ("Türkiye", "TR"),
            ("Tyrkiet", "TR"),
            ("Niger", "NE"),
            ("Nigerian", "NG"),
            ("ES", "ES"),
            ("Danmark", "DK"),
            ("Kosovar", "XK"),
            ("IS", "IS"),
        ] {
            assert_eq!(CoreLists.code("country", text).as_deref(), Some(code), "{text}");
        }
        for text in ["Congolese", "Atlantis", "", "Korean"] {
            assert_eq!(CoreLists.code("country", text), None, "{text}");
        }
    }

    #[test]
    fn every_row_of_the_embedded_lists_is_whole() {
        for (list, csv, width) in [("country", super::COUNTRIES, 4), ("language", super::LANGUAGES, 5)] {
            for row in rows(csv) {
                assert_eq!(row.len(), width, "{row:?}");
                assert_eq!(CoreLists.code(list, row[0]).as_deref(), Some(row[0]));
                assert_eq!(CoreLists.code(list, row[1]).as_deref(), Some(row[0]), "{row:?}");
            }
        }
    }

    #[test]
    fn sexes_and_languages_are_understood() {
        for (text, code) in [
            ("F", "female"),
            ("Dreng", "male"),
            ("Not Specified/Unknown", "unknown"),
            ("non-binary", "other"),
        ] {
            assert_eq!(CoreLists.code("sex", text).as_deref(), Some(code), "{text}");
        }
        for (text, code) in [
            ("Farsi", "fa"),
            ("per", "fa"),
            ("Tigrinya", "ti"),
            ("Sorani", "ckb"),
            ("Kurdish", "ku"),
        ] {
            assert_eq!(CoreLists.code("language", text).as_deref(), Some(code), "{text}");
        }
        assert_eq!(three_letter_language("fa"), Some("fas"));
    }
}
