//! Small messy files for a newcomer to import by hand. Their rows are not in the demonstration, but half of them speak
//! of people who are, so that each import finds something.

use crate::agencies::{Agency, HandOver};
use crate::chance::Chance;
use crate::days;
use crate::files::{self, Cell, Column, Encoding, delimited, htcds_csv, htcds_json, row, spreadsheet};
use crate::people::{Setting, TruePerson};
use crate::reports::{Report, Sight, interest, invented_stranger, reference, witness};
use crate::{World, WorldError, cultures::Culture};
use domain::Handling;

pub struct DemoFile {
    pub file_name: &'static str,
    pub agency_code: &'static str,
    pub rows: usize,
    /// What a newcomer should know before importing it; one paragraph.
    pub about: &'static str,
    pub bytes: Vec<u8>,
}

/// (file, agency, rows, about)
const FILES: &[(&str, &str, usize, &str)] = &[
    (
        "northmere-police-week.xlsx",
        crate::NORTHMERE_POLICE,
        40,
        "A week's sheet from Northmere Police. Odd headings, surnames in capitals, dates of birth in five forms (some true dates, some \
         typed), \"N/K\" for not known, blank rows and trailing blanks. The column \"Wk\" means nothing to anyone else: leave it out.",
    ),
    (
        "wealdshire-constabulary-return.csv",
        "wealdshire-constabulary",
        35,
        "A return from an old system: semicolons between cells, Windows-1252 letters, so that a name keeps only the accents \
         that code page has; dates as 14/03/2011.",
    ),
    (
        "northmere-council-with-broken-rows.csv",
        "northmere-council",
        30,
        "Children of concern to Northmere City Council: commas, UTF-8 with a byte order mark. Five rows are broken on purpose: \
         row 4 was born on 31/02/2011, row 9 on 14/13/2010, row 15 has no case ID, row 21 says that the person is a \"Chidl\", and \
         row 27 has two cells more than the table. Import it once all-or-nothing and once row by row, and look at the rejects file. \
         (The first row below the headings is row 2.)",
    ),
    (
        "border-watch-extract.txt",
        crate::BORDER,
        25,
        "An extract from the border: tabs between cells, UTF-16, dates as 14 MAR 2011, names in their own script beside Latin ones.",
    ),
    (
        "lantern-house-htcds.csv",
        "lantern-house",
        25,
        "Lantern House hands in flat HTCDS 2.0, so no mapping is needed.",
    ),
    (
        "open-hand-htcds.json",
        "open-hand",
        20,
        "Open Hand for Children hands in HTCDS 2.0 as JSON, one object for each case.",
    ),
    (
        "fyrskibet-nye-sager.csv",
        crate::DANISH_CHARITY,
        20,
        "New cases from Fyrskibet Børnehjælp in Denmark: Danish headings and words, semicolons, dates as 14-03-2011. Some of the \
         children were seen in Britain before or after.",
    ),
];

/// The files, and a guide to them in Markdown as the last.
pub fn demo_files(world: &World) -> Result<(Vec<DemoFile>, String), WorldError> {
    let cultures = Culture::all();
    let setting = Setting {
        seed: world.seed,
        today: world.today,
        cultures: &cultures,
    };
    let mut made = Vec::new();
    let mut guide = String::from(
        "# Files to import by hand\n\nEverything in them is invented. None of the rows is in the demonstration, but about half of them speak \
         of people who are: after an import look at *Who else knows*.\n\n\
         Sign in as somebody of the agency named, open *Imports*, choose the file, look at the suggested columns, try a dry run.\n",
    );
    for (place, (file_name, agency_code, rows, about)) in FILES.iter().enumerate() {
        let Some(agency) = world.agencies.iter().find(|agency| agency.code == *agency_code) else {
            continue;
        };
        let mut chance = Chance::of(world.seed, "demo file", place as u64);
        let reports = reports(&setting, world, agency, *rows, place, &mut chance);
        let bytes = bytes(agency, &reports, &mut chance, file_name.contains("broken"))?;
        guide.push_str(&format!(
            "\n## {file_name}\n\n{} ({} rows). {about}\n",
            agency.name, rows
        ));
        made.push(DemoFile {
            file_name,
            agency_code,
            rows: *rows,
            about,
            bytes,
        });
    }
    guide.push_str("\nTo write the files anew: `cargo run -p invented_world --example write_demo_files`.\n");
    Ok((made, guide))
}

/// Rows the agency might send this week: every other one about a child whom other agencies know and it does not.
fn reports(
    setting: &Setting<'_>,
    world: &World,
    agency: &Agency,
    rows: usize,
    file: usize,
    chance: &mut Chance,
) -> Vec<Report> {
    let known: Vec<usize> = world
        .reports
        .iter()
        .filter(|report| report.agency == agency.code)
        .map(|report| report.person)
        .collect();
    let strangers_to_it: Vec<&TruePerson> = world
        .people
        .iter()
        .filter(|person| {
            person.number != 0
                && person.kind == domain::RecordKind::Child
                && !known.contains(&person.number)
                && interest(agency, person) > 0
        })
        .collect();
    let mut made = Vec::new();
    for line in 0..rows {
        let new = invented_stranger(setting, agency, (file * 1000 + line) as u64);
        let person = if line % 2 == 0 && !strangers_to_it.is_empty() {
            *chance.pick(&strangers_to_it)
        } else {
            &new
        };
        let Some(culture) = setting.cultures.get(person.culture) else {
            continue;
        };
        let day = days::before(world.today, chance.between(1, 7));
        // Far above the numbers that the demonstration itself reaches in a year.
        let source_id = reference(agency, day, 7001 + line as u32);
        let sight = Sight {
            agency,
            person,
            network: person.network.and_then(|place| world.networks.get(place)),
            culture,
            contact: world.accounts.iter().find(|account| account.agency == agency.code),
            day,
            source_id: &source_id,
        };
        let answers = witness(chance, &sight);
        made.push(Report {
            agency: agency.code,
            source_id: source_id.clone(),
            person: person.number,
            kind: person.kind,
            known_on: day,
            handling: Handling::Shared,
            answers,
        });
    }
    made
}

fn bytes(agency: &Agency, reports: &[Report], chance: &mut Chance, broken: bool) -> Result<Vec<u8>, WorldError> {
    let every: Vec<&Report> = reports.iter().collect();
    let mut rows_of =
        |columns: &[Column]| -> Vec<Vec<Cell>> { every.iter().map(|report| row(chance, columns, report)).collect() };
    match agency.hand_over {
        HandOver::WeeklySpreadsheet => {
            let rows = rows_of(files::NORTHMERE_COLUMNS);
            spreadsheet("CE Referrals", files::NORTHMERE_COLUMNS, &rows, chance)
        }
        HandOver::SemicolonCsv => delimited(
            files::WEALDSHIRE_COLUMNS,
            &rows_of(files::WEALDSHIRE_COLUMNS),
            b';',
            Encoding::Windows1252,
        ),
        HandOver::WideTabs => delimited(
            files::BORDER_COLUMNS,
            &rows_of(files::BORDER_COLUMNS),
            b'\t',
            Encoding::Utf16,
        ),
        HandOver::DanishCsv => delimited(
            files::DANISH_COLUMNS,
            &rows_of(files::DANISH_COLUMNS),
            b';',
            Encoding::Utf8,
        ),
        HandOver::HtcdsCsv => htcds_csv(&every),
        HandOver::HtcdsJson => htcds_json(&every),
        HandOver::MarkedCsv | HandOver::Form | HandOver::Api => {
            let columns = files::CITY_COUNCIL_COLUMNS;
            let mut rows = rows_of(columns);
            if broken {
                break_rows(columns, &mut rows);
            }
            delimited(columns, &rows, b',', Encoding::Utf8Marked)
        }
    }
}

/// The five broken rows that the guide tells of. Line numbers as a spreadsheet shows them: headings are line 1.
fn break_rows(columns: &[Column], rows: &mut [Vec<Cell>]) {
    let mut put = |line: usize, heading: &str, text: &str| {
        let place = columns.iter().position(|column| column.heading == heading);
        if let Some(cell) = place.and_then(|place| rows.get_mut(line - 2)?.get_mut(place)) {
            *cell = Cell::text(text);
        }
    };
    put(4, "Date of birth", "31/02/2011");
    put(9, "Date of birth", "14/13/2010");
    put(15, "Case ID", "");
    put(21, "Person is a", "Chidl");
    if let Some(row) = rows.get_mut(27 - 2) {
        row.push(Cell::text("see other sheet"));
        row.push(Cell::text("and the one after"));
    }
}
