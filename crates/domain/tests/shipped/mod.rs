//! The packs directory as the product embeds it, and answers invented for any form.
#![allow(dead_code, reason = "each test file uses its part")]

use domain::answers::{Answers, Entry};
use domain::pack::{Form, FormKind, PackSet, Page, RowField};
use std::path::Path;

pub fn files() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

pub fn packs() -> PackSet {
    PackSet::from_files(files()).unwrap_or_else(|problems| {
        panic!(
            "{}",
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        )
    })
}

/// Some right answer to every question of a form.
pub fn answered(form: &Form) -> Answers {
    let mut answers = Answers::default();
    for field in form.fields() {
        let first = || {
            form.options(field)
                .first()
                .map(|(code, _)| (*code).to_owned())
                .unwrap_or_default()
        };
        match field.kind {
            FormKind::Text | FormKind::LongText => answers.set_text(&field.key, "Svar på Ærø"),
            FormKind::Date => answers.set_text(&field.key, "2026-03~"),
            FormKind::Code => answers.set_text(&field.key, &first()),
            FormKind::Codes => answers.set_codes(&field.key, vec![first()]),
            FormKind::Entries => {
                let entry: Entry = field
                    .rows
                    .iter()
                    .map(|row| (row.key.clone(), row_answer(form, row)))
                    .collect();
                answers.set_entries(&field.key, vec![entry.clone(), entry]);
            }
            FormKind::Files => {}
        }
    }
    answers
}

fn row_answer(form: &Form, row: &RowField) -> String {
    match row.kind {
        FormKind::Date => "2011".to_owned(),
        FormKind::Code => {
            let list = form.list(row.options.as_deref().unwrap()).unwrap();
            list.items().first().unwrap().code.clone()
        }
        _ => "نص عربي".to_owned(),
    }
}

/// The inputs a page would send for these answers.
pub fn pairs(form: &Form, page: &Page, answers: &Answers) -> Vec<(String, String)> {
    page.fields
        .iter()
        .flat_map(|field| form.inputs(field, answers))
        .collect()
}
