//! A hit as the panel "Who else knows" shows it: what it is, why, whom to ring, what can be done about it.

use crate::app::App;
use crate::gather::records::Reading;
use crate::link::recognise::{Hit, HitSort, KeptReason};
use crate::link::search::pointer;
use crate::web::day;
use access::View;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};

/// One hit. `judge` is the address where it can be judged, for those who may.
pub fn hit_markup(app: &App, words: &Words, hit: &Hit, judge: Option<String>) -> Markup {
    let strength = strength(words, hit);
    let reasons = reasons(words, &hit.reasons);
    let actions = judge.map(|href| {
        ui::link_button(
            &words.get(if hit.answer.is_some() {
                "hit-judged-open"
            } else {
                "hit-judge"
            }),
            &href,
            ui::Look::Secondary,
        )
    });
    if hit.seen.view == View::Pointer {
        let mut card = pointer(words, &hit.seen);
        let kind = words.get(&format!("kind-{}", hit.seen.kind.code()));
        card.about = Some(words.with(
            "hit-pointer-about",
            &[
                ("kind", kind.into()),
                ("date", day(app, words, hit.seen.made_at).into()),
            ],
        ));
        return html! {
            div.haven-hit {
                (ui::pointer_card(words, &card))
                p.govuk-body { (strength) }
                @if !reasons.is_empty() { ul.govuk-list.govuk-list--bullet.haven-reasons { @for reason in &reasons { li { (reason) } } } }
                @if let Some(actions) = actions { (actions) }
            }
        };
    }
    let reading = Reading::of(app, words, &hit.seen.pack);
    let title = reading
        .name(&hit.seen.answers)
        .unwrap_or_else(|| words.get("person-unnamed"));
    let born: Vec<String> = hit
        .seen
        .answers
        .entries("births")
        .iter()
        .filter_map(|entry| entry.get("date"))
        .map(|date| reading.date(date))
        .collect();
    let contact = [hit.seen.contact.name.clone(), hit.seen.contact.phone.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    ui::hit_card(&ui::Hit {
        title,
        href: Some(format!("/people/{}", hit.seen.person)),
        strength: Some(strength),
        from: words.with(
            "hit-from",
            &[
                ("agency", hit.seen.agency_name.clone().into()),
                ("date", day(app, words, hit.seen.made_at).into()),
                ("reference", hit.seen.reference.clone().into()),
            ],
        ),
        reasons,
        body: Some(html! {
            @if !born.is_empty() { p.govuk-body-s { (words.with("search-born", &[("dates", born.join("; ").into())])) } }
            @if !contact.is_empty() { p.govuk-body { strong { (words.with("hit-ring", &[("contact", contact.into())])) } } }
            @if hit.sort == HitSort::Identity && !hit.reasons.is_empty() {
                (ui::details(&words.get("hit-weights"), weights(app, words, hit), false))
            }
        }),
        actions,
    })
}

fn strength(words: &Words, hit: &Hit) -> Markup {
    let (key, tone) = match (hit.answer.as_deref(), hit.sort, hit.band.as_str()) {
        (Some("same"), ..) => ("hit-same", ui::Tone::Green),
        (Some("different"), ..) => ("hit-different", ui::Tone::Grey),
        (Some("unsure"), ..) => ("hit-unsure", ui::Tone::Yellow),
        (_, HitSort::Entity, _) => ("hit-shared", ui::Tone::Blue),
        (_, HitSort::Identity, "strong") => ("hit-strong", ui::Tone::Orange),
        _ => ("hit-possible", ui::Tone::Yellow),
    };
    ui::tag(&words.get(key), tone)
}

/// What speaks for it, in plain words, the strongest first; what speaks against stands in the weights.
fn reasons(words: &Words, reasons: &[KeptReason]) -> Vec<String> {
    together(reasons)
        .into_iter()
        .filter(|(_, weight)| *weight >= 0.0)
        .take(5)
        .map(|(code, _)| words.get(&format!("reason-{code}")))
        .collect()
}

/// Reasons as they are read: what several parts of a record say alike (two names, each in the other's place) is said
/// once, with its weight together. Where every pair starts is left out.
pub fn together(reasons: &[KeptReason]) -> Vec<(&str, f64)> {
    let mut said: Vec<(&str, f64)> = Vec::with_capacity(reasons.len());
    for reason in reasons.iter().filter(|reason| reason.field != "prior") {
        match said.iter_mut().find(|(code, _)| *code == reason.code) {
            Some((_, weight)) => *weight += reason.weight,
            None => said.push((&reason.code, reason.weight)),
        }
    }
    said
}

/// The waterfall of evidence.
pub fn weights(app: &App, words: &Words, hit: &Hit) -> Markup {
    let prior = hit
        .reasons
        .iter()
        .find(|reason| reason.field == "prior")
        .map_or(0.0, |reason| reason.weight);
    let weights: Vec<ui::Weight> = together(&hit.reasons)
        .into_iter()
        .map(|(code, bits)| ui::Weight {
            label: words.get(&format!("reason-{code}")),
            detail: String::new(),
            bits,
        })
        .collect();
    ui::waterfall(words, prior, &weights, Some(app.model.possible_from()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn what_two_names_say_alike_is_said_once_and_weighs_the_same() {
        let reason = |field: &str, code: &str, weight| KeptReason {
            field: field.to_owned(),
            code: code.to_owned(),
            weight,
        };
        let kept = [
            reason("name", "name-same", 6.0),
            reason("birth", "birth-same-day", 5.0),
            reason("name", "name-same", 4.0),
            reason("prior", "prior", -20.0),
        ];
        assert_eq!(together(&kept), [("name-same", 10.0), ("birth-same-day", 5.0)]);
    }
}
