//! The same words in several languages: labels, hints and titles of a pack.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Words by BCP 47 tag. Asking for a language never fails while there are any words at all: it falls back to the
/// main language of the tag, then to English, then to whatever there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with(mut self, lang: &str, text: &str) -> Self {
        self.set(lang, text);
        self
    }

    pub fn set(&mut self, lang: &str, text: &str) {
        if text.trim().is_empty() {
            self.0.remove(lang);
        } else {
            self.0.insert(lang.to_owned(), text.trim().to_owned());
        }
    }

    /// The words in `lang` or the nearest there is.
    pub fn get(&self, lang: &str) -> Option<&str> {
        let main = lang.split('-').next().unwrap_or(lang);
        self.0
            .get(lang)
            .or_else(|| self.0.get(main))
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map(String::as_str)
    }

    /// As [`Self::get`], empty where there are no words in any language.
    pub fn text(&self, lang: &str) -> &str {
        self.get(lang).unwrap_or_default()
    }

    /// Whether there are words in exactly this language.
    pub fn has(&self, lang: &str) -> bool {
        self.0.contains_key(lang)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(lang, text)| (lang.as_str(), text.as_str()))
    }

    /// These words, with those of `under` in languages that are missing here.
    pub(super) fn over(&self, under: &Self) -> Self {
        let mut both = under.clone();
        both.0
            .extend(self.0.iter().map(|(lang, text)| (lang.clone(), text.clone())));
        both
    }
}
