//! The small language in which a pack says when a question is asked:
//! `still_in = yes`, `where in (uk, uk-and-overseas)`, `not under_18 = no and any_file`, `answered phones`.
//!
//! Read once when the pack is loaded. A field that has no answer equals nothing, so `a = b` is false and
//! `a != b` is true. `births.status = disputed` holds when any entry of `births` has that status; a list of codes
//! equals each code it holds.
//!
//! ```text
//! any   := all ("or" all)*
//! all   := one ("and" one)*
//! one   := "not" one | "(" any ")" | "any_file" | "answered" field
//!        | field "=" value | field "!=" value | field "in" "(" value ("," value)* ")"
//! ```

use crate::answers::{Answer, Answers};
use std::fmt;

/// The answers key under which the files of a hand-in are listed while conditions are asked.
pub const FILES_KEY: &str = "files";

/// Deeper nesting than any form needs; keeps a broken file from exhausting the stack.
const DEEPEST: usize = 32;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Is { field: String, value: String },
    IsNot { field: String, value: String },
    In { field: String, values: Vec<String> },
    Answered(String),
    AnyFile,
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    #[error("the condition ends too early: {0} is missing")]
    EndsEarly(&'static str),
    #[error("\"{found}\" stands where {wanted} should")]
    Unexpected { found: String, wanted: &'static str },
    #[error("the condition is nested too deeply")]
    TooDeep,
}

impl Condition {
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let mut parser = Parser {
            words: split(text),
            at: 0,
        };
        let condition = parser.any(0)?;
        match parser.next() {
            None => Ok(condition),
            Some(found) => Err(ConditionError::Unexpected {
                found,
                wanted: "and, or, or the end",
            }),
        }
    }

    pub fn holds(&self, answers: &Answers) -> bool {
        match self {
            Self::Is { field, value } => has(answers, field, |answer| answer == value),
            Self::IsNot { field, value } => !has(answers, field, |answer| answer == value),
            Self::In { field, values } => has(answers, field, |answer| values.iter().any(|value| value == answer)),
            Self::Answered(field) => has(answers, field, |answer| !answer.is_empty()),
            Self::AnyFile => !answers.entries(FILES_KEY).is_empty(),
            Self::Not(inner) => !inner.holds(answers),
            Self::All(parts) => parts.iter().all(|part| part.holds(answers)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(answers)),
        }
    }

    /// Every field it asks about, with the values it compares with.
    pub fn fields(&self) -> Vec<(&str, Vec<&str>)> {
        match self {
            Self::Is { field, value } | Self::IsNot { field, value } => vec![(field, vec![value])],
            Self::In { field, values } => vec![(field, values.iter().map(String::as_str).collect())],
            Self::Answered(field) => vec![(field, Vec::new())],
            Self::AnyFile => Vec::new(),
            Self::Not(inner) => inner.fields(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::fields).collect(),
        }
    }
}

fn has(answers: &Answers, field: &str, test: impl Fn(&str) -> bool) -> bool {
    match answers.0.get(field) {
        Some(Answer::Text(text)) => test(text),
        Some(Answer::Codes(codes)) => codes.iter().any(|code| test(code)),
        Some(Answer::Entries(entries)) => entries.iter().flat_map(|entry| entry.values()).any(|value| test(value)),
        None => match field.rsplit_once('.') {
            Some((list, part)) => answers
                .entries(list)
                .iter()
                .filter_map(|entry| entry.get(part))
                .any(|value| test(value)),
            None => false,
        },
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str| {
            f.write_str("(")?;
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    write!(f, " {word} ")?;
                }
                part.fmt(f)?;
            }
            f.write_str(")")
        };
        match self {
            Self::Is { field, value } => write!(f, "{field} = {value}"),
            Self::IsNot { field, value } => write!(f, "{field} != {value}"),
            Self::In { field, values } => write!(f, "{field} in ({})", values.join(", ")),
            Self::Answered(field) => write!(f, "answered {field}"),
            Self::AnyFile => f.write_str("any_file"),
            Self::Not(inner) => write!(f, "not {inner}"),
            Self::All(parts) => joined(f, parts, "and"),
            Self::Any(parts) => joined(f, parts, "or"),
        }
    }
}

fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let sign = match character {
            '!' if characters.peek() == Some(&'=') => {
                characters.next();
                Some("!=".to_owned())
            }
            '(' | ')' | ',' | '=' | '!' => Some(character.to_string()),
            _ => None,
        };
        if sign.is_some() || character.is_whitespace() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            words.extend(sign);
        } else {
            word.push(character);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

struct Parser {
    words: Vec<String>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn next(&mut self) -> Option<String> {
        let word = self.words.get(self.at).cloned();
        self.at += 1;
        word
    }

    fn take(&mut self, sign: &str) -> bool {
        let there = self.peek() == Some(sign);
        if there {
            self.at += 1;
        }
        there
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), ConditionError> {
        match self.next() {
            Some(found) if found == sign => Ok(()),
            Some(found) => Err(ConditionError::Unexpected { found, wanted: sign }),
            None => Err(ConditionError::EndsEarly(sign)),
        }
    }

    fn name(&mut self, wanted: &'static str) -> Result<String, ConditionError> {
        let word = self.next().ok_or(ConditionError::EndsEarly(wanted))?;
        let plain = |character: char| character.is_alphanumeric() || "_-.:".contains(character);
        let keyword = matches!(word.as_str(), "and" | "or" | "not" | "in" | "any_file" | "answered");
        if keyword || !word.chars().all(plain) {
            return Err(ConditionError::Unexpected { found: word, wanted });
        }
        Ok(word)
    }

    fn any(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        self.joined(depth, "or", Self::all, Condition::Any)
    }

    fn all(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        self.joined(depth, "and", Self::one, Condition::All)
    }

    fn joined(
        &mut self,
        depth: usize,
        word: &str,
        part: fn(&mut Self, usize) -> Result<Condition, ConditionError>,
        join: fn(Vec<Condition>) -> Condition,
    ) -> Result<Condition, ConditionError> {
        let first = part(self, depth)?;
        let mut parts = vec![first];
        while self.take(word) {
            parts.push(part(self, depth)?);
        }
        match parts.pop() {
            Some(only) if parts.is_empty() => Ok(only),
            Some(last) => {
                parts.push(last);
                Ok(join(parts))
            }
            None => Err(ConditionError::EndsEarly("a condition")),
        }
    }

    fn one(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        if depth > DEEPEST {
            return Err(ConditionError::TooDeep);
        }
        if self.take("not") {
            return Ok(Condition::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.take("any_file") {
            return Ok(Condition::AnyFile);
        }
        if self.take("answered") {
            return Ok(Condition::Answered(self.name("a field")?));
        }
        let field = self.name("a field")?;
        match self.next().as_deref() {
            Some("=") => Ok(Condition::Is {
                field,
                value: self.name("a value")?,
            }),
            Some("!=") => Ok(Condition::IsNot {
                field,
                value: self.name("a value")?,
            }),
            Some("in") => {
                self.expect("(")?;
                let mut values = vec![self.name("a value")?];
                while self.take(",") {
                    values.push(self.name("a value")?);
                }
                self.expect(")")?;
                Ok(Condition::In { field, values })
            }
            Some(found) => Err(ConditionError::Unexpected {
                found: found.to_owned(),
                wanted: "=, != or in",
            }),
            None => Err(ConditionError::EndsEarly("=, != or in")),
        }
    }
}
