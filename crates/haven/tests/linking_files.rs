//! `haven link` as a person uses it: the built program, files in, a folder out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "linking_files/invented.rs"]
mod invented;
#[path = "linking_files/wrong_input.rs"]
mod wrong_input;

use invented::{Chance, HEAD, people};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// A folder with an invented file in it, gone after the test.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn out(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haven"));
        command
            .current_dir(self.0.path())
            .arg("link")
            .args(args)
            .args(["--day", "2026-11-24", "--threads", "2"])
            .stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs, sees that it went well, and gives what the terminal was told.
    fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What the terminal was told by a run that refused.
    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    }
}

fn csv(rows: &[String]) -> String {
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

/// Every file of a folder.
fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(path).unwrap(),
            )
        })
        .collect()
}

fn table(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Digits, bars and digests are the engine's business; the words and the order are this command's.
fn without_numbers(text: &str) -> String {
    let mut shown = String::new();
    for line in text.lines() {
        let line = match line.split_once("  ") {
            // A waterfall's line: what it says, not how long its bar is.
            Some(_) if line.contains('|') => line.rsplit_once(char::is_numeric).map_or(line, |(head, _)| head),
            _ => line,
        };
        // A model is named by a digest.
        let line: String = line
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| if word.starts_with("bulk-") { "MODEL" } else { word })
            .collect::<Vec<_>>()
            .join(" ");
        let mut last = ' ';
        for c in line.chars() {
            let c = if c.is_ascii_digit() { '#' } else { c };
            let same_number = (c == '#' && matches!(last, '#' | ',')) || (c == ',' && last == '#');
            if !same_number {
                shown.push(c);
            }
            last = c;
        }
        shown.push('\n');
    }
    shown
}

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/linking_files")
        .join(name);
    if std::env::var_os("HAVEN_ACCEPT").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{name} has changed (HAVEN_ACCEPT=1 renews it):\n{text}");
}

#[test]
fn an_analyst_links_a_file_and_reads_what_came_of_it() {
    let desk = Desk::new();
    let (rows, truth) = people(1, 900);
    desk.file("people.csv", csv(&rows));
    desk.file("truth.csv", format!("record,person\n{}\n", truth.join("\n")));
    let told = desk.done(&["people.csv", "--truth", "truth.csv", "--out", "out"]);
    let out = desk.out("out");
    let (links, clusters, review) = (
        table(&out, "links.csv"),
        table(&out, "clusters.csv"),
        table(&out, "review.csv"),
    );
    assert_eq!(clusters.len(), rows.len(), "every record is in one cluster");
    assert!(links.len() > 300 && !review.is_empty());
    assert!(told.contains(&format!("\n{} links at", grouped(links.len()))), "{told}");
    assert!(
        told.contains(&format!("\n{} pairs wait", grouped(review.len()))),
        "{told}"
    );

    // Links and clusters say the same.
    let of: BTreeMap<&str, &str> = clusters
        .iter()
        .map(|row| (row["record"].as_str(), row["cluster"].as_str()))
        .collect();
    for link in &links {
        assert_eq!(of[link["record_a"].as_str()], of[link["record_b"].as_str()]);
        assert_eq!(link["cluster"], of[link["record_a"].as_str()]);
        let p: f64 = link["probability"].parse().unwrap();
        let weight: f64 = link["joined_weight"].parse().unwrap();
        assert!((p - 1.0 / (1.0 + (-weight).exp2())).abs() < 0.01);
        assert!(link["record_a"] < link["record_b"]);
    }
    // The queue begins with what settles most.
    let values: Vec<f64> = review.iter().map(|row| row["value"].parse().unwrap()).collect();
    assert!(values.is_sorted_by(|a, b| a >= b));
    // Most links are right, or the engine was handed the wrong columns.
    let person: BTreeMap<&str, &str> = truth.iter().map(|row| row.split_once(',').unwrap()).collect();
    let right = links
        .iter()
        .filter(|link| person[link["record_a"].as_str()] == person[link["record_b"].as_str()])
        .count();
    assert!(right * 100 > links.len() * 90, "{right} of {}", links.len());
    // Parquet says what the other table says.
    let parquet = exchange::columnar::open(std::fs::File::open(out.join("links.parquet")).unwrap()).unwrap();
    assert_eq!(parquet.rows().count(), links.len());
    golden("summary.txt", &without_numbers(&told));
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    match digits.len() {
        0..=3 => digits,
        length => format!("{},{}", &digits[..length - 3], &digits[length - 3..]),
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_look_and_no_name_leaves_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let (rows, _) = people(2, 700);
    desk.file("people.csv", csv(&rows));
    let told = desk
        .command(&["people.csv", "--out", "out"])
        .env("RUST_LOG", "trace")
        .output()
        .unwrap();
    assert!(told.status.success());
    let out = desk.out("out");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&out), 0o700);
    let mut files = all_files(&out);
    for name in files.keys() {
        assert_eq!(mode(&out.join(name)), 0o600, "{name}");
    }
    files.insert("standard output".into(), told.stdout);
    files.insert("standard error".into(), told.stderr);
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for said in invented::GIVEN.iter().chain(&invented::FAMILY) {
            assert!(!text.contains(said), "{name} holds “{said}”");
        }
    }
    // With names, the report says so on top.
    desk.done(&["people.csv", "--out", "named", "--with-names"]);
    let report = std::fs::read_to_string(desk.out("named").join("report.html")).unwrap();
    assert!(report.contains("HOLDS NAMES OF PERSONS") && invented::GIVEN.iter().any(|name| report.contains(name)));
}

#[test]
fn the_report_needs_nothing_from_elsewhere() {
    let desk = Desk::new();
    let (rows, _) = people(3, 700);
    desk.file("people.csv", csv(&rows));
    desk.done(&["people.csv", "--out", "out"]);
    let report = std::fs::read_to_string(desk.out("out").join("report.html")).unwrap();
    for outside in [
        "<script",
        "src=",
        "url(",
        "@import",
        "http://",
        "https://",
        "<link",
        "javascript:",
    ] {
        assert!(!report.contains(outside), "{outside}");
    }
    // Every drawing that says something has a title and a description of its own.
    let ids: Vec<&str> = report
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let distinct: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "ids are distinct");
    for drawing in report.split("<svg").skip(1) {
        let head = drawing.split('>').next().unwrap();
        assert!(
            head.contains("aria-hidden=\"true\"") || head.contains("aria-labelledby"),
            "{head}"
        );
    }
    assert!(!report.contains("whole-files-"), "a word is missing");
}

#[test]
fn the_order_of_rows_and_the_shape_of_files_change_nothing() {
    let desk = Desk::new();
    let (mut rows, _) = people(4, 800);
    desk.file("people.csv", csv(&rows));
    desk.done(&["people.csv", "--out", "out", "--format", "csv"]);
    let shown = ["links.csv", "clusters.csv", "review.csv", "model.toml"];
    let first = all_files(&desk.out("out"));
    for seed in 1..=3 {
        Chance::new(seed).shuffle(&mut rows);
        // Two files: one with semicolons and other headings.
        let (one, other) = rows.split_at(rows.len() / 3);
        desk.file("one.csv", csv(one));
        let heads = HEAD
            .replace("given_name", "Forename")
            .replace("phone", "Their number")
            .replace(',', ";");
        let other: Vec<String> = other.iter().map(|row| row.replace(',', ";")).collect();
        desk.file("other.txt", format!("{heads}\n{}\n", other.join("\n")));
        let out = format!("again-{seed}");
        let told = desk.done(&[
            "other.txt",
            "one.csv",
            "--column",
            "phone=Their number",
            "--out",
            &out,
            "--format",
            "csv",
        ]);
        assert!(told.contains("given_name is read from “Forename”"), "{told}");
        let again = all_files(&desk.out(&out));
        for name in shown {
            assert!(again[name] == first[name], "{name} differs after a shuffle");
        }
    }
}

#[test]
fn parquet_says_what_comma_separated_values_say() {
    use exchange::columnar::{Cells, ColumnOf, write};
    let desk = Desk::new();
    let (rows, _) = people(5, 500);
    desk.file("people.csv", csv(&rows));
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.split(',').collect()).collect();
    let of: Vec<_> = (0..HEAD.split(',').count())
        .map(|column| {
            let cells = &cells;
            move |row: usize| {
                cells[row]
                    .get(column)
                    .filter(|cell| !cell.is_empty())
                    .map(|cell| (*cell).to_owned())
            }
        })
        .collect();
    let columns: Vec<ColumnOf<'_>> = HEAD
        .split(',')
        .zip(&of)
        .map(|(name, of)| ColumnOf {
            name,
            cells: Cells::Texts(Box::new(of)),
        })
        .collect();
    desk.file("people.parquet", write(Vec::new(), &columns, rows.len()).unwrap());
    desk.done(&["people.csv", "--out", "a"]);
    desk.done(&["people.parquet", "--out", "b"]);
    let (a, b) = (all_files(&desk.out("a")), all_files(&desk.out("b")));
    for name in [
        "links.csv",
        "links.parquet",
        "clusters.parquet",
        "review.csv",
        "model.toml",
    ] {
        assert!(a[name] == b[name], "{name}");
    }
}

#[test]
fn a_kept_model_gives_the_same_links_and_another_says_what_would_change() {
    let desk = Desk::new();
    let (rows, _) = people(6, 700);
    desk.file("people.csv", csv(&rows));
    desk.done(&["people.csv", "--out", "first"]);
    let model = desk.out("first").join("model.toml");
    let told = desk.done(&["people.csv", "--out", "second", "--model", model.to_str().unwrap()]);
    assert!(told.contains("(as given)"));
    let (first, second) = (all_files(&desk.out("first")), all_files(&desk.out("second")));
    for name in ["links.csv", "clusters.csv", "review.csv", "model.toml"] {
        assert!(first[name] == second[name], "{name}");
    }
    // Against itself nothing would change.
    let itself = desk.done(&["people.csv", "--out", "third", "--compare", model.to_str().unwrap()]);
    assert!(itself.contains(" 0 links would be new and 0 would go"), "{itself}");
    // A model that holds two records of one person for very rare does change something, and the links stay those of this run.
    let mut text = String::from_utf8(first["model.toml"].clone()).unwrap();
    let at = text.find("matches_per_record = ").unwrap();
    let end = at + text[at..].find('\n').unwrap();
    text.replace_range(at..end, "matches_per_record = 0.0002");
    desk.file("other.toml", text);
    let told = desk.done(&["people.csv", "--out", "fourth", "--compare", "other.toml"]);
    let changes = table(&desk.out("fourth"), "changes.csv");
    assert!(!changes.is_empty() && told.contains("would be touched"), "{told}");
    let fourth = all_files(&desk.out("fourth"));
    assert!(fourth["links.csv"] == first["links.csv"]);
    let linked: BTreeSet<(String, String)> = table(&desk.out("fourth"), "links.csv")
        .into_iter()
        .map(|row| (row["record_a"].clone(), row["record_b"].clone()))
        .collect();
    for change in &changes {
        let pair = (change["record_a"].clone(), change["record_b"].clone());
        assert_eq!(linked.contains(&pair), change["change"] == "now linked");
        assert!(change["model_now"] != change["model_before"]);
    }
}

#[test]
fn what_people_said_overrides_all_weights() {
    let desk = Desk::new();
    let (rows, _) = people(7, 700);
    desk.file("people.csv", csv(&rows));
    desk.done(&["people.csv", "--out", "before"]);
    let before = table(&desk.out("before"), "links.csv");
    let firm = before.iter().find(|link| link["standing"] == "firm").unwrap();
    let (a, b) = (firm["record_a"].clone(), firm["record_b"].clone());
    // Two records that nothing brings together.
    let (c, d) = ("R00000", "R00699");
    desk.file(
        "said.csv",
        format!("record_a,record_b,judgement\n{a},{b},not the same\n{d},{c},same\n{a},{c},not sure\n"),
    );
    let told = desk.done(&["people.csv", "--out", "after", "--judgements", "said.csv"]);
    assert!(
        told.contains(" 1 said by people") || told.contains("said by people"),
        "{told}"
    );
    let clusters: BTreeMap<String, String> = table(&desk.out("after"), "clusters.csv")
        .into_iter()
        .map(|row| (row["record"].clone(), row["cluster"].clone()))
        .collect();
    assert_ne!(clusters[&a], clusters[&b]);
    assert_eq!(clusters[c], clusters[d]);
    let links = table(&desk.out("after"), "links.csv");
    let judged = links
        .iter()
        .find(|link| link["record_a"] == c && link["record_b"] == d)
        .unwrap();
    assert_eq!(
        (judged["standing"].as_str(), judged["probability"].as_str()),
        ("judged", "")
    );
    let review = table(&desk.out("after"), "review.csv");
    assert!(
        !review.iter().any(|row| row["record_a"] == a && row["record_b"] == b),
        "it was answered"
    );
}

#[test]
fn an_explanation_says_in_words_what_each_field_brought() {
    let desk = Desk::new();
    let (rows, _) = people(8, 700);
    let mut all = rows;
    let row = |id: &str, rest: &str| all.push(format!("{id},{rest}"));
    let lines = [
        (
            "X1",
            "Selam,Tesfay,2009-03-14,stated,F,ERI,4 Oak Road,Croydon,CR0 1AB,07700900123,child,border",
        ),
        (
            "X2",
            "Tesfay,Selam,2009-01-01,assumed,F,ETH,4 Oak Road,Croydon,CR0 1AB,07700900123,child,police",
        ),
        (
            "X3",
            "Dawit,Tesfay,2011-06-02,stated,M,ERI,4 Oak Road,Croydon,CR0 1AB,07700900123,child,border",
        ),
    ];
    let mut row = row;
    for (id, rest) in lines {
        row(id, rest);
    }
    desk.file("people.csv", csv(&all));
    let mut told = String::new();
    for pair in [["X1", "X2"], ["X1", "X3"], ["X3", "R00004"]] {
        let text = desk.done(&["people.csv", "--explain", pair[0], pair[1]]);
        assert!(text.starts_with(pair[0]) || text.starts_with(pair[1]));
        assert!(!text.contains("Selam") && !text.contains("2009"));
        told.push_str(&without_numbers(&text));
        told.push_str("----\n");
    }
    assert!(!desk.out("linked").exists(), "an explanation writes nothing");
    golden("explanations.txt", &told);
    let named = desk.done(&["people.csv", "--explain", "X1", "X3", "--with-names"]);
    assert!(named.contains("Selam Tesfay, 2009-03-14"));
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_to_the_same_files() {
    let desk = Desk::new();
    let (rows, truth) = people(9, 3_000);
    desk.file("people.csv", csv(&rows));
    desk.file("truth.csv", format!("record,person\n{}\n", truth.join("\n")));
    let args = |out: &'static str| ["people.csv", "--truth", "truth.csv", "--out", out];
    let begun = std::time::Instant::now();
    desk.done(&args("whole"));
    let whole = all_files(&desk.out("whole"));
    let took = begun.elapsed();
    let mut chance = Chance::new(77);
    let mut cut_off = 0;
    for round in 0..3 {
        let out = ["cut-0", "cut-1", "cut-2"][round];
        for attempt in 0.. {
            assert!(attempt < 60, "it never ends");
            let mut command = desk.command(&args(out));
            if attempt > 0 {
                command.arg("--resume");
            }
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            // Somewhere in the run, the later the more often it was cut off, so that it ends.
            let wait = took.mul_f64(chance.below(1000) as f64 / 1000.0 * (0.3 + 0.1 * f64::from(attempt)));
            #[allow(clippy::disallowed_methods, reason = "another process is waited for")]
            std::thread::sleep(wait.min(Duration::from_secs(60)));
            if child.try_wait().unwrap().is_none() {
                cut_off += 1;
            }
            let _ = child.kill();
            let output = child.wait_with_output().unwrap();
            if output.status.success() {
                break;
            }
            assert_ne!(
                output.status.code(),
                Some(1),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let cut = all_files(&desk.out(out));
        assert_eq!(cut.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
        for (name, bytes) in &whole {
            assert!(cut[name] == *bytes, "{name} differs after kills");
        }
    }
    assert!(cut_off >= 6, "only {cut_off} runs were cut off");
}

#[cfg(unix)]
#[test]
fn a_stop_by_the_keyboard_keeps_what_is_done() {
    let desk = Desk::new();
    let (rows, _) = people(10, 6_000);
    desk.file("people.csv", csv(&rows));
    let mut child = desk
        .command(&["people.csv", "--out", "out"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // As soon as it has begun.
    while !desk.out("out").join("run.toml").exists() {
        #[allow(clippy::disallowed_methods, reason = "another process is waited for")]
        std::thread::sleep(Duration::from_millis(5));
        assert!(child.try_wait().unwrap().is_none());
    }
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(130),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("--resume"));
    // Not by accident, and not with something else.
    assert!(
        desk.refused(&["people.csv", "--out", "out"])
            .contains("a run that was cut off")
    );
    let other = desk.refused(&["people.csv", "--out", "out", "--resume", "--threshold", "4"]);
    assert!(other.contains("--threshold was the spec's and is 4"), "{other}");
    desk.done(&["people.csv", "--out", "out", "--resume"]);
    assert!(
        desk.done(&["people.csv", "--out", "out", "--resume"])
            .contains("finished already")
    );
    assert!(desk.refused(&["people.csv", "--out", "out"]).contains("a finished run"));
    desk.done(&["people.csv", "--out", "out", "--replace", "--threshold", "4"]);
}
