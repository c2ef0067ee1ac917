//! What a reader with one minute needs: what was linked, how much came of it, and what to look at first.

use super::Subject;
use crate::link::whole_files::changes::Kind;
use crate::link::whole_files::running::FLOOR;
use crate::link::whole_files::telling::{grouped, percent, signed, warnings_of};
use kit::words::Words;
use maud::{Markup, html};

pub fn section(subject: &Subject<'_>, words: &Words) -> Markup {
    let (found, outcome) = (subject.found, subject.outcome);
    let warnings = warnings_of(found, outcome, words);
    let number = |value: usize| grouped(value as u64);
    html! {
        header {
            h1 { (words.get("whole-files-title")) }
            p.lead { (words.with("whole-files-lead", &[("records", number(found.records).into()), ("files", subject.records.files.len().into()), ("day", subject.order.plan.day.clone().into())])) }
        }
        ul.figures {
            (figure(&number(found.links), &words.get("whole-files-fig-links")))
            (figure(&grouped(found.studio.clusters), &words.get("whole-files-fig-clusters")))
            (figure(&number(found.review), &words.get("whole-files-fig-review")))
            @if let Some(measured) = &found.measured {
                (figure(&percent(measured.precision.value), &words.get("whole-files-fig-precision-measured")))
                (figure(&percent(measured.recall.value), &words.get("whole-files-fig-recall-measured")))
            } @else {
                (figure(&percent(found.expected_precision), &words.get("whole-files-fig-precision")))
                (figure(&percent(found.expected_recall), &words.get("whole-files-fig-recall")))
            }
        }
        p.standing { (words.get("whole-files-standing")) }
        @if !warnings.is_empty() {
            section.first aria-labelledby="first" {
                h2 id="first" { (words.get("whole-files-first")) }
                ul { @for warning in &warnings { li { (warning) } } }
            }
        }
        section aria-labelledby="brief" {
            h2 id="brief" { (words.get("whole-files-brief")) }
            ul {
                li { (words.with("whole-files-brief-clusters", &[("clusters", grouped(found.studio.clusters).into()), ("records", number(found.clustered_records).into()), ("alone", number(found.records - found.clustered_records).into())])) }
                li { (words.with("whole-files-brief-links", &[("links", number(found.links).into()), ("firm", number(found.firm).into()), ("look", number(found.links - found.firm - found.judged).into()), ("judged", number(found.judged).into())])) }
                li { (words.with("whole-files-brief-compared", &[("pairs", grouped(outcome.candidates.pairs.len() as u64).into()), ("possible", grouped(found.possible_pairs as u64).into())])) }
                @if let Some(measured) = &found.measured {
                    li { (words.with("whole-files-brief-measured", &[
                        ("precision", percent(measured.precision.value).into()), ("plow", percent(measured.precision.low).into()), ("phigh", percent(measured.precision.high).into()),
                        ("recall", percent(measured.recall.value).into()), ("rlow", percent(measured.recall.low).into()), ("rhigh", percent(measured.recall.high).into()),
                        ("pairs", grouped(measured.true_pairs).into())])) }
                }
                li { (words.with("whole-files-brief-expected", &[("precision", percent(found.expected_precision).into()), ("recall", percent(found.expected_recall).into())])) }
                @if let Some(changed) = subject.changed {
                    li { (words.with("whole-files-brief-changed", &[("model", changed.before.clone().into()), ("new", number(changed.count(Kind::Linked)).into()), ("gone", number(changed.count(Kind::Parted)).into()), ("then", number(changed.links_before).into()), ("now", number(changed.links_now).into()), ("records", number(changed.records_touched).into())])) }
                }
                @if !subject.records.left_out.is_empty() {
                    li { (words.with("whole-files-brief-left-out", &[("rows", number(subject.records.left_out.len()).into())])) }
                }
            }
            (made_from(subject, words))
        }
    }
}

fn figure(value: &str, label: &str) -> Markup {
    html! { li { strong { (value) } span { (label) } } }
}

fn made_from(subject: &Subject<'_>, words: &Words) -> Markup {
    let terms = &subject.order.terms;
    let bits = terms.bits(&subject.order.spec);
    html! {
        dl.made {
            dt { (words.get("whole-files-made-files")) }
            @for file in &subject.records.files {
                dd {
                    strong { (file.name) } ", " (words.with("whole-files-made-rows", &[("rows", grouped(file.rows).into())]))
                    @if let Some(digest) = subject.order.plan.inputs.get(&file.name) { br; span.digest { (digest) } }
                    br;
                    @for (place, (field, heading)) in file.columns.iter().enumerate() {
                        @if place > 0 { "; " }
                        (field.name()) " ← “" (heading) "”"
                    }
                }
            }
            dt { (words.get("whole-files-made-model")) }
            dd { (subject.outcome.model_name) }
            dt { (words.get("whole-files-made-threshold")) }
            dd { (words.with("whole-files-made-bits", &[("bits", signed(bits).into())])) }
            dt { (words.get("whole-files-made-review")) }
            dd { (words.with("whole-files-made-range", &[("low", signed(terms.review.0).into()), ("high", signed(terms.review.1).into()), ("floor", signed(FLOOR).into())])) }
            dt { (words.get("whole-files-made-seed")) }
            dd { (terms.seed) }
            dt { (words.get("whole-files-made-version")) }
            dd { "Haven " (subject.order.plan.version) }
        }
    }
}
