//! Jurisdiction packs: what differs by country, as data.
//!
//! A pack is a directory of TOML and CSV files: definitions, code lists, bodies, indicators, clocks, law,
//! retention, grading, markings, helplines, languages and forms. It may build on a parent (`GB-ENG` on `GB` on
//! `core`): rows with the same key are said again, all others are inherited. Packs carry a version; a record keeps
//! the [`Pack::reference`] under which it was made, and old versions can stay beside new ones (`GB@2025.1/`).
//!
//! Nothing here reads a disk: the caller hands in paths and bytes. `packs/README.md` is the manual for authors.

mod check;
mod codes;
mod condition;
mod form;
mod load;
mod manifest;
mod problem;
mod rows;
mod table;
mod words;

pub use check::PAGE_NAMES_TAKEN;
pub use codes::{CodeItem, CodeList};
pub use condition::{Condition, ConditionError, FILES_KEY};
pub use form::{
    FieldProblem, Form, FormField, FormKind, OutsideField, OutsideForm, OutsideRule, Page, Quality, Required, RowField,
};
pub use manifest::{Calendar, Definitions};
pub use problem::{PackProblem, Place, Severity};
pub use rows::{
    Body, FieldLabel, Grade, Helpline, Indicator, IndicatorSetting, LanguageAdvice, LawfulBasis, Marking, Retention,
    SpokenLanguage, Timer, TimerForce, TimerUnit,
};
pub use words::Words;

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All packs of a server, inheritance resolved.
#[derive(Clone, Debug, Default)]
pub struct PackSet {
    /// By reference, `GB@2026.1`.
    packs: BTreeMap<String, Pack>,
}

/// One version of one pack, with everything its ancestors say.
#[derive(Clone, Debug)]
pub struct Pack {
    pub id: String,
    pub version: String,
    pub parent: Option<String>,
    /// Only built on, never used as a jurisdiction.
    pub is_abstract: bool,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub title: Words,
    /// Languages the pack promises labels in, the main one first.
    pub languages: Vec<String>,
    pub definitions: Definitions,
    pub calendar: Calendar,
    lists: Arc<codes::Lists>,
    tables: Tables,
    forms: Vec<Form>,
    outside: Vec<OutsideForm>,
    declared: Vec<codes::DeclaredList>,
    directory: String,
}

#[derive(Clone, Debug, Default)]
struct Tables {
    timers: Vec<Timer>,
    bodies: Vec<Body>,
    indicators: Vec<Indicator>,
    indicator_settings: Vec<IndicatorSetting>,
    lawful_bases: Vec<LawfulBasis>,
    retention: Vec<Retention>,
    grading: Vec<Grade>,
    markings: Vec<Marking>,
    helplines: Vec<Helpline>,
    spoken_languages: Vec<SpokenLanguage>,
    language_guide: Vec<LanguageAdvice>,
    field_labels: Vec<FieldLabel>,
}

impl PackSet {
    /// Reads packs from files named from the packs directory on (`GB/pack.toml`). Where a path comes twice, the
    /// later file counts, so that a directory on disk can follow what is built in. Fails only when files cannot be
    /// read into their shape; [`Self::check`] finds what does not fit together.
    pub fn from_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self, Vec<PackProblem>> {
        load::read(files)
    }

    /// By id (`GB`: the newest version) or by reference (`GB@2026.1`).
    pub fn get(&self, id: &str) -> Option<&Pack> {
        self.packs.get(id).or_else(|| {
            self.versions(id)
                .max_by(|one, other| one.valid_from.cmp(&other.valid_from))
        })
    }

    /// The version in force on a day.
    pub fn valid_on(&self, id: &str, day: Date) -> Option<&Pack> {
        let in_force = |pack: &&Pack| pack.valid_from <= day && pack.valid_to.is_none_or(|last| day <= last);
        self.versions(id)
            .filter(in_force)
            .max_by(|one, other| one.valid_from.cmp(&other.valid_from))
    }

    /// The jurisdictions, each once.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self
            .packs
            .values()
            .filter(|pack| !pack.is_abstract)
            .map(|pack| pack.id.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Every version of every pack.
    pub fn all(&self) -> impl Iterator<Item = &Pack> {
        self.packs.values()
    }

    /// Schema and cross checks over all packs: mistakes first, then notes.
    pub fn check(&self) -> Vec<PackProblem> {
        check::check(self)
    }

    fn versions(&self, id: &str) -> impl Iterator<Item = &Pack> {
        self.packs.values().filter(move |pack| pack.id == id)
    }

    fn has(&self, layer: &load::Layer) -> bool {
        self.packs
            .contains_key(&format!("{}@{}", layer.manifest.id, layer.manifest.version))
    }

    /// Hands the pack back when its reference is taken.
    fn add(&mut self, pack: Pack) -> Result<(), Box<Pack>> {
        match self.packs.entry(pack.reference()) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(pack);
                Ok(())
            }
            std::collections::btree_map::Entry::Occupied(_) => Err(Box::new(pack)),
        }
    }
}

impl Pack {
    /// `GB@2026.1`: what a record keeps.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    pub fn list(&self, name: &str) -> Option<&CodeList> {
        self.lists.get(name)
    }

    pub fn lists(&self) -> impl Iterator<Item = &CodeList> {
        self.lists.values()
    }

    pub fn timers(&self) -> &[Timer] {
        &self.tables.timers
    }

    pub fn bodies(&self) -> &[Body] {
        &self.tables.bodies
    }

    pub fn indicators(&self) -> &[Indicator] {
        &self.tables.indicators
    }

    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.tables.indicators.iter().find(|indicator| indicator.code == code)
    }

    /// The short list of a setting, in the order to ask; empty for a setting the pack does not know.
    pub fn indicator_setting(&self, setting: &str) -> Vec<&Indicator> {
        let found = self
            .tables
            .indicator_settings
            .iter()
            .find(|known| known.setting == setting);
        found
            .map(|found| {
                found
                    .indicators
                    .iter()
                    .filter_map(|code| self.indicator(code))
                    .collect()
            })
            .unwrap_or_default()
    }

    pub fn indicator_settings(&self) -> &[IndicatorSetting] {
        &self.tables.indicator_settings
    }

    pub fn helplines(&self) -> &[Helpline] {
        &self.tables.helplines
    }

    pub fn lawful_bases(&self) -> &[LawfulBasis] {
        &self.tables.lawful_bases
    }

    pub fn retention(&self) -> &[Retention] {
        &self.tables.retention
    }

    pub fn grading(&self) -> &[Grade] {
        &self.tables.grading
    }

    pub fn markings(&self) -> &[Marking] {
        &self.tables.markings
    }

    /// Languages children speak here, by nationality.
    pub fn spoken_languages(&self) -> &[SpokenLanguage] {
        &self.tables.spoken_languages
    }

    pub fn language_guide(&self) -> &[LanguageAdvice] {
        &self.tables.language_guide
    }

    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    pub fn outside_forms(&self) -> &[OutsideForm] {
        &self.outside
    }

    /// What a core field or part is called: `names`, `names.given`, or a field of any of the pack's forms.
    pub fn field_label(&self, key: &str, lang: &str) -> Option<&str> {
        let said = self
            .tables
            .field_labels
            .iter()
            .find(|label| label.key == key)
            .and_then(|label| label.label.get(lang));
        said.or_else(|| self.field(key)?.label.get(lang)).or_else(|| {
            let (field, part) = key.rsplit_once('.')?;
            self.field(field)?
                .rows
                .iter()
                .find(|row| row.key == part)?
                .label
                .get(lang)
        })
    }

    pub fn field_labels(&self) -> &[FieldLabel] {
        &self.tables.field_labels
    }

    /// The field of that key in any of the pack's forms: its kind and sensitivity, where the core has none.
    pub fn field(&self, key: &str) -> Option<&FormField> {
        self.forms.iter().find_map(|form| form.field(key))
    }

    fn empty() -> Self {
        Self {
            id: String::new(),
            version: String::new(),
            parent: None,
            is_abstract: true,
            valid_from: Date::MIN,
            valid_to: None,
            title: Words::new(),
            languages: vec!["en".to_owned()],
            definitions: Definitions::default(),
            calendar: Calendar::default(),
            lists: Arc::default(),
            tables: Tables::default(),
            forms: Vec::new(),
            outside: Vec::new(),
            declared: Vec::new(),
            directory: String::new(),
        }
    }
}
