//! Which pairs were compared, which were let go, and what the household guard held back.

use super::{Subject, charts, wide};
use crate::link::whole_files::telling::{grouped, percent};
use kit::words::Words;
use maud::{Markup, html};

pub fn section(subject: &Subject<'_>, words: &Words) -> Markup {
    let rules = &subject.outcome.candidates.rules;
    let most = rules.iter().map(|rule| rule.kept).max().unwrap_or(1).max(1) as f64;
    html! {
        p { (words.with("whole-files-blocking-text", &[("pairs", grouped(subject.outcome.candidates.pairs.len() as u64).into()), ("possible", grouped(subject.found.possible_pairs as u64).into())])) }
        @if let Some(measured) = &subject.found.measured {
            p { (words.with("whole-files-blocking-met", &[("share", percent(measured.met as f64 / measured.true_pairs.max(1) as f64).into()), ("pairs", grouped(measured.true_pairs).into())])) }
        }
        (wide(&words.get("whole-files-blocking-table"), html! {
            table {
                caption { (words.get("whole-files-blocking-table")) }
                thead { tr {
                    th scope="col" { (words.get("whole-files-col-rule")) }
                    th.number scope="col" { (words.get("whole-files-col-keys")) }
                    th.number scope="col" { (words.get("whole-files-col-largest")) }
                    th.number scope="col" { (words.get("whole-files-col-met")) }
                    th.number scope="col" { (words.get("whole-files-col-kept")) }
                    td {}
                    th.number scope="col" { (words.get("whole-files-col-lost")) }
                } }
                tbody {
                    @for rule in rules {
                        tr {
                            th scope="row" { (rule.label) }
                            td.number { (grouped(rule.keys)) }
                            td.number { (grouped(rule.largest)) }
                            td.number { (grouped(rule.met)) }
                            td.number { (grouped(rule.kept)) }
                            td.drawn { (charts::cell(0.0, most, 0.0, rule.kept as f64, "total")) }
                            td.number { (grouped(rule.lost)) }
                        }
                    }
                }
            }
        }))
        p.note { (words.get("whole-files-blocking-lost")) }
    }
}

pub fn households(subject: &Subject<'_>, words: &Words) -> Markup {
    let found = &subject.found.households;
    html! {
        p { (words.get("whole-files-households-text")) }
        p { (words.with("whole-files-households-found", &[
            ("without", grouped(found.would_be_links.round() as u64).into()),
            ("held", grouped(found.held_back.round() as u64).into()),
            ("sample", grouped(found.looked_at as u64).into()),
        ])) }
        @if found.held_back_known > 0 {
            p { (words.with("whole-files-households-measured", &[("known", grouped(found.held_back_known).into()), ("wrong", grouped(found.held_back_wrongly).into())])) }
        }
    }
}
