//! The XML of a workbook's part, event by event, with bounded pieces and bounded depth. No entity is expanded but
//! the five of XML itself, and a document type is refused, so there is nothing to blow up or to fetch.

use super::limits::Limits;
use super::package::{Metered, Overrun};
use super::problems::{FileProblem, RowFault};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader};
use std::io::Read;

const MOST_DEEP: u32 = 128;

pub struct Xml<R: Read> {
    reader: Reader<Metered<R>>,
    buffer: Vec<u8>,
    depth: u32,
    piece: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XmlFault {
    Overrun(Overrun),
    Damaged(String),
}

impl<R: Read> Xml<R> {
    pub fn new(source: Metered<R>, limits: &Limits) -> Self {
        let mut reader = Reader::from_reader(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        // A character may be written with ten bytes (&#x10FFFF;).
        let piece = (limits.cell_characters as u64)
            .saturating_mul(10)
            .saturating_add(64 << 10);
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            piece,
        }
    }

    /// The next event; the end of the document is an event, too, but only where all elements are closed.
    pub fn next(&mut self) -> Result<Event<'_>, XmlFault> {
        self.buffer.clear();
        self.reader.get_mut().next_piece(self.piece);
        let event = self.reader.read_event_into(&mut self.buffer).map_err(fault)?;
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > MOST_DEEP {
                    return Err(XmlFault::Damaged("elements are nested too deep".to_owned()));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(XmlFault::Damaged("it has a document type".to_owned())),
            Event::Eof if self.depth > 0 => return Err(XmlFault::Damaged("it ends too early".to_owned())),
            _ => {}
        }
        Ok(event)
    }

    /// Passes over everything up to the end of the element whose start was read last.
    pub fn skip_element(&mut self) -> Result<(), XmlFault> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// How many elements are open.
    pub fn depth(&self) -> u32 {
        self.depth
    }
}

impl XmlFault {
    pub fn in_file(self, part: &str, limits: &Limits) -> FileProblem {
        match self {
            Self::Overrun(Overrun::Part) => FileProblem::TooLarge {
                part: part.to_owned(),
                limit: limits.unpacked_bytes,
            },
            Self::Overrun(Overrun::Piece) => FileProblem::Damaged {
                part: part.to_owned(),
                detail: "one of its texts is too long".to_owned(),
            },
            Self::Damaged(detail) => FileProblem::Damaged {
                part: part.to_owned(),
                detail,
            },
        }
    }

    pub fn in_row(self, part: &str, limits: &Limits) -> RowFault {
        match self {
            Self::Overrun(overrun) => overrun.fault(part, limits),
            Self::Damaged(detail) => RowFault::Damaged {
                part: part.to_owned(),
                detail,
            },
        }
    }
}

fn fault(error: Error) -> XmlFault {
    if let Error::Io(io) = &error {
        if let Some(overrun) = io.get_ref().and_then(|inner| inner.downcast_ref::<Overrun>()) {
            return XmlFault::Overrun(*overrun);
        }
        return XmlFault::Damaged("it cannot be unpacked".to_owned());
    }
    // The library's own words may quote the file, so they are not passed on.
    XmlFault::Damaged(
        match error {
            Error::Encoding(_) => "its letters are not UTF-8",
            Error::Syntax(_) => "it ends or breaks in the middle of an element",
            Error::IllFormed(_) => "its elements do not close as they open",
            Error::InvalidAttr(_) => "an attribute is broken",
            _ => "it is not well-formed XML",
        }
        .to_owned(),
    )
}

/// The value of an attribute by its name without prefix, unescaped. The first of several wins.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(
            |attribute| match attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
                Ok(value) => value.into_owned(),
                Err(_) => attribute.value.into_owned(),
            },
        )
}

/// A reference in a text: one of XML's five, or a character by number.
pub fn referred(reference: &BytesRef<'_>) -> Result<char, XmlFault> {
    let name: &str = reference;
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => match reference.resolve_char_ref() {
            Ok(Some(character)) => Ok(character),
            _ => Err(XmlFault::Damaged(
                "it refers to a character that does not exist".to_owned(),
            )),
        },
    }
}
