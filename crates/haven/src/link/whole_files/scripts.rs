//! The script that a name is written in, told by its letters.

/// Unicode's name of the script of most letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    Latin,
    Arabic,
    Cyrillic,
    Ethiopic,
    Han,
    Greek,
    Indic,
    Hangul,
    Kana,
    Hebrew,
    Thai,
    Other,
    /// No letters.
    #[default]
    None,
}

impl Script {
    /// The end of its message key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Latin => "latin",
            Self::Arabic => "arabic",
            Self::Cyrillic => "cyrillic",
            Self::Ethiopic => "ethiopic",
            Self::Han => "han",
            Self::Greek => "greek",
            Self::Indic => "indic",
            Self::Hangul => "hangul",
            Self::Kana => "kana",
            Self::Hebrew => "hebrew",
            Self::Thai => "thai",
            Self::Other => "other",
            Self::None => "none",
        }
    }
}

/// The script of the first letter of the texts: names are seldom written in two.
pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Script {
    for text in texts {
        // Most are ASCII.
        if let Some(letter) = text.chars().find(|c| c.is_alphabetic()) {
            return of_letter(letter);
        }
    }
    Script::None
}

fn of_letter(letter: char) -> Script {
    match u32::from(letter) {
        0x0041..=0x024F | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF | 0xFF21..=0xFF5A => Script::Latin,
        0x0370..=0x03FF | 0x1F00..=0x1FFF => Script::Greek,
        0x0400..=0x052F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Script::Cyrillic,
        0x0590..=0x05FF => Script::Hebrew,
        0x0600..=0x06FF | 0x0750..=0x077F | 0x0870..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Script::Arabic,
        0x0900..=0x0DFF => Script::Indic,
        0x0E00..=0x0E7F => Script::Thai,
        0x1200..=0x139F | 0x2D80..=0x2DDF | 0xAB00..=0xAB2F => Script::Ethiopic,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
        0x3040..=0x30FF => Script::Kana,
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Script::Han,
        _ => Script::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_tell_their_script() {
        for (name, script) in [
            ("Tuấn", Script::Latin),
            ("ሰላም", Script::Ethiopic),
            ("محمد", Script::Arabic),
            ("Андрей", Script::Cyrillic),
            ("小明", Script::Han),
            ("Ελένη", Script::Greek),
            ("김", Script::Hangul),
            ("123", Script::None),
            ("", Script::None),
        ] {
            assert_eq!(of([name].into_iter()), script, "{name}");
        }
        assert_eq!(of(["", "-", "Linh"].into_iter()), Script::Latin);
    }
}
