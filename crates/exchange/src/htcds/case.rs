//! A case as the standard has it: elements in tables, each with full field names and a local id, links between
//! them, and our own extension values under names that begin with `x_`.

use super::fields::{Entity, HtcdsField};
use std::collections::BTreeMap;
use std::fmt;

pub const VERSION: &str = "2.0";
/// The JSON layout of this product; the standard publishes none.
pub const PROFILE: &str = "haven-htcds-json-1";

#[derive(Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// The sender's own id of the case.
    pub id: Option<String>,
    pub tables: BTreeMap<Entity, Vec<Element>>,
    pub links: Vec<Link>,
    /// By name with `x_`. A text that begins with `[` or `{` is JSON.
    pub extensions: BTreeMap<String, String>,
}

#[derive(Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Local to the case: `p1`.
    pub id: String,
    /// By full name; several values only where the field may have several.
    pub fields: BTreeMap<&'static str, Vec<String>>,
}

/// Element `from` belongs to element `to`: a victim's context to its person.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    pub from: String,
    pub to: String,
}

impl Case {
    pub fn elements(&self, entity: Entity) -> &[Element] {
        self.tables.get(&entity).map(Vec::as_slice).unwrap_or_default()
    }

    /// Sets a field of the `place`-th element (from 0) of its table, making the element where it is missing.
    /// Blank values are not kept.
    pub fn set(&mut self, field: &'static HtcdsField, place: usize, values: Vec<String>) {
        let values: Vec<String> = values.into_iter().filter(|value| !value.trim().is_empty()).collect();
        if values.is_empty() {
            return;
        }
        self.element(field.entity, place).fields.insert(field.name, values);
    }

    /// The `place`-th element of a table, made where it is missing.
    pub fn element(&mut self, entity: Entity, place: usize) -> &mut Element {
        let table = self.tables.entry(entity).or_default();
        while table.len() <= place {
            let id = format!("{}{}", entity.prefix(), table.len() + 1);
            table.push(Element {
                id,
                fields: BTreeMap::new(),
            });
        }
        // The loop above made it; the fallback element is never reached.
        let last = table.len() - 1;
        &mut table[place.min(last)]
    }

    /// The first value of a field in the `place`-th element of its table.
    pub fn first(&self, entity: Entity, place: usize, name: &str) -> Option<&str> {
        self.elements(entity).get(place)?.first(name)
    }
}

impl Element {
    pub fn first(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.first().map(String::as_str)
    }

    pub fn values(&self, name: &str) -> &[String] {
        self.fields.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

impl fmt::Debug for Case {
    /// A case is about people, so only the shape shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tables = self
            .tables
            .iter()
            .map(|(entity, elements)| (entity.prefix(), elements.len()));
        f.debug_map()
            .entries(tables)
            .entry(&"extensions", &self.extensions.keys())
            .finish()
    }
}
