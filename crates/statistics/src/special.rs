//! Special functions and quantiles: only those the estimators need, each good to about 1e-13 relative unless it says less.

use std::sync::LazyLock;

const FACTORIALS_KEPT: usize = 4096;

static LN_FACTORIALS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    (0..FACTORIALS_KEPT)
        .map(|n| if n < 2 { 0.0 } else { ln_gamma(n as f64 + 1.0) })
        .collect()
});

/// Natural logarithm of `n`!.
pub fn ln_factorial(n: u64) -> f64 {
    match LN_FACTORIALS.get(n as usize) {
        Some(&kept) => kept,
        None => ln_gamma(n as f64 + 1.0),
    }
}

/// Natural logarithm of the gamma function for positive `x`: Stirling's series, reached by recurrence below 12.
pub fn ln_gamma(x: f64) -> f64 {
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
    if x.is_nan() || x <= 0.0 {
        return f64::INFINITY;
    }
    if x < 12.0 {
        let mut product = 1.0;
        let mut shifted = x;
        while shifted < 12.0 {
            product *= shifted;
            shifted += 1.0;
        }
        return ln_gamma(shifted) - product.ln();
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse
        * (1.0 / 12.0
            - square
                * (1.0 / 360.0
                    - square
                        * (1.0 / 1260.0
                            - square * (1.0 / 1680.0 - square * (1.0 / 1188.0 - square * 691.0 / 360_360.0)))));
    (x - 0.5) * x.ln() - x + HALF_LN_TWO_PI + series
}

/// Regularised lower incomplete gamma function P(a, x).
pub fn gamma_p(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x < a + 1.0 {
        gamma_series(a, x)
    } else {
        1.0 - gamma_fraction(a, x)
    }
}

/// Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), without loss in the tail.
pub fn gamma_q(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x < a + 1.0 {
        1.0 - gamma_series(a, x)
    } else {
        gamma_fraction(a, x)
    }
}

fn gamma_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    let mut denominator = a;
    for _ in 0..100_000 {
        denominator += 1.0;
        term *= x / denominator;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum * (a * x.ln() - x - ln_gamma(a)).exp()
}

fn gamma_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..100_000 {
        let step = -f64::from(i) * (f64::from(i) - a);
        b += 2.0;
        d = not_zero(step * d + b);
        c = not_zero(b + step / c);
        d = 1.0 / d;
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction * (a * x.ln() - x - ln_gamma(a)).exp()
}

fn not_zero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// Regularised incomplete beta function I_x(a, b), by Lentz's continued fraction.
pub fn beta_regularised(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_regularised(b, a, 1.0 - x);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let mut c = 1.0;
    let mut d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for i in 1..10_000 {
        let m = f64::from(i);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / not_zero(1.0 + even * d);
        c = not_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / not_zero(1.0 + odd * d);
        c = not_zero(1.0 + odd / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}

/// Standard normal distribution function, accurate in both tails.
pub fn normal_cdf(z: f64) -> f64 {
    if z < 0.0 {
        0.5 * gamma_q(0.5, 0.5 * z * z)
    } else {
        0.5 + 0.5 * gamma_p(0.5, 0.5 * z * z)
    }
}

/// Standard normal quantile (Wichura 1988, algorithm AS 241). Minus and plus infinity at 0 and 1.
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ];
    const B: [f64; 8] = [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ];
    const C: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const E: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ];
    let polynomial = |coefficients: &[f64; 8], x: f64| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    if p.is_nan() {
        return f64::NAN;
    }
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&A, r) / polynomial(&B, r);
    }
    let r = (-(if q < 0.0 { p } else { 1.0 - p }).ln()).sqrt();
    let z = if r <= 5.0 {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
}

/// The smaller of P(X <= seen) and P(X >= seen) for a Poisson X, good far into the tails (1e-300 and below is 0).
pub fn poisson_smaller_tail(seen: u64, mean: f64) -> f64 {
    if mean <= 0.0 {
        // All the mass is at 0: both tails hold it when nothing was seen, the upper one is empty otherwise.
        return if seen == 0 { 1.0 } else { 0.0 };
    }
    let count = seen as f64;
    let at_seen = (count * mean.ln() - mean - ln_factorial(seen)).exp();
    let lower = |from: f64| {
        let (mut term, mut sum, mut k) = (from, from, count);
        while k > 0.0 && term > sum * 1e-17 {
            term *= k / mean;
            sum += term;
            k -= 1.0;
        }
        sum
    };
    let upper = |from: f64| {
        let (mut term, mut sum, mut k) = (from, from, count);
        while term > sum * 1e-17 {
            k += 1.0;
            term *= mean / k;
            sum += term;
        }
        sum
    };
    if count + 1.0 <= mean {
        lower(at_seen)
    } else if count >= mean + 1.0 {
        upper(at_seen)
    } else {
        lower(at_seen).min(upper(at_seen))
    }
}

/// P(X <= k) for a negative binomial with the given size and mean.
pub fn negative_binomial_cdf(k: f64, size: f64, mean: f64) -> f64 {
    if k < 0.0 {
        return 0.0;
    }
    beta_regularised(size, k.floor() + 1.0, size / (size + mean))
}

/// Smallest whole k with P(X <= k) >= p, for a negative binomial with the given size and mean.
pub fn negative_binomial_quantile(p: f64, size: f64, mean: f64) -> f64 {
    smallest_reaching(p, mean, (mean + mean * mean / size).sqrt(), |k| {
        negative_binomial_cdf(k, size, mean)
    })
}

/// Smallest whole k with P(X <= k) >= p, for a Poisson with the given mean.
pub fn poisson_quantile(p: f64, mean: f64) -> f64 {
    smallest_reaching(p, mean, mean.sqrt(), |k| {
        if k < 0.0 { 0.0 } else { gamma_q(k.floor() + 1.0, mean) }
    })
}

fn smallest_reaching(p: f64, mean: f64, spread: f64, cdf: impl Fn(f64) -> f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    // A hair below p, so that a k whose probability is exactly p is not lost to rounding (the usual convention).
    let target = p * (1.0 - 64.0 * f64::EPSILON);
    let mut low = -1.0;
    let mut high = (mean + 2.0 * spread + 2.0).floor();
    while cdf(high) < target && high < 1e15 {
        low = high;
        high = 2.0 * high + 2.0;
    }
    while high - low > 1.0 {
        let middle = ((low + high) / 2.0).floor();
        if cdf(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Quantile of ascending `sorted` values: Hyndman and Fan's type 8 (position p (n + 1/3) + 1/3), as R's `type = 8`.
/// Not a number when there are no values.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len();
    if n == 0 || p.is_nan() {
        return f64::NAN;
    }
    let fuzz = 4.0 * f64::EPSILON;
    let position = p * (n as f64 + 1.0 / 3.0) + 1.0 / 3.0;
    let below = (position + fuzz).floor();
    let mut fraction = position - below;
    if fraction.abs() < fuzz {
        fraction = 0.0;
    }
    let at = |index: f64| sorted[(index.max(1.0) as usize).min(n) - 1];
    let (low, high) = (at(below), at(below + 1.0));
    if fraction == 0.0 {
        low
    } else {
        low + fraction * (high - low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64) {
        assert!((found / wanted - 1.0).abs() < 1e-12, "{found} for {wanted}");
    }

    #[test]
    fn known_values() {
        close(ln_gamma(0.5), 0.572_364_942_924_700_1);
        close(ln_factorial(10), 3_628_800_f64.ln());
        close(ln_factorial(5_000), 37_591.143_508_876_7);
        close(normal_cdf(-1.959_963_984_540_054), 0.025);
        close(normal_cdf(-10.0), 7.619_853_024_160_527e-24);
        close(normal_cdf(1.0), 0.841_344_746_068_542_9);
        close(normal_quantile(0.975), 1.959_963_984_540_054);
        close(beta_regularised(2.0, 3.0, 0.4), 0.5248);
        close(poisson_smaller_tail(0, 3.0), (-3.0_f64).exp());
        // P(X >= 8) for mean 2: 1 - sum of the eight terms below.
        close(poisson_smaller_tail(8, 2.0), 0.001_096_718_967_858_702_6);
    }

    #[test]
    fn quantiles_undo_distribution_functions() {
        for i in 1..400 {
            let p = f64::from(i) / 400.0;
            assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-14);
        }
        for p in [1e-200, 1e-20, 1e-8] {
            close(normal_cdf(normal_quantile(p)), p);
        }
        for (size, mean) in [(0.7, 2.0), (5.0, 40.0), (300.0, 3.0)] {
            for p in [0.01, 0.5, 0.99] {
                let k = negative_binomial_quantile(p, size, mean);
                assert!(negative_binomial_cdf(k, size, mean) >= p && negative_binomial_cdf(k - 1.0, size, mean) < p);
            }
        }
    }

    #[test]
    fn type_eight_quantiles() {
        let values = [1.0, 2.0, 3.0, 4.0];
        close(quantile(&values, 0.5), 2.5);
        close(quantile(&values, 0.25), 1.0 + 5.0 / 12.0);
        close(quantile(&values, 1.0), 4.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
