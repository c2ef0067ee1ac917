//! `haven export`: an agency's own records into a file.

#![allow(clippy::print_stdout, reason = "a command speaks to the terminal")]

use super::writing::{Export, ExportFormat};
use crate::app::App;
use crate::ground::agencies;
use crate::problem::Problem;
use access::{ExportRecords, Principal, Resource};
use clap::Args;
use indicatif::ProgressBar;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Take an agency's own records out into a file
#[derive(Args)]
pub struct ExportArgs {
    /// Where to write; the file must not be there yet
    file: PathBuf,
    /// The agency whose records these are, by its short code
    #[arg(long)]
    agency: String,
    /// htcds-csv and htcds-json are read back without loss; csv and xlsx are for people
    #[arg(long, default_value = "htcds-csv", value_parser = ["htcds-csv", "htcds-json", "csv", "xlsx"])]
    format: String,
}

pub async fn export(app: &App, args: ExportArgs) -> Result<ExitCode, Problem> {
    let found = {
        let mut conn = app.db.read().await?;
        agencies::find_by_code(&mut conn, &args.agency).await?
    };
    let Some(agency) = found else {
        eprintln!("haven: there is no agency with the code “{}”", args.agency);
        return Ok(ExitCode::from(2));
    };
    let who = Principal::operator_for(agency.id);
    let permit = app
        .policy
        .permit::<ExportRecords>(&who, &Resource::Agency { id: agency.id })?;
    let format = ExportFormat::from_code(&args.format).unwrap_or(ExportFormat::HtcdsCsv);
    let mut out = match std::fs::File::create_new(&args.file) {
        Ok(file) => std::io::BufWriter::new(file),
        Err(error) => {
            eprintln!("haven: {}: {error}", args.file.display());
            return Ok(ExitCode::from(2));
        }
    };
    let written = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Problem::Full,
        _ => Problem::internal("writing the export", error),
    };
    let mut export = Export::new(app.clone(), permit, who, agency.id, app.words.words("en"), format)?;
    let bar = ProgressBar::new_spinner();
    while let Some(bytes) = export.next().await? {
        out.write_all(&bytes).map_err(written)?;
        bar.set_message(format!("{} records", export.written));
        bar.tick();
    }
    out.flush().map_err(written)?;
    bar.finish_and_clear();
    println!(
        "{} records of {} are in {}.",
        export.written,
        agency.name,
        args.file.display()
    );
    Ok(ExitCode::SUCCESS)
}
