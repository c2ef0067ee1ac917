//! Writes the gallery of page pieces into a file: `cargo run -p kit --example gallery -- FILE [LANGUAGE]`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        eprintln!("name the file to write");
        return ExitCode::FAILURE;
    };
    let language = arguments.next().unwrap_or_else(|| "en".to_owned());
    let english = include_str!("../../../locales/en/ui.ftl");
    // Languages without words of their own still show how the page stands in their direction.
    let written = kit::words::Library::read([("en", "ui.ftl", english), (language.as_str(), "ui-none.ftl", "")])
        .map_err(|error| error.to_string())
        .and_then(|library| {
            let page = kit::ui::gallery::gallery(&library.words(&language));
            std::fs::write(&file, page.into_string()).map_err(|error| format!("{file}: {error}"))
        });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
