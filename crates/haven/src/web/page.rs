//! The frame around every page of a signed-in person: menu, account, messages.

use crate::app::App;
use crate::capabilities;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use kit::ui;
use kit::words::Words;
use maud::Markup;

/// What a page tells its frame.
#[derive(Default)]
pub struct Chrome {
    /// Already in words; never a name of a child (titles end up in browser histories).
    pub title: String,
    /// The menu entry that is current: its address.
    pub current: &'static str,
    /// Where "Back" leads.
    pub back: Option<String>,
    /// The form on the page has errors: the title says so first.
    pub has_errors: bool,
    /// For wide tables and comparisons.
    pub wide: bool,
}

/// Draws a page for somebody who is signed in.
pub async fn page(app: &App, who: &SignedIn, chrome: Chrome, body: Markup) -> Result<Markup, Problem> {
    let words = &who.words;
    let nav = capabilities::ALL
        .iter()
        .filter_map(|feature| feature.menu.as_ref())
        .filter(|entry| entry.shown_to.iter().any(|role| who.account.has(*role)))
        .map(|entry| ui::NavItem {
            href: entry.href.to_owned(),
            label: words.get(entry.label),
            current: entry.href == chrome.current,
            badge: None,
        })
        .collect();
    let flash = who.flash(app).await?;
    let page = ui::Page {
        title: chrome.title,
        has_errors: chrome.has_errors,
        nav,
        account: Some(ui::Account {
            name: who.account.display_name.clone(),
            agency: who.account.agency_name.clone(),
            links: vec![("/account".to_owned(), words.get("your-account"))],
            sign_out: "/sign-out".to_owned(),
        }),
        banner: demo_banner(app, words),
        flash,
        back: chrome.back.map(|href| (href, String::new())),
        csrf: Some(who.session.csrf.clone()),
        wide: chrome.wide,
        body: Some(body),
        ..ui::Page::default()
    };
    Ok(ui::layout(words, page))
}

/// A page for anybody: sign-in, problems. No menu.
pub fn bare(app: &App, words: &Words, title: &str, csrf: Option<String>, body: Markup) -> Markup {
    let page = ui::Page {
        title: title.to_owned(),
        banner: demo_banner(app, words),
        csrf,
        body: Some(body),
        ..ui::Page::default()
    };
    ui::layout(words, page)
}

fn demo_banner(app: &App, words: &Words) -> Option<ui::Banner> {
    app.settings.demo.then(|| ui::Banner {
        tag: words.get("demo-tag"),
        text: words.get("demo-banner"),
    })
}
