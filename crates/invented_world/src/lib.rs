//! The invented world of the demonstration: agencies, people and what each agency knows of whom.
//!
//! Everything here is made up. Places do not exist, numbers come from ranges kept for drama, addresses bear postcodes
//! no post office has, and e-mail goes to `.example`. Pure: seed and today are arguments; the same two give the same
//! world, byte for byte, on every machine.
//!
//! The truth (which record speaks of whom) is kept beside the world for tests and never handed in.

#![allow(
    clippy::explicit_auto_deref,
    reason = "without the star the compiler takes the list for one of `str` and refuses"
)]

mod accounts;
mod agencies;
mod agreements;
mod bench_rows;
mod chance;
mod cultures;
mod days;
mod demo_files;
mod files;
mod networks;
mod people;
mod places;
mod reports;
mod story;
mod themes;
mod things;

use domain::{Answers, Handling, RecordKind};
use jiff::civil::Date;

pub use accounts::{AMINA, Account};
pub use agencies::{Agency, BORDER, DANISH_CHARITY, ESTUARY_COUNCIL, HandOver, NATIONAL, NORTHMERE_POLICE};
pub use agreements::{Agreement, AgreementLevel};
pub use bench_rows::{BenchRows, bench_rows};
pub use demo_files::{DemoFile, demo_files};
pub use files::{FileFormat, WorldFile};
pub use networks::{NETWORKS, Network};
pub use people::{Size, TruePerson};
pub use places::Address;
pub use reports::Report;
pub use story::Story;
pub use things::{Flight, Vehicle};

/// The seed of the demonstration.
pub const DEMO_SEED: u64 = 2007;

pub struct World {
    pub seed: u64,
    pub today: Date,
    pub agencies: Vec<Agency>,
    pub accounts: Vec<Account>,
    pub agreements: Vec<Agreement>,
    /// Children first, then adults; the boy of the story is number 0.
    pub people: Vec<TruePerson>,
    pub networks: Vec<Network>,
    /// Every record of every agency, by agency and day.
    pub reports: Vec<Report>,
}

/// How an agency's records come in.
pub enum Delivery<'a> {
    File(WorldFile),
    HandIn(HandIn<'a>),
}

/// A record that comes by the form or by the API.
pub struct HandIn<'a> {
    pub agency: &'static str,
    /// Who hands it in.
    pub account_email: &'a str,
    /// By API rather than by the form.
    pub by_api: bool,
    pub kind: RecordKind,
    pub source_id: &'a str,
    pub known_on: Date,
    pub handling: Handling,
    pub answers: &'a Answers,
}

/// Which person a record speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    pub agency: &'static str,
    pub source_id: String,
    pub person: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    #[error("the invented table could not be written")]
    Table(#[from] csv::Error),
    #[error("the invented table is not text")]
    Text(#[source] std::string::FromUtf8Error),
    #[error("the invented spreadsheet could not be written")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
    #[error("the invented JSON could not be written")]
    Json(#[from] serde_json::Error),
}

impl World {
    /// The world of `seed` as it stands on `today`: reports reach back three years from then.
    pub fn make(seed: u64, today: Date, size: Size) -> Self {
        let cultures = cultures::Culture::all();
        let setting = people::Setting {
            seed,
            today,
            cultures: &cultures,
        };
        let agencies = agencies::all();
        let mut networks = networks::make(seed, &cultures);
        let people = people::make(&setting, size, &mut networks);
        let accounts = accounts::all(&agencies);
        let agreements = agreements::all(&agencies, today);
        let mut world = Self {
            seed,
            today,
            agencies,
            accounts,
            agreements,
            people,
            networks,
            reports: Vec::new(),
        };
        world.reports = reports::make(&setting, &world);
        world
    }

    /// The files of the agencies that hand in files, agency by agency, each agency's in order of arrival.
    pub fn files(&self) -> Result<Vec<WorldFile>, WorldError> {
        files::make(self)
    }

    /// The records of the agencies that use the form or the API, oldest first.
    pub fn hand_ins(&self) -> Vec<HandIn<'_>> {
        let mut hand_ins: Vec<HandIn<'_>> = self
            .reports
            .iter()
            .filter_map(|report| {
                let agency = self.agencies.iter().find(|agency| agency.code == report.agency)?;
                let by_api = match agency.hand_over {
                    HandOver::Api => true,
                    HandOver::Form => false,
                    _ => return None,
                };
                let account = self.accounts.iter().find(|account| account.agency == agency.code)?;
                Some(HandIn {
                    agency: agency.code,
                    account_email: &account.email,
                    by_api,
                    kind: report.kind,
                    source_id: &report.source_id,
                    known_on: report.known_on,
                    handling: report.handling,
                    answers: &report.answers,
                })
            })
            .collect();
        hand_ins.sort_by_key(|hand_in| hand_in.known_on);
        hand_ins
    }

    /// Everything that is handed in: the files first, then the single records.
    pub fn deliveries(&self) -> Result<Vec<Delivery<'_>>, WorldError> {
        let files = self.files()?.into_iter().map(Delivery::File);
        Ok(files.chain(self.hand_ins().into_iter().map(Delivery::HandIn)).collect())
    }

    /// Which record speaks of whom. For tests and measurements only.
    pub fn truth(&self) -> Vec<Truth> {
        self.reports
            .iter()
            .map(|report| Truth {
                agency: report.agency,
                source_id: report.source_id.clone(),
                person: report.person,
            })
            .collect()
    }

    /// The opening story: what is typed and what should be found.
    pub fn airport_story(&self) -> Option<Story> {
        self.people
            .first()
            .map(|boy| story::tell(&self.agencies, boy, self.today))
    }
}
