//! Drawings: bars, lines and little networks, each with a title and a description for those who do not see them. Numbers
//! are in the table beside every drawing.

use maud::{Markup, html};

/// Where the drawing's field lies in its picture of 480 by 270.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 470.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 226.0;

/// What every chart says of itself.
pub struct Saying<'a> {
    /// Distinct on the page.
    pub id: &'a str,
    pub title: String,
    pub about: String,
    pub across: String,
    pub upwards: String,
}

/// From a value to a place.
struct Scale {
    least: f64,
    most: f64,
    from: f64,
    to: f64,
}

impl Scale {
    fn place(&self, value: f64) -> f64 {
        let share = (value - self.least) / (self.most - self.least).max(1e-9);
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }
}

fn n(value: f64) -> String {
    format!("{value:.1}")
}

fn picture(saying: &Saying<'_>, body: &Markup) -> Markup {
    html! {
        svg.chart role="img" viewBox="0 0 480 270" aria-labelledby={ (saying.id) "-t " (saying.id) "-d" } {
            title id={ (saying.id) "-t" } { (saying.title) }
            desc id={ (saying.id) "-d" } { (saying.about) }
            (body)
            text.axis x=(n((LEFT + RIGHT) / 2.0)) y="264" text-anchor="middle" { (saying.across) }
            text.axis transform={ "translate(13 " (n((TOP + BOTTOM) / 2.0)) ") rotate(-90)" } text-anchor="middle" { (saying.upwards) }
        }
    }
}

/// Round steps for an axis: at most some five of them.
fn steps(most: f64) -> Vec<f64> {
    if most <= 0.0 {
        return vec![0.0];
    }
    let size = 10f64.powf((most / 4.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|times| times * size)
        .find(|step| most / step <= 5.0)
        .unwrap_or(most);
    (0..)
        .map(|count| f64::from(count) * step)
        .take_while(|value| *value <= most * 1.001)
        .collect()
}

fn short_number(value: f64) -> String {
    if value >= 1e6 {
        format!("{} M", trimmed(value / 1e6))
    } else if value >= 1e4 {
        format!("{} k", trimmed(value / 1e3))
    } else {
        trimmed(value)
    }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn whole(bits: i32) -> String {
    if bits < 0 {
        format!("\u{2212}{}", -bits)
    } else {
        bits.to_string()
    }
}

/// Bars one bit wide, in two parts: (lower end, all, of which in the first part). `mark`: a line at a threshold; `shade`: a range.
pub fn histogram(saying: &Saying<'_>, bars: &[(i32, u64, u64)], mark: f32, shade: (f32, f32)) -> Markup {
    let (least, most) = (
        bars.first().map_or(0, |bar| bar.0),
        bars.last().map_or(1, |bar| bar.0 + 1),
    );
    let x = Scale {
        least: f64::from(least),
        most: f64::from(most),
        from: LEFT,
        to: RIGHT,
    };
    let top = bars.iter().map(|bar| bar.1).max().unwrap_or(1) as f64;
    let y = Scale {
        least: 0.0,
        most: top.max(1.0),
        from: BOTTOM,
        to: TOP,
    };
    let (low, high) = (x.place(f64::from(shade.0)), x.place(f64::from(shade.1)));
    let body = html! {
        rect.shade x=(n(low)) y=(n(TOP)) width=(n(high - low)) height=(n(BOTTOM - TOP)) {}
        (upward_axis(&y, &steps(top), &short_number))
        @for (bits, all, first) in bars {
            @let (left, width) = (x.place(f64::from(*bits)), x.place(f64::from(bits + 1)) - x.place(f64::from(*bits)) - 0.8);
            @let (tall, linked) = (y.place(*all as f64), y.place(*first as f64));
            rect.other x=(n(left)) y=(n(tall)) width=(n(width)) height=(n(linked - tall)) {}
            rect.linked x=(n(left)) y=(n(linked)) width=(n(width)) height=(n(BOTTOM - linked)) {}
        }
        (across_axis(&x, least, most))
        line.mark x1=(n(x.place(f64::from(mark)))) x2=(n(x.place(f64::from(mark)))) y1=(n(TOP - 6.0)) y2=(n(BOTTOM)) {}
    };
    picture(saying, &body)
}

/// One line of a chart: its style, and (bits, share) of its points.
pub struct Line {
    pub class: &'static str,
    pub points: Vec<(f64, f64)>,
}

/// Shares by bits.
pub fn lines(saying: &Saying<'_>, lines: &[Line], mark: f32) -> Markup {
    let all = || lines.iter().flat_map(|line| line.points.iter());
    let least = all().map(|point| point.0).fold(f64::INFINITY, f64::min);
    let most = all().map(|point| point.0).fold(f64::NEG_INFINITY, f64::max);
    let x = Scale {
        least,
        most,
        from: LEFT,
        to: RIGHT,
    };
    let y = Scale {
        least: 0.0,
        most: 1.0,
        from: BOTTOM,
        to: TOP,
    };
    let percent = |value: f64| format!("{} %", trimmed(value * 100.0));
    let body = html! {
        (upward_axis(&y, &[0.0, 0.25, 0.5, 0.75, 1.0], &percent))
        (across_axis(&x, least.max(-1e6) as i32, most.min(1e6) as i32))
        line.mark x1=(n(x.place(f64::from(mark)))) x2=(n(x.place(f64::from(mark)))) y1=(n(TOP - 6.0)) y2=(n(BOTTOM)) {}
        @for line in lines {
            @let points = line.points.iter().filter(|point| point.1.is_finite()).map(|(bits, share)| format!("{},{}", n(x.place(*bits)), n(y.place(*share)))).collect::<Vec<_>>().join(" ");
            polyline.{ "line " (line.class) } points=(points) {}
        }
    };
    picture(saying, &body)
}

fn upward_axis(y: &Scale, values: &[f64], told: &dyn Fn(f64) -> String) -> Markup {
    html! {
        @for value in values {
            line.grid x1=(n(LEFT)) x2=(n(RIGHT)) y1=(n(y.place(*value))) y2=(n(y.place(*value))) {}
            text.tick x=(n(LEFT - 5.0)) y=(n(y.place(*value) + 4.0)) text-anchor="end" { (told(*value)) }
        }
    }
}

fn across_axis(x: &Scale, least: i32, most: i32) -> Markup {
    html! {
        line.base x1=(n(LEFT)) x2=(n(RIGHT)) y1=(n(BOTTOM)) y2=(n(BOTTOM)) {}
        @for bits in (least..=most).filter(|bits| bits % 5 == 0) {
            line.base x1=(n(x.place(f64::from(bits)))) x2=(n(x.place(f64::from(bits)))) y1=(n(BOTTOM)) y2=(n(BOTTOM + 4.0)) {}
            text.tick x=(n(x.place(f64::from(bits)))) y=(n(BOTTOM + 17.0)) text-anchor="middle" { (whole(bits)) }
        }
    }
}

/// A bar in a cell of a table, from `from` to `to` on a scale from `least` to `most`. The number stands in the next cell, so that
/// the drawing is hidden from those who listen.
pub fn cell(least: f64, most: f64, from: f64, to: f64, class: &str) -> Markup {
    let x = Scale {
        least,
        most,
        from: 0.0,
        to: 100.0,
    };
    let (a, b) = (x.place(from), x.place(to));
    let zero = x.place(0.0);
    html! {
        svg.bar viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.{ (class) } x=(n(a.min(b))) y="1.5" width=(n((a - b).abs().max(0.4))) height="7" {}
            @if least < 0.0 { line.zero x1=(n(zero)) x2=(n(zero)) y1="0" y2="10" {} }
        }
    }
}

/// Records of a cluster in a ring; firm pairs thick, conflicts dashed.
pub fn ring(saying: &Saying<'_>, count: usize, edges: &[(usize, usize, f32)], marked: &[usize]) -> Markup {
    let place = |number: usize| {
        let angle = std::f64::consts::TAU * number as f64 / count.max(1) as f64 - std::f64::consts::FRAC_PI_2;
        (110.0 + 78.0 * angle.cos(), 110.0 + 78.0 * angle.sin())
    };
    html! {
        svg.ring role="img" viewBox="0 0 220 220" aria-labelledby={ (saying.id) "-t " (saying.id) "-d" } {
            title id={ (saying.id) "-t" } { (saying.title) }
            desc id={ (saying.id) "-d" } { (saying.about) }
            @for (i, j, weight) in edges {
                @let ((x1, y1), (x2, y2)) = (place(*i), place(*j));
                @let class = if *weight < -4.0 { "edge against" } else if *weight <= 0.0 { "edge weak" } else { "edge" };
                line.{ (class) } x1=(n(x1)) y1=(n(y1)) x2=(n(x2)) y2=(n(y2)) stroke-width=(n(f64::from(weight.abs().clamp(1.0, 20.0)) / 4.0 + 0.5)) {}
            }
            @for number in 0..count {
                @let (x, y) = place(number);
                @let class = if marked.contains(&number) { "node bridge" } else { "node" };
                circle.{ (class) } cx=(n(x)) cy=(n(y)) r="12" {}
                text.number x=(n(x)) y=(n(y + 4.0)) text-anchor="middle" { (number + 1) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_a_few_round_steps() {
        for most in [1.0, 3.0, 7.0, 99.0, 100.0, 12_345.0, 4e6] {
            let found = steps(most);
            assert!((2..=6).contains(&found.len()), "{most}: {found:?}");
            assert!(found.last().is_some_and(|last| *last <= most * 1.001));
        }
        assert_eq!(steps(0.0), [0.0]);
    }
}
