//! Distinct texts as numbers: each value of a column is stored, read and compared once, however often it occurs.

/// Numbers texts in the order of their first coming, from 0.
#[derive(Default)]
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    /// Where each text ends; it begins where the one before ends.
    ends: Vec<u32>,
    hashes: Vec<u64>,
    /// Open addressing: the high half of the hash, and the number plus one.
    slots: Vec<(u32, u32)>,
}

impl Dictionary {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Numbers many texts; their places in the table are fetched together before they are looked at.
    pub fn number_all<'t>(&mut self, texts: impl Iterator<Item = &'t [u8]>, numbers: &mut Vec<u32>) {
        const HANDFUL: usize = 32;
        let mut held: [(&[u8], u64); HANDFUL] = [(&[], 0); HANDFUL];
        let mut filled = 0;
        let mut texts = texts.peekable();
        while texts.peek().is_some() {
            for text in texts.by_ref().take(HANDFUL) {
                held[filled] = (text, hash_bytes(text));
                filled += 1;
            }
            if !self.slots.is_empty() {
                let mask = self.slots.len() - 1;
                let mut touched = 0;
                for (_, hash) in &held[..filled] {
                    let (_, number) = self.slots[*hash as usize & mask];
                    touched ^= self.ends[(number as usize).saturating_sub(1)];
                }
                std::hint::black_box(touched);
            }
            for (text, hash) in &held[..filled] {
                numbers.push(self.number_hashed(text, *hash));
            }
            filled = 0;
        }
    }

    /// The number of the text, which is new if nobody came with it before. Texts past 4 GiB in all are taken as the
    /// last one known.
    pub fn number(&mut self, text: &[u8]) -> u32 {
        self.number_hashed(text, hash_bytes(text))
    }

    fn number_hashed(&mut self, text: &[u8], hash: u64) -> u32 {
        if self.ends.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let (tag, mask) = ((hash >> 32) as u32, self.slots.len() - 1);
        let mut place = hash as usize & mask;
        loop {
            let (slot_tag, slot_number) = self.slots[place];
            if slot_number == 0 {
                break;
            }
            if slot_tag == tag && self.bytes_of(slot_number - 1) == text {
                return slot_number - 1;
            }
            place = (place + 1) & mask;
        }
        let Ok(end) = u32::try_from(self.bytes.len() + text.len()) else {
            return (self.ends.len() as u32).saturating_sub(1);
        };
        let number = self.ends.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(end);
        self.hashes.push(hash);
        self.slots[place] = (tag, number + 1);
        number
    }

    pub fn bytes_of(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.bytes[start as usize..self.ends[number] as usize]
    }

    /// The text, with a sign in place of what is no UTF-8.
    pub fn text(&self, number: u32) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes_of(number))
    }

    /// The text where it is known to be UTF-8, as all texts that were numbered from a `str` are.
    pub fn str_of(&self, number: u32) -> &str {
        std::str::from_utf8(self.bytes_of(number)).unwrap_or_default()
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1024);
        let mut slots = vec![(0u32, 0u32); size];
        for (number, hash) in (0u32..).zip(&self.hashes) {
            let mut place = *hash as usize & (size - 1);
            while slots[place].1 != 0 {
                place = (place + 1) & (size - 1);
            }
            slots[place] = ((*hash >> 32) as u32, number + 1);
        }
        self.slots = slots;
    }
}

/// Numbers 64-bit keys in the order of their first coming, and counts them.
#[derive(Default)]
pub(crate) struct Numbers {
    slots: Vec<(u64, u32)>,
    pub counts: Vec<u32>,
}

impl Numbers {
    pub fn number(&mut self, key: u64) -> u32 {
        if self.counts.len() * 4 >= self.slots.len() * 3 {
            let size = (self.slots.len() * 2).max(1024);
            let mut slots = vec![(0u64, 0u32); size];
            for &(key, number) in self.slots.iter().filter(|slot| slot.1 != 0) {
                let mut place = stir(key) as usize & (size - 1);
                while slots[place].1 != 0 {
                    place = (place + 1) & (size - 1);
                }
                slots[place] = (key, number);
            }
            self.slots = slots;
        }
        let mask = self.slots.len() - 1;
        let mut place = stir(key) as usize & mask;
        loop {
            let (held, number) = self.slots[place];
            if number == 0 {
                let number = self.counts.len() as u32;
                self.slots[place] = (key, number + 1);
                self.counts.push(1);
                return number;
            }
            if held == key {
                self.counts[number as usize - 1] += 1;
                return number - 1;
            }
            place = (place + 1) & mask;
        }
    }
}

/// Folded multiplication over words of eight bytes, as in wyhash; the same on every machine and in every run.
pub(crate) fn hash_bytes(text: &[u8]) -> u64 {
    let mut hash = 0x9e37_79b9_7f4a_7c15u64 ^ text.len() as u64;
    let mut words = text.chunks_exact(8);
    for word in &mut words {
        let word: [u8; 8] = word.try_into().unwrap_or_default();
        hash = fold(hash ^ u64::from_le_bytes(word), 0xa076_1d64_78bd_642f);
    }
    let mut tail = [0u8; 8];
    for (slot, byte) in tail.iter_mut().zip(words.remainder()) {
        *slot = *byte;
    }
    fold(hash ^ u64::from_le_bytes(tail), 0xe703_7ed1_a0b4_28db)
}

/// A well-mixed number from another.
pub(crate) fn stir(key: u64) -> u64 {
    fold(key ^ 0x9e37_79b9_7f4a_7c15, 0xa076_1d64_78bd_642f)
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Splitmix64: a stream of numbers from a seed.
pub(crate) struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, evenly but for one part in 2^32.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// From 0 up to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}
