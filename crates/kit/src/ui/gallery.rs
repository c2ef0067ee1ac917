//! Every piece with samples on one page, to look at while changing them and to test that what they say of one another
//! (labels, descriptions, targets) is true. Its sentences are samples, not words of the product, and the children in
//! it are invented.

use super::*;
use crate::words::Words;

/// The whole page.
pub fn gallery(words: &Words) -> Markup {
    layout(words, frame(sections(words)))
}

/// The page frame with everything on: navigation with counts, account, banner, message, breadcrumbs.
fn frame(body: Markup) -> Page {
    let item = |label: &str, current: bool, badge: Option<u64>| NavItem {
        href: format!("/{}", label.to_lowercase().replace(' ', "-")),
        label: label.to_owned(),
        current,
        badge,
    };
    Page {
        title: "Gallery".to_owned(),
        nav: vec![
            item("Home", true, None),
            item("Hand in", false, None),
            item("Search", false, None),
            item("To judge", false, Some(12)),
            item("Imports", false, None),
            item("Ledger", false, None),
        ],
        account: Some(Account {
            name: "Marta Lindqvist-Oyelaran".to_owned(),
            agency: "Northshire Council, children's services".to_owned(),
            links: vec![
                ("/account".to_owned(), "Your account and sign-in".to_owned()),
                ("/account/sessions".to_owned(), "Where you are signed in".to_owned()),
            ],
            sign_out: "/sign-out".to_owned(),
        }),
        banner: Some(Banner {
            tag: "Demo".to_owned(),
            text: "Everyone and everything here is invented.".to_owned(),
        }),
        flash: Some("Your hand-in was sent. Two agencies were told.".to_owned()),
        breadcrumbs: vec![
            ("/".to_owned(), "Home".to_owned()),
            ("/children".to_owned(), "Children".to_owned()),
        ],
        csrf: Some("sample-token".to_owned()),
        body: Some(body),
        ..Page::default()
    }
}

fn sections(words: &Words) -> Markup {
    html! {
        h1 { "Gallery of pieces" }
        (stats(&[
            stat("3", "hits to judge", Some("oldest from this morning"), Some("/judge"), true),
            stat("12", "new hand-ins to your team", None, Some("/hand-ins"), false),
            stat("1", "draft", Some("saved at 02:14"), Some("/drafts"), false),
            stat("5", "people waiting to hear what became of a report", None, None, false),
        ]))
        (recognition(words))
        (records(words))
        (form_pieces(words))
        (notices_and_states(words))
    }
}

fn recognition(words: &Words) -> Markup {
    let weight = |label: &str, detail: &str, bits: f64| Weight {
        label: label.to_owned(),
        detail: detail.to_owned(),
        bits,
    };
    let drawn = waterfall(
        words,
        -19.9,
        &[
            weight(
                "Phone in pocket",
                "the same number, ending 0018; one person in Haven has it",
                17.2,
            ),
            weight(
                "Family name",
                "Nguyễn and Nguyen: the same without accents; a frequent name",
                4.1,
            ),
            weight("Given name", "Minh and Ming: one letter differs", 5.3),
            weight("Date of birth", "12 May 2009 and about 2008: within a year", 1.8),
            weight("Nationality", "Vietnam and Vietnam", 3.6),
            weight("Sex", "male and male", 1.0),
            weight("Height", "165 cm and 171 cm", -1.4),
            weight("Where found", "200 km apart", -0.6),
        ],
        Some(6.0),
    );
    let row = |question: &str, left: &str, right: &str, verdict: Verdict, why: Option<&str>| Compared {
        question: question.to_owned(),
        left: left.to_owned(),
        right: right.to_owned(),
        verdict,
        why: why.map(str::to_owned),
    };
    html! {
        h2 { "Recognising" }
        (search_box(words, "/search", Some("sample-token"), "q", "", "Find a child", Some("A name in any spelling, a phone, a plate, an address or a reference")))
        div.haven-columns {
            div {
                (known_panel(words, "known", html! {
                    (hit_card(&Hit {
                        title: "Nguyễn Văn Minh".to_owned(),
                        href: Some("/children/1".to_owned()),
                        strength: Some(tag("Very likely the same", Tone::Teal)),
                        from: "Northshire Police, reported 3 weeks ago".to_owned(),
                        reasons: vec!["The same phone number was in his pocket.".to_owned(), "The name is the same without accents.".to_owned(), "The year of birth is one year apart.".to_owned()],
                        body: Some(details("Why we think so", drawn, true)),
                        actions: None,
                    }))
                    (pointer_card(words, &PointerCard {
                        agency: "Eastmoor Safeguarding Trust".to_owned(),
                        contact: "Duty safeguarding desk".to_owned(),
                        phone: "+44 (0)1632 960 018".to_owned(),
                        email: "desk@eastmoor.example".to_owned(),
                        reference: "HV-7Q2K-93MD".to_owned(),
                        hours: "day and night".to_owned(),
                        about: Some("Something about a boy of about 15 was handed in on 2 November 2026.".to_owned()),
                    }))
                }))
            }
            div.haven-columns__aside--stays {
                (judge("Is this the same child?", false, html! {
                    (form("/judge/1", "sample-token", html! {
                        (radios(words, &Field::new("judgement", "Is this the same child?").heading(Heading::Small), &[
                            Choice::new("yes", "Yes, the same").shortcut('y'),
                            Choice::new("no", "No, another child").shortcut('n'),
                            Choice::new("unsure", "I cannot tell").shortcut('u'),
                        ], false))
                        (textarea(words, &Field::new("reason", "Why do you think so?").hint("Both agencies can read this.".to_owned()), 3, Some(500)))
                        (submit("Save and show the next", Look::Main))
                    }))
                }))
            }
        }
        h3 { "Side by side" }
        (side_by_side(words, "Two records compared", "Northshire Police, 2 Nov 2026", "Your hand-in, today", &[
            row("Name", "Nguyễn Văn Minh", "Nguyen Van Ming", Verdict::Near, Some("same sound")),
            row("Date of birth", "12 May 2009", "about 2008", Verdict::Near, Some("within a year")),
            row("Nationality", "Vietnam", "Vietnam", Verdict::Same, None),
            row("Phone", "+44 7700 900018", "+44 7700 900018", Verdict::Same, Some("one person in Haven has it")),
            row("Height", "165 cm", "171 cm", Verdict::Differs, None),
            row("Scar or mark", "", "scar on left hand", Verdict::Unknown, None),
            row("Name in own script", "محمد الأحمد", "محمد احمد", Verdict::Near, Some("article left out")),
        ]))
    }
}

fn records(words: &Words) -> Markup {
    let event = |when: &str, part: &str, title: &str, from: &str, tone: EventTone| Event {
        when: when.to_owned(),
        part: Some(part.to_owned()),
        title: title.to_owned(),
        from: from.to_owned(),
        tone,
        ..Event::default()
    };
    html! {
        h2 { "Records" }
        (sub_navigation("This child", &[
            ("/children/1".to_owned(), "Overview".to_owned(), true),
            ("/children/1/chronology".to_owned(), "Chronology".to_owned(), false),
            ("/children/1/files".to_owned(), "Files".to_owned(), false),
            ("/children/1/looks".to_owned(), "Who looked".to_owned(), false),
        ]))
        (summary_list(words, &[
            Fact::text(words, "Name", "Nguyễn Văn Minh").source("Northshire Police, 2 November 2026").change("/change/name", "name"),
            Fact::new("Age", html! { "about 15 " (tag("Treat as a child", Tone::Purple)) }).source("Border staff, 23 November 2026").change("/change/age", "age"),
            Fact::text(words, "Name in own script", "ኣብርሃም ተስፋይ").change("/change/script", "name in own script"),
            Fact::text(words, "Guardian", ""),
        ]))
        div.haven-columns.haven-columns--filters {
            (filters(words, "/list", "/list", &[Chip { label: "Police".to_owned(), remove: "/list?without=police".to_owned() }, Chip { label: "since 1 November".to_owned(), remove: "/list?without=since".to_owned() }], html! {
                (select(words, &Field::new("agency", "Agency").value("np"), &[("np".to_owned(), "Northshire Police".to_owned()), ("nc".to_owned(), "Northshire Council".to_owned())]))
                (checkboxes(words, &Field::new("kind", "Kind"), &[Choice::new("missing", "Missing episodes"), Choice::new("contact", "Contacts")], &["missing".to_owned()]))
            }))
            div {
                (timeline(&[
                    Event { tags: vec![tag("Missing", Tone::Red)], exact: Some("2026-11-23T02:10".to_owned()), body: Some(html! { p { "Left the house by a side door at ten past two. A grey van waited in the lane." } }), ..event("23 November 2026, 02:10", "2026", "Missing from placement", "Northshire Council, hand-in NC-26-1182", EventTone::Alert) },
                    Event { href: Some("/records/9".to_owned()), ..event("2 November 2026", "2026", "Found in a lorry at Eastmoor services", "Northshire Police, hand-in NP-26-0412", EventTone::Plain) },
                    event("2 November 2026", "2026", "Placed with specialist foster carers", "Northshire Council", EventTone::Good),
                    event("about spring 2025", "2025", "Left home, travelled through three countries", "said by the child, Helping Hands", EventTone::Quiet),
                ]))
            }
        }
        (text_input(words, &Field::new("table-filter", "Find in this table"), &TextOptions { kind: InputKind::Search, width: Width::Characters20, ..TextOptions::default() }))
        (table(words, &Table {
            id: Some("imports".to_owned()),
            caption: "Imports of this week".to_owned(),
            columns: vec![Column::new("File").sortable(), Column::new("From").sortable(), Column::new("When").sortable(), Column::new("Rows").numeric().sortable(), Column::new("Turned back").numeric().sortable(), Column::new("State")],
            rows: vec![
                vec![Cell::text("northshire-week-47.csv"), Cell::text("Northshire Police"), Cell::text("today, 08:02").sort_by("2026-11-23"), Cell::text("1,204").sort_by("1204"), Cell::text("3"), Cell::new(tag("Done", Tone::Green))],
                vec![Cell::text("htcds-november.json"), Cell::text("Helping Hands"), Cell::text("yesterday").sort_by("2026-11-22"), Cell::text("87"), Cell::text("0"), Cell::new(tag("Dry run", Tone::Blue))],
                vec![Cell::text("old-list.xlsx"), Cell::text("Eastmoor Council"), Cell::text("Monday").sort_by("2026-11-20"), Cell::text("412"), Cell::text("412"), Cell::new(tag("Turned back", Tone::Red))],
            ],
            rows_named: true,
            ..Table::default()
        }))
        (pagination(words, Some("/list"), Some("/list?after=cursor")))
        (tabs(words, &[
            ("phones".to_owned(), "Phones".to_owned(), html! { h3 { "Phones" } p { "+44 7700 900018, seen by two agencies." } }),
            ("vehicles".to_owned(), "Vehicles".to_owned(), html! { h3 { "Vehicles" } p { "A grey van." } }),
        ]))
        (poll("/imports/4/progress", false, progress(words, "Reading northshire-week-47.csv", 812, 1204)))
        p { "Tags: " @for (text, tone) in [("Grey", Tone::Grey), ("Blue", Tone::Blue), ("Teal", Tone::Teal), ("Green", Tone::Green), ("Yellow", Tone::Yellow), ("Orange", Tone::Orange), ("Red", Tone::Red), ("Purple", Tone::Purple)] { (tag(text, tone)) " " } " waiting" (badge_count(4, Some("urgent"))) }
    }
}

fn form_pieces(words: &Words) -> Markup {
    let phone = |index: &str, position: usize, value: &str| {
        entry(
            words,
            "phones",
            index,
            position,
            "Phone",
            html! {
                (text_input(words, &Field::new(format!("phones[{index}][number]"), "Number").hint("As it was written, with the country if known".to_owned()).value(value), &TextOptions { kind: InputKind::Telephone, width: Width::Characters20, ..TextOptions::default() }))
                (radios(words, &Field::new(format!("phones[{index}][whose]"), "Whose is it?"), &[Choice::new("child", "The child's"), Choice::new("other", "Somebody else's").reveals(text_input(words, &Field::new(format!("phones[{index}][owner]"), "Whose"), &TextOptions::default()))], false))
            },
            true,
        )
    };
    let name = Field::new("family_name", "Family name")
        .hint("As the child says it. Leave it empty if nobody knows.".to_owned())
        .error("Enter the family name, or tick that it is not known".to_owned());
    let born = Field::new("born", "When was the child born?")
        .hint("For example, 27 3 2009".to_owned())
        .error("The month must be between 1 and 12".to_owned())
        .heading(Heading::Medium);
    html! {
        h2 { "Forms" }
        (error_summary(words, &[name.summary(), born.summary()].into_iter().flatten().collect::<Vec<_>>()))
        (Form::post("/hand-ins/1", "sample-token").id("hand-in").multipart().autosave("/hand-ins/1/draft").known("/hand-ins/1/known", "known").render(html! {
            (hidden("version", "7"))
            (saved_status(&words.get("ui-save-status")))
            div.haven-measure {
                (text_input(words, &name, &TextOptions { name_like: true, ..TextOptions::default() }))
                (date_input(words, &born, &DateParts { day: "12".to_owned(), month: "15".to_owned(), year: "2009".to_owned(), roughly: true }, true))
                (radios(words, &Field::new("child", "Is this person under 18?").hint("If you are not sure, we treat them as a child.".to_owned()).value("unsure").heading(Heading::Medium), &[
                    Choice::new("yes", "Yes"),
                    Choice::new("no", "No"),
                    Choice::new("unsure", "Not sure").hint("The child path is used".to_owned()).reveals(text_input(words, &Field::new("age_guess", "About how old?"), &TextOptions { kind: InputKind::Number, width: Width::Characters2, suffix: Some("years".to_owned()), ..TextOptions::default() })),
                ], false))
                (radios(words, &Field::new("inline", "Can we contact the child safely?").heading(Heading::Small), &[Choice::new("yes", "Yes"), Choice::new("no", "No")], true))
                (checkboxes(words, &Field::new("signs", "What did you notice?").hint("Choose all that apply".to_owned()).heading(Heading::Medium), &[
                    Choice::new("phone", "A phone with unknown numbers"),
                    Choice::new("debt", "Talks of money owed").hint("By the child or the family".to_owned()),
                    Choice::new("none", "None of these").after_or().excludes_others(),
                ], &["debt".to_owned()]))
                (select(words, &Field::new("language", "Language the child speaks best"), &[("vi".to_owned(), "Tiếng Việt".to_owned()), ("sq".to_owned(), "Shqip".to_owned()), ("ar".to_owned(), "العربية".to_owned())]))
                (textarea(words, &Field::new("account", "What happened?").hint("Say what was seen and heard, and by whom.".to_owned()).value("<b>not bold</b>"), 5, Some(200)))
                (add_another(words, "phones", &[phone("0", 1, "+44 7700 900018")], Some(phone(NEW_INDEX, 0, "")), "Add another phone", 5))
                (file_upload(words, &Field::new("evidence", "Photographs and papers").hint("PDF or pictures, up to 25 MB each".to_owned()), ".pdf,image/*", true))
                (password_input(words, &Field::new("password", "Password"), "current-password"))
                (text_input(words, &Field::new("key_name", "Name of this device"), &TextOptions { passkey: true, width: Width::Characters20, ..TextOptions::default() }))
                (passkey_button("Use a passkey", false, "/passkeys/options", "/passkeys/finish"))
                (fieldset("Where was the child found?", Heading::Medium, html! {
                    (text_input(words, &Field::new("place", "Town or place"), &TextOptions { width: Width::Characters20, ..TextOptions::default() }))
                }))
                (button_group(&[
                    submit("Save and go on", Look::Main),
                    button("Save and come back later", Look::Secondary, "then", "later", None),
                    text_button("Skip this question", Some("about the place"), "then", "skip"),
                ]))
                (button_group(&[
                    link_button("Hand in a child", "/hand-ins/new", Look::Main),
                    button("Throw this draft away", Look::Warning, "then", "discard", None),
                    print_button(&words.get("ui-print")),
                ]))
            }
        }))
    }
}

fn notices_and_states(words: &Words) -> Markup {
    html! {
        h2 { "Things said" }
        div.haven-measure {
            (notification_banner(words, "The police answered your question.", Some(html! { p { a.govuk-notification-banner__link href="/answers/1" { "Read the answer" } } })))
            (warning_text(words, "Do not ring the number the child gave you: it may be the exploiter's."))
            (inset(html! { p { "You are looking at what was known on 3 March 2026." } }))
            (details("What is a pointer?", html! { p { "It says that another agency holds something, and whom to ring. It never says what." } }, false))
            (confirmation("Handed in", "Your reference", "HV-7Q2K-93MD", "reference"))
            div.haven-row { (copy_button(&words.get("ui-copy"), "reference")) }
        }
        h2 { "Nothing here" }
        (empty_state("Nobody waits for you", "When another agency hands in something about a child you know, it is shown here.", Some(link_button("Hand in a child", "/hand-ins/new", Look::Main))))
        h2 { "Not here and not allowed" }
        div.haven-card { (absent(words)) }
        div.haven-card { (forbidden(words, "Only the agency that owns this record can close it.", Some(html! { p { "Ring Northshire Police, safeguarding desk: 01632 960 018." } }))) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::words::Library;
    use std::collections::BTreeSet;

    fn page() -> String {
        let library = Library::read([("en", "ui.ftl", include_str!("../../../../locales/en/ui.ftl"))]).unwrap();
        gallery(&library.words("en")).into_string()
    }

    /// The values of an attribute, wherever it stands.
    fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
        let start = format!(" {attribute}=\"");
        html.split(&start)
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect()
    }

    #[test]
    fn ids_are_unique_and_every_relation_leads_somewhere() {
        let html = page();
        let ids = values(&html, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(
            ids.len(),
            unique.len(),
            "an id stands twice: {:?}",
            ids.iter()
                .filter(|id| ids.iter().filter(|other| other == id).count() > 1)
                .collect::<Vec<_>>()
        );
        for attribute in [
            "for",
            "aria-describedby",
            "aria-labelledby",
            "aria-controls",
            "data-aria-controls",
            "data-known-target",
            "data-copy",
            "data-passkey-status",
        ] {
            let found = values(&html, attribute);
            assert!(!found.is_empty(), "the gallery shows no {attribute}");
            for id in found.iter().flat_map(|value| value.split(' ')) {
                assert!(
                    unique.contains(id),
                    "{attribute} points at {id}, which is not on the page"
                );
            }
        }
        for target in values(&html, "href").iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(
                unique.contains(target),
                "a link leads to #{target}, which is not on the page"
            );
        }
    }

    #[test]
    fn the_strict_content_policy_holds() {
        let html = page();
        assert!(!html.contains(" style=\""), "an inline style");
        assert!(
            !html.contains("javascript:") && !html.contains(" onclick") && !html.contains(" onload"),
            "an inline script"
        );
        assert_eq!(
            html.matches("<script").count(),
            html.matches("<script type=\"module\" src=\"/assets/app.").count()
        );
        for address in values(&html, "src").iter().chain(&values(&html, "href")) {
            assert!(
                !address.starts_with("http") && !address.starts_with("//"),
                "{address} is not ours"
            );
        }
    }

    #[test]
    fn values_are_escaped_and_every_word_is_known() {
        let html = page();
        assert!(html.contains("&lt;b&gt;not bold&lt;/b&gt;") && !html.contains("<b>not bold"));
        assert!(
            !html.contains(">ui-") && !html.contains("\"ui-") && !html.contains(" ui-"),
            "a key without words"
        );
        assert!(!html.contains("ui-script-"), "a word for scripts is missing");
    }

    #[test]
    fn every_post_carries_the_token() {
        let html = page();
        for form in html.split("<form").skip(1) {
            let body = form.split("</form>").next().unwrap();
            if body.contains("method=\"post\"") {
                assert!(
                    body.contains("name=\"csrf\" value=\"sample-token\""),
                    "a form without the token: {}",
                    &body[..80]
                );
            }
        }
    }
}
