//! Quasi-Poisson regression on a level for each season and one straight trend, the model behind [`super::farrington`].
//!
//! Its normal equations are shaped like an arrow: one number per season and one row for the trend. So a fit costs one pass
//! over the weeks per step instead of a general solver. Start, steps and stopping rule are those of R's `glm`.

/// One baseline week.
#[derive(Clone, Copy, Debug)]
pub(super) struct Week {
    pub count: f64,
    pub time: f64,
    /// Season, 0 to the number of seasons less one.
    pub season: usize,
    pub weight: f64,
}

pub(super) struct Regression {
    pub fitted: Vec<f64>,
    /// Leverage of each week.
    pub hat: Vec<f64>,
    /// Pearson dispersion; may be below 1.
    pub dispersion: f64,
    levels: Vec<f64>,
    slope: f64,
    arrow: Arrow,
}

/// Weighted sums by season and the information on the slope that they leave.
struct Arrow {
    weight: Vec<f64>,
    centre: Vec<f64>,
    about_slope: f64,
}

impl Arrow {
    fn new(weeks: &[Week], means: &[f64], seasons: usize) -> Self {
        let mut weight = vec![0.0; seasons];
        let mut centre = vec![0.0; seasons];
        for (week, mean) in weeks.iter().zip(means) {
            weight[week.season] += week.weight * mean;
            centre[week.season] += week.weight * mean * week.time;
        }
        for (centre, weight) in centre.iter_mut().zip(&weight) {
            *centre = if *weight > 0.0 { *centre / weight } else { 0.0 };
        }
        let about_slope = weeks
            .iter()
            .zip(means)
            .map(|(week, mean)| week.weight * mean * (week.time - centre[week.season]).powi(2))
            .sum();
        Self {
            weight,
            centre,
            about_slope,
        }
    }

    /// Variance of the linear predictor at a point, before the dispersion.
    fn variance(&self, season: usize, time: f64, trend: bool) -> f64 {
        let about = if trend {
            (time - self.centre[season]).powi(2) / self.about_slope
        } else {
            0.0
        };
        1.0 / self.weight[season] + about
    }
}

/// Fits by iterated least squares. None when it does not settle, or there are no degrees of freedom.
pub(super) fn fit(weeks: &[Week], seasons: usize, trend: bool) -> Option<Regression> {
    let mut present = vec![false; seasons];
    weeks.iter().for_each(|week| present[week.season] = true);
    let parameters = present.iter().filter(|there| **there).count() + usize::from(trend);
    if weeks.len() <= parameters {
        return None;
    }
    let mut means: Vec<f64> = weeks.iter().map(|week| week.count + 0.1).collect();
    let mut logs: Vec<f64> = means.iter().map(|mean| mean.ln()).collect();
    let saturated: f64 = weeks
        .iter()
        .filter(|week| week.count > 0.0)
        .map(|week| week.weight * week.count * (week.count.ln() - 1.0))
        .sum();
    let mut previous = deviance(weeks, &means, &logs, saturated);
    let mut levels = vec![0.0; seasons];
    let mut slope = 0.0;
    let mut settled = false;
    for _ in 0..25 {
        let arrow = Arrow::new(weeks, &means, seasons);
        let mut target = vec![0.0; seasons];
        let mut along = 0.0;
        for ((week, mean), log) in weeks.iter().zip(&means).zip(&logs) {
            let pulled = week.weight * (mean * log + week.count - mean);
            target[week.season] += pulled;
            along += pulled * (week.time - arrow.centre[week.season]);
        }
        slope = if trend { along / arrow.about_slope } else { 0.0 };
        for season in (0..seasons).filter(|&season| present[season]) {
            levels[season] = target[season] / arrow.weight[season] - slope * arrow.centre[season];
        }
        // Weeks follow one another, so the trend's factor is carried along instead of taking an exponential each week.
        let lifted: Vec<f64> = levels.iter().map(|level| level.exp()).collect();
        let one_week = slope.exp();
        let mut time = weeks[0].time;
        let mut factor = (slope * time).exp();
        for ((week, mean), log) in weeks.iter().zip(&mut means).zip(&mut logs) {
            let gap = week.time - time;
            factor *= if gap == 0.0 {
                1.0
            } else if gap == 1.0 {
                one_week
            } else {
                (slope * gap).exp()
            };
            time = week.time;
            *log = levels[week.season] + slope * week.time;
            *mean = lifted[week.season] * factor;
        }
        let now = deviance(weeks, &means, &logs, saturated);
        if !now.is_finite() {
            return None;
        }
        settled = (now - previous).abs() / (now.abs() + 0.1) < 1e-8;
        if settled {
            break;
        }
        previous = now;
    }
    if !settled {
        return None;
    }
    let arrow = Arrow::new(weeks, &means, seasons);
    let hat = weeks
        .iter()
        .zip(&means)
        .map(|(week, mean)| week.weight * mean * arrow.variance(week.season, week.time, trend))
        .collect();
    let pearson: f64 = weeks
        .iter()
        .zip(&means)
        .map(|(week, mean)| week.weight * (week.count - mean).powi(2) / mean)
        .sum();
    Some(Regression {
        fitted: means,
        hat,
        dispersion: pearson / (weeks.len() - parameters) as f64,
        levels,
        slope,
        arrow,
    })
}

/// `saturated` is what a perfect fit would contribute, the same in every step.
fn deviance(weeks: &[Week], means: &[f64], logs: &[f64], saturated: f64) -> f64 {
    let parts = weeks.iter().zip(means).zip(logs);
    2.0 * (saturated
        + parts
            .map(|((week, mean), log)| week.weight * (mean - week.count * log))
            .sum::<f64>())
}

impl Regression {
    /// Expected count at a point, and its variance given the dispersion to be used.
    pub fn predict(&self, season: usize, time: f64, trend: bool, dispersion: f64) -> (f64, f64) {
        let expected = (self.levels[season] + self.slope * time).exp();
        let variance = dispersion * expected * expected * self.arrow.variance(season, time, trend);
        (expected, variance)
    }

    /// z-value of the trend, given the dispersion to be used.
    pub fn trend_z(&self, dispersion: f64) -> f64 {
        self.slope / (dispersion / self.arrow.about_slope).sqrt()
    }
}
