//! Weights, thresholds, and records that say too little.

use super::charts::{self, Line, Saying};
use super::{Subject, wide};
use crate::link::whole_files::findings::scores::AtThreshold;
use crate::link::whole_files::telling::{grouped, percent, signed};
use kit::words::Words;
use maud::{Markup, html};

pub fn section(subject: &Subject<'_>, words: &Words) -> Markup {
    let scores = &subject.found.scores;
    let threshold = subject.found.threshold;
    let distribution = Saying {
        id: "distribution",
        title: words.get("whole-files-distribution"),
        about: words.with(
            "whole-files-distribution-about",
            &[("threshold", signed(threshold).into())],
        ),
        across: words.get("whole-files-axis-weight"),
        upwards: words.get("whole-files-axis-pairs"),
    };
    let trade = Saying {
        id: "trade",
        title: words.get("whole-files-trade"),
        about: words.get("whole-files-trade-about"),
        across: words.get("whole-files-axis-threshold"),
        upwards: words.get("whole-files-axis-share"),
    };
    let measured = scores.thresholds.iter().any(|at| at.precision.is_some());
    let points = |of: &dyn Fn(&AtThreshold) -> f64| -> Vec<(f64, f64)> {
        scores
            .thresholds
            .iter()
            .map(|at| (f64::from(at.bits), of(at)))
            .collect()
    };
    let mut drawn = vec![
        Line {
            class: "precision",
            points: points(&|at| at.expected_precision),
        },
        Line {
            class: "recall",
            points: points(&|at| at.expected_recall),
        },
    ];
    if measured {
        drawn.push(Line {
            class: "precision measured",
            points: points(&|at| at.precision.unwrap_or(f64::NAN)),
        });
        drawn.push(Line {
            class: "recall measured",
            points: points(&|at| at.recall.unwrap_or(f64::NAN)),
        });
    }
    html! {
        p { (words.get("whole-files-scores-text")) }
        div.two {
            figure {
                figcaption { (distribution.title) }
                (charts::histogram(&distribution, &scores.bars, threshold, subject.order.terms.review))
                ul.legend {
                    li { span.key.linked {} (words.get("whole-files-key-linked")) }
                    li { span.key.other {} (words.get("whole-files-key-other")) }
                    li { span.key.shade {} (words.get("whole-files-key-review")) }
                    li { span.key.mark {} (words.get("whole-files-key-threshold")) }
                }
            }
            figure {
                figcaption { (trade.title) }
                (charts::lines(&trade, &drawn, threshold))
                ul.legend {
                    li { span.key.precision {} (words.get("whole-files-key-precision")) }
                    li { span.key.recall {} (words.get("whole-files-key-recall")) }
                    @if measured { li { span.key.measured {} (words.get("whole-files-key-measured")) } }
                    li { span.key.mark {} (words.get("whole-files-key-threshold")) }
                }
            }
        }
        p { (words.get("whole-files-trade-text")) }
        (wide(&words.get("whole-files-trade-table"), html! {
            table {
                caption { (words.get("whole-files-trade-table")) }
                thead { tr {
                    th scope="col" { (words.get("whole-files-col-bits")) }
                    th scope="col" { (words.get("whole-files-col-odds")) }
                    th scope="col" { (words.get("whole-files-col-in-bar")) }
                    th scope="col" { (words.get("whole-files-col-linked")) }
                    th scope="col" { (words.get("whole-files-col-above")) }
                    th scope="col" { (words.get("whole-files-col-precision")) }
                    th scope="col" { (words.get("whole-files-col-recall")) }
                    @if measured {
                        th scope="col" { (words.get("whole-files-col-precision-measured")) }
                        th scope="col" { (words.get("whole-files-col-recall-measured")) }
                    }
                } }
                tbody {
                    @for at in &scores.thresholds {
                        @let bar = scores.bars.iter().find(|bar| bar.0 == at.bits);
                        tr {
                            th scope="row" { (signed(at.bits as f32)) }
                            td { (odds(at.bits)) }
                            td { (grouped(bar.map_or(0, |bar| bar.1))) }
                            td { (grouped(bar.map_or(0, |bar| bar.2))) }
                            td { (grouped(at.links)) }
                            td { (percent(at.expected_precision)) }
                            td { (percent(at.expected_recall)) }
                            @if measured {
                                td { (percent(at.precision.unwrap_or(f64::NAN))) }
                                td { (percent(at.recall.unwrap_or(f64::NAN))) }
                            }
                        }
                    }
                }
            }
        }))
        p.note { (words.with("whole-files-below", &[("pairs", grouped(scores.below).into())])) }
    }
}

/// 2 to the bits, as people say odds.
fn odds(bits: i32) -> String {
    let times = 2f64.powi(bits.abs());
    let times = grouped(times as u64);
    if bits < 0 {
        format!("1 : {times}")
    } else {
        format!("{times} : 1")
    }
}

pub fn unlinkable(subject: &Subject<'_>, words: &Words) -> Markup {
    let found = &subject.found.unlinkable;
    let saying = Saying {
        id: "against",
        title: words.get("whole-files-unlinkable-chart"),
        about: words.get("whole-files-unlinkable-about"),
        across: words.get("whole-files-axis-threshold"),
        upwards: words.get("whole-files-axis-records"),
    };
    let line = Line {
        class: "recall",
        points: found
            .shares
            .iter()
            .map(|(bits, share)| (f64::from(*bits), *share))
            .collect(),
    };
    html! {
        p { (words.with("whole-files-unlinkable-text", &[("share", percent(found.at_threshold).into()), ("records", grouped(found.looked_at as u64).into())])) }
        div.two {
            figure { figcaption { (saying.title) } (charts::lines(&saying, &[line], subject.found.threshold)) }
            (wide(&saying.title, html! {
                table.short {
                    caption { (words.get("whole-files-unlinkable-table")) }
                    thead { tr { th scope="col" { (words.get("whole-files-col-bits")) } th scope="col" { (words.get("whole-files-col-share")) } } }
                    tbody {
                        @for (bits, share) in found.shares.iter().filter(|(bits, _)| bits % 4 == 0) {
                            tr { th scope="row" { (signed(*bits as f32)) } td { (percent(*share)) } }
                        }
                    }
                }
            }))
        }
    }
}
