//! Redaction: what a reader is left with.

use super::cast::*;
use crate::*;
use domain::fields::Sensitivity;
use domain::{Answers, Handling};
use proptest::prelude::*;
use proptest::sample::select;

const VIEWS: [View; 4] = [View::Nothing, View::Pointer, View::Identity, View::Content];

/// An answer to every declared field, an address of every sort, fields of a country and of nobody.
fn full() -> Answers {
    let mut answers = Answers::default();
    for field in domain::fields::all().filter(|field| field.key != "addresses") {
        answers.set_text(field.key, "said");
    }
    let address = |kind: Option<&str>| {
        let mut entry = domain::Entry::from([("line".to_owned(), format!("at {}", kind.unwrap_or("unsaid")))]);
        if let Some(kind) = kind {
            entry.insert("kind".to_owned(), kind.to_owned());
        }
        entry
    };
    let kinds = [
        Some("staying"),
        Some("home"),
        Some("found"),
        Some("exploitation"),
        Some("sponsor"),
        Some("Home"),
        None,
    ];
    answers.set_entries("addresses", kinds.into_iter().map(address).collect());
    answers.set_text("gb.future_exploitation_concerns", "said");
    answers.set_text("nobodys.field", "said");
    answers
}

fn places(answers: &Answers) -> Vec<&str> {
    answers
        .entries("addresses")
        .iter()
        .filter_map(|entry| entry.get("line").map(String::as_str))
        .collect()
}

#[test]
fn each_view_leaves_its_fields() {
    let answers = full();
    assert!(redact(&answers, &FieldRights::NONE).is_empty());

    let pointer = redact(&answers, &FieldRights::grant(View::Pointer, true, true, true));
    let keys: Vec<&str> = pointer.0.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["contact_name", "contact_phone", "contact_role"],
        "a pointer is whom to ring, no more"
    );

    let identity = redact(&answers, &FieldRights::grant(View::Identity, true, true, true));
    for field in domain::fields::all().filter(|field| !POINTER_FIELDS.contains(&field.key)) {
        assert_eq!(
            identity.0.contains_key(field.key),
            field.sensitivity == Sensitivity::Identity,
            "{}",
            field.key
        );
    }

    let content = redact(&answers, &FieldRights::grant(View::Content, false, false, false));
    for field in domain::fields::all().filter(|field| field.key != "addresses") {
        let closed = matches!(field.sensitivity, Sensitivity::Special | Sensitivity::Immigration);
        assert_eq!(content.0.contains_key(field.key), !closed, "{}", field.key);
    }
    assert_eq!(
        content.text("gb.future_exploitation_concerns"),
        Some("said"),
        "a country's field is story"
    );
    assert_eq!(
        redact(&answers, &FieldRights::grant(View::Content, true, true, true)),
        answers
    );
}

#[test]
fn where_a_child_lives_now_is_shielded_and_so_is_what_does_not_say() {
    let answers = full();
    let story = redact(&answers, &FieldRights::grant(View::Content, true, true, false));
    assert_eq!(places(&story), ["at home", "at found", "at exploitation", "at sponsor"]);
    let identity = redact(&answers, &FieldRights::grant(View::Identity, true, true, true));
    assert!(places(&identity).is_empty());
    let mut odd = Answers::default();
    odd.set_text("addresses", "1 Harbour Row");
    assert!(
        redact(&odd, &FieldRights::grant(View::Content, true, true, false)).is_empty(),
        "of a shape not expected"
    );
}

#[test]
fn a_pack_may_shield_its_own_fields_but_not_unshield_the_core() {
    let mut answers = full();
    answers.set_text("gb.guardian_address", "2 Harbour Row");
    let class = |key: &str| match key {
        "gb.guardian_address" => Some(Sensitivity::ShieldedAddress),
        "religion" => Some(Sensitivity::Story),
        _ => None,
    };
    let left = redact_with(&answers, &FieldRights::grant(View::Content, false, false, false), class);
    assert!(left.text("gb.guardian_address").is_none());
    assert!(left.text("religion").is_none());
}

#[test]
fn rights_come_from_the_rules() {
    let policy = Policy::shipped();
    let agreed = Relation {
        agreement: Some(Share::Content),
        ..Relation::default()
    };
    let theirs = record(1, agency(2), Handling::Shared, agreed);
    let opens = |who: &Principal, what: &Resource, class| policy.rights(who, what).opens(class);
    let police = person(
        &[domain::Role::Practitioner],
        domain::AgencyKind::Police,
        domain::Purpose::Safeguarding,
    );
    assert!(
        opens(&police, &theirs, Sensitivity::ShieldedAddress),
        "police with sight of the content"
    );
    assert!(!opens(&social_worker(), &theirs, Sensitivity::ShieldedAddress));
    let team = record(
        1,
        agency(2),
        Handling::Shared,
        Relation {
            case_team: true,
            ..agreed
        },
    );
    assert!(
        opens(&social_worker(), &team, Sensitivity::ShieldedAddress),
        "those who work with the child"
    );
    let ours = record(1, agency(1), Handling::Shared, own());
    assert!(opens(&social_worker(), &ours, Sensitivity::ShieldedAddress));
    let analyst = person(
        &[domain::Role::Analyst],
        domain::AgencyKind::Police,
        domain::Purpose::Analysis,
    );
    assert!(!opens(&analyst, &ours, Sensitivity::ShieldedAddress) && !opens(&analyst, &ours, Sensitivity::Immigration));
    let pointer = record(1, agency(2), Handling::PointerOnly, Relation::default());
    assert!(
        !opens(&police, &pointer, Sensitivity::ShieldedAddress),
        "a class is never open where the content is not"
    );
}

proptest! {
    /// Redaction only takes away; what it leaves it leaves as it was; done twice it is the same; more sight, more left.
    #[test]
    fn redaction_only_takes_away(
        place in 0..4_usize, flags in any::<[bool; 3]>(), keys in proptest::collection::vec(select(KEYS), 0..6),
    ) {
        let mut answers = Answers::default();
        for key in keys {
            answers.set_text(key, "said");
        }
        let rights = FieldRights::grant(VIEWS[place], flags[0], flags[1], flags[2]);
        let left = redact(&answers, &rights);
        for (key, answer) in &left.0 {
            prop_assert!(answers.0.get(key) == Some(answer));
        }
        prop_assert!(redact(&left, &rights) == left);
        let widest = redact(&answers, &FieldRights::grant(View::Content, true, true, true));
        prop_assert!(left.0.keys().all(|key| widest.0.contains_key(key)));
        prop_assert!(rights.view() != View::Nothing || left.is_empty());
    }

    /// Nothing of a record is opened to who does not see the record.
    #[test]
    fn classes_open_only_with_the_content(who in any_principal(), (what, _) in any_act_on_record()) {
        let rights = Policy::shipped().rights(&who, &what);
        for class in [Sensitivity::Contact, Sensitivity::Story, Sensitivity::Special, Sensitivity::Immigration, Sensitivity::ShieldedAddress] {
            prop_assert!(!rights.opens(class) || rights.view() == View::Content);
        }
        for action in [Action::ViewSpecial, Action::ViewImmigration, Action::ViewShieldedAddress, Action::ViewWhoLooked] {
            prop_assert!(!Policy::shipped().allows(&who, action, &what) || rights.view() == View::Content);
        }
    }
}

const KEYS: &[&str] = &[
    "names",
    "phones",
    "religion",
    "immigration_position",
    "summary",
    "contact_phone",
    "addresses",
    "gb.any",
    "other",
];
