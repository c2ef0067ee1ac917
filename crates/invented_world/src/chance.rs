//! Seeded chance: the same seed gives the same world on every machine and in every version of every library,
//! which is why no outside generator is used. SplitMix64 (Steele, Lea and Flood, 2014) is small, well studied
//! and quite random enough to invent names with; it is not for secrets.

#[derive(Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// A stream of its own for each thing, so that adding one draw for a vehicle does not rename every child.
    pub(crate) fn of(seed: u64, label: &str, number: u64) -> Self {
        let mut state = seed ^ 0x9E37_79B9_7F4A_7C15;
        for byte in label.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        Self(mix(state ^ number.wrapping_mul(0xD134_2543_DE82_EF95)))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A whole number from 0 to `end` - 1; 0 when there is nothing to choose from.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            return 0;
        }
        // Multiply-and-shift keeps the bias below one in 2^40 for lists of our sizes.
        let wide = u128::from(self.next()) * end as u128;
        (wide >> 64) as usize
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    /// True this often in a hundred.
    pub(crate) fn percent(&mut self, often: u64) -> bool {
        self.below(1000) < (often * 10) as usize
    }

    /// True this often in a thousand.
    pub(crate) fn permille(&mut self, often: u64) -> bool {
        self.below(1000) < often as usize
    }

    /// One of the list. The lists are constants of this crate and never empty.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// One of the list, the early ones more often, as names are in life.
    pub(crate) fn pick_common<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let first = self.below(list.len());
        let second = self.below(list.len());
        // The smaller of two draws two times in three gives a gentle slope.
        if self.below(3) < 2 {
            &list[first.min(second)]
        } else {
            &list[first]
        }
    }

    /// One of the list by weight; the last when the weights are all nought.
    pub(crate) fn weighted<'a, T>(&mut self, list: &'a [(T, u32)]) -> &'a T {
        let sum: usize = list.iter().map(|(_, weight)| *weight as usize).sum();
        let mut left = self.below(sum);
        for (thing, weight) in list {
            if left < *weight as usize {
                return thing;
            }
            left -= *weight as usize;
        }
        &list[list.len() - 1].0
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.below(place + 1));
        }
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
