//! A mistake in a pack is named with its file, its line and what is wrong. The snapshots are the manual.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod shipped;

use domain::pack::{PackProblem, PackSet, Severity};

/// A small pack built on the shipped core, with some files of its own.
fn with(files: &[(&str, &str)]) -> Result<PackSet, Vec<PackProblem>> {
    let core = shipped::files()
        .into_iter()
        .filter(|(path, _)| path.starts_with("core/"));
    let base = [
        (
            "XX/pack.toml",
            "id = \"XX\"\nparent = \"core\"\nversion = \"1\"\nvalid_from = \"2026-01-01\"\nlanguages = [\"en\"]\n\
             title = { en = \"Testland\" }\ndefinitions = { phone_country = \"GB\" }\n\
             calendar = { bank_holidays = [\"2026-12-25\"] }\n",
        ),
        (
            "XX/helplines.csv",
            "code,name,contact,hours,use\nA,Help,112,24h,danger\n",
        ),
        ("XX/forms/f.toml", FORM),
    ];
    let own = base
        .iter()
        .filter(|(path, _)| !files.iter().any(|(given, _)| given == path))
        .chain(files);
    PackSet::from_files(core.chain(own.map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))))
}

const FORM: &str = r#"
id = "f"
subject = "child"
title = { en = "Form" }
group = [{ id = "g", title = { en = "Group" } }]
[[page]]
id = "p"
group = "g"
title = { en = "Page" }
[[page.field]]
core = "danger_now"
required = "send"
"#;

fn mistakes(files: &[(&str, &str)]) -> String {
    let problems = match with(files) {
        Ok(packs) => packs.check(),
        Err(problems) => problems,
    };
    let told = problems.iter().filter(|problem| problem.severity == Severity::Mistake);
    told.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_page_that_could_never_be_opened_is_named() {
    for taken in domain::pack::PAGE_NAMES_TAKEN {
        let form = FORM.replace("id = \"p\"", &format!("id = \"{taken}\""));
        let told = mistakes(&[("XX/forms/f.toml", &form)]);
        assert!(
            told.contains("XX/forms/f.toml") && told.contains(taken) && told.contains("an address of its own"),
            "{taken}: {told}"
        );
    }
}

#[test]
fn the_small_pack_is_right() {
    assert_eq!(mistakes(&[]), "");
}

#[test]
fn mistakes_in_tables_are_named() {
    insta::assert_snapshot!(mistakes(&[
        (
            "XX/timers.csv",
            "code,what,starts_at,amount,unit,force\nA,Do it,,3,day,must\nB,Do,found,soon,fortnight,perhaps\nA,Again,found,1,day,must\n",
        ),
        (
            "XX/codes/exploitation_types.csv",
            "code,parent,label,htcds\nOWN,NONE,Own kind,\nOTHER2,OTHER,Other kind,Sorcery\n"
        ),
        ("XX/markings.csv", "code,label,download,print\nM,Mark,allow,maybe\n"),
        ("XX/helplines.csv", "code,name,contact,hours,use\nA,Help,,24h,danger\n"),
        (
            "XX/languages.csv",
            "country,language,name,script,direction,tier\nQQ,en,English,Latn,ltr,one\n"
        ),
        ("XX/retention.csv", "code,record,starts\nA,Case,closure\n"),
        ("XX/helplnes.csv", "code\n"),
    ]));
}

#[test]
fn mistakes_in_what_fits_together_are_named() {
    insta::assert_snapshot!(mistakes(&[
        (
            "XX/codes/exploitation_types.csv",
            "code,parent,label,htcds\nOWN,NONE,Own kind,\nOTHER2,OTHER,Other kind,Sorcery\n"
        ),
        (
            "XX/indicator_settings.toml",
            "[port]\nindicators = [\"ARR01\", \"ARR01\", \"NOPE\"]\n[moon]\nindicators = []\n[hotel]\nindicators = [\"ARR01\",\"ARR02\",\"ARR03\",\"ARR04\",\"ARR05\",\"ARR06\",\"ARR07\",\"ARR08\",\"ARR09\",\"ARR10\",\"ARR11\",\"ARR12\",\"ARR13\"]\n",
        ),
        ("XX/helplines.csv", "code,name,contact,hours,use\nA,Help,,24h,danger\n"),
        (
            "XX/timers.csv",
            "code,what,starts_at,amount,unit,force\nA,Do it,,3,day,must\n"
        ),
        ("XX/field_labels.csv", "key,label\nnames.shoe,Shoe\n"),
        (
            "XX/language_guide.csv",
            "code,kind,language,phrase,instead\nA,rude,en,bad word,\n"
        ),
        (
            "XX/codes/more.toml",
            "[towns]\nitems = []\n[forces]\nfrom_bodies = [\"police\"]\n"
        ),
    ]));
}

#[test]
fn mistakes_in_forms_are_named() {
    let form = r#"
id = "f"
subject = "child"
outside = "country"
title = { en = "Form" }
group = [{ id = "g", title = { en = "Group" } }]
[[page]]
id = "p"
group = "elsewhere"
title = { en = "Page" }
[[page.field]]
core = "sex"
options = "yes_no"
when = "xx.later = yes"
[[page.field]]
core = "sex"
[[page.field]]
key = "family"
kind = "long_text"
outside_key = "Family"
max_length = 500
[[page.field]]
key = "xx.later"
kind = "code"
options = "no_such_list"
label = { en = "Later" }
outside_key = "Nowhere"
[[page.field]]
key = "xx.cars"
kind = "entries"
label = { en = "Cars" }
when = "sex = purple or not xx.never = 1"
[[to_outside]]
key = "Name"
from = ["names.given"]
[quality]
opinion = "xx.opinion"
"#;
    let outside = "key,meaning,required,asked_for_child,max_length,submission_key,source\n\
                   family,Family,yes,yes,100,Family,\nname,Name,yes,yes,,Name,\nage,Age,yes,yes,,Age,\nfile,File,no,yes,,File,ask\nwork,Work,yes,no,,Work,\n";
    insta::assert_snapshot!(mistakes(&[
        ("XX/forms/f.toml", form),
        ("XX/outside/country.csv", outside)
    ]));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    insta::assert_snapshot!(mistakes(&[
        (
            "XX/pack.toml",
            "id = \"XY\"\nparent = \"core\"\nversion = \"1\"\nvalid_from = \"2026-01-01\"\n"
        ),
        ("XX/forms/f.toml", "id = \"f\"\nsubject = \"robot\"\n"),
        (
            "XX/forms/g.toml",
            "id = \"g\"\nsubject = \"child\"\n[[page]]\nid = \"p\"\n[[page.field]]\ncore = \"shoe_size\"\nwhen = \"a = = b\"\nrequired = \"maybe\"\n[[page.field]]\ncore = \"births\"\nkind = \"text\"\nask = [\"date\", \"hour\"]\n",
        ),
        ("XX/codes/a.csv", "code,label\nA,One\nA,Two\nB\n"),
        ("XX/codes/b.toml", "[list]\nitems = [ { cod = \"A\" } ]\n"),
        (
            "YY/pack.toml",
            "id = \"YY\"\nparent = \"NO\"\nversion = \"1\"\nvalid_from = \"2026-01-01\"\n"
        ),
        (
            "AA/pack.toml",
            "id = \"AA\"\nparent = \"BB\"\nversion = \"1\"\nvalid_from = \"2026-01-01\"\n"
        ),
        (
            "BB/pack.toml",
            "id = \"BB\"\nparent = \"AA\"\nversion = \"1\"\nvalid_from = \"2026-01-01\"\n"
        ),
        ("CC/timers.csv", "code\n"),
        (
            "DD/pack.toml",
            "id = \"DD\"\nversion = \"1\"\nvalid_from = \"2026-13-01\"\n"
        ),
    ]));
}

#[test]
fn versions_stand_side_by_side() {
    let old = "id = \"XX\"\nparent = \"core\"\nversion = \"0\"\nvalid_from = \"2025-01-01\"\nvalid_to = \"2025-12-31\"\n\
               languages = [\"en\"]\ntitle = { en = \"Testland\" }\ndefinitions = { age_limit = 16 }\n";
    let packs = with(&[("XX@0/pack.toml", old)]).unwrap();
    assert_eq!(packs.get("XX").unwrap().version, "1");
    assert_eq!(packs.get("XX@0").unwrap().definitions.age_limit, 16);
    let on = |year| {
        packs
            .valid_on("XX", jiff::civil::date(year, 6, 1))
            .map(|pack| pack.version.as_str())
    };
    assert_eq!((on(2024), on(2025), on(2026)), (None, Some("0"), Some("1")));
    assert_eq!(packs.ids(), ["XX"]);
}
