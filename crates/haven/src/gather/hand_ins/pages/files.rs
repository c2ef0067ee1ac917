//! The question "Files": what is there, with what it is and of when; a place to add more; what was taken out.

use crate::gather::attachments::{ACCEPT, File, LARGEST, MOST};
use domain::PartialDate;
use kit::ui::{self, DateParts, Field};
use kit::words::Words;
use maud::{Markup, html};

pub(super) fn upload(words: &Words, files: &[File], removed: &[File]) -> Markup {
    html! {
        fieldset #files.govuk-fieldset {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--m { (words.get("hand-ins-files")) }
            @if files.is_empty() { p.govuk-body { (words.get("hand-ins-files-none")) } }
            @for (at, file) in files.iter().enumerate() { (one(words, file, at + 1)) }
            @for file in removed {
                p.govuk-body.haven-quiet {
                    (words.with("hand-ins-file-removed", &[("name", file.name.as_str().into())])) " "
                    (ui::text_button(&words.get("hand-ins-file-restore"), Some(&file.name), "restore_file", &file.id.to_string()))
                }
            }
            @if files.len() < MOST {
                (ui::file_upload(words, &Field::new("upload", words.get("hand-ins-files-add"))
                    .hint(words.with("hand-ins-files-hint", &[("mb", (LARGEST / 1024 / 1024).into()), ("most", MOST.into())])), ACCEPT, true))
                (ui::text_input(words, &Field::new("upload_description", words.get("hand-ins-file-description")), &ui::TextOptions::default()))
                (ui::button(&words.get("hand-ins-files-upload"), ui::Look::Secondary, "go", "upload", None))
            }
        }
    }
}

fn one(words: &Words, file: &File, position: usize) -> Markup {
    let name = format!("file.{}", file.id);
    let parts = file
        .dated
        .as_deref()
        .and_then(|text| text.parse::<PartialDate>().ok())
        .map_or_else(DateParts::default, |date| DateParts {
            day: date.day().map(|day| day.to_string()).unwrap_or_default(),
            month: date.month().map(|month| month.to_string()).unwrap_or_default(),
            year: date.year().to_string(),
            roughly: date.is_approximate(),
        });
    html! {
        fieldset.haven-entry {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (words.get("hand-ins-file")) " " (position) }
            p.govuk-body {
                a.govuk-link href={ "/attachments/" (file.id) } dir="auto" { (file.name) }
                " " span.haven-quiet { "(" (words.with("hand-ins-file-size", &[("kb", (file.size / 1024 + 1).into())])) ")" }
            }
            (ui::text_input(words, &Field::new(format!("{name}.description"), words.get("hand-ins-file-description")).value(file.description.clone().unwrap_or_default()), &ui::TextOptions::default()))
            (ui::date_input(words, &Field::new(format!("{name}.dated"), words.get("hand-ins-file-dated")), &parts, true))
            (ui::text_button(&words.get("ui-remove"), Some(&file.name), "remove_file", &file.id.to_string()))
        }
    }
}
