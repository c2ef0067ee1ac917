//! Whom the linking serves better, and whom worse.

use super::{Subject, charts, wide};
use crate::link::whole_files::findings::groups::{Group, GroupReport};
use crate::link::whole_files::findings::measured::Share;
use crate::link::whole_files::telling::{group_name, grouped, percent};
use kit::words::Words;
use maud::{Markup, html};

pub fn section(subject: &Subject<'_>, words: &Words) -> Markup {
    let measured = subject.outcome.truth.is_some();
    html! {
        p { (words.get("whole-files-groups-text")) }
        @if !measured { p.note { (words.get("whole-files-groups-opinion")) } }
        @if subject.found.groups.is_empty() { p { (words.get("whole-files-groups-none")) } }
        @for report in &subject.found.groups { (table(report, measured, words)) }
    }
}

fn table(report: &GroupReport, measured: bool, words: &Words) -> Markup {
    let title = words.get(&format!("whole-files-by-{}", report.grouping.key()));
    let most = report
        .groups
        .iter()
        .map(|group| group.expected_missed)
        .filter(|share| share.is_finite())
        .fold(0.05, f64::max);
    html! {
        (wide(&title, html! {
            table {
                caption { (title) }
                thead { tr {
                    th scope="col" { (words.get("whole-files-col-group")) }
                    th.number scope="col" { (words.get("whole-files-col-records")) }
                    th.number scope="col" { (words.get("whole-files-col-links")) }
                    th.number scope="col" { (words.get("whole-files-col-clustered")) }
                    th.number scope="col" { (words.get("whole-files-col-false")) }
                    th.number scope="col" { (words.get("whole-files-col-missed")) }
                    td {}
                    @if measured {
                        th.number scope="col" { (words.get("whole-files-col-precision-measured")) }
                        th.number scope="col" { (words.get("whole-files-col-recall-measured")) }
                    }
                } }
                tbody {
                    @for group in &report.groups {
                        tr class=[(!group.worse.is_empty()).then_some("worse")] {
                            th scope="row" {
                                (group_name(report.grouping, &group.name, words))
                                @if !group.worse.is_empty() { " " strong.flag { (words.get("whole-files-worse")) } }
                            }
                            td.number { (grouped(group.records)) }
                            td.number { (grouped(group.links)) }
                            td.number { (percent(group.linked)) }
                            td.number { (percent(group.expected_false)) }
                            td.number { (percent(group.expected_missed)) }
                            td.drawn { (charts::cell(0.0, most, 0.0, if group.expected_missed.is_finite() { group.expected_missed } else { 0.0 }, if group.worse.is_empty() { "total" } else { "against" })) }
                            @if measured { (shares(group)) }
                        }
                    }
                }
            }
        }))
    }
}

fn shares(group: &Group) -> Markup {
    let told = |share: Option<Share>| match share {
        Some(share) if share.value.is_finite() => {
            format!(
                "{} ({}–{})",
                percent(share.value),
                percent(share.low),
                percent(share.high)
            )
        }
        _ => "–".to_owned(),
    };
    html! {
        td.number { (told(group.measured_precision)) }
        td.number { (told(group.measured_recall)) }
    }
}
