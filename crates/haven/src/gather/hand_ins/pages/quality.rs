//! What would make a hand-in more use to the next person: suggestions before sending, none of which stops anything.

use super::fields::id_of;
use super::fill::Open;
use crate::app::App;
use crate::ground::sessions::SignedIn;
use kit::ui;
use maud::{Markup, html};

pub(super) fn help(_app: &App, who: &SignedIn, open: &Open<'_>, base: &str) -> Markup {
    let words = &who.words;
    let findings = practice::quality::lint(open.pack, open.form, &open.answers, words.language());
    html! {
        @if !findings.is_empty() {
            (ui::details(&words.with("hand-ins-quality", &[("count", findings.len().into())]), html! {
                p.govuk-body { (words.get("hand-ins-quality-text")) }
                ul.govuk-list.govuk-list--bullet {
                    @for finding in &findings {
                        @let args: Vec<_> = finding.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
                        @let key = format!("quality-{}", finding.code.replace('_', "-"));
                        @let told = words.with(&key, args.as_slice());
                        // A rule newer than the words speaks English rather than a key.
                        @let text = if told == key { finding.english.clone() } else { told };
                        @let page = finding.field.as_deref().and_then(|field| open.form.page_of(field));
                        li {
                            @if let (Some(page), Some(field)) = (page, &finding.field) { a.govuk-link href={ (base) "/" (page.id) "#" (id_of(field)) } { (text) } }
                            @else { (text) }
                        }
                    }
                }
            }, false))
        }
    }
}
