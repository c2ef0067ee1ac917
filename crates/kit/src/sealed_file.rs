//! Large files at rest, sealed piece by piece, so that they are written as they arrive and read from any place without
//! the whole being in memory. Each piece is sealed with its number and whether it is the last one: pieces cannot be
//! moved, left out or cut off unseen.

use crate::vault::{Vault, VaultError};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes of plain text in one piece.
const PIECE: usize = 64 * 1024;
/// What sealing adds to a piece: the nonce in front and the tag behind.
const AROUND: usize = 24 + 16;

fn purpose_of(purpose: &str, number: u64, last: bool) -> String {
    format!("{purpose}:{number}:{}", if last { "last" } else { "more" })
}

/// Seals what comes in, wherever it is then written to. Nothing of it can be read before [`Sealer::finish`].
pub struct Sealer {
    vault: Vault,
    purpose: String,
    number: u64,
    waiting: Vec<u8>,
}

impl Sealer {
    /// `purpose` is bound in, so that one file cannot be put in another's place.
    pub fn new(vault: &Vault, purpose: impl Into<String>) -> Self {
        Self {
            vault: vault.clone(),
            purpose: purpose.into(),
            number: 0,
            waiting: Vec::with_capacity(PIECE * 2),
        }
    }

    /// Takes the next part; what comes back is to be written now, and may be empty.
    pub fn take(&mut self, part: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut sealed = Vec::new();
        let mut rest = part;
        // One piece always waits, for the last one says that it is the last.
        while self.waiting.len() + rest.len() > PIECE {
            let (now, later) = rest.split_at(PIECE.saturating_sub(self.waiting.len()).min(rest.len()));
            self.waiting.extend_from_slice(now);
            rest = later;
            sealed.extend(self.piece(false)?);
        }
        self.waiting.extend_from_slice(rest);
        Ok(sealed)
    }

    /// What is left, to be written at the end.
    pub fn finish(mut self) -> Result<Vec<u8>, VaultError> {
        self.piece(true)
    }

    fn piece(&mut self, last: bool) -> Result<Vec<u8>, VaultError> {
        let purpose = purpose_of(&self.purpose, self.number, last);
        let sealed = self.vault.seal(&purpose, &self.waiting)?;
        self.waiting.clear();
        self.number += 1;
        Ok(sealed)
    }
}

/// A sealed file, read as if it lay there open.
pub struct SealedFile {
    file: File,
    vault: Vault,
    purpose: String,
    pieces: u64,
    length: u64,
    position: u64,
    /// The piece that is open, and its number.
    open: Option<(u64, Vec<u8>)>,
}

impl SealedFile {
    pub fn open(path: &Path, vault: &Vault, purpose: impl Into<String>) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let whole = (PIECE + AROUND) as u64;
        let pieces = size.div_ceil(whole);
        let rest = size % whole;
        // Less than what surrounds a piece is no piece: the file was cut off within it.
        if pieces == 0 || (1..AROUND as u64).contains(&rest) {
            return Err(damaged());
        }
        let length = size.saturating_sub(pieces.saturating_mul(AROUND as u64));
        Ok(Self {
            file,
            vault: vault.clone(),
            purpose: purpose.into(),
            pieces,
            length,
            position: 0,
            open: None,
        })
    }

    /// Bytes of plain text.
    pub fn len(&self) -> u64 {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    fn piece(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != number) {
            let whole = (PIECE + AROUND) as u64;
            self.file.seek(SeekFrom::Start(number.saturating_mul(whole)))?;
            let mut sealed = Vec::with_capacity(PIECE + AROUND);
            (&mut self.file).take(whole).read_to_end(&mut sealed)?;
            let purpose = purpose_of(&self.purpose, number, number + 1 == self.pieces);
            let plain = self.vault.open_sealed(&purpose, &sealed).map_err(|_| damaged())?;
            self.open = Some((number, plain));
        }
        Ok(self.open.as_ref().map_or(&[], |(_, plain)| plain.as_slice()))
    }
}

fn damaged() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "a kept file is damaged, or was sealed with another key",
    )
}

impl Read for SealedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.length || buffer.is_empty() {
            return Ok(0);
        }
        let (number, within) = (self.position / PIECE as u64, self.position % PIECE as u64);
        let within = usize::try_from(within).unwrap_or(0);
        let plain = self.piece(number)?;
        let there = plain.get(within..).unwrap_or_default();
        let taken = there.len().min(buffer.len());
        if taken == 0 {
            return Err(damaged());
        }
        if let (Some(to), Some(from)) = (buffer.get_mut(..taken), there.get(..taken)) {
            to.copy_from_slice(from);
        }
        self.position += taken as u64;
        Ok(taken)
    }
}

impl Seek for SealedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position =
            position.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning"))?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn sealed(vault: &Vault, parts: &[&[u8]]) -> Vec<u8> {
        let mut sealer = Sealer::new(vault, "file:1");
        let mut out = Vec::new();
        for part in parts {
            out.extend(sealer.take(part).unwrap());
        }
        out.extend(sealer.finish().unwrap());
        out
    }

    fn kept(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file.flush().unwrap();
        file
    }

    fn read(bytes: &[u8], vault: &Vault, purpose: &str) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        SealedFile::open(kept(bytes).path(), vault, purpose)?.read_to_end(&mut plain)?;
        Ok(plain)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Whatever the pieces it came in, and wherever it is read, it says what was put in.
        #[test]
        fn what_goes_in_comes_out(length in 0_usize..300_000, cut in 1_usize..90_000, at in 0_usize..300_000) {
            let vault = Vault::from_key([7; 32]);
            let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let parts: Vec<&[u8]> = plain.chunks(cut).collect();
            let sealed = sealed(&vault, &parts);
            let file = kept(&sealed);
            let mut open = SealedFile::open(file.path(), &vault, "file:1").unwrap();
            prop_assert_eq!(open.len(), length as u64);
            let mut whole = Vec::new();
            open.read_to_end(&mut whole).unwrap();
            prop_assert_eq!(&whole, &plain);
            let at = at.min(length);
            open.seek(SeekFrom::Start(at as u64)).unwrap();
            let mut rest = Vec::new();
            open.read_to_end(&mut rest).unwrap();
            prop_assert_eq!(&rest[..], &plain[at..]);
        }
    }

    #[test]
    fn nothing_can_be_cut_off_moved_or_changed_unseen() {
        let vault = Vault::from_key([7; 32]);
        let plain = vec![b'n'; PIECE * 2 + 10];
        let whole = sealed(&vault, &[&plain]);
        assert!(!whole.windows(4).any(|four| four == b"nnnn"), "it lies there open");
        assert_eq!(read(&whole, &vault, "file:1").unwrap(), plain);
        assert!(read(&whole, &vault, "file:2").is_err(), "another file's name");
        assert!(read(&whole, &Vault::from_key([8; 32]), "file:1").is_err());
        let one = PIECE + AROUND;
        assert!(read(&whole[..one * 2], &vault, "file:1").is_err(), "the end is cut off");
        assert!(read(&whole[..one + 20], &vault, "file:1").is_err());
        let moved = [&whole[one..one * 2], &whole[..one], &whole[one * 2..]].concat();
        assert!(read(&moved, &vault, "file:1").is_err());
        let mut changed = whole;
        changed[one + 100] ^= 1;
        assert!(read(&changed, &vault, "file:1").is_err());
        assert!(read(&[], &vault, "file:1").is_err());
    }
}
