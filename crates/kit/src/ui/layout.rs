//! The frame of every page: head, bar with account, navigation, banners, the way back, main part, foot.

use super::notices;
use crate::assets;
use crate::words::Words;
use maud::{DOCTYPE, Markup, html};

/// One entry of the main navigation. `badge` is how many things wait there; none or zero shows nothing.
#[derive(Clone, Default)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub current: bool,
    pub badge: Option<u64>,
}

/// Who is signed in, with the links of their menu as (address, label). `sign_out` is where its form posts.
#[derive(Clone, Default)]
pub struct Account {
    pub name: String,
    pub agency: String,
    pub links: Vec<(String, String)>,
    pub sign_out: String,
}

/// A line under the navigation that says what kind of place this is ("Demo: everyone here is invented").
#[derive(Clone, Default)]
pub struct Banner {
    pub tag: String,
    pub text: String,
}

/// The quick way out of a page that should not be seen over a shoulder. `href` clears the session and leads on to a
/// neutral place.
#[derive(Clone, Default)]
pub struct Exit {
    pub href: String,
}

/// Whether the page brings the script along.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Scripts {
    #[default]
    With,
    Without,
}

/// One page. Language and direction come from the words it is drawn with.
#[derive(Default)]
pub struct Page {
    /// What the window's title says before the product's name. Never a person's name: titles stay in histories.
    pub title: String,
    /// Writes "Error:" before the title, as screen readers read titles first.
    pub has_errors: bool,
    pub nav: Vec<NavItem>,
    pub account: Option<Account>,
    /// Where "Sign in" leads when nobody is signed in; none shows nothing.
    pub sign_in: Option<String>,
    pub banner: Option<Banner>,
    /// A sentence about what was just done, shown once, with the banner of success.
    pub flash: Option<String>,
    /// (address, label) from the top down; the page itself is not among them.
    pub breadcrumbs: Vec<(String, String)>,
    /// (address, label); with breadcrumbs empty. An empty label says "Back".
    pub back: Option<(String, String)>,
    pub exit: Option<Exit>,
    /// The session's token, for the script and for the sign-out form. None on pages without a session.
    pub csrf: Option<String>,
    /// Uses the whole width of the screen, for wide tables and comparisons.
    pub wide: bool,
    pub scripts: Scripts,
    pub body: Option<Markup>,
}

/// A whole HTML document.
pub fn layout(words: &Words, page: Page) -> Markup {
    let style = if words.direction() == "rtl" {
        "app.rtl.css"
    } else {
        "app.css"
    };
    let with_script = page.scripts == Scripts::With;
    html! {
        (DOCTYPE)
        html.govuk-template lang=(words.language()) dir=(words.direction()) {
            head {
                meta charset="utf-8";
                title {
                    @if page.has_errors { (words.get("ui-title-error-prefix")) " " }
                    @if !page.title.is_empty() { (page.title) " – " }
                    (words.get("ui-product"))
                }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content="#14424e";
                meta name="referrer" content="same-origin";
                meta name="robots" content="noindex, nofollow";
                // Telephone numbers of children are not for tapping by accident.
                meta name="format-detection" content="telephone=no";
                link rel="icon" href=(assets::href("icon.svg")) type="image/svg+xml";
                link rel="preload" href=(assets::href("source-sans-3-latin-400.woff2")) as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=(assets::href(style));
                @if with_script {
                    @if let Some(token) = &page.csrf { meta name="csrf-token" content=(token); }
                    meta name="haven-words" content=(script_words(words));
                    script type="module" src=(assets::href("app.js")) {}
                }
            }
            body.govuk-template__body.haven-wide[page.wide] {
                a.govuk-skip-link href="#main" data-module="govuk-skip-link" { (words.get("ui-skip")) }
                (bar(words, &page))
                (navigation(words, &page.nav))
                @if let Some(banner) = &page.banner { (demo_line(banner)) }
                div.govuk-width-container {
                    @if let Some(exit) = &page.exit { (exit_button(words, exit)) }
                    (way_back(words, &page))
                    main #main.govuk-main-wrapper tabindex="-1" {
                        @if let Some(flash) = &page.flash { (notices::success_banner(words, flash, None)) }
                        @if let Some(body) = &page.body { (body) }
                    }
                }
                (foot(words, page.account.is_some()))
            }
        }
    }
}

/// The mark: one arc holding another, touching where they rest; a harbour within a harbour. Decorative: the name stands beside it.
pub fn logo() -> Markup {
    html! {
        svg.haven-mark viewBox="0 0 36 36" aria-hidden="true" focusable="false" {
            path.haven-mark__hold d="M8.1 8.1a14 14 0 1 0 19.8 0" {}
            path.haven-mark__held d="M13 17.7a7 7 0 1 0 10 0" {}
        }
    }
}

fn bar(words: &Words, page: &Page) -> Markup {
    html! {
        header.haven-bar {
            div.govuk-width-container.haven-bar__inner {
                a.haven-bar__home href="/" aria-label=(words.get("ui-home-link")) {
                    (logo())
                    span.haven-bar__name { (words.get("ui-product")) }
                }
                @if let Some(account) = &page.account {
                    (account_menu(words, account, page.csrf.as_deref()))
                } @else if let Some(address) = &page.sign_in {
                    a.govuk-link.haven-bar__signin href=(address) { (words.get("ui-sign-in")) }
                }
            }
        }
    }
}

fn account_menu(words: &Words, account: &Account, csrf: Option<&str>) -> Markup {
    html! {
        details.haven-account {
            summary {
                span.govuk-visually-hidden { (words.get("ui-account")) ": " }
                span.haven-account__name dir="auto" { (account.name) }
            }
            div.haven-account__menu {
                p { strong dir="auto" { (account.name) } br; (account.agency) }
                @if !account.links.is_empty() {
                    ul { @for (address, label) in &account.links { li { a.govuk-link href=(address) { (label) } } } }
                }
                form method="post" action=(account.sign_out) {
                    @if let Some(token) = csrf { (super::hidden(super::CSRF_FIELD, token)) }
                    (super::submit(&words.get("ui-sign-out"), super::Look::Secondary))
                }
            }
        }
    }
}

fn navigation(words: &Words, items: &[NavItem]) -> Markup {
    html! {
        @if !items.is_empty() {
            div.govuk-service-navigation data-module="govuk-service-navigation" {
                div.govuk-width-container {
                    div.govuk-service-navigation__container {
                        nav.govuk-service-navigation__wrapper aria-label=(words.get("ui-navigation")) {
                            button.govuk-service-navigation__toggle.govuk-js-service-navigation-toggle
                                type="button" aria-controls="navigation" hidden aria-hidden="true" { (words.get("ui-menu")) }
                            ul #navigation.govuk-service-navigation__list {
                                @for item in items {
                                    li.govuk-service-navigation__item.govuk-service-navigation__item--active[item.current] {
                                        a.govuk-service-navigation__link href=(item.href) aria-current=[item.current.then_some("page")] {
                                            @if item.current {
                                                strong.govuk-service-navigation__active-fallback { (item.label) }
                                            } @else { (item.label) }
                                            @if let Some(waiting) = item.badge { (super::badge_count(waiting, None)) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn demo_line(banner: &Banner) -> Markup {
    html! {
        aside.haven-banner aria-label=(if banner.tag.is_empty() { &banner.text } else { &banner.tag }) {
            div.govuk-width-container {
                p { @if !banner.tag.is_empty() { (super::tag(&banner.tag, super::Tone::Yellow)) } (banner.text) }
            }
        }
    }
}

fn exit_button(words: &Words, exit: &Exit) -> Markup {
    html! {
        div.govuk-exit-this-page data-module="govuk-exit-this-page" {
            a.govuk-button.govuk-button--warning.govuk-exit-this-page__button.govuk-js-exit-this-page-button
                href=(exit.href) role="button" draggable="false" data-module="govuk-button" rel="nofollow noreferrer" {
                span.govuk-visually-hidden { (words.get("ui-exit-emergency")) " " } (words.get("ui-exit"))
            }
        }
    }
}

fn way_back(words: &Words, page: &Page) -> Markup {
    html! {
        @if !page.breadcrumbs.is_empty() {
            nav.govuk-breadcrumbs aria-label=(words.get("ui-breadcrumbs")) {
                ol.govuk-breadcrumbs__list {
                    @for (address, label) in &page.breadcrumbs {
                        li.govuk-breadcrumbs__list-item { a.govuk-breadcrumbs__link href=(address) { (label) } }
                    }
                }
            }
        } @else if let Some((address, label)) = &page.back {
            a.govuk-back-link href=(address) {
                @if label.is_empty() { (words.get("ui-back")) } @else { (label) }
            }
        }
    }
}

fn foot(words: &Words, signed_in: bool) -> Markup {
    html! {
        footer.haven-foot {
            div.govuk-width-container {
                @if signed_in { p { (words.get("ui-foot-promise")) } }
                p { a.govuk-link.govuk-link--no-visited-state href=(assets::href("licences.txt")) { (words.get("ui-foot-licences")) } }
            }
        }
    }
}

/// What the script may say, keyed without the prefix `ui-script-`, as JSON.
fn script_words(words: &Words) -> String {
    let entries: serde_json::Map<String, serde_json::Value> = SCRIPT_WORDS
        .iter()
        .map(|key| ((*key).to_owned(), words.get(&format!("ui-script-{key}")).into()))
        .collect();
    serde_json::Value::Object(entries).to_string()
}

const SCRIPT_WORDS: &[&str] = &[
    "count-under-one",
    "count-under-other",
    "count-at",
    "count-over-one",
    "count-over-other",
    "exit-activated",
    "exit-timed-out",
    "exit-press-two",
    "exit-press-one",
    "file-choose",
    "file-drop",
    "file-none",
    "file-many",
    "file-entered",
    "file-left",
    "password-show",
    "password-hide",
    "password-show-label",
    "password-hide-label",
    "password-shown",
    "password-hidden",
    "entry-added",
    "entry-removed",
    "known-checking",
    "known-failed",
    "draft-saving",
    "draft-saved",
    "draft-not-saved",
    "draft-changed-elsewhere",
    "table-sorted-up",
    "table-sorted-down",
    "table-shown",
    "copied",
    "copy-failed",
    "passkey-waiting",
    "passkey-stopped",
    "passkey-known",
    "passkey-failed",
];
