//! Where a page of a list ended: the last row's time and id, so that pages neither skip nor repeat what did not change,
//! however much comes in between. Opaque to clients, and no secret: what a page shows is decided row by row anyway.

use super::faults::Fault;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// The place after one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Milliseconds.
    pub at: i64,
    pub id: Uuid,
}

impl Cursor {
    /// Before every row.
    pub const START: Self = Self {
        at: i64::MIN,
        id: Uuid::nil(),
    };

    pub fn write(self) -> String {
        let mut bytes = self.at.to_be_bytes().to_vec();
        bytes.extend_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads `?cursor=`.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let wrong = || Fault::field("?cursor", "api-field-type");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
        let (at, id) = bytes.split_first_chunk::<8>().ok_or_else(wrong)?;
        let id = Uuid::from_slice(id).map_err(|_| wrong())?;
        Ok(Self {
            at: i64::from_be_bytes(*at),
            id,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back(at: i64, id: u128) {
            let cursor = Cursor { at, id: Uuid::from_u128(id) };
            prop_assert_eq!(Cursor::read(&cursor.write()).unwrap(), cursor);
        }

        #[test]
        fn any_other_text_is_a_fault_and_no_panic(text in ".{0,60}") {
            if let Ok(cursor) = Cursor::read(&text) {
                prop_assert_eq!(Cursor::read(&cursor.write()).unwrap(), cursor);
            }
        }
    }
}
