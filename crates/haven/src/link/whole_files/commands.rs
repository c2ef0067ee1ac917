//! The command: arguments in, a folder and a summary out.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command speaks to the terminal"
)]

use super::changes::{self, Changes};
use super::columns;
use super::findings::{self, Findings};
use super::folder::Folder;
use super::judgements::place_of;
use super::kept::{self, Kept, Plan};
use super::plan::{self, Order};
use super::problems::LinkingProblem;
use super::progress::Bars;
use super::reading::{self, Reading, Records, names_of};
use super::results;
use super::running::{self, Guides, Outcome};
use super::tables::{self, Format};
use super::{report, telling};
use crate::embedded;
use crate::problem::Problem;
use clap::Args;
use kit::clock::Clock;
use kit::words::Words;
use matching::bulk::Progress;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Link the records of whole files: which of them speak of one person?
#[derive(Args)]
pub struct LinkArgs {
    /// Files of records: CSV of any delimiter, Parquet, XLSX or ODS
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Whom the records are about: child, adult, or a specification of your own (a TOML file)
    #[arg(long, default_value = "child")]
    pub spec: String,
    /// A TOML file that says which column is what, one `given_name = "Forename"` a line
    #[arg(long, value_name = "FILE")]
    pub columns: Option<PathBuf>,
    /// One column: given_name=Forename (may be repeated; an empty heading says that there is none)
    #[arg(long, value_name = "FIELD=HEADING")]
    pub column: Vec<String>,
    /// The folder that is written; nobody but you may look into it
    #[arg(long, default_value = "linked", value_name = "FOLDER")]
    pub out: PathBuf,
    /// How links, clusters and the review queue are written
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv,parquet")]
    pub format: Vec<Format>,
    /// Use a kept model as it is, in place of training one
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Say which links would change against this older model; changes nothing
    #[arg(long, value_name = "FILE")]
    pub compare: Option<PathBuf>,
    /// What people said of pairs: a table of two record numbers and same, not the same or not sure. It overrides all weights
    #[arg(long, value_name = "FILE")]
    pub judgements: Option<PathBuf>,
    /// Who is who, where it is known: a table of record number and person. For measuring; nothing is linked by it
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
    /// Chooses the samples that training looks at
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Bits from which records are put together (0: even odds; 6.6: a hundred to one); default: as the spec says
    #[arg(long, value_name = "BITS", allow_negative_numbers = true)]
    pub threshold: Option<f32>,
    /// Pairs of these weights go to people; default: -2..5
    #[arg(long, value_name = "LOW..HIGH", allow_hyphen_values = true)]
    pub review: Option<String>,
    /// Say in words why two records weigh what they weigh; writes nothing
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    pub explain: Vec<String>,
    /// Show names and dates of birth in the report and in --explain
    #[arg(long)]
    pub with_names: bool,
    /// Leave rows out that cannot be read, and list them, in place of stopping
    #[arg(long)]
    pub leave_out_bad_rows: bool,
    /// Record numbers count for each file alone
    #[arg(long)]
    pub number_by_file: bool,
    /// Go on where a run that was cut off stands
    #[arg(long)]
    pub resume: bool,
    /// Write over what the folder holds of an earlier run
    #[arg(long, conflicts_with = "resume")]
    pub replace: bool,
    /// Processor cores to use; default: all
    #[arg(long)]
    pub threads: Option<usize>,
    /// The day that stands on the report; default: today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub day: Option<String>,
}

/// Runs the command. What its writer can mend goes to standard error with exit code 1; a stop by the keyboard gives 130.
///
/// # Errors
/// Where the program itself is broken.
pub async fn link(args: LinkArgs, clock: &Clock, time_zone: &str) -> Result<ExitCode, Problem> {
    let words = embedded::words()?.words("en");
    let stop = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&stop);
    let listening = tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if heard.swap(true, Ordering::Relaxed) {
                #[allow(
                    clippy::disallowed_methods,
                    reason = "whatever is half written has another name and is not taken for whole"
                )]
                std::process::exit(130);
            }
            eprintln!("Stopping after this step. Once more stops at once; either way --resume goes on from here.");
        }
    });
    let today = clock.today_in(time_zone).to_string();
    let threads = args.threads.unwrap_or(0);
    let worked = tokio::task::spawn_blocking(move || {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| LinkingProblem::wrong(format!("--threads: {error}")))?;
        let bars = Bars::new(stop);
        let done = pool.install(|| work(&args, &today, &words, &bars));
        bars.finish();
        done
    })
    .await
    .map_err(|error| Problem::internal("linking", error))?;
    listening.abort();
    match worked {
        Ok(text) => {
            print!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        Err(LinkingProblem::Stopped) => {
            eprintln!("Stopped. Go on with the same command and --resume.");
            Ok(ExitCode::from(130))
        }
        Err(problem) => {
            eprintln!("haven link: {problem}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Does it all; returns what the terminal is told.
fn work(args: &LinkArgs, today: &str, words: &Words, bars: &Bars) -> Result<String, LinkingProblem> {
    bars.begin("digest")?;
    let mut order = plan::order(args, today)?;
    let reading = Reading {
        files: &args.files,
        wanted: &order.wanted,
        spec: &order.spec.columns,
        leave_out: args.leave_out_bad_rows,
        prefix: args.number_by_file,
    };
    if let [one, other] = args.explain.as_slice() {
        return explain(args, &order, &reading, (one.as_str(), other.as_str()), words, bars);
    }
    let folder = match place(args, &mut order.plan)? {
        Place::Ready(folder) => folder,
        Place::Finished(text) => return Ok(text),
    };
    let _lock = lock(&folder)?;
    folder.remove_partial();
    kept::write_plan(&folder, &order.plan)?;
    let kept = Kept::new(Some(folder.clone()), &order.plan);
    let (records, outcome) = run(args, &order, &reading, &kept, bars)?;
    finish(args, &order, &folder, &reading, &records, &outcome, words, bars, &kept)
}

fn run(
    args: &LinkArgs,
    order: &Order,
    reading: &Reading<'_>,
    kept: &Kept,
    bars: &Bars,
) -> Result<(Records, Outcome), LinkingProblem> {
    let mut records = reading::read(reading, &|rows| {
        bars.step("rows", rows, 0);
        bars.cancelled()
    })?;
    bars.begin("reading")?;
    let mut spec = order.spec.clone();
    spec.columns = columns::canonical(&records.fields);
    let guides = Guides {
        spec: &spec,
        model: order.model.as_deref(),
        judgements: args.judgements.as_deref(),
        truth: args.truth.as_deref(),
        terms: order.terms,
    };
    let rows = records.take_rows();
    let outcome = running::run(rows, &guides, kept, bars)?;
    Ok((records, outcome))
}

#[allow(
    clippy::too_many_arguments,
    reason = "the end of the story brings everybody on stage once"
)]
fn finish(
    args: &LinkArgs,
    order: &Order,
    folder: &Folder,
    reading: &Reading<'_>,
    records: &Records,
    outcome: &Outcome,
    words: &Words,
    bars: &Bars,
    kept: &Kept,
) -> Result<String, LinkingProblem> {
    bars.begin("findings")?;
    let links = results::links(outcome, &order.terms);
    let review = results::review(outcome, &order.terms);
    let found = findings::find(outcome, records, &order.spec, &order.terms, &links, &review);
    bars.begin("comparing")?;
    let changed = match &order.compare {
        Some(text) => Some(changes::against(outcome, text, &order.spec, &order.terms, bars)?),
        None => None,
    };
    bars.begin("writing")?;
    tables::links(folder, &args.format, outcome, &links)?;
    tables::clusters(folder, &args.format, outcome)?;
    tables::review(folder, &args.format, outcome, &review)?;
    tables::left_out(folder, &records.left_out)?;
    if let Some(changed) = &changed {
        let models = [changed.before.as_str(), outcome.model_name.as_str()];
        tables::changes(folder, &args.format, outcome, &changed.list, models)?;
    }
    folder.write_text("model.toml", &outcome.model_text)?;
    let names = shown_names(args, reading, outcome, &found)?;
    let subject = report::Subject {
        order,
        records,
        outcome,
        found: &found,
        changed: changed.as_ref(),
        names: &names,
        with_names: args.with_names,
    };
    folder.write_text("report.html", &report::page(&subject, words).into_string())?;
    let text = telling::summary(&told(args, order, records, outcome, &found, changed.as_ref()), words);
    folder.write_text("summary.txt", &text)?;
    let plan = Plan {
        finished: true,
        ..order.plan.clone()
    };
    kept::write_plan(folder, &plan)?;
    kept.clear();
    folder.remove(LOCK);
    Ok(text)
}

fn told<'a>(
    args: &'a LinkArgs,
    order: &'a Order,
    records: &'a Records,
    outcome: &'a Outcome,
    found: &'a Findings,
    changed: Option<&'a Changes>,
) -> telling::Told<'a> {
    telling::Told {
        order,
        records,
        outcome,
        found,
        changed,
        formats: &args.format,
        trained: args.model.is_none(),
    }
}

/// Names of the records that the report speaks of, where they are asked for.
fn shown_names(
    args: &LinkArgs,
    reading: &Reading<'_>,
    outcome: &Outcome,
    found: &Findings,
) -> Result<BTreeMap<String, String>, LinkingProblem> {
    if !args.with_names {
        return Ok(BTreeMap::new());
    }
    let wanted: BTreeSet<String> = report::records_shown(found).map(|record| outcome.id(record)).collect();
    names_of(reading, &wanted)
}

fn explain(
    args: &LinkArgs,
    order: &Order,
    reading: &Reading<'_>,
    pair: (&str, &str),
    words: &Words,
    bars: &Bars,
) -> Result<String, LinkingProblem> {
    let kept = Kept::new(None, &order.plan);
    let (_, outcome) = run(args, order, reading, &kept, bars)?;
    let place = |id: &str| {
        place_of(&outcome.prepared.ids, id)
            .ok_or_else(|| LinkingProblem::wrong(format!("--explain: there is no record “{id}” in the files")))
    };
    let (a, b) = (place(pair.0)?, place(pair.1)?);
    if a == b {
        return Err(LinkingProblem::wrong("--explain: name two different records"));
    }
    let names = if args.with_names {
        names_of(reading, &BTreeSet::from([pair.0.to_owned(), pair.1.to_owned()]))?
    } else {
        BTreeMap::new()
    };
    Ok(telling::explanation(&outcome, order, (a, b), &names, words))
}

enum Place {
    Ready(Folder),
    /// The run is finished already; what it told.
    Finished(String),
}

/// The folder of the run, where it may be written. A resumed run keeps its day.
fn place(args: &LinkArgs, plan: &mut Plan) -> Result<Place, LinkingProblem> {
    let is_new = !args.out.exists();
    let at = args.out.display();
    if !is_new && !args.out.is_dir() {
        return Err(LinkingProblem::wrong(format!(
            "--out {at}: this is a file; name a folder"
        )));
    }
    if is_new {
        return Ok(Place::Ready(Folder::open(&args.out)?));
    }
    let holds_something = std::fs::read_dir(&args.out)
        .map_err(LinkingProblem::disk("the folder cannot be read:", &args.out))?
        .flatten()
        .any(|entry| !OWN_BEGINNINGS.contains(&entry.file_name().to_string_lossy().as_ref()));
    let before = {
        // Looked into before it is taken over.
        let bytes = std::fs::read(args.out.join(kept::PLAN)).ok();
        bytes.and_then(|bytes| toml::from_str::<Plan>(&String::from_utf8(bytes).ok()?).ok())
    };
    let Some(before) = before else {
        if holds_something {
            return Err(LinkingProblem::wrong(format!(
                "--out {at}: the folder holds files that are not of haven link; name an empty one"
            )));
        }
        return Ok(Place::Ready(Folder::open(&args.out)?));
    };
    if args.replace {
        let folder = Folder::open(&args.out)?;
        for name in OWN_FILES {
            folder.remove(name);
        }
        Kept::new(Some(folder.clone()), plan).clear();
        return Ok(Place::Ready(folder));
    }
    if !args.resume {
        let state = if before.finished {
            "a finished run"
        } else {
            "a run that was cut off"
        };
        let way = if before.finished { "" } else { "go on with --resume, " };
        return Err(LinkingProblem::wrong(format!(
            "--out {at}: the folder holds {state} of {}; {way}name another folder, or write over it with --replace",
            before.day
        )));
    }
    plan.day.clone_from(&before.day);
    let differences = plan.differences(&before);
    if !differences.is_empty() {
        return Err(LinkingProblem::wrong(format!(
            "--resume: this is not the run that was cut off:\n  {}\nName another folder, or begin anew with --replace.",
            differences.join("\n  ")
        )));
    }
    let folder = Folder::open(&args.out)?;
    if before.finished {
        // It may have been cut off while it tidied up.
        Kept::new(Some(folder.clone()), plan).clear();
        folder.remove(LOCK);
        let text = folder
            .read("summary.txt")
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_default();
        return Ok(Place::Finished(format!("This run was finished already.\n\n{text}")));
    }
    Ok(Place::Ready(folder))
}

const LOCK: &str = "run.lock";
/// What may lie in a folder whose run was cut off before it wrote its plan.
const OWN_BEGINNINGS: [&str; 2] = [LOCK, "run.toml.partial"];
const OWN_FILES: [&str; 14] = [
    "links.csv",
    "links.parquet",
    "clusters.csv",
    "clusters.parquet",
    "review.csv",
    "review.parquet",
    "changes.csv",
    "changes.parquet",
    "left-out.csv",
    "model.toml",
    "report.html",
    "summary.txt",
    kept::PLAN,
    LOCK,
];

/// Two runs never write one folder. The lock goes with the process, however it ends.
fn lock(folder: &Folder) -> Result<std::fs::File, LinkingProblem> {
    let path = folder.file(LOCK);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options
        .open(&path)
        .map_err(LinkingProblem::disk("the file cannot be written:", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(LinkingProblem::wrong(format!(
            "{}: another run is writing this folder at this moment",
            folder.path().display()
        ))),
        Err(std::fs::TryLockError::Error(error)) => {
            Err(LinkingProblem::disk("the folder cannot be locked:", &path)(error))
        }
    }
}
