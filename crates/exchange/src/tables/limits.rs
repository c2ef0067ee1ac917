//! How much of a file is read before it is refused. Every limit holds before memory is taken, not after.

/// Limits of one table. The defaults fit a weekly export of a whole police force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters in one cell; 32,767 is what a spreadsheet itself can hold.
    pub cell_characters: usize,
    /// Rows with something in them, beside the heading.
    pub rows: u64,
    pub columns: usize,
    /// Bytes of a workbook's parts when unpacked, in all.
    pub unpacked_bytes: u64,
    /// How many times larger than packed a part may become, once it is larger than [`Limits::RATIO_FREE_BYTES`].
    pub ratio: u64,
    /// Parts of a workbook.
    pub parts: usize,
    /// Bytes of the table of texts that an XLSX workbook keeps apart from its sheets; it must be held in memory.
    pub shared_text_bytes: usize,
    /// How often one filled row of an ODS sheet may say it is repeated.
    pub repeats: u64,
}

impl Limits {
    /// Small parts may be packed as tightly as they like: they harm nobody.
    pub const RATIO_FREE_BYTES: u64 = 4 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cell_characters: 32_767,
            rows: 5_000_000,
            columns: 500,
            unpacked_bytes: 2 << 30,
            ratio: 200,
            parts: 10_000,
            shared_text_bytes: 256 << 20,
            repeats: 1_000,
        }
    }
}
