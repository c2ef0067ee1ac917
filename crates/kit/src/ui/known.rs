//! Who else knows: the panel that renews itself, hits, pointers to whom to ring, the region for judging; and two
//! further pieces that work with the script, renewal of a running thing and passkeys.

use crate::words::Words;
use maud::{Markup, html};

/// Another agency holds something that may not be seen from here: whom to ring about it.
#[derive(Clone, Default)]
pub struct PointerCard {
    pub agency: String,
    pub contact: String,
    pub phone: String,
    pub email: String,
    /// What to quote, so that neither side says a name to a stranger.
    pub reference: String,
    /// When somebody answers.
    pub hours: String,
    /// What is known to be held, if that much may be said.
    pub about: Option<String>,
}

/// A pointer.
pub fn pointer_card(words: &Words, card: &PointerCard) -> Markup {
    let title = words.with("ui-pointer-title", &[("agency", card.agency.as_str().into())]);
    html! {
        section.haven-pointer {
            h3.haven-pointer__title { (title) }
            @if let Some(about) = &card.about { p { (about) } }
            p.haven-quiet.haven-small { (words.get("ui-pointer-unseen")) }
            dl.haven-pointer__ring {
                @if !card.phone.is_empty() {
                    div {
                        dt { (words.get("ui-pointer-phone")) }
                        dd.haven-pointer__phone dir="ltr" { a.govuk-link href={ "tel:" (dialled(&card.phone)) } { (card.phone) } }
                    }
                }
                @for (word, value) in [("ui-pointer-contact", &card.contact), ("ui-pointer-reference", &card.reference), ("ui-pointer-hours", &card.hours)] {
                    @if !value.is_empty() { div { dt { (words.get(word)) } dd dir="auto" { (value) } } }
                }
                @if !card.email.is_empty() {
                    div { dt { (words.get("ui-pointer-email")) } dd { a.govuk-link href={ "mailto:" (card.email) } { (card.email) } } }
                }
            }
        }
    }
}

/// The digits a telephone dials, with a leading plus; the "(0)" some write after the country's code is not dialled.
fn dialled(phone: &str) -> String {
    let phone = phone.trim();
    let phone = if phone.starts_with('+') {
        phone.replace("(0)", "")
    } else {
        phone.to_owned()
    };
    phone
        .chars()
        .enumerate()
        .filter(|(at, c)| c.is_ascii_digit() || (*at == 0 && *c == '+'))
        .map(|(_, c)| c)
        .collect()
}

/// A record that may be the same child, and why we think so.
#[derive(Clone, Default)]
pub struct Hit {
    pub title: String,
    pub href: Option<String>,
    /// How strong it is, as a tag with words ("Very likely the same").
    pub strength: Option<Markup>,
    /// Whose record it is and from when.
    pub from: String,
    /// In plain words, the strongest first.
    pub reasons: Vec<String>,
    pub body: Option<Markup>,
    pub actions: Option<Markup>,
}

/// A hit.
pub fn hit_card(hit: &Hit) -> Markup {
    html! {
        section.haven-hit {
            div.haven-hit__head {
                h3.haven-hit__title dir="auto" {
                    @if let Some(href) = &hit.href { a.govuk-link href=(href) { (hit.title) } } @else { (hit.title) }
                }
                @if let Some(strength) = &hit.strength { (strength) }
            }
            @if !hit.from.is_empty() { p.haven-quiet.haven-small { (hit.from) } }
            @if !hit.reasons.is_empty() {
                ul.govuk-list.govuk-list--bullet.haven-reasons { @for reason in &hit.reasons { li { (reason) } } }
            }
            @if let Some(body) = &hit.body { (body) }
            @if let Some(actions) = &hit.actions { (actions) }
        }
    }
}

/// The panel "Who else knows". Give its `id` to [`super::Form::known`]; the server's answer then replaces `body`, and
/// screen readers are told when the person pauses.
pub fn known_panel(words: &Words, id: &str, body: Markup) -> Markup {
    html! {
        section.haven-known aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (words.get("ui-known-title")) }
            p.haven-known__checking id={ (id) "-checking" } role="status" {}
            div id=(id) aria-live="polite" { (body) }
        }
    }
}

/// A region in which keys answer (see `shortcut` of buttons and choices). With `focused` it takes the focus when the
/// page opens, so that a row of judgements needs no mouse.
pub fn judge(label: &str, focused: bool, body: Markup) -> Markup {
    html! {
        div.haven-judge role="group" aria-label=(label) tabindex="-1" data-shortcuts data-shortcuts-focus[focused] { (body) }
    }
}

/// A piece that asks `url` for itself every two seconds until the server sends it with `done`. The answer at `url` is
/// this piece again. Without a script the page shows how far it was, and reloading shows more.
pub fn poll(url: &str, done: bool, body: Markup) -> Markup {
    html! { div data-poll-url=[(!done).then_some(url)] data-done[done] { (body) } }
}

/// Signs in with a passkey (`create` false) or adds one. Stands inside a form whose fields marked `passkey` go along.
/// The script posts to `options` for the options, and `{…fields, credential}` to `finish`, which answers `{"next": path}`.
/// Hidden where the browser has no passkeys.
pub fn passkey_button(label: &str, create: bool, options: &str, finish: &str) -> Markup {
    let status = format!("{}-status", super::id_from(finish));
    html! {
        button.govuk-button.govuk-button--secondary type="button" data-passkey=(if create { "create" } else { "get" })
            data-options-url=(options) data-finish-url=(finish) data-passkey-status=(status) hidden { (label) }
        p.haven-small role="status" id=(status) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_dials_only_digits() {
        assert_eq!(dialled("+44 (0)20 7946 0018"), "+442079460018");
        assert_eq!(dialled("(020) 7946 0018"), "02079460018");
    }
}
