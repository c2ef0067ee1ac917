//! Which fields of a record are left when a reader sees it: by the view, and by the class of each field as declared in
//! `domain::fields`.
//!
//! What is not declared there (a country's own field, a key from nowhere) counts as story, so it is seen only where the
//! content is. A new class of sensitivity stops the build in [`FieldRights::opens`] until somebody decides on it.

use domain::fields::Sensitivity;
use domain::{Answer, Answers};

/// How much of a record a reader sees. Each step includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// It answers as what does not exist.
    Nothing,
    /// An agency holds something; whom to ring.
    Pointer,
    /// Who the person is.
    Identity,
    /// The record.
    Content,
}

impl View {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Pointer => "pointer",
            Self::Identity => "identity",
            Self::Content => "content",
        }
    }
}

/// Whom to ring in the owning agency: part of a pointer, although it stands among the answers.
pub const POINTER_FIELDS: [&str; 3] = ["contact_name", "contact_role", "contact_phone"];

/// Which classes of fields a reader sees of one record. Only the policy makes one that opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRights {
    view: View,
    special: bool,
    immigration: bool,
    shielded_address: bool,
}

impl FieldRights {
    /// Opens nothing.
    pub const NONE: Self = Self::grant(View::Nothing, false, false, false);

    pub(crate) const fn grant(view: View, special: bool, immigration: bool, shielded_address: bool) -> Self {
        Self {
            view,
            special,
            immigration,
            shielded_address,
        }
    }

    pub fn view(&self) -> View {
        self.view
    }

    /// Whether fields of this class are seen.
    pub fn opens(&self, class: Sensitivity) -> bool {
        let content = self.view == View::Content;
        match class {
            Sensitivity::Identity => self.view >= View::Identity,
            Sensitivity::Contact | Sensitivity::Story => content,
            Sensitivity::Special => content && self.special,
            Sensitivity::Immigration => content && self.immigration,
            Sensitivity::ShieldedAddress => content && self.shielded_address,
        }
    }
}

/// The answers that these rights open, and nothing of the others, not even their keys.
pub fn redact(answers: &Answers, rights: &FieldRights) -> Answers {
    redact_with(answers, rights, |_| None)
}

/// The same where a country's pack declares the class of its own fields. A core field's class is not changed by it.
pub fn redact_with(
    answers: &Answers,
    rights: &FieldRights,
    pack_class: impl Fn(&str) -> Option<Sensitivity>,
) -> Answers {
    let mut left = Answers::default();
    if rights.view == View::Nothing {
        return left;
    }
    for (key, answer) in &answers.0 {
        if POINTER_FIELDS.contains(&key.as_str()) {
            left.0.insert(key.clone(), answer.clone());
        } else if let Some(answer) = redact_field(key, answer, rights, &pack_class) {
            left.0.insert(key.clone(), answer);
        }
    }
    left
}

fn redact_field(
    key: &str,
    answer: &Answer,
    rights: &FieldRights,
    pack_class: &impl Fn(&str) -> Option<Sensitivity>,
) -> Option<Answer> {
    let declared = domain::fields::find(key).map(|field| field.sensitivity);
    let class = declared.or_else(|| pack_class(key)).unwrap_or(Sensitivity::Story);
    if class == Sensitivity::ShieldedAddress {
        return redact_addresses(answer, rights);
    }
    rights.opens(class).then(|| answer.clone())
}

/// Among addresses only where the child lives now is shielded; where it was found, exploited or at home is story. An
/// entry that does not say which, or says it in a word not known here, is taken to be where the child lives.
fn redact_addresses(answer: &Answer, rights: &FieldRights) -> Option<Answer> {
    const STORY_KINDS: [&str; 4] = ["home", "found", "exploitation", "sponsor"];
    let Answer::Entries(entries) = answer else {
        return rights.opens(Sensitivity::ShieldedAddress).then(|| answer.clone());
    };
    let left: Vec<_> = entries
        .iter()
        .filter(|entry| {
            let story = entry
                .get("kind")
                .is_some_and(|kind| STORY_KINDS.contains(&kind.as_str()));
            rights.opens(if story {
                Sensitivity::Story
            } else {
                Sensitivity::ShieldedAddress
            })
        })
        .cloned()
        .collect();
    (!left.is_empty()).then_some(Answer::Entries(left))
}
