//! The pages of agreements.

pub mod list;
pub mod make;
pub mod one;

use super::rules::{self, State};
use super::store::Agreement;
use crate::app::App;
use kit::ui::{self, Markup};
use kit::words::Words;

fn state_of(app: &App, agreement: &Agreement) -> State {
    rules::state(
        agreement.starts_on,
        agreement.ends_on,
        agreement.withdrawn_at.is_some(),
        agreement.awaits.is_none(),
        app.today(),
    )
}

fn state_tag(words: &Words, state: State) -> Markup {
    let tone = match state {
        State::InForce => ui::Tone::Green,
        State::Proposed => ui::Tone::Yellow,
        State::Coming => ui::Tone::Blue,
        State::Ended | State::Withdrawn => ui::Tone::Grey,
    };
    ui::tag(&words.get(&format!("agreements-state-{}", state.code())), tone)
}

/// The lawful bases of an agency's pack, as choices.
fn bases(app: &App, pack: &str, language: &str) -> Vec<(String, String)> {
    app.packs.get(pack).map_or_else(Vec::new, |pack| {
        pack.lawful_bases()
            .iter()
            .map(|basis| {
                (
                    basis.code.clone(),
                    format!("{}: {}", basis.regime.text(language), basis.provision.text(language)),
                )
            })
            .collect()
    })
}

fn day(words: &Words, date: jiff::civil::Date) -> String {
    format!(
        "{} {} {}",
        date.day(),
        words.get(&format!("month-{}", date.month())),
        date.year()
    )
}

fn purposes(words: &Words, agreement: &Agreement) -> String {
    agreement
        .purposes
        .iter()
        .map(|purpose| words.get(&format!("purpose-{}", purpose.code())))
        .collect::<Vec<_>>()
        .join(", ")
}
