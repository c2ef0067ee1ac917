//! Single pairs, step by step: how evidence adds up.

use super::{Subject, charts};
use crate::link::whole_files::findings::samples::Sample;
use crate::link::whole_files::running::probability;
use crate::link::whole_files::telling::{line_words, percent, signed};
use kit::words::Words;
use maud::{Markup, html};

pub fn section(subject: &Subject<'_>, words: &Words) -> Markup {
    html! {
        p { (words.get("whole-files-pairs-text")) }
        @if subject.found.samples.is_empty() { p { (words.get("whole-files-pairs-none")) } }
        div.two {
            @for sample in &subject.found.samples { (waterfall(subject, sample, words)) }
        }
    }
}

fn waterfall(subject: &Subject<'_>, sample: &Sample, words: &Words) -> Markup {
    let mut sum = 0.0f32;
    let steps: Vec<(f32, f32)> = sample
        .lines
        .iter()
        .map(|line| {
            let from = sum;
            sum += line.bits;
            (from, sum)
        })
        .collect();
    let ends = || steps.iter().flat_map(|(a, b)| [*a, *b]).chain([0.0, sample.weight]);
    let least = f64::from(ends().fold(0.0, f32::min)) - 0.5;
    let most = f64::from(ends().fold(0.0, f32::max)) + 0.5;
    let cell = |from: f32, to: f32, class: &str| charts::cell(least, most, f64::from(from), f64::from(to), class);
    html! {
        table.waterfall {
            caption {
                strong { (words.get(&format!("whole-files-sample-{}", sample.kind.key()))) } br;
                (subject.record(sample.a)) " · " (subject.record(sample.b))
            }
            thead { tr {
                th scope="col" { (words.get("whole-files-col-evidence")) }
                td {}
                th.number scope="col" { (words.get("whole-files-col-bits")) }
            } }
            tbody {
                @for (line, (from, to)) in sample.lines.iter().zip(&steps) {
                    @let class = if line.field == "prior" { "neutral" } else if line.bits > 0.0 { "for" } else { "against" };
                    tr {
                        th scope="row" { (line_words(line, words)) }
                        td.drawn { (cell(*from, *to, class)) }
                        td.number { (signed(line.bits)) }
                    }
                }
                tr.sum {
                    th scope="row" { (words.get("whole-files-in-all")) ", " (percent(probability(sample.weight))) }
                    td.drawn { (cell(0.0, sample.weight, "total")) }
                    td.number { (signed(sample.weight)) }
                }
                tr.verdict {
                    td colspan="3" {
                        @if sample.linked { (words.get("whole-files-sample-linked")) } @else { (words.get("whole-files-sample-apart")) }
                    }
                }
            }
        }
    }
}
