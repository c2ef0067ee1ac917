//! A whole file, as `haven import` takes it: kept and sealed, checked row by row into the waiting room, then applied with
//! recognition and a hand-in for each row.

use crate::{memory, world};
use access::{ImportRecords, Resource};
use domain::{Answer, Answers, RecordKind};
use haven::gather::imports::{self, ImportState};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

/// `rows` of the seed in one CSV file with every field that the records have, given to the second agency.
pub async fn file(database: &str, rows: u64, seed: u64) {
    let app = world::open(database).await;
    let agency = world::agencies_of(&app).await[1];
    let path = std::env::temp_dir().join(format!("haven-bench-{}.csv", std::process::id()));
    write(&path, rows, seed);
    let size = std::fs::metadata(&path).unwrap().len();
    let permit = app
        .policy
        .permit::<ImportRecords>(&world::handing_in(agency), &Resource::Agency { id: agency })
        .expect("the command line may import");
    let start = Instant::now();
    let peek = imports::peek(&path, None).unwrap();
    let kept = imports::keep_file(&app, &path, "bench.csv").unwrap();
    let columns = peek.suggested.columns.len();
    let import = imports::begin(&app, &permit, agency, None, kept, peek.kind, peek.suggested)
        .await
        .unwrap();
    let checked = std::sync::Mutex::new(None);
    let import = imports::run(&app, &permit, &import, &|progress| {
        if progress.state == ImportState::Applying {
            let mut checked = checked.lock().unwrap();
            if checked.is_none() {
                *checked = Some(start.elapsed().as_secs_f64());
            }
        }
    })
    .await
    .unwrap();
    let seconds = start.elapsed().as_secs_f64();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(import.state, ImportState::Done, "{:?}", import.problem);
    println!(
        "file: {} rows ({} new), {columns} columns, {} MB, in {seconds:.1} s = {:.0} rows/s; checked after {:.1} s; {} hits; {}",
        import.rows_read,
        import.rows_new,
        size / 1_000_000,
        import.rows_read as f64 / seconds,
        checked.lock().unwrap().unwrap_or(0.0),
        import.hits,
        memory()
    );
    app.db.close().await;
}

fn write(path: &Path, rows: u64, seed: u64) {
    let mut header = BTreeSet::new();
    for (_, _, answers) in invented_world::bench_rows(seed, rows) {
        header.extend(cells(&answers).into_keys());
    }
    let mut file = csv::Writer::from_path(path).unwrap();
    file.write_record(
        ["source_id", "record_kind"]
            .into_iter()
            .chain(header.iter().map(String::as_str)),
    )
    .unwrap();
    for (kind, source_id, answers) in invented_world::bench_rows(seed, rows) {
        let cells = cells(&answers);
        let kind = if kind == RecordKind::Child { "child" } else { "suspect" };
        file.write_record(
            [source_id.as_str(), kind]
                .into_iter()
                .chain(header.iter().map(|key| cells.get(key).map_or("", String::as_str))),
        )
        .unwrap();
    }
    file.flush().unwrap();
}

/// Field path to text, as the columns of a file.
fn cells(answers: &Answers) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    for (key, answer) in &answers.0 {
        match answer {
            Answer::Text(text) => {
                cells.insert(key.clone(), text.clone());
            }
            Answer::Codes(codes) => {
                cells.insert(key.clone(), codes.join("; "));
            }
            Answer::Entries(entries) => {
                for (number, entry) in entries.iter().enumerate() {
                    for (part, value) in entry {
                        cells.insert(format!("{key}.{}.{part}", number + 1), value.clone());
                    }
                }
            }
        }
    }
    cells
}
