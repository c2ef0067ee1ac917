//! From the bytes of a text file to UTF-8, whatever wrote them: a byte order mark decides; else UTF-16 shows by its
//! zero bytes; else it is UTF-8 if all of it is; else the likeliest of the old one-byte encodings (Windows-1252 for
//! most of Western Europe).
//!
//! Memory is constant: two buffers. A letter that cannot be decoded becomes U+FFFD, which the table then refuses by
//! row and column.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};

const CHUNK: usize = 16 << 10;
/// How much text after the first foreign letter is weighed to guess an old encoding.
const WEIGHED: usize = 256 << 10;

/// The encoding of all that `source` yields. Reads to the end; the caller rewinds.
pub fn detect(source: &mut impl Read) -> io::Result<&'static Encoding> {
    let mut detection = Detection::default();
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = read_full(source, &mut chunk)?;
        let bytes = chunk.get(..length).unwrap_or_default();
        if let Some(encoding) = detection.feed(bytes) {
            return Ok(encoding);
        }
        if length < CHUNK {
            return Ok(detection.conclude());
        }
    }
}

/// The encoding as far as a first part of the file shows it.
pub fn detect_in(sample: &[u8]) -> &'static Encoding {
    let mut detection = Detection::default();
    detection.feed(sample).unwrap_or_else(|| detection.conclude())
}

#[derive(Default)]
struct Detection {
    begun: bool,
    /// The bytes of a UTF-8 letter that was cut by the end of a chunk.
    carried: Vec<u8>,
    weighing: Option<(Box<EncodingDetector>, usize)>,
}

impl Detection {
    /// The answer, as soon as it is certain.
    fn feed(&mut self, bytes: &[u8]) -> Option<&'static Encoding> {
        if !self.begun {
            self.begun = true;
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Some(encoding);
            }
            if let Some(encoding) = utf16_by_zeros(bytes) {
                return Some(encoding);
            }
        }
        if self.weighing.is_none() {
            let mut joined = std::mem::take(&mut self.carried);
            joined.extend_from_slice(bytes);
            match std::str::from_utf8(&joined) {
                Ok(_) => return None,
                Err(error) if error.error_len().is_none() => {
                    self.carried = joined.split_off(error.valid_up_to());
                    return None;
                }
                Err(_) => {
                    let mut detector = Box::new(EncodingDetector::new(Iso2022JpDetection::Deny));
                    detector.feed(&joined, false);
                    self.weighing = Some((detector, joined.len()));
                }
            }
        } else if let Some((detector, weighed)) = &mut self.weighing {
            detector.feed(bytes, false);
            *weighed += bytes.len();
        }
        match &self.weighing {
            Some((_, weighed)) if *weighed >= WEIGHED => Some(self.conclude()),
            _ => None,
        }
    }

    fn conclude(&mut self) -> &'static Encoding {
        match &mut self.weighing {
            Some((detector, _)) => {
                detector.feed(b"", true);
                detector.guess(None, Utf8Detection::Deny)
            }
            None => UTF_8,
        }
    }
}

/// Latin text in UTF-16 has a zero in every second byte; no other text has.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.len().min(4096) / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |offset: usize| {
        bytes
            .iter()
            .take(pairs * 2)
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > pairs * 4 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 4 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Reads until the buffer is full or the source ends.
pub fn read_full(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Yields the text of `source` as UTF-8, without its byte order mark.
pub struct Decoded<R> {
    source: R,
    decoder: Decoder,
    input: Vec<u8>,
    input_start: usize,
    input_end: usize,
    output: Vec<u8>,
    output_start: usize,
    output_end: usize,
    source_ended: bool,
    finished: bool,
}

impl<R: Read> Decoded<R> {
    pub fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: vec![0; CHUNK],
            input_start: 0,
            input_end: 0,
            // Three times as long, because one old byte may become three.
            output: vec![0; CHUNK * 3],
            output_start: 0,
            output_end: 0,
            source_ended: false,
            finished: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.output_start == self.output_end && !self.finished {
            if self.input_start == self.input_end && !self.source_ended {
                self.input_start = 0;
                self.input_end = read_full(&mut self.source, &mut self.input)?;
                self.source_ended = self.input_end < self.input.len();
            }
            let source = self.input.get(self.input_start..self.input_end).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(source, &mut self.output, self.source_ended);
            self.input_start += read;
            self.output_start = 0;
            self.output_end = written;
            self.finished = self.source_ended && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.refill()?;
        Ok(self.output.get(self.output_start..self.output_end).unwrap_or_default())
    }

    fn consume(&mut self, length: usize) {
        self.output_start = (self.output_start + length).min(self.output_end);
    }
}

impl<R: Read> Read for Decoded<R> {
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
