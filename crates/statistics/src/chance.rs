//! Seeded chance: a generator and the distributions the estimators draw from.
//!
//! A study must be repeatable bit for bit years later, so generator and samplers are written out here and never change:
//! a library may improve its samplers between versions and would then give other resamples for the same seed.
//! The generator is xoshiro256++ (Blackman and Vigna 2019), seeded through splitmix64. It is not secret: noise that
//! protects people is never drawn from here.
//!
//! Each unit of work (a resample, a chain) has its own stream, made from the seed and the unit's numbers. Results
//! therefore do not depend on the number of threads or on who finishes first.

use crate::special::ln_factorial;

/// A stream of random numbers.
#[derive(Clone)]
pub struct Chance {
    state: [u64; 4],
    spare_normal: Option<f64>,
}

impl Chance {
    /// The stream of `seed` for one unit of work, named by any numbers (method, index of the resample).
    pub fn new(seed: u64, unit: &[u64]) -> Self {
        let mut mixed = seed;
        for &part in unit {
            mixed = split_mix(&mut mixed) ^ part.wrapping_mul(0xD134_2543_DE82_EF95);
        }
        let state = [
            split_mix(&mut mixed),
            split_mix(&mut mixed),
            split_mix(&mut mixed),
            split_mix(&mut mixed),
        ];
        Self {
            state,
            spare_normal: None,
        }
    }

    pub fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let c = c ^ a;
        let d = d ^ b;
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// Uniform on the open interval from 0 to 1.
    pub fn uniform(&mut self) -> f64 {
        ((self.next_u64() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform on 0, 1, ..., `end` - 1; 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next_u64()) * u128::from(end)) >> 64) as u64
    }

    /// Standard normal, by Marsaglia's polar method.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let x = 2.0 * self.uniform() - 1.0;
            let y = 2.0 * self.uniform() - 1.0;
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                let scale = (-2.0 * square.ln() / square).sqrt();
                self.spare_normal = Some(y * scale);
                return x * scale;
            }
        }
    }

    /// Gamma with the given shape and scale 1 (Marsaglia and Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = self.uniform().powf(1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v <= 0.0 {
                continue;
            }
            let v = v * v * v;
            let u = self.uniform();
            if u < 1.0 - 0.0331 * x * x * x * x || u.ln() < 0.5 * x * x + d * (1.0 - v + v.ln()) {
                return d * v;
            }
        }
    }

    /// Beta on the open interval from 0 to 1.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let x = self.gamma(a);
        let y = self.gamma(b);
        let share = x / (x + y);
        share.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
    }

    /// Number of successes in `n` trials.
    pub fn binomial(&mut self, n: u64, p: f64) -> u64 {
        if n == 0 || p <= 0.0 || p.is_nan() {
            return 0;
        }
        if p >= 1.0 {
            return n;
        }
        if p > 0.5 {
            return n - self.binomial(n, 1.0 - p);
        }
        if n as f64 * p < 10.0 {
            self.binomial_by_inversion(n, p)
        } else {
            self.binomial_by_rejection(n, p)
        }
    }

    fn binomial_by_inversion(&mut self, n: u64, p: f64) -> u64 {
        let odds = p / (1.0 - p);
        let at_zero = (n as f64 * (-p).ln_1p()).exp();
        let mut u = self.uniform();
        let mut probability = at_zero;
        let mut successes = 0;
        while u > probability && successes < n {
            u -= probability;
            successes += 1;
            probability *= odds * (n + 1 - successes) as f64 / successes as f64;
        }
        successes
    }

    /// Transformed rejection with squeeze (Hörmann 1993), for n p >= 10 and p <= 1/2.
    fn binomial_by_rejection(&mut self, n: u64, p: f64) -> u64 {
        let count = n as f64;
        let spread = (count * p * (1.0 - p)).sqrt();
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * p;
        let centre = count * p + 0.5;
        let quick = 0.92 - 4.2 / b;
        let alpha = (2.83 + 5.1 / b) * spread;
        let log_odds = (p / (1.0 - p)).ln();
        let mode = ((count + 1.0) * p).floor();
        let at_mode = ln_factorial(mode as u64) + ln_factorial(n - mode as u64);
        loop {
            let v = self.uniform();
            let u = self.uniform() - 0.5;
            let edge = 0.5 - u.abs();
            let k = ((2.0 * a / edge + b) * u + centre).floor();
            if edge >= 0.07 && v <= quick {
                return k as u64;
            }
            if k < 0.0 || k > count {
                continue;
            }
            let bound = (v * alpha / (a / (edge * edge) + b)).ln();
            let k_whole = k as u64;
            if bound <= at_mode - ln_factorial(k_whole) - ln_factorial(n - k_whole) + (k - mode) * log_odds {
                return k_whole;
            }
        }
    }

    /// Poisson with the given mean, by multiplication below 10 and transformed rejection above (Hörmann 1993).
    pub fn poisson(&mut self, mean: f64) -> u64 {
        if mean.is_nan() || mean <= 0.0 {
            return 0;
        }
        if mean < 10.0 {
            let limit = (-mean).exp();
            let mut product = self.uniform();
            let mut count = 0;
            while product > limit {
                product *= self.uniform();
                count += 1;
            }
            return count;
        }
        let log_mean = mean.ln();
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.024_83 * b;
        let log_inverse_alpha = (1.1239 + 1.1328 / (b - 3.4)).ln();
        let quick = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let edge = 0.5 - u.abs();
            let k = ((2.0 * a / edge + b) * u + mean + 0.43).floor();
            if edge >= 0.07 && v <= quick {
                return k as u64;
            }
            if k < 0.0 || (edge < 0.013 && v > edge) {
                continue;
            }
            let accepted = v.ln() + log_inverse_alpha - (a / (edge * edge) + b).ln();
            if accepted <= -mean + k * log_mean - ln_factorial(k as u64) {
                return k as u64;
            }
        }
    }

    /// Failures before the `size`-th success of probability `p`: a Poisson whose mean is gamma distributed.
    pub fn negative_binomial(&mut self, size: f64, p: f64) -> u64 {
        if p >= 1.0 {
            return 0;
        }
        let mean = self.gamma(size) * (1.0 - p) / p;
        self.poisson(mean)
    }

    /// Shares `n` out over `weights` (not negative, any scale), into `counts` of the same length.
    pub fn multinomial(&mut self, n: u64, weights: &[f64], counts: &mut [u64]) {
        let mut left = n;
        let mut weight_left: f64 = weights.iter().sum();
        for (count, &weight) in counts.iter_mut().zip(weights) {
            *count = if left == 0 {
                0
            } else {
                self.binomial(left, weight / weight_left)
            };
            left -= *count;
            weight_left -= weight;
        }
        // Rounding can leave a person over after the last weight: they belong to the last cell that has any weight.
        if left > 0
            && let Some(last) = weights.iter().rposition(|&weight| weight > 0.0)
            && let Some(count) = counts.get_mut(last)
        {
            *count += left;
        }
    }
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance over many draws lie within five standard errors of what they should be.
    fn check(mean: f64, variance: f64, fourth_over_square: f64, mut draw: impl FnMut(&mut Chance) -> f64) {
        let mut chance = Chance::new(20_261_123, &[7]);
        let draws = 40_000;
        let values: Vec<f64> = (0..draws).map(|_| draw(&mut chance)).collect();
        let average = values.iter().sum::<f64>() / f64::from(draws);
        let spread = values.iter().map(|x| (x - average).powi(2)).sum::<f64>() / f64::from(draws);
        assert!(
            (average - mean).abs() < 5.0 * (variance / f64::from(draws)).sqrt(),
            "mean {average} for {mean}"
        );
        let error = variance * ((fourth_over_square - 1.0) / f64::from(draws)).sqrt();
        assert!(
            (spread - variance).abs() < 5.0 * error,
            "variance {spread} for {variance}"
        );
    }

    #[test]
    fn draws_have_the_moments_they_should() {
        check(0.5, 1.0 / 12.0, 1.8, Chance::uniform);
        check(0.0, 1.0, 3.0, Chance::normal);
        check(0.3, 0.3, 3.0 + 6.0 / 0.3, |c| c.gamma(0.3));
        check(7.5, 7.5, 3.0 + 6.0 / 7.5, |c| c.gamma(7.5));
        check(0.25, 0.25 * 0.75 / 9.0, 3.0, |c| c.beta(2.0, 6.0));
        check(3.0, 2.7, 3.4, |c| c.binomial(30, 0.1) as f64);
        check(700.0, 210.0, 3.0, |c| c.binomial(1000, 0.7) as f64);
        check(4.0, 4.0, 3.25, |c| c.poisson(4.0) as f64);
        check(120.0, 120.0, 3.01, |c| c.poisson(120.0) as f64);
        check(12.0, 36.0, 3.6, |c| c.negative_binomial(6.0, 1.0 / 3.0) as f64);
    }

    #[test]
    fn shares_out_everybody_and_nobody_twice() {
        let mut chance = Chance::new(1, &[]);
        let weights = [0.1, 0.0, 5.0, 1e-9, 2.0];
        let mut counts = [0; 5];
        for n in [0, 1, 17, 5_000] {
            chance.multinomial(n, &weights, &mut counts);
            assert_eq!(counts.iter().sum::<u64>(), n);
            assert_eq!(counts[1], 0);
        }
    }

    #[test]
    fn streams_are_their_own() {
        let first = Chance::new(5, &[0]).next_u64();
        assert_eq!(first, Chance::new(5, &[0]).next_u64());
        assert_ne!(first, Chance::new(5, &[1]).next_u64());
        assert_ne!(first, Chance::new(6, &[0]).next_u64());
        assert_ne!(first, Chance::new(5, &[0, 0]).next_u64());
    }
}
