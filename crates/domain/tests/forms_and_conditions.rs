//! Whatever a browser or a pack's author sends, reading does not fail; what is right comes back as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod shipped;

use domain::answers::{Answers, Entry};
use domain::pack::{Condition, Form, FormField, FormKind, PackSet, Page, RowField};
use proptest::prelude::*;
use std::sync::LazyLock;

static PACKS: LazyLock<PackSet> = LazyLock::new(shipped::packs);

fn forms() -> Vec<&'static Form> {
    ["GB", "DK"]
        .iter()
        .flat_map(|id| PACKS.get(id).unwrap().forms())
        .collect()
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let name = prop::sample::select(vec![
        "under_18",
        "births.status",
        "gb.still_in_situation",
        "nationalities",
    ]);
    let value = prop::sample::select(vec!["yes", "no", "not-sure", "VN"]);
    let leaf = prop_oneof![
        (name.clone(), value.clone()).prop_map(|(f, v)| Condition::Is {
            field: f.to_owned(),
            value: v.to_owned()
        }),
        (name.clone(), value.clone()).prop_map(|(f, v)| Condition::IsNot {
            field: f.to_owned(),
            value: v.to_owned()
        }),
        (name.clone(), prop::collection::vec(value, 1..4)).prop_map(|(f, v)| Condition::In {
            field: f.to_owned(),
            values: v.into_iter().map(str::to_owned).collect()
        }),
        name.prop_map(|f| Condition::Answered(f.to_owned())),
        Just(Condition::AnyFile),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|c| Condition::Not(Box::new(c))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::All),
            prop::collection::vec(inner, 2..4).prop_map(Condition::Any),
        ]
    })
}

/// A text as a person may leave it: any script, no blanks at the ends, no control characters.
fn plain_text() -> impl Strategy<Value = String> {
    "[\\p{L}\\p{N} .,'’()/+~?|#-]{1,40}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("not blank", |text| !text.is_empty())
}

fn any_date() -> impl Strategy<Value = String> {
    (
        1900i32..=2100,
        prop::option::of((1u8..=12, prop::option::of(1u8..=28))),
        any::<bool>(),
    )
        .prop_map(|(year, rest, about)| {
            let mut text = year.to_string();
            if let Some((month, day)) = rest {
                text += &format!("-{month:02}");
                if let Some(day) = day {
                    text += &format!("-{day:02}");
                }
            }
            if about { text + "~" } else { text }
        })
}

fn codes_of(form: &'static Form, list: Option<&str>) -> Vec<String> {
    list.and_then(|name| form.list(name))
        .unwrap()
        .items()
        .iter()
        .map(|item| item.code.clone())
        .collect()
}

fn row_value(form: &'static Form, row: &'static RowField) -> BoxedStrategy<String> {
    match row.kind {
        FormKind::Date => any_date().boxed(),
        FormKind::Code => prop::sample::select(codes_of(form, row.options.as_deref())).boxed(),
        _ => plain_text().boxed(),
    }
}

/// Right answers to one field, or none.
fn field_answer(form: &'static Form, field: &'static FormField) -> BoxedStrategy<Answers> {
    let key = field.key.as_str();
    let text = move |value: String| {
        let mut answers = Answers::default();
        answers.set_text(key, &value);
        answers
    };
    match field.kind {
        FormKind::Text | FormKind::LongText => {
            let most = field.max_length;
            let within = plain_text().prop_map(move |text| text.chars().take(most).collect::<String>());
            within.prop_map(text).boxed()
        }
        FormKind::Date => any_date().prop_map(text).boxed(),
        FormKind::Code => prop::sample::select(codes_of(form, field.options.as_deref()))
            .prop_map(text)
            .boxed(),
        FormKind::Codes => prop::sample::subsequence(codes_of(form, field.options.as_deref()), 0..4)
            .prop_map(move |codes| {
                let mut answers = Answers::default();
                answers.set_codes(key, codes);
                answers
            })
            .boxed(),
        FormKind::Entries => {
            let rows: Vec<_> = field
                .rows
                .iter()
                .map(|row| prop::option::of(row_value(form, row)))
                .collect();
            prop::collection::vec(rows, 0..4)
                .prop_map(move |entries| {
                    let mut answers = Answers::default();
                    let entries = entries
                        .into_iter()
                        .map(|values| {
                            let named = field.rows.iter().zip(values);
                            named
                                .filter_map(|(row, value)| Some((row.key.clone(), value?)))
                                .collect::<Entry>()
                        })
                        .filter(|entry| field.counts_when.as_ref().is_none_or(|part| entry.contains_key(part)))
                        .collect();
                    answers.set_entries(key, entries);
                    answers
                })
                .boxed()
        }
        FormKind::Files => Just(Answers::default()).boxed(),
    }
}

fn page_answers() -> impl Strategy<Value = (&'static Form, &'static Page, Answers)> {
    let pages: Vec<(&'static Form, &'static Page)> = forms()
        .into_iter()
        .flat_map(|form| form.pages.iter().map(move |page| (form, page)))
        .collect();
    prop::sample::select(pages).prop_flat_map(|(form, page)| {
        let fields: Vec<_> = page.fields.iter().map(|field| field_answer(form, field)).collect();
        fields.prop_map(move |parts| {
            let all = parts.into_iter().fold(Answers::default(), |mut all, part| {
                all.0.extend(part.0);
                all
            });
            (form, page, all)
        })
    })
}

/// Input names that are close to real ones, and values of any kind.
fn hostile_pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let keys: Vec<String> = forms()
        .into_iter()
        .flat_map(Form::fields)
        .map(|field| field.key.clone())
        .collect();
    let name = (prop::sample::select(keys), prop_oneof![
        Just(String::new()),
        Just(".0.date.year".to_owned()),
        Just(".0.date".to_owned()),
        Just(".99999999999999999999.number".to_owned()),
        Just(".-1.number".to_owned()),
        Just("..".to_owned()),
        "\\.[0-9]{1,3}\\.(number|given|full|date\\.day|date\\.month|date\\.year|date\\.approximate|code|state|kind)",
        "\\.(day|month|year|approximate)",
        "\\PC{0,12}",
    ])
        .prop_map(|(key, rest)| key + &rest);
    let value = prop_oneof![
        ".{0,60}",
        "[0-9?|~-]{0,8}",
        Just("\u{0}\u{202e}\r\n".to_owned()),
        Just("x".repeat(20_000))
    ];
    prop::collection::vec((name, value), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_condition_reads_back_as_written(condition in any_condition()) {
        prop_assert_eq!(Condition::parse(&condition.to_string()).unwrap(), condition);
    }

    #[test]
    fn no_text_breaks_the_condition_parser(text in "(\\PC{0,30}|[a-z!=(),. ]{0,60}|(not |\\(|a = b and ){0,80})") {
        let read = Condition::parse(&text);
        if let Ok(condition) = read {
            condition.holds(&Answers::default());
            prop_assert_eq!(Condition::parse(&condition.to_string()).unwrap().to_string(), condition.to_string());
        }
    }

    #[test]
    fn what_is_right_comes_back((form, page, answers) in page_answers()) {
        let (read, problems) = form.read_page(page, &shipped::pairs(form, page, &answers));
        prop_assert!(problems.is_empty(), "{:?}", problems);
        prop_assert!(read == answers, "page {} of {}", page.id, form.id);
    }

    #[test]
    fn no_input_breaks_the_reader_and_nothing_typed_is_lost(pairs in hostile_pairs()) {
        for form in forms() {
            for page in &form.pages {
                let (read, problems) = form.read_page(page, &pairs);
                // Reading what is shown again gives the same answers and the same problems.
                let (again, same) = form.read_page(page, &shipped::pairs(form, page, &read));
                prop_assert!(again == read, "page {} of {}", page.id, form.id);
                prop_assert_eq!(&same, &problems);
                form.check(&read);
                form.to_outside(&read);
            }
        }
    }

    #[test]
    fn pruning_twice_changes_nothing((form, _, answers) in page_answers()) {
        let once = form.prune(&answers);
        prop_assert!(form.prune(&once) == once);
        for page in form.visible_pages(&answers) {
            prop_assert!(!form.visible_fields(page, &answers).is_empty());
        }
    }
}

fn read(page: &str, pairs: &[(&str, &str)]) -> (Answers, Vec<(String, &'static str)>) {
    let form = PACKS.get("GB").unwrap().form("gb_child_referral").unwrap();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let (answers, problems) = form.read_page(form.page(page).unwrap(), &pairs);
    (
        answers,
        problems
            .into_iter()
            .map(|problem| (problem.field, problem.code))
            .collect(),
    )
}

#[test]
fn dates_may_be_known_in_part() {
    let (answers, problems) = read(
        "who",
        &[
            ("births.0.date.day", ""),
            ("births.0.date.month", ""),
            ("births.0.date.year", "2011"),
            ("births.0.date.approximate", "yes"),
            ("births.0.basis", "claimed"),
            ("births.1.date.day", "4"),
            ("births.1.date.month", "3"),
            ("births.1.date.year", " 2010 "),
        ],
    );
    assert!(problems.is_empty());
    let dates: Vec<_> = answers
        .entries("births")
        .iter()
        .map(|entry| entry["date"].as_str())
        .collect();
    assert_eq!(dates, ["2011~", "2010-03-04"]);
}

#[test]
fn a_wrong_date_is_told_and_kept() {
    let cases = [
        (("31", "2", "2011"), "date_day"),
        (("1", "13", "2011"), "date_month"),
        (("1", "", "2011"), "date_day_without_month"),
        (("1", "1", "11"), "date_unreadable"),
        (("", "", "1811"), "date_year"),
        (("", "March", "2011"), "date_month"),
    ];
    let form = PACKS.get("GB").unwrap().form("gb_child_referral").unwrap();
    for ((day, month, year), code) in cases {
        let typed = [
            ("found_on.day", day),
            ("found_on.month", month),
            ("found_on.year", year),
        ];
        let (answers, problems) = read("found", &typed);
        assert_eq!(problems, [("found_on".to_owned(), code)]);
        assert!(
            form.check_to_send(&answers).iter().any(|problem| problem.code == code),
            "a later check tells it too"
        );
        let shown = form.inputs(form.field("found_on").unwrap(), &answers);
        let typed: Vec<_> = typed
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        assert_eq!(shown, typed);
    }
}

#[test]
fn limits_and_lists_are_kept() {
    let long = "å".repeat(15_001);
    let (answers, problems) = read("background", &[("gb.family", &long), ("gb.has_children", "Perhaps")]);
    assert_eq!(
        problems,
        [
            ("gb.family".to_owned(), "too_long"),
            ("gb.has_children".to_owned(), "not_on_list")
        ]
    );
    assert_eq!(answers.text("gb.family").map(|text| text.chars().count()), Some(15_001));
    // A label does where a code is meant; lines end in one way.
    let (answers, problems) = read(
        "background",
        &[("gb.has_children", "yes"), ("gb.education", "a\r\nb\u{7}")],
    );
    assert!(problems.is_empty());
    assert_eq!(answers.text("gb.education"), Some("a\nb"));
    let (answers, _) = read(
        "identity",
        &[
            ("nationalities", "Vietnam"),
            ("nationalities", "CN"),
            ("nationalities", "VN"),
        ],
    );
    assert_eq!(answers.codes("nationalities"), ["VN", "CN"]);
}

#[test]
fn an_indicator_without_a_state_was_not_answered() {
    let (answers, _) = read(
        "signs",
        &[
            ("indicators.0.code", "ARR01"),
            ("indicators.1.code", "ARR03"),
            ("indicators.1.state", "seen"),
        ],
    );
    assert_eq!(answers.entries("indicators").len(), 1);
    assert_eq!(answers.entries("indicators")[0]["code"], "ARR03");
}

#[test]
fn merging_a_page_clears_what_was_emptied() {
    let form = PACKS.get("GB").unwrap().form("gb_child_referral").unwrap();
    let page = form.page("found").unwrap();
    let fields: Vec<_> = page.fields.iter().collect();
    let mut answers = Answers::default();
    answers.set_text("found_place", "Hull");
    answers.set_text("wishes", "To ring her aunt");
    let (patch, _) = form.read_page(page, &[("found_how".to_owned(), "By a guard".to_owned())]);
    form.merge(&fields, &mut answers, patch);
    assert_eq!(answers.text("found_place"), None);
    assert_eq!(answers.text("found_how"), Some("By a guard"));
    assert_eq!(answers.text("wishes"), Some("To ring her aunt"));
}

#[test]
fn conditions_say_what_they_mean() {
    let mut answers = Answers::default();
    answers.set_text("under_18", "not_sure");
    answers.set_codes("nationalities", vec!["VN".into(), "CN".into()]);
    answers.set_entries(
        "births",
        vec![Entry::from([("status".to_owned(), "disputed".to_owned())])],
    );
    let holds = |text: &str| Condition::parse(text).unwrap().holds(&answers);
    assert!(holds("under_18 in (yes, not_sure)") && holds("not under_18 = no") && holds("births.status = disputed"));
    assert!(holds("nationalities = CN and nationalities != GB") && holds("answered births and not answered phones"));
    assert!(holds("sex = male or (under_18 = not_sure and not any_file)"));
    assert!(!holds("sex = male") && holds("sex != male") && !holds("any_file"));
    for wrong in [
        "",
        "a",
        "a =",
        "a = (",
        "a in ()",
        "a in (b",
        "and",
        "a = b c = d",
        "(a = b",
        "a = b)",
        "not",
        "a ! b",
    ] {
        assert!(Condition::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(
        Condition::parse("a == b").unwrap_err().to_string(),
        "\"=\" stands where a value should"
    );
}
