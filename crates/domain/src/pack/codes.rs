//! Lists of codes with labels by language, and their maps to outside schemes.

use super::problem::{PackProblem, Place};
use super::rows::{Body, Indicator};
use super::table::Table;
use super::words::Words;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Every list of a pack by name.
pub type Lists = BTreeMap<String, CodeList>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeList {
    pub name: String,
    items: Vec<CodeItem>,
    /// Codes no longer offered; records made before still show their label.
    withdrawn: Vec<CodeItem>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeItem {
    pub code: String,
    pub parent: Option<String>,
    pub label: Words,
    /// Further columns of the list: maps to outside schemes (`htcds`, `nrm`, ...) and notes.
    pub extra: BTreeMap<String, String>,
    /// Maps that are left empty on purpose (written `none` in the file).
    pub unmapped: BTreeSet<String>,
    pub(super) place: Place,
}

impl CodeItem {
    /// The code in an outside scheme, where there is one.
    pub fn map(&self, scheme: &str) -> Option<&str> {
        self.extra.get(scheme).map(String::as_str)
    }
}

impl CodeList {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// What is offered, in order.
    pub fn items(&self) -> &[CodeItem] {
        &self.items
    }

    /// The item of a code, withdrawn ones included.
    pub fn get(&self, code: &str) -> Option<&CodeItem> {
        self.items.iter().chain(&self.withdrawn).find(|item| item.code == code)
    }

    /// The label in `lang` or the nearest language.
    pub fn label(&self, code: &str, lang: &str) -> Option<&str> {
        self.get(code)?.label.get(lang)
    }

    /// The offered item that a person or another system means: by code or by label in any language, whatever the case.
    pub fn find(&self, text: &str) -> Option<&CodeItem> {
        let text = text.trim();
        self.items.iter().find(|item| item.code == text).or_else(|| {
            let wanted = text.to_lowercase();
            self.items.iter().find(|item| {
                item.code.to_lowercase() == wanted || item.label.iter().any(|(_, label)| label.to_lowercase() == wanted)
            })
        })
    }

    /// The first item whose map to `scheme` has this value.
    pub fn by_map(&self, scheme: &str, value: &str) -> Option<&CodeItem> {
        self.items.iter().find(|item| item.map(scheme) == Some(value))
    }

    /// Lays one item over what an ancestor pack said of the same code; words not said again stay.
    pub(super) fn lay(&mut self, mut item: CodeItem, withdrawn: bool) {
        let at = self.items.iter().position(|known| known.code == item.code);
        if let Some(known) = at.and_then(|at| self.items.get(at)) {
            item.label = item.label.over(&known.label);
            item.parent = item.parent.or_else(|| known.parent.clone());
            for (name, value) in &known.extra {
                if !item.unmapped.contains(name) {
                    item.extra.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            let still = known
                .unmapped
                .iter()
                .filter(|name| !item.extra.contains_key(*name))
                .cloned();
            item.unmapped = item.unmapped.iter().cloned().chain(still).collect();
        }
        match (at, withdrawn) {
            (Some(at), true) => {
                self.items.remove(at);
                self.withdrawn.push(item);
            }
            (None, true) => self.withdrawn.push(item),
            (Some(at), false) => {
                if let Some(known) = self.items.get_mut(at) {
                    *known = item;
                }
            }
            (None, false) => {
                self.withdrawn.retain(|known| known.code != item.code);
                self.items.push(item);
            }
        }
    }
}

/// A list as one pack directory declares it, before it is laid over its ancestors'.
#[derive(Clone, Debug, Default)]
pub(super) struct DeclaredList {
    pub name: String,
    pub place: Place,
    /// (item, withdrawn)
    pub items: Vec<(CodeItem, bool)>,
    /// Kinds of bodies the list is made of; `*` is all.
    pub from_bodies: Vec<String>,
}

pub(super) fn read_csv(name: &str, place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> DeclaredList {
    let table = Table::read(place, bytes, &["code", "label"], problems);
    let mut list = DeclaredList {
        name: name.to_owned(),
        place: place.clone(),
        ..DeclaredList::default()
    };
    for row in table.rows() {
        let parent = row.text("parent");
        let extra = row.extra(&["code", "parent", "label", "withdrawn"]);
        list.items.push((
            item(row.text("code"), parent, row.words("label"), extra, row.place()),
            row.text("withdrawn") == "yes",
        ));
    }
    list.report_repeats(problems);
    list
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlList {
    #[serde(default)]
    items: Vec<TomlItem>,
    #[serde(default)]
    from_bodies: Vec<String>,
}

#[derive(Deserialize)]
struct TomlItem {
    code: String,
    #[serde(default)]
    parent: String,
    #[serde(default)]
    label: Words,
    #[serde(default)]
    withdrawn: bool,
    #[serde(flatten)]
    extra: BTreeMap<String, String>,
}

/// A file of several small lists: one table for each.
pub(super) fn read_toml(place: &Place, text: &str, problems: &mut Vec<PackProblem>) -> Vec<DeclaredList> {
    let tables: BTreeMap<String, TomlList> = match toml::from_str(text) {
        Ok(tables) => tables,
        Err(error) => {
            problems.push(super::load::toml_problem(place, text, &error));
            return Vec::new();
        }
    };
    tables
        .into_iter()
        .map(|(name, table)| {
            let items = table
                .items
                .into_iter()
                .map(|raw| {
                    (
                        item(&raw.code, &raw.parent, raw.label, raw.extra, place.clone()),
                        raw.withdrawn,
                    )
                })
                .collect();
            let list = DeclaredList {
                name,
                place: place.clone(),
                items,
                from_bodies: table.from_bodies,
            };
            list.report_repeats(problems);
            list
        })
        .collect()
}

fn item(code: &str, parent: &str, label: Words, extra: BTreeMap<String, String>, place: Place) -> CodeItem {
    let (unmapped, extra): (BTreeMap<_, _>, BTreeMap<_, _>) = extra
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .partition(|(_, value)| value == "none");
    CodeItem {
        code: code.to_owned(),
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
        label,
        extra,
        unmapped: unmapped.into_keys().collect(),
        place,
    }
}

impl DeclaredList {
    fn report_repeats(&self, problems: &mut Vec<PackProblem>) {
        let mut seen = BTreeSet::new();
        for (item, _) in &self.items {
            if item.code.is_empty() {
                problems.push(
                    item.place
                        .mistake("code", format!("a row of list {} has no code", self.name)),
                );
            } else if !seen.insert(item.code.as_str()) {
                problems.push(
                    item.place
                        .mistake("code", format!("{} stands twice in list {}", item.code, self.name)),
                );
            }
        }
    }
}

/// The list of the bodies of some kinds, in file order.
pub(super) fn list_of_bodies(name: &str, kinds: &[String], bodies: &[Body]) -> CodeList {
    let mut list = CodeList::new(name);
    for body in bodies
        .iter()
        .filter(|body| kinds.iter().any(|kind| kind == "*" || *kind == body.kind))
    {
        let mut extra = BTreeMap::from([("kind".to_owned(), body.kind.clone())]);
        extra.insert("territory".to_owned(), body.territory.clone());
        let place = body.place.clone();
        list.items.push(CodeItem {
            code: body.code.clone(),
            label: body.name.clone(),
            extra,
            place,
            ..CodeItem::default()
        });
    }
    list
}

pub(super) fn list_of_indicators(indicators: &[Indicator]) -> CodeList {
    let mut list = CodeList::new("indicators");
    for indicator in indicators {
        list.items.push(CodeItem {
            code: indicator.code.clone(),
            label: indicator.label.clone(),
            extra: BTreeMap::from([("group".to_owned(), indicator.group.clone())]),
            place: indicator.place.clone(),
            ..CodeItem::default()
        });
    }
    list
}
