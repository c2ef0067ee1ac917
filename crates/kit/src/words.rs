//! The visible words, by language, in Fluent files: `locales/<language>/<feature>.ftl`. A missing word falls back to
//! English; a word missing there shows its key, and `xtask messages` fails the build before that happens.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::collections::BTreeMap;
use std::sync::Arc;
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

/// All languages, read once.
#[derive(Clone)]
pub struct Library(Arc<BTreeMap<String, Bundle>>);

/// The words of one reader.
#[derive(Clone)]
pub struct Words {
    library: Library,
    language: String,
}

#[derive(Debug, thiserror::Error)]
#[error("locales/{language}/{file}: {problem}")]
pub struct WordsError {
    language: String,
    file: String,
    problem: String,
}

impl Library {
    /// `files`: (language, file name, text).
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Result<Self, WordsError> {
        let mut bundles: BTreeMap<String, Bundle> = BTreeMap::new();
        for (language, file, text) in files {
            let problem = |problem: String| WordsError {
                language: language.to_owned(),
                file: file.to_owned(),
                problem,
            };
            let id: LanguageIdentifier = language.parse().map_err(|_| problem("not a language".to_owned()))?;
            let bundle = bundles.entry(language.to_owned()).or_insert_with(|| {
                let mut bundle = FluentBundle::new_concurrent(vec![id]);
                // Isolation marks would appear as odd characters in plain text and mail.
                bundle.set_use_isolating(false);
                bundle
            });
            let resource =
                FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| problem(format!("{errors:?}")))?;
            bundle
                .add_resource(resource)
                .map_err(|errors| problem(format!("{errors:?}")))?;
        }
        Ok(Self(Arc::new(bundles)))
    }

    pub fn words(&self, language: &str) -> Words {
        let language = if self.0.contains_key(language) { language } else { "en" };
        Words {
            library: self.clone(),
            language: language.to_owned(),
        }
    }

    /// Whether a language has words of its own for a key, without falling back to English.
    pub fn has(&self, language: &str, key: &str) -> bool {
        self.0.get(language).is_some_and(|bundle| bundle.has_message(key))
    }

    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl Words {
    pub fn language(&self) -> &str {
        &self.language
    }

    /// `rtl` for right-to-left scripts.
    pub fn direction(&self) -> &'static str {
        match self.language.split('-').next().unwrap_or("") {
            "ar" | "fa" | "prs" | "ps" | "ckb" | "ur" | "he" => "rtl",
            _ => "ltr",
        }
    }

    /// The words for a key.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The words for a key with values in them: `words.with("imports-done", &[("rows", 12.into())])`.
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(key, Some(&args))
    }

    /// The same with values that are all texts.
    pub fn with_texts<'v>(&self, key: &str, values: impl IntoIterator<Item = (&'v str, &'v str)>) -> String {
        let args: FluentArgs<'_> = values
            .into_iter()
            .map(|(name, value)| (name, FluentValue::from(value)))
            .collect();
        self.format(key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        for language in [self.language.as_str(), "en"] {
            let Some(bundle) = self.library.0.get(language) else {
                continue;
            };
            let (name, attribute) = key.split_once('.').map_or((key, None), |(n, a)| (n, Some(a)));
            let Some(message) = bundle.get_message(name) else {
                continue;
            };
            let pattern = match attribute {
                Some(attribute) => message.get_attribute(attribute).map(|a| a.value()),
                None => message.value(),
            };
            let Some(pattern) = pattern else { continue };
            let mut errors = Vec::new();
            return bundle.format_pattern(pattern, args, &mut errors).into_owned();
        }
        key.to_owned()
    }
}
