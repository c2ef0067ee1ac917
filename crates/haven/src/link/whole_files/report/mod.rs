//! The report: one page that stands alone. No script, nothing from elsewhere; every chart is drawn here and has its table;
//! it prints. It shows record numbers and no names, unless names were asked for, and then it says so on top.

mod blocking;
mod charts;
mod clusters;
mod groups;
mod model;
mod opening;
mod pairs;
mod scores;

use super::changes::Changes;
use super::findings::Findings;
use super::plan::Order;
use super::reading::Records;
use super::running::Outcome;
use kit::words::Words;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeMap;

const STYLE: &str = include_str!("report.css");

/// What the page is about.
pub struct Subject<'a> {
    pub order: &'a Order,
    pub records: &'a Records,
    pub outcome: &'a Outcome,
    pub found: &'a Findings,
    pub changed: Option<&'a Changes>,
    /// By record number; empty unless names were asked for.
    pub names: &'a BTreeMap<String, String>,
    pub with_names: bool,
}

impl Subject<'_> {
    /// A record as the page shows it: its number, and its name where names are shown.
    fn record(&self, record: u32) -> Markup {
        let id = self.outcome.id(record);
        html! {
            span.record { (id) }
            @if let Some(name) = self.names.get(&id) { " " span.name { (name) } }
        }
    }
}

/// Records that the page names.
pub fn records_shown(found: &Findings) -> impl Iterator<Item = u32> {
    let samples = found.samples.iter().flat_map(|sample| [sample.a, sample.b]);
    let listed = found
        .studio
        .doubtful
        .iter()
        .flat_map(|diagnosis| std::iter::once(diagnosis.cluster).chain(diagnosis.bridges.iter().copied()));
    let drawn = found
        .studio
        .drawings
        .iter()
        .flat_map(|drawing| drawing.members.iter().copied());
    samples.chain(listed).chain(drawn)
}

/// The whole page.
pub fn page(subject: &Subject<'_>, words: &Words) -> Markup {
    let sections: [(&str, &str, Markup); 9] = [
        ("scores", "whole-files-scores", scores::section(subject, words)),
        ("pairs", "whole-files-pairs", pairs::section(subject, words)),
        ("clusters", "whole-files-clusters", clusters::section(subject, words)),
        ("groups", "whole-files-groups", groups::section(subject, words)),
        (
            "households",
            "whole-files-households",
            blocking::households(subject, words),
        ),
        (
            "unlinkable",
            "whole-files-unlinkable",
            scores::unlinkable(subject, words),
        ),
        ("weights", "whole-files-weights", model::weights(subject, words)),
        ("model", "whole-files-model", model::section(subject, words)),
        ("blocking", "whole-files-blocking", blocking::section(subject, words)),
    ];
    html! {
        (DOCTYPE)
        html lang=(words.language()) dir=(words.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (words.get("whole-files-title")) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                @if subject.with_names {
                    p.marking.named role="note" { (words.get("whole-files-marking-names")) }
                } @else {
                    p.marking role="note" { (words.get("whole-files-marking")) }
                }
                main {
                    (opening::section(subject, words))
                    nav aria-label=(words.get("whole-files-contents")) {
                        h2 { (words.get("whole-files-contents")) }
                        ol {
                            @for (id, key, _) in &sections {
                                li { a href={ "#" (id) } { (words.get(key)) } }
                            }
                        }
                    }
                    @for (id, key, body) in &sections {
                        section aria-labelledby=(id) {
                            h2 id=(id) { (words.get(key)) }
                            (body)
                        }
                    }
                }
                footer { p { (words.get("whole-files-footer")) } }
            }
        }
    }
}

/// A table that a narrow screen can push sideways.
fn wide(label: &str, table: Markup) -> Markup {
    html! { div.wide role="region" tabindex="0" aria-label=(label) { (table) } }
}
