//! `haven import`: a file, an agency, one command; with a progress bar and a summary.

#![allow(clippy::print_stdout, reason = "a command speaks to the terminal")]

use super::rules::{FileKind, ImportState, Mode};
use super::store::{self, SavedMapping};
use super::{Import, Peek, Progress, acts, keep, reading};
use crate::app::App;
use crate::ground::agencies;
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{ImportRecords, ManageMappings, Permit, Principal, Resource, ViewImport};
use clap::{Args, ValueEnum};
use domain::Handling;
use domain::ids::AgencyId;
use exchange::Mapping;
use exchange::mapping::Target;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Import a file of records for an agency
#[derive(Args)]
pub struct ImportArgs {
    /// CSV, XLSX, ODS, or HTCDS 2.0 as CSV or JSON
    file: PathBuf,
    /// The agency whose records these are, by its short code
    #[arg(long)]
    agency: String,
    /// How its columns are read: the name of a saved mapping, or a .toml or .json file; suggested from the headings when left out
    #[arg(long)]
    mapping: Option<String>,
    /// Keep the mapping under this name for next time
    #[arg(long, value_name = "NAME")]
    save_mapping: Option<String>,
    /// What the file is; found out when left out
    #[arg(long)]
    format: Option<Told>,
    /// Take the good rows and leave the others out (otherwise one bad row refuses the file)
    #[arg(long)]
    row_by_row: bool,
    /// Only check
    #[arg(long)]
    dry_run: bool,
    /// How far the records may travel
    #[arg(long, default_value = "shared", value_parser = ["shared", "pointer_only", "sealed"])]
    handling: String,
    /// Write the rows that cannot be taken, with their reasons, to this file
    #[arg(long, value_name = "OUT.csv")]
    rejects: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Told {
    Csv,
    Xlsx,
    Ods,
    HtcdsCsv,
    HtcdsJson,
}

impl From<Told> for FileKind {
    fn from(told: Told) -> Self {
        match told {
            Told::Csv => Self::Csv,
            Told::Xlsx => Self::Xlsx,
            Told::Ods => Self::Ods,
            Told::HtcdsCsv => Self::HtcdsCsv,
            Told::HtcdsJson => Self::HtcdsJson,
        }
    }
}

/// Says what is wrong in one line of plain words, and ends with code 2: nothing was imported.
fn refuse(text: &str) -> ExitCode {
    eprintln!("haven: {text}");
    ExitCode::from(2)
}

pub async fn import(app: &App, args: ImportArgs) -> Result<ExitCode, Problem> {
    let found = {
        let mut conn = app.db.read().await?;
        agencies::find_by_code(&mut conn, &args.agency).await?
    };
    let Some(agency) = found else {
        return Ok(refuse(&format!("there is no agency with the code “{}”", args.agency)));
    };
    let who = Principal::operator_for(agency.id);
    let here = Resource::Agency { id: agency.id };
    let permit = app.policy.permit::<ImportRecords>(&who, &here)?;
    if !args.file.is_file() {
        return Ok(refuse(&format!("there is no file {}", args.file.display())));
    }
    let peek = match reading::peek(&args.file, args.format.map(FileKind::from)) {
        Ok(peek) => peek,
        Err(problem) => return Ok(refuse(&problem.to_string())),
    };
    let mapping = match choose_mapping(app, &permit, agency.id, &args, &peek).await? {
        Ok(mapping) => mapping,
        Err(text) => return Ok(refuse(&text)),
    };
    if !peek.kind.is_htcds() && !super::identifies(&mapping) {
        let text = "no column says who a row is about (a name, a phone, a document, an address). Give a mapping with --mapping.";
        return Ok(refuse(text));
    }
    if let Some(name) = &args.save_mapping {
        let permit = app.policy.permit::<ManageMappings>(&who, &here)?;
        keep_mapping(app, &permit, agency.id, name, &mapping).await?;
        println!("The mapping is kept as “{name}”.");
    }
    let import = prepare(app, &permit, agency.id, &args, &peek, mapping).await?;
    let bar = ProgressBar::new(0);
    let import = acts::run(app, &permit, &import, &|progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    let import = match import {
        Ok(import) => import,
        Err(Problem::Bad { detail, code }) => return Ok(refuse(&detail.unwrap_or_else(|| code.to_owned()))),
        Err(other) => return Err(other),
    };
    summarise(app, &who, &import, args.rejects.as_deref(), &peek.header).await
}

/// The import to run: a new one, or one of the same file that was interrupted while it was applied.
async fn prepare(
    app: &App,
    permit: &Permit<ImportRecords>,
    agency: AgencyId,
    args: &ImportArgs,
    peek: &Peek,
    mapping: Mapping,
) -> Result<Import, Problem> {
    let name = args
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let file = keep::keep_file(app, &args.file, &name)?;
    if !args.dry_run {
        let mut conn = app.db.read().await?;
        if let Some(import) = store::unfinished(&mut conn, agency, &file.digest).await? {
            println!("An import of this file was interrupted; it goes on where it stopped.");
            keep::forget(app, file.id).map_err(keep::on_disk("taking a second copy away"))?;
            return Ok(import);
        }
    }
    let mut import = acts::begin(app, permit, agency, None, file, peek.kind, mapping).await?;
    import.mode = if args.row_by_row {
        Mode::RowByRow
    } else {
        Mode::WholeFile
    };
    import.dry_run = args.dry_run;
    import.handling = Handling::from_code(&args.handling).unwrap_or(Handling::Shared);
    Ok(import)
}

async fn keep_mapping(
    app: &App,
    permit: &Permit<ManageMappings>,
    agency: AgencyId,
    name: &str,
    mapping: &Mapping,
) -> Result<(), Problem> {
    let mut mapping = mapping.clone();
    mapping.name = name.to_owned();
    for rule in &mut mapping.columns {
        rule.suggested = None;
    }
    let saved = SavedMapping {
        id: app.clock.new_id(),
        name: name.to_owned(),
        mapping,
    };
    let mut tx = app.db.begin().await?;
    let id = store::save_mapping(&mut tx, permit, agency, &saved, None, app.now_ms()).await?;
    let line = Line::under(&permit.line(), app.now_ms(), "mapping.save", Subject::of("mapping", id)).owner(agency);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// The mapping that was named, or the suggested one, which is printed.
async fn choose_mapping(
    app: &App,
    permit: &Permit<ImportRecords>,
    agency: AgencyId,
    args: &ImportArgs,
    peek: &Peek,
) -> Result<Result<Mapping, String>, Problem> {
    if peek.kind.is_htcds() {
        return Ok(Ok(Mapping::default()));
    }
    let Some(told) = &args.mapping else {
        let saved = {
            let mut conn = app.db.read().await?;
            store::mappings(&mut conn, permit, agency).await?
        };
        if let Some(known) = reading::fitting(saved.iter().map(|one| &one.mapping), &peek.header) {
            println!(
                "Columns are read with the saved mapping “{}” (say otherwise with --mapping).",
                known.name
            );
            return Ok(Ok(known.clone()));
        }
        println!("Columns as they will be read (say otherwise with --mapping):");
        for rule in &peek.suggested.columns {
            let (confidence, reason) = rule
                .suggested
                .as_ref()
                .map_or((0, ""), |one| (one.confidence, one.reason.as_str()));
            let target = if rule.target == Target::Ignore {
                "(left out)".to_owned()
            } else {
                rule.target.to_string()
            };
            println!(
                "  {:<32} → {:<28} {confidence:>3}%  {reason}",
                shortened(&rule.column, 32),
                target
            );
        }
        return Ok(Ok(peek.suggested.clone()));
    };
    let path = Path::new(told);
    let text = |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    Ok(match path.extension().and_then(|ending| ending.to_str()) {
        Some("json") => {
            text(path).and_then(|text| serde_json::from_str(&text).map_err(|error| format!("{told}: {error}")))
        }
        Some("toml") => text(path).and_then(|text| toml::from_str(&text).map_err(|error| format!("{told}: {error}"))),
        _ => {
            let mut conn = app.db.read().await?;
            let saved = store::mapping_named(&mut conn, permit, agency, told).await?;
            saved
                .map(|saved| saved.mapping)
                .ok_or_else(|| format!("the agency has no saved mapping “{told}”"))
        }
    })
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        text.chars().take(most - 1).chain(['…']).collect()
    }
}

fn show(bar: &ProgressBar, progress: Progress) {
    let template = if progress.state == ImportState::Checking {
        "Checking  {bar:30} {bytes}/{total_bytes} {msg}"
    } else {
        "Importing {bar:30} {pos}/{len} rows, {per_sec}, {eta} left {msg}"
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_length(progress.of);
    bar.set_position(progress.done);
    bar.set_message(if progress.state == ImportState::Checking {
        format!("{} rows", progress.rows)
    } else {
        format!("{} hits", progress.hits)
    });
}

async fn summarise(
    app: &App,
    who: &Principal,
    import: &Import,
    rejects: Option<&Path>,
    header: &[String],
) -> Result<ExitCode, Problem> {
    let state = match import.state {
        ImportState::Done => "Imported",
        ImportState::Checked => "Checked only (dry run): nothing was imported",
        ImportState::Refused => "Refused: some rows cannot be taken, so nothing was imported",
        ImportState::Failed => "Failed",
        _ => import.state.code(),
    };
    println!("{state}.");
    println!(
        "read {}, new {}, changed {}, unchanged {}, rejected {}, hits {}",
        import.rows_read,
        import.rows_new,
        import.rows_changed,
        import.rows_unchanged,
        import.rows_rejected,
        import.hits
    );
    if let Some(problem) = &import.problem {
        println!("{}", problem.text);
    }
    if import.rows_rejected > 0 {
        let permit = app.policy.permit::<ViewImport>(
            who,
            &Resource::Import {
                id: import.id,
                owner: import.agency,
            },
        )?;
        let mut conn = app.db.read().await?;
        let first = store::problems(&mut conn, &permit, import.id, 0, true, 10).await?;
        for row in &first {
            for remark in &row.remarks {
                let column = if remark.column.is_empty() {
                    String::new()
                } else {
                    format!(", column “{}”", remark.column)
                };
                println!("  row {}{column}: {}", row.row, remark.text);
            }
        }
        if import.rows_rejected > 10 {
            println!("  … and {} more rows", import.rows_rejected - 10);
        }
        match rejects {
            Some(path) => {
                let file =
                    std::fs::File::create(path).map_err(|error| Problem::internal("writing the rejects", error))?;
                let mut rows = Vec::new();
                let mut after = 0;
                loop {
                    let page = store::problems(&mut conn, &permit, import.id, after, true, 1_000).await?;
                    let Some(last) = page.last() else { break };
                    after = last.row;
                    rows.extend(page.into_iter().map(|one| (one.row, one.cells, one.remarks)));
                }
                reading::write_rejects(std::io::BufWriter::new(file), header, None, rows)
                    .map_err(|error| Problem::internal("writing the rejects", error))?;
                println!(
                    "The rejected rows are in {}; mend them there and import that file.",
                    path.display()
                );
            }
            None => println!("Write them to a file with --rejects OUT.csv, mend them, import that file."),
        }
    }
    Ok(match import.state {
        ImportState::Done | ImportState::Checked => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    })
}
