//! The weights of the evidence, step by step: a table that reads aloud as well as it looks, with one bar drawn on the
//! server in each row. Weights are in bits: +1 makes "the same person" twice as likely, -1 half as likely.

use crate::words::Words;
use maud::{Markup, html};

/// One comparison and how much it says. `detail` gives both values or the reason, in words.
#[derive(Clone)]
pub struct Weight {
    pub label: String,
    pub detail: String,
    pub bits: f64,
}

/// The way from where every pair starts (`prior`, in bits) by each weight to the sum. `threshold`, in bits, is drawn
/// as the line from which a pair is worth a look.
pub fn waterfall(words: &Words, prior: f64, weights: &[Weight], threshold: Option<f64>) -> Markup {
    let prior = finite(prior);
    let mut sum = prior;
    let mut steps: Vec<(f64, f64)> = Vec::with_capacity(weights.len());
    for weight in weights {
        let next = sum + finite(weight.bits);
        steps.push((sum, next));
        sum = next;
    }
    let scale = Scale::over(
        steps
            .iter()
            .flat_map(|&(a, b)| [a, b])
            .chain([0.0, prior, sum])
            .chain(threshold.map(finite)),
    );
    let threshold = threshold.map(finite);
    html! {
        figure.haven-waterfall {
            table.haven-waterfall__table {
                caption { (words.get("ui-waterfall-caption")) }
                thead {
                    tr {
                        th scope="col" { (words.get("ui-waterfall-reason")) }
                        td {}
                        th.haven-waterfall__number scope="col" { (words.get("ui-waterfall-weight")) }
                    }
                }
                tbody {
                    tr.haven-waterfall__frame {
                        th scope="row" { (words.get("ui-waterfall-start")) }
                        td.haven-waterfall__bar { (bar(&scale, 0.0, prior, "w-neutral", threshold, false)) }
                        td.haven-waterfall__number { (reading(prior)) }
                    }
                    @for (weight, (from, to)) in weights.iter().zip(&steps) {
                        @let class = if weight.bits > 0.0 { "w-for" } else if weight.bits < 0.0 { "w-against" } else { "w-neutral" };
                        tr {
                            th scope="row" {
                                (weight.label)
                                @if !weight.detail.is_empty() { span.haven-waterfall__detail { (weight.detail) } }
                            }
                            td.haven-waterfall__bar { (bar(&scale, *from, *to, class, threshold, true)) }
                            td.haven-waterfall__number { (reading(weight.bits)) }
                        }
                    }
                    tr.haven-waterfall__frame {
                        th scope="row" { (words.get("ui-waterfall-total")) }
                        td.haven-waterfall__bar { (bar(&scale, 0.0, sum, "w-total", threshold, false)) }
                        td.haven-waterfall__number { (reading(sum)) }
                    }
                }
            }
            figcaption {
                (words.get("ui-waterfall-scale"))
                @if let Some(bits) = threshold {
                    " " span.haven-waterfall__key aria-hidden="true" {} (words.get("ui-waterfall-threshold")) ": " (reading(bits)) "."
                }
            }
        }
    }
}

/// From bits to a place between 0 and 100 across the bar's field.
struct Scale {
    least: f64,
    width: f64,
}

impl Scale {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let (least, most) = values.fold((0.0_f64, 0.0_f64), |(least, most), value| {
            (least.min(value), most.max(value))
        });
        let room = ((most - least) * 0.03).max(0.5);
        Self {
            least: least - room,
            width: most - least + 2.0 * room,
        }
    }

    fn place(&self, bits: f64) -> f64 {
        ((bits - self.least) / self.width * 100.0).clamp(0.0, 100.0)
    }
}

/// One row's drawing; stretched to the row by the style, so that rows join into one picture. Hidden from screen
/// readers, to whom the numbers beside it say the same.
fn bar(scale: &Scale, from: f64, to: f64, class: &str, threshold: Option<f64>, floating: bool) -> Markup {
    let (a, b) = (scale.place(from), scale.place(to));
    let zero = scale.place(0.0);
    html! {
        svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            line.w-zero x1=(number(zero)) x2=(number(zero)) y1="0" y2="100" {}
            @if let Some(bits) = threshold {
                line.w-line x1=(number(scale.place(bits))) x2=(number(scale.place(bits))) y1="0" y2="100" {}
            }
            @if floating { line.w-step x1=(number(a)) x2=(number(a)) y1="0" y2="22" {} }
            rect.{ (class) } x=(number(a.min(b))) y="22" width=(number((a - b).abs().max(0.4))) height="56" {}
            line.w-step x1=(number(b)) x2=(number(b)) y1="78" y2="100" {}
        }
    }
}

fn number(value: f64) -> String {
    format!("{value:.2}")
}

/// A weight on the page. Its sign stands before it in every direction of writing.
fn reading(bits: f64) -> Markup {
    html! { bdi dir="ltr" { (signed(bits)) } }
}

/// A weight as people read it: with its sign (a true minus), one decimal.
fn signed(bits: f64) -> String {
    let bits = finite(bits);
    let text = format!("{:.1}", bits.abs());
    match text.as_str() {
        "0.0" => text,
        _ if bits < 0.0 => format!("\u{2212}{text}"),
        _ => format!("+{text}"),
    }
}

/// A weight that is no number is drawn as none, and one beyond all reason at the edge.
fn finite(bits: f64) -> f64 {
    if bits.is_nan() { 0.0 } else { bits.clamp(-200.0, 200.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_readable() {
        for (bits, text) in [
            (3.16, "+3.2"),
            (-0.26, "\u{2212}0.3"),
            (0.01, "0.0"),
            (-0.04, "0.0"),
            (f64::NAN, "0.0"),
        ] {
            assert_eq!(signed(bits), text);
        }
    }

    #[test]
    fn bars_stay_inside_their_field() {
        for values in [vec![0.0], vec![-20.0, 13.0], vec![f64::INFINITY], vec![1e-9]] {
            let scale = Scale::over(values.iter().copied().map(finite));
            for value in values {
                let place = scale.place(finite(value));
                assert!(
                    (0.0..=100.0).contains(&place) && place.is_finite(),
                    "{value} at {place}"
                );
            }
        }
    }
}
