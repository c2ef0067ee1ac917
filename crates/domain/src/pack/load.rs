//! From files to packs: sorts files into directories, reads each, and lays each pack over its ancestors.

use super::codes::{self, CodeList, DeclaredList};
use super::form::{self, Form, OutsideForm};
use super::manifest::{self, Manifest};
use super::problem::{PackProblem, Place};
use super::rows::{self, lay_over};
use super::{Pack, PackSet, Tables};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one directory says, before its ancestors are laid under it.
pub(super) struct Layer {
    pub directory: String,
    pub manifest: Manifest,
    pub lists: Vec<DeclaredList>,
    pub tables: Tables,
    /// Form files, read once the labels of ancestors are known.
    pub forms: Vec<(Place, String)>,
    pub outside: Vec<OutsideForm>,
}

pub(super) fn read(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<PackSet, Vec<PackProblem>> {
    let mut directories: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for (path, bytes) in files {
        let path = path.replace('\\', "/");
        // A file handed in later takes the place of an earlier one of the same path.
        if let Some((directory, file)) = path.trim_start_matches("./").split_once('/') {
            directories
                .entry(directory.to_owned())
                .or_default()
                .insert(file.to_owned(), bytes);
        }
    }
    let mut problems = Vec::new();
    let layers: Vec<Layer> = directories
        .into_iter()
        .filter_map(|(directory, files)| layer(&directory, files, &mut problems))
        .collect();
    let set = resolve(&layers, &mut problems);
    if problems.is_empty() { Ok(set) } else { Err(problems) }
}

fn layer(directory: &str, files: BTreeMap<String, Vec<u8>>, problems: &mut Vec<PackProblem>) -> Option<Layer> {
    let manifest_place = Place::file(directory, "pack.toml");
    let Some(bytes) = files.get("pack.toml") else {
        problems.push(manifest_place.mistake("", "the pack has no pack.toml"));
        return None;
    };
    let manifest = manifest::read(&manifest_place, &text(&manifest_place, bytes, problems)?, problems)?;
    if directory != manifest.id && directory != format!("{}@{}", manifest.id, manifest.version) {
        problems.push(manifest_place.mistake(
            "id",
            format!("the directory is {directory} but the id is {}", manifest.id),
        ));
    }
    let mut layer = Layer {
        directory: directory.to_owned(),
        manifest,
        lists: Vec::new(),
        tables: Tables::default(),
        forms: Vec::new(),
        outside: Vec::new(),
    };
    for (file, bytes) in &files {
        read_file(&mut layer, file, bytes, problems);
    }
    Some(layer)
}

fn read_file(layer: &mut Layer, file: &str, bytes: &[u8], problems: &mut Vec<PackProblem>) {
    let place = Place::file(&layer.directory, file);
    let stem = |folder: &str, ending: &str| {
        file.strip_prefix(folder)?
            .strip_suffix(ending)
            .filter(|stem| !stem.contains('/'))
    };
    let tables = &mut layer.tables;
    match file {
        "pack.toml" => {}
        "timers.csv" => tables.timers = rows::timers(&place, bytes, problems),
        "bodies.csv" => tables.bodies = rows::bodies(&place, bytes, problems),
        "indicators.csv" => tables.indicators = rows::indicators(&place, bytes, problems),
        "lawful_bases.csv" => tables.lawful_bases = rows::lawful_bases(&place, bytes, problems),
        "retention.csv" => tables.retention = rows::retention(&place, bytes, problems),
        "grading.csv" => tables.grading = rows::grading(&place, bytes, problems),
        "markings.csv" => tables.markings = rows::markings(&place, bytes, problems),
        "helplines.csv" => tables.helplines = rows::helplines(&place, bytes, problems),
        "languages.csv" => tables.spoken_languages = rows::spoken_languages(&place, bytes, problems),
        "language_guide.csv" => tables.language_guide = rows::language_advice(&place, bytes, problems),
        "field_labels.csv" => tables.field_labels = rows::field_labels(&place, bytes, problems),
        "indicator_settings.toml" => {
            if let Some(text) = text(&place, bytes, problems) {
                tables.indicator_settings = rows::indicator_settings(&place, &text, problems);
            }
        }
        _ => {
            if let Some(name) = stem("codes/", ".csv") {
                layer.lists.push(codes::read_csv(name, &place, bytes, problems));
            } else if stem("codes/", ".toml").is_some() {
                if let Some(text) = text(&place, bytes, problems) {
                    layer.lists.extend(codes::read_toml(&place, &text, problems));
                }
            } else if stem("forms/", ".toml").is_some() {
                layer
                    .forms
                    .extend(text(&place, bytes, problems).map(|text| (place.clone(), text)));
            } else if let Some(id) = stem("outside/", ".csv") {
                layer.outside.push(form::read_outside(id, &place, bytes, problems));
            } else if file.ends_with(".csv") || file.ends_with(".toml") {
                // A misspelt file name must not silently switch off a table.
                problems.push(place.mistake("", "no part of a pack has this file name"));
            }
        }
    }
}

fn text(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => {
            problems.push(place.mistake("", "the file is not UTF-8 text"));
            None
        }
    }
}

/// A TOML error at its line, without the picture of the file.
pub(super) fn toml_problem(place: &Place, text: &str, error: &toml::de::Error) -> PackProblem {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map(|before| before.matches('\n').count() + 1);
    let place = line.map_or_else(|| place.clone(), |line| place.row(line));
    place.mistake("", error.message().to_owned())
}

fn resolve(layers: &[Layer], problems: &mut Vec<PackProblem>) -> PackSet {
    let mut set = PackSet::default();
    let mut waiting: Vec<&Layer> = layers.iter().collect();
    // Parents first; a round that resolves nothing means a missing parent or a circle.
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut later = Vec::new();
        for layer in waiting {
            let pending = |parent: &str| layers.iter().any(|other| names(other, parent) && !set.has(other));
            match &layer.manifest.parent {
                Some(parent) if pending(parent) => later.push(layer),
                parent => {
                    let found = parent.as_deref().and_then(|parent| {
                        set.valid_on(parent, layer.manifest.valid_from)
                            .or_else(|| set.get(parent))
                    });
                    if let (Some(parent), None) = (parent, found) {
                        let place = Place::file(&layer.directory, "pack.toml");
                        problems.push(place.mistake("parent", format!("there is no pack {parent}")));
                    }
                    let pack = lay(layer, found, problems);
                    let place = Place::file(&layer.directory, "pack.toml");
                    if set.add(pack).is_err() {
                        problems
                            .push(place.mistake("version", "another directory holds the same version of this pack"));
                    }
                }
            }
        }
        if later.len() == before {
            for layer in &later {
                let place = Place::file(&layer.directory, "pack.toml");
                problems.push(place.mistake("parent", "the pack is its own ancestor"));
            }
            break;
        }
        waiting = later;
    }
    set
}

fn names(layer: &Layer, wanted: &str) -> bool {
    layer.manifest.id == wanted || format!("{}@{}", layer.manifest.id, layer.manifest.version) == wanted
}

fn lay(layer: &Layer, parent: Option<&Pack>, problems: &mut Vec<PackProblem>) -> Pack {
    let manifest = &layer.manifest;
    let nothing = Pack::empty();
    let under = parent.unwrap_or(&nothing);
    let tables = layer.tables.over(&under.tables);

    let mut declared = under.declared.clone();
    declared.extend(layer.lists.iter().cloned());
    let lists = Arc::new(lists(&declared, &tables));

    let mut forms: Vec<Form> = under.forms.clone();
    for (place, text) in &layer.forms {
        let Some(form) = form::read_file(place, text, &tables.field_labels, problems) else {
            continue;
        };
        if forms
            .iter()
            .any(|known| known.id == form.id && known.place.pack == form.place.pack)
        {
            problems.push(place.mistake("id", format!("another file holds a form {}", form.id)));
        }
        forms.retain(|known| known.id != form.id);
        forms.push(form);
    }
    for form in &mut forms {
        form.lists = Arc::clone(&lists);
    }
    let mut outside = under.outside.clone();
    outside.retain(|known| !layer.outside.iter().any(|own| own.id == known.id));
    outside.extend(layer.outside.iter().cloned());

    Pack {
        id: manifest.id.clone(),
        version: manifest.version.clone(),
        parent: manifest.parent.clone(),
        is_abstract: manifest.is_abstract,
        valid_from: manifest.valid_from,
        valid_to: manifest.valid_to,
        title: manifest.title.clone(),
        languages: if manifest.languages.is_empty() {
            under.languages.clone()
        } else {
            manifest.languages.clone()
        },
        definitions: manifest.definitions.over(&under.definitions),
        calendar: manifest
            .calendar
            .as_ref()
            .map_or_else(|| under.calendar.clone(), |own| own.over(&under.calendar)),
        lists,
        tables,
        forms,
        outside,
        declared,
        directory: layer.directory.clone(),
    }
}

/// Every list: written ones laid over each other in order of descent, and those made of bodies and indicators.
fn lists(declared: &[DeclaredList], tables: &Tables) -> BTreeMap<String, CodeList> {
    let mut lists: BTreeMap<String, CodeList> = BTreeMap::new();
    lists.insert("indicators".to_owned(), codes::list_of_indicators(&tables.indicators));
    lists.insert(
        "bodies".to_owned(),
        codes::list_of_bodies("bodies", &["*".to_owned()], &tables.bodies),
    );
    for written in declared {
        if !written.from_bodies.is_empty() {
            lists.insert(
                written.name.clone(),
                codes::list_of_bodies(&written.name, &written.from_bodies, &tables.bodies),
            );
        }
        let list = lists
            .entry(written.name.clone())
            .or_insert_with(|| CodeList::new(&written.name));
        for (item, withdrawn) in &written.items {
            list.lay(item.clone(), *withdrawn);
        }
    }
    lists
}

impl Tables {
    fn over(&self, under: &Self) -> Self {
        Self {
            timers: lay_over(&under.timers, &self.timers),
            bodies: lay_over(&under.bodies, &self.bodies),
            indicators: lay_over(&under.indicators, &self.indicators),
            indicator_settings: lay_over(&under.indicator_settings, &self.indicator_settings),
            lawful_bases: lay_over(&under.lawful_bases, &self.lawful_bases),
            retention: lay_over(&under.retention, &self.retention),
            grading: lay_over(&under.grading, &self.grading),
            markings: lay_over(&under.markings, &self.markings),
            helplines: lay_over(&under.helplines, &self.helplines),
            spoken_languages: lay_over(&under.spoken_languages, &self.spoken_languages),
            language_guide: lay_over(&under.language_guide, &self.language_guide),
            field_labels: lay_over(&under.field_labels, &self.field_labels),
        }
    }
}
