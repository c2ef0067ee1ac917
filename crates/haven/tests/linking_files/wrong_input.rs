//! Files that cannot be linked: each refusal names the place and the mend, and writes no results.

use super::{Desk, csv};
use crate::invented::{HEAD, people};

/// What is refused, by what words.
struct Case {
    name: &'static str,
    file: Vec<u8>,
    args: &'static [&'static str],
    says: &'static [&'static str],
}

fn case(
    name: &'static str,
    file: impl Into<Vec<u8>>,
    args: &'static [&'static str],
    says: &'static [&'static str],
) -> Case {
    Case {
        name,
        file: file.into(),
        args,
        says,
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place_and_its_mend() {
    let (rows, _) = people(20, 40);
    let good = csv(&rows);
    let no_names = "record_id,dob\n1,2009-01-01\n";
    let bad_letters = [
        good.as_bytes(),
        b"R90000,Ana,\xff\xfe\xc3\x28ma,2009-01-01,,F,,,,,,child,x\n",
    ]
    .concat();
    let ragged = format!("{good}R90000,Ana,Rusu,2009-01-01,,F,,1 Oak Road, flat 2,Croydon,CR0 1AB,,child,x,,y\n");
    let twice = format!("{good}{}\n", rows[3]);
    let unclosed = format!("{good}R90000,\"Ana,Rusu\nR90001,Ana,Rusu\n");
    let cases = [
        case("empty", "", &[], &["no rows"]),
        case(
            "headings alone",
            format!("{HEAD}\n"),
            &[],
            &["no records below the headings"],
        ),
        case(
            "no number",
            "name,dob\nAna,2009\n",
            &[],
            &["--column record_id=HEADING", "“name”, “dob”"],
        ),
        case(
            "no name",
            no_names,
            &[],
            &["no column holds a name", "given_name=HEADING"],
        ),
        case(
            "a column that is not there",
            good.clone(),
            &["--column", "phone=Handy"],
            &["no column “Handy” for phone"],
        ),
        case(
            "a field that is not there",
            good.clone(),
            &["--column", "shoe=size"],
            &["there is no field “shoe”"],
        ),
        case(
            "a ragged row",
            ragged,
            &[],
            &["people.csv: Row 42", "13 headings", "separator", "--leave-out-bad-rows"],
        ),
        case(
            "a quote that never closes",
            unclosed,
            &[],
            &["Row 42", "quotation mark"],
        ),
        case(
            "a number twice",
            twice,
            &[],
            &["“R00003” in people.csv row 5 and people.csv row 42", "its own number"],
        ),
        case(
            "a number that is blank",
            format!("{good},Ana,Rusu\n"),
            &[],
            &["Row 42: record_id is blank"],
        ),
        case(
            "a picture",
            &b"\x89PNG\r\n\x1a\n0000"[..],
            &[],
            &["looks like a picture"],
        ),
        case(
            "a broken Parquet file",
            &b"PAR1 and then nothing"[..],
            &[],
            &["damaged"],
        ),
        case(
            "no such spec",
            good.clone(),
            &["--spec", "shoe"],
            &["there is no spec “shoe”", "child, adult"],
        ),
        case(
            "a spec of things",
            good.clone(),
            &["--spec", "vehicle"],
            &["links people"],
        ),
        case(
            "a range the wrong way",
            good.clone(),
            &["--review", "4..1"],
            &["--review 4..1", "--review -2..5"],
        ),
        case(
            "a threshold beyond all",
            good.clone(),
            &["--threshold", "400"],
            &["weights lie between"],
        ),
        case(
            "a day that is none",
            good.clone(),
            &["--explain", "R00001", "R77777"],
            &["no record “R77777”"],
        ),
        case(
            "a model that is none",
            good.clone(),
            &["--model", "people.csv"],
            &["people.csv"],
        ),
        case("no such file", good.clone(), &["nowhere.csv"], &["nowhere.csv"]),
    ];
    for case in cases {
        let desk = Desk::new();
        desk.file("people.csv", &case.file);
        let told = desk.refused(&[&["people.csv", "--out", "out"], case.args].concat());
        for says in case.says {
            assert!(told.contains(says), "{}: “{says}” is not in: {told}", case.name);
        }
        assert!(!desk.out("out").join("links.csv").exists(), "{}", case.name);
        assert!(
            !told.contains("Rusu") && !told.contains("2009"),
            "{}: {told}",
            case.name
        );
    }
    // Bytes that are no letters of any alphabet are read as an old encoding or refused; never a crash.
    let desk = Desk::new();
    desk.file("people.csv", bad_letters);
    let output = desk.run(&["people.csv", "--out", "out"]);
    assert!(matches!(output.status.code(), Some(0 | 1)));
}

#[test]
fn judgements_that_fit_nothing_are_refused_row_by_row() {
    let desk = Desk::new();
    let (rows, _) = people(21, 60);
    desk.file("people.csv", csv(&rows));
    for (text, says) in [
        (
            "a,b,c\nR00001,R99999,same\n",
            "said.csv, row 2: there is no record “R99999”",
        ),
        ("a,b,c\nR00001,R00001,same\n", "row 2: both columns name one record"),
        ("a,b,c\nR00001,R00002,perhaps\n", "row 2: the answer is not understood"),
        (
            "a,b,c\nR00001,R00002,same\nR00002,R00001,no\n",
            "row 3: says the opposite of row 2",
        ),
        ("a,b\nR00001,R00002\n", "record_a, record_b, judgement"),
    ] {
        desk.file("said.csv", text);
        let told = desk.refused(&["people.csv", "--out", "out", "--replace", "--judgements", "said.csv"]);
        assert!(told.contains(says), "“{says}” is not in: {told}");
    }
    desk.file("who.csv", "record,person\nZ1,P1\n");
    let told = desk.refused(&["people.csv", "--out", "out", "--replace", "--truth", "who.csv"]);
    assert!(told.contains("none of its records is in the files"), "{told}");
}

#[test]
fn bad_rows_may_be_left_out_and_are_listed_without_what_they_say() {
    let desk = Desk::new();
    let (rows, _) = people(22, 60);
    let text = format!(
        "{}R90000,Ana,Rusu,2009-01-01,,F,,1 Oak Road, flat 2,Croydon,CR0 1AB,,child,x,,y\n,Ana,Rusu\n",
        csv(&rows)
    );
    desk.file("people.csv", text);
    let told = desk.done(&["people.csv", "--out", "out", "--leave-out-bad-rows"]);
    assert!(told.contains("2 row(s) were left out"), "{told}");
    let list = std::fs::read_to_string(desk.out("out").join("left-out.csv")).unwrap();
    assert_eq!(list.lines().count(), 3);
    assert!(
        list.contains("people.csv,62,") && !list.contains("Rusu") && !list.contains("Oak"),
        "{list}"
    );
}

#[test]
fn a_folder_of_somebody_elses_files_is_left_alone() {
    let desk = Desk::new();
    let (rows, _) = people(23, 40);
    desk.file("people.csv", csv(&rows));
    std::fs::create_dir(desk.out("out")).unwrap();
    std::fs::write(desk.out("out").join("links.csv"), "mine").unwrap();
    for args in [
        &["people.csv", "--out", "out"][..],
        &["people.csv", "--out", "out", "--replace"],
        &["people.csv", "--out", "people.csv"],
    ] {
        assert!(desk.refused(args).contains("--out"));
    }
    assert_eq!(
        std::fs::read_to_string(desk.out("out").join("links.csv")).unwrap(),
        "mine"
    );
    // Two files whose numbers count for each alone.
    desk.file("more.csv", csv(&rows));
    let told = desk.refused(&["people.csv", "more.csv", "--out", "two"]);
    assert!(
        told.contains("--number-by-file") && told.contains("more.csv row 2"),
        "{told}"
    );
    desk.done(&[
        "people.csv",
        "more.csv",
        "--out",
        "two",
        "--replace",
        "--number-by-file",
    ]);
    let links = std::fs::read_to_string(desk.out("two").join("links.csv")).unwrap();
    assert!(links.contains("more/R00001,people/R00001"), "{links}");
}
