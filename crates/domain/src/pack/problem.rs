//! What is wrong with a pack, told so that the person who wrote the file finds the place.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The pack must not be used like this.
    Mistake,
    /// It works, but somebody will see another language or a gap.
    Note,
}

/// One problem: the pack's directory, the file in it, the row (line) and the field where known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackProblem {
    pub severity: Severity,
    pub pack: String,
    pub file: String,
    pub row: Option<usize>,
    pub field: Option<String>,
    pub message: String,
}

impl fmt::Display for PackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.severity == Severity::Note {
            f.write_str("note: ")?;
        }
        write!(f, "{}/{}", self.pack, self.file)?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(field) = &self.field {
            write!(f, " [{field}]")?;
        }
        write!(f, " {}", self.message)
    }
}

/// Where a declaration stands: remembered so that checks across files can point at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub pack: String,
    pub file: String,
    pub row: Option<usize>,
}

impl Place {
    pub(super) fn file(pack: &str, file: &str) -> Self {
        Self {
            pack: pack.to_owned(),
            file: file.to_owned(),
            row: None,
        }
    }

    pub(super) fn row(&self, row: usize) -> Self {
        Self {
            row: Some(row),
            ..self.clone()
        }
    }

    pub(super) fn mistake(&self, field: &str, message: impl Into<String>) -> PackProblem {
        self.problem(Severity::Mistake, field, message.into())
    }

    pub(super) fn note(&self, field: &str, message: impl Into<String>) -> PackProblem {
        self.problem(Severity::Note, field, message.into())
    }

    fn problem(&self, severity: Severity, field: &str, message: String) -> PackProblem {
        PackProblem {
            severity,
            pack: self.pack.clone(),
            file: self.file.clone(),
            row: self.row,
            field: (!field.is_empty()).then(|| field.to_owned()),
            message,
        }
    }
}
