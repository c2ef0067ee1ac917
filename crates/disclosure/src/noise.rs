//! Discrete Gaussian noise, drawn exactly: whole numbers in, whole numbers out, no rounding for an attacker to use.
//!
//! Source: Canonne, Kamath and Steinke (2020), algorithms 1 to 3. Adding it with variance s^2 to a count that one person
//! changes by at most 1 satisfies (1 / (2 s^2))-concentrated differential privacy.

/// Fair bits from a generator nobody can predict.
pub trait Bits {
    fn next_u64(&mut self) -> u64;
}

/// A variance as a fraction, so that no rounding enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variance {
    numerator: u64,
    denominator: u64,
}

impl Variance {
    /// The least fraction with denominator 16 that is not below `variance`: rounding may only add noise. None outside 1/16 to
    /// 10^8, where nothing sensible lies.
    pub fn at_least(variance: f64) -> Option<Self> {
        let scaled = (variance * 16.0).ceil();
        (1.0..=1.6e9).contains(&scaled).then_some(Self {
            numerator: scaled as u64,
            denominator: 16,
        })
    }

    pub fn value(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

/// Uniform on 0 .. `end` - 1 without bias; `end` above 0.
fn below(bits: &mut impl Bits, end: u128) -> u128 {
    let zone = u128::MAX - u128::MAX % end;
    loop {
        let drawn = (u128::from(bits.next_u64()) << 64) | u128::from(bits.next_u64());
        if drawn < zone {
            return drawn % end;
        }
    }
}

/// True with probability exp(-numerator / denominator).
fn survives(bits: &mut impl Bits, numerator: u128, denominator: u128) -> bool {
    for _ in 0..numerator / denominator {
        if !survives_at_most_one(bits, 1, 1) {
            return false;
        }
    }
    survives_at_most_one(bits, numerator % denominator, denominator)
}

/// The same for a fraction of at most 1, by the alternating series.
fn survives_at_most_one(bits: &mut impl Bits, numerator: u128, denominator: u128) -> bool {
    let mut k: u128 = 1;
    while below(bits, denominator * k) < numerator {
        k += 1;
    }
    k % 2 == 1
}

/// Discrete Laplace with scale `t`: probability proportional to exp(-|x| / t).
fn discrete_laplace(bits: &mut impl Bits, t: u128) -> i128 {
    loop {
        let within = below(bits, t);
        if !survives(bits, within, t) {
            continue;
        }
        let mut whole = 0;
        while survives_at_most_one(bits, 1, 1) {
            whole += 1;
        }
        let size = i128::try_from(within + t * whole).unwrap_or(i128::MAX);
        match (below(bits, 2) == 1, size) {
            (true, 0) => {}
            (true, size) => return -size,
            (false, size) => return size,
        }
    }
}

/// One draw of discrete Gaussian noise: probability of x proportional to exp(-x^2 / (2 variance)).
pub fn discrete_gaussian(bits: &mut impl Bits, variance: Variance) -> i64 {
    let (numerator, denominator) = (u128::from(variance.numerator), u128::from(variance.denominator));
    let t = (numerator / denominator).isqrt() + 1;
    loop {
        let drawn = discrete_laplace(bits, t);
        // Accept with exp(-(|x| - variance/t)^2 / (2 variance)), all brought to one denominator.
        let distance = (drawn.unsigned_abs() * t * denominator).abs_diff(numerator);
        let Some(square) = distance.checked_mul(distance) else {
            continue;
        };
        if survives(bits, square, 2 * numerator * denominator * t * t)
            && let Ok(noise) = i64::try_from(drawn)
        {
            return noise;
        }
    }
}
