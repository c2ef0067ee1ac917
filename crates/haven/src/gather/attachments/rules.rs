//! What may be handed in as evidence: kinds, sizes, counts, and how a picture is freed of metadata.

use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use std::io::Cursor;

/// Bytes of one file.
pub const LARGEST: u64 = 25 * 1024 * 1024;
/// Files of one hand-in.
pub const MOST: usize = 100;
/// For the browser's file picker.
pub const ACCEPT: &str = ".jpg,.jpeg,.png,.pdf,.doc,.docx";

/// A picture larger than this on a side, or in memory, is a trap and no photograph.
const WIDEST: u32 = 20_000;
const PICTURE_MEMORY: u64 = 300 * 1024 * 1024;
const MOST_PIXELS: u64 = 80_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Pdf,
    Doc,
    Docx,
}

/// Why a file is not taken: a message key follows from each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    TooLarge,
    Empty,
    /// Not one of the kinds that may be handed in.
    OtherKind,
    /// The name says one kind, the content is another.
    NotWhatItSays,
    /// A picture that cannot be read, or that would fill the memory.
    BadPicture,
    TooMany,
}

impl Wrong {
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::Empty => "empty",
            Self::OtherKind => "other-kind",
            Self::NotWhatItSays => "not-what-it-says",
            Self::BadPicture => "bad-picture",
            Self::TooMany => "too-many",
        }
    }
}

impl Kind {
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
            Self::Doc => "application/msword",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// The kind a name promises.
    fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            "pdf" => Some(Self::Pdf),
            "doc" => Some(Self::Doc),
            "docx" => Some(Self::Docx),
            _ => None,
        }
    }

    /// The kind the content is.
    fn of_content(bytes: &[u8]) -> Option<Self> {
        match infer::get(bytes)?.mime_type() {
            "image/jpeg" => Some(Self::Jpeg),
            "image/png" => Some(Self::Png),
            "application/pdf" => Some(Self::Pdf),
            "application/msword" => Some(Self::Doc),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Some(Self::Docx),
            // Word files written by other programs order their parts otherwise, and look like any zip at first.
            "application/zip" if holds(bytes, b"[Content_Types].xml") && holds(bytes, b"word/document.xml") => {
                Some(Self::Docx)
            }
            _ => None,
        }
    }
}

/// The kind of a file whose name and content agree.
pub fn kind_of(name: &str, bytes: &[u8]) -> Result<Kind, Wrong> {
    if bytes.is_empty() {
        return Err(Wrong::Empty);
    }
    let named = Kind::of_name(name).ok_or(Wrong::OtherKind)?;
    match Kind::of_content(bytes) {
        Some(kind) if kind == named => Ok(kind),
        _ => Err(Wrong::NotWhatItSays),
    }
}

/// What is kept: a picture is drawn anew, which leaves place, time and camera behind; other files stay as they are.
pub fn without_metadata(kind: Kind, bytes: Vec<u8>) -> Result<Vec<u8>, Wrong> {
    let format = match kind {
        Kind::Jpeg => image::ImageFormat::Jpeg,
        Kind::Png => image::ImageFormat::Png,
        Kind::Pdf | Kind::Doc | Kind::Docx => return Ok(bytes),
    };
    let picture = read_picture(&bytes, format)?;
    let mut kept = Cursor::new(Vec::with_capacity(bytes.len()));
    let written = match kind {
        Kind::Jpeg => picture
            .into_rgb8()
            .write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut kept, 92)),
        _ => picture.write_to(&mut kept, format),
    };
    written.map_err(|_| Wrong::BadPicture)?;
    Ok(kept.into_inner())
}

fn read_picture(bytes: &[u8], format: image::ImageFormat) -> Result<DynamicImage, Wrong> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(PICTURE_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Wrong::BadPicture)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > PICTURE_MEMORY {
        return Err(Wrong::BadPicture);
    }
    // Which way up is metadata too, so it is carried out before the metadata goes.
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Wrong::BadPicture)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A file name that is safe to write in a header and to show: no path, no control characters, not endless.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let kept: String = last
        .chars()
        .filter(|character| !character.is_control() && *character != '"')
        .collect();
    let kept = kept.trim();
    let long = kept.chars().count();
    if kept.is_empty() {
        "file".to_owned()
    } else if long > 150 {
        // The end says what it is.
        kept.chars().skip(long - 150).collect()
    } else {
        kept.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn name_and_content_must_agree() {
        assert_eq!(kind_of("a.png", &png(2, 2)), Ok(Kind::Png));
        assert_eq!(kind_of("a.jpg", &png(2, 2)), Err(Wrong::NotWhatItSays));
        assert_eq!(kind_of("a.exe", b"MZ"), Err(Wrong::OtherKind));
        assert_eq!(kind_of("a.pdf", b"<html>"), Err(Wrong::NotWhatItSays));
        assert_eq!(kind_of("a.PDF", b"%PDF-1.7 x"), Ok(Kind::Pdf));
        assert_eq!(kind_of("a.pdf", b""), Err(Wrong::Empty));
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused() {
        // A header that promises 60,000 x 60,000 pixels, with nothing behind it.
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        assert_eq!(without_metadata(Kind::Png, bomb), Err(Wrong::BadPicture));
    }

    #[test]
    fn a_name_carries_no_path_and_no_quotes() {
        assert_eq!(plain_name("C:\\x\\photo \"one\".jpg"), "photo one.jpg");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("\u{0}"), "file");
    }
}
