//! The zip package around XLSX and ODS, opened with distrust: what it declares is checked before a part is
//! unpacked, and what really comes out is counted while it is unpacked, because declarations lie.

use super::limits::Limits;
use super::problems::{FileProblem, RowFault};
use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, Read, Seek};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

pub type Source = Box<dyn ReadSeek + Send>;
pub type Part<'a> = Metered<ZipFile<'a, Source>>;

pub struct Package {
    archive: ZipArchive<Source>,
    /// Part names in lower case with forward slashes, since writers differ, and where to find them.
    places: HashMap<String, usize>,
    limits: Limits,
}

impl Package {
    pub fn open(source: Source, limits: Limits) -> Result<Self, FileProblem> {
        let archive = ZipArchive::new(source).map_err(|error| damaged("zip directory", &error))?;
        if archive.len() > limits.parts {
            return Err(FileProblem::TooManyParts {
                found: archive.len(),
                limit: limits.parts,
            });
        }
        let mut places = HashMap::new();
        let mut unpacked: u64 = 0;
        for index in 0..archive.len() {
            let entry = archive
                .by_index_data(index)
                .map_err(|error| damaged("zip directory", &error))?;
            let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
            if entry.encrypted() {
                return Err(FileProblem::Locked);
            }
            unpacked = unpacked.saturating_add(entry.size());
            if unpacked > limits.unpacked_bytes {
                return Err(FileProblem::TooLarge {
                    part: shown(&name),
                    limit: limits.unpacked_bytes,
                });
            }
            if entry.size() > ceiling(entry.compressed_size(), &limits) {
                return Err(FileProblem::PackedTooTightly {
                    part: shown(&name),
                    ratio: limits.ratio,
                });
            }
            places.insert(name.trim_start_matches('/').to_lowercase(), index);
        }
        Ok(Self {
            archive,
            places,
            limits,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(&name.to_lowercase())
    }

    /// A part, to be read with all limits held.
    pub fn part(&mut self, name: &str) -> Result<Part<'_>, FileProblem> {
        let missing = || FileProblem::MissingPart { part: shown(name) };
        let index = *self.places.get(&name.to_lowercase()).ok_or_else(missing)?;
        let file = self.archive.by_index(index).map_err(|error| damaged(name, &error))?;
        let most = ceiling(file.compressed_size(), &self.limits).min(self.limits.unpacked_bytes);
        Ok(Metered::new(file, most))
    }
}

/// The most bytes that a part of this packed size may unpack to.
fn ceiling(packed: u64, limits: &Limits) -> u64 {
    packed.saturating_mul(limits.ratio).max(Limits::RATIO_FREE_BYTES)
}

fn shown(name: &str) -> String {
    super::problems::shortened(name, 80)
}

fn damaged(part: &str, error: &ZipError) -> FileProblem {
    let detail = match error {
        ZipError::Io(error) => error.kind().to_string(),
        ZipError::UnsupportedArchive(what) => (*what).to_owned(),
        ZipError::CompressionMethodNotSupported(_) => "it is packed in an unusual way".to_owned(),
        _ => "it is not a whole zip file".to_owned(),
    };
    FileProblem::Damaged {
        part: shown(part),
        detail,
    }
}

/// Why reading of a part was stopped by a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overrun {
    Part,
    Piece,
}

impl fmt::Display for Overrun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Part => "the part unpacks to more than is allowed",
            Self::Piece => "one piece of the part is longer than is allowed",
        })
    }
}

impl std::error::Error for Overrun {}

impl Overrun {
    pub fn fault(self, part: &str, limits: &Limits) -> RowFault {
        match self {
            Self::Part => RowFault::TooLarge { part: shown(part) },
            Self::Piece => RowFault::TooLong {
                limit: limits.cell_characters,
            },
        }
    }
}

/// A reader that counts what comes out: in all, and since the last [`Metered::next_piece`].
pub struct Metered<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    left: u64,
    piece_left: u64,
}

impl<R: Read> Metered<R> {
    pub fn new(source: R, most: u64) -> Self {
        Self {
            source,
            buffer: vec![0; 16 << 10],
            start: 0,
            end: 0,
            left: most,
            piece_left: u64::MAX,
        }
    }

    /// From here, at most `most` bytes until the next call (give or take one buffer).
    pub fn next_piece(&mut self, most: u64) {
        self.piece_left = most;
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece_left == 0 {
            return Err(io::Error::other(Overrun::Piece));
        }
        if self.start == self.end {
            let length = self.source.read(&mut self.buffer)?;
            self.left = self
                .left
                .checked_sub(length as u64)
                .ok_or_else(|| io::Error::other(Overrun::Part))?;
            self.start = 0;
            self.end = length;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, length: usize) {
        self.start = (self.start + length).min(self.end);
        self.piece_left = self.piece_left.saturating_sub(length as u64);
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), available.get(..length)) {
            to.copy_from_slice(from);
        }
        self.consume(length);
        Ok(length)
    }
}
