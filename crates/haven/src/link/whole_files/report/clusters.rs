//! The cluster studio: sizes, doubts, and drawings of the clusters to open first.

use super::charts::{self, Saying};
use super::{Subject, wide};
use crate::link::whole_files::findings::studio::Drawing;
use crate::link::whole_files::telling::{grouped, percent, signed};
use kit::words::Words;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Sizes that have a row of their own.
const LARGEST: u32 = 12;

pub fn section(subject: &Subject<'_>, words: &Words) -> Markup {
    let studio = &subject.found.studio;
    html! {
        p { (words.with("whole-files-clusters-text", &[("clusters", grouped(studio.clusters).into()), ("conflicts", grouped(studio.with_conflicts).into()), ("bridges", grouped(studio.with_bridges).into()), ("sparse", grouped(studio.sparse).into())])) }
        (sizes(&studio.sizes, words))
        h3 { (words.get("whole-files-doubtful")) }
        @if studio.doubtful.is_empty() {
            p { (words.get("whole-files-doubtful-none")) }
        } @else {
            p { (words.with("whole-files-doubtful-text", &[("shown", studio.doubtful.len().into()), ("all", grouped(studio.doubtful_count as u64).into())])) }
            div.rings {
                @for drawing in &studio.drawings { (ring(subject, drawing, words)) }
            }
            (wide(&words.get("whole-files-doubtful"), html! {
                table {
                    caption { (words.get("whole-files-doubtful-table")) }
                    thead { tr {
                        th scope="col" { (words.get("whole-files-col-cluster")) }
                        th.number scope="col" { (words.get("whole-files-col-records")) }
                        th.number scope="col" { (words.get("whole-files-col-conflicts")) }
                        th.number scope="col" { (words.get("whole-files-col-density")) }
                        th scope="col" { (words.get("whole-files-col-bridges")) }
                    } }
                    tbody {
                        @for one in &studio.doubtful {
                            tr {
                                th scope="row" { (subject.record(one.cluster)) }
                                td.number { (one.records) }
                                td.number { (one.conflicts) }
                                td.number { (percent(f64::from(one.density))) }
                                td {
                                    @for (place, record) in one.bridges.iter().take(6).enumerate() {
                                        @if place > 0 { ", " }
                                        (subject.record(*record))
                                    }
                                    @if one.bridges.len() > 6 { " +" (one.bridges.len() - 6) }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn sizes(sizes: &BTreeMap<u32, u64>, words: &Words) -> Markup {
    let mut rows: Vec<(String, u64)> = Vec::new();
    for size in 1..=LARGEST {
        if let Some(count) = sizes.get(&size) {
            rows.push((size.to_string(), *count));
        }
    }
    let more: u64 = sizes.range(LARGEST + 1..).map(|(_, count)| count).sum();
    if let Some((largest, _)) = sizes.range(LARGEST + 1..).next_back() {
        rows.push((format!("{}–{largest}", LARGEST + 1), more));
    }
    // Records that stand alone would dwarf the rest on a plain scale.
    let most = rows.iter().map(|(_, count)| scale(*count)).fold(1.0, f64::max);
    html! {
        (wide(&words.get("whole-files-sizes"), html! {
            table.bars {
                caption { (words.get("whole-files-sizes")) }
                thead { tr {
                    th scope="col" { (words.get("whole-files-col-records")) }
                    td {}
                    th.number scope="col" { (words.get("whole-files-col-clusters")) }
                } }
                tbody {
                    @for (size, count) in &rows {
                        tr {
                            th scope="row" { (size) }
                            td.drawn { (charts::cell(0.0, most, 0.0, scale(*count), "total")) }
                            td.number { (grouped(*count)) }
                        }
                    }
                }
            }
        }))
        p.note { (words.get("whole-files-sizes-scale")) }
    }
}

fn scale(count: u64) -> f64 {
    (count as f64 + 1.0).log10()
}

fn ring(subject: &Subject<'_>, drawing: &Drawing, words: &Words) -> Markup {
    let diagnosis = subject
        .found
        .studio
        .doubtful
        .iter()
        .find(|one| one.cluster == drawing.cluster);
    let marked: Vec<usize> = drawing
        .members
        .iter()
        .enumerate()
        .filter(|(_, record)| diagnosis.is_some_and(|one| one.bridges.contains(record)))
        .map(|(place, _)| place)
        .collect();
    let against = drawing.edges.iter().filter(|edge| edge.2 < -4.0).count();
    let id = format!("ring-{}", drawing.cluster);
    let saying = Saying {
        id: &id,
        title: words.with(
            "whole-files-ring",
            &[("cluster", subject.outcome.id(drawing.cluster).into())],
        ),
        about: words.with(
            "whole-files-ring-about",
            &[
                ("records", drawing.members.len().into()),
                ("pairs", drawing.edges.len().into()),
                ("against", against.into()),
                ("bridges", marked.len().into()),
            ],
        ),
        across: String::new(),
        upwards: String::new(),
    };
    html! {
        figure.ring-figure {
            figcaption { (saying.title) }
            (charts::ring(&saying, drawing.members.len(), &drawing.edges, &marked))
            ol.members { @for record in &drawing.members { li { (subject.record(*record)) } } }
            @let firmest = drawing.edges.iter().map(|edge| edge.2).fold(f32::NEG_INFINITY, f32::max);
            @let weakest = drawing.edges.iter().map(|edge| edge.2).fold(f32::INFINITY, f32::min);
            @if !drawing.edges.is_empty() {
                p.note { (words.with("whole-files-ring-range", &[("weakest", signed(weakest).into()), ("firmest", signed(firmest).into())])) }
            }
        }
    }
}
