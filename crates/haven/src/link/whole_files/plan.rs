//! What was asked for: the texts of spec, columns and models, the terms, and the plan that guards a resumed run.

use super::columns::Wanted;
use super::commands::LinkArgs;
use super::folder::{digest_of, digest_of_file};
use super::kept::Plan;
use super::problems::LinkingProblem;
use super::reading::name_of;
use super::running::{FLOOR, Terms};
use matching::bulk::{BulkModel, Spec};
use std::collections::BTreeMap;
use std::path::Path;

/// Everything that a run is told, read and checked.
pub struct Order {
    pub spec: Spec,
    pub wanted: Wanted,
    pub model: Option<String>,
    pub compare: Option<String>,
    pub terms: Terms,
    pub plan: Plan,
}

/// Kinds of things that people look for here and that this engine does not link.
const NO_PEOPLE: [&str; 5] = ["phone", "address", "vehicle", "document", "organisation"];

/// Where people look once more, unless told otherwise.
const REVIEW: (f32, f32) = (-2.0, 5.0);

pub fn order(args: &LinkArgs, today: &str) -> Result<Order, LinkingProblem> {
    let spec_text = spec_text(&args.spec)?;
    let spec =
        Spec::from_toml(&spec_text).map_err(|error| LinkingProblem::wrong(format!("--spec {}: {error}", args.spec)))?;
    let columns = args.columns.as_deref().map(text_of).transpose()?;
    let wanted = Wanted::read(columns.as_deref(), &args.column)?;
    let model = args.model.as_deref().map(model_text).transpose()?;
    let compare = args.compare.as_deref().map(model_text).transpose()?;
    let terms = Terms {
        seed: args.seed,
        threshold: args
            .threshold
            .map(|bits| checked_bits("--threshold", bits))
            .transpose()?,
        review: review(args.review.as_deref())?,
    };
    let day = match &args.day {
        Some(day) => day
            .parse::<jiff::civil::Date>()
            .map_err(|_| LinkingProblem::wrong(format!("--day {day}: write it as 2026-11-24")))?
            .to_string(),
        None => today.to_owned(),
    };
    let mut inputs = BTreeMap::new();
    for (place, path) in args.files.iter().enumerate() {
        let (digest, length) = digest_of_file(path)?;
        // The order in which the files are named does not matter, so the names sort them; two of one name are told apart.
        let mut name = name_of(path);
        if inputs.contains_key(&name) {
            name = format!("{name} ({})", place + 1);
        }
        inputs.insert(name, format!("{length} bytes, sha256 {digest}"));
    }
    for (name, path) in [("--judgements", &args.judgements), ("--truth", &args.truth)] {
        if let Some(path) = path {
            inputs.insert(name.to_owned(), format!("sha256 {}", digest_of_file(path)?.0));
        }
    }
    for (name, text) in [
        ("--spec", Some(&spec_text)),
        ("--columns", columns.as_ref()),
        ("--model", model.as_ref()),
        ("--compare", compare.as_ref()),
    ] {
        if let Some(text) = text {
            inputs.insert(name.to_owned(), format!("sha256 {}", digest_of(text.as_bytes())));
        }
    }
    let mut settings = BTreeMap::from([
        ("--seed".to_owned(), terms.seed.to_string()),
        ("--review".to_owned(), format!("{}..{}", terms.review.0, terms.review.1)),
        (
            "--threshold".to_owned(),
            terms.threshold.map_or("the spec's".to_owned(), |bits| bits.to_string()),
        ),
        ("--with-names".to_owned(), args.with_names.to_string()),
        ("--leave-out-bad-rows".to_owned(), args.leave_out_bad_rows.to_string()),
        ("--number-by-file".to_owned(), args.number_by_file.to_string()),
        ("--format".to_owned(), format!("{:?}", args.format)),
        ("floor".to_owned(), FLOOR.to_string()),
    ]);
    if !args.column.is_empty() {
        settings.insert("--column".to_owned(), args.column.join(" "));
    }
    Ok(Order {
        spec,
        wanted,
        model,
        compare,
        terms,
        plan: Plan {
            day,
            finished: false,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            inputs,
            settings,
        },
    })
}

fn spec_text(name: &str) -> Result<String, LinkingProblem> {
    if let Some(text) = Spec::shipped(name) {
        return Ok(text.to_owned());
    }
    let known: Vec<&str> = Spec::shipped_names().collect();
    let known = known.join(", ");
    if name == "suspect" {
        return Err(LinkingProblem::wrong(
            "suspects are linked as other adults are: --spec adult",
        ));
    }
    if NO_PEOPLE.contains(&name) {
        return Err(LinkingProblem::wrong(format!(
            "--spec {name}: this engine links people, by names, dates and homes; a {name} has none of them, and its weights would be \
             made up. Phones, addresses, vehicles and documents are joined by their normal forms where records are handed in. Specs \
             that come with Haven: {known}."
        )));
    }
    let path = Path::new(name);
    if path.extension().is_none() && !path.exists() {
        return Err(LinkingProblem::wrong(format!(
            "there is no spec “{name}”. Name one that comes with Haven ({known}) or a file of your own"
        )));
    }
    text_of(path)
}

fn text_of(path: &Path) -> Result<String, LinkingProblem> {
    std::fs::read_to_string(path).map_err(LinkingProblem::disk("the file cannot be read:", path))
}

fn model_text(path: &Path) -> Result<String, LinkingProblem> {
    let text = text_of(path)?;
    BulkModel::from_toml(&text).map_err(|error| LinkingProblem::wrong(format!("{}: {error}", path.display())))?;
    Ok(text)
}

fn review(text: Option<&str>) -> Result<(f32, f32), LinkingProblem> {
    let Some(text) = text else { return Ok(REVIEW) };
    let wrong = || {
        LinkingProblem::wrong(format!(
            "--review {text}: write two weights in bits, the lower first, as: --review -2..5"
        ))
    };
    let (low, high) = text.split_once("..").ok_or_else(wrong)?;
    let low: f32 = low.trim().parse().map_err(|_| wrong())?;
    let high: f32 = high.trim().parse().map_err(|_| wrong())?;
    if low > high {
        return Err(wrong());
    }
    Ok((checked_bits("--review", low)?, checked_bits("--review", high)?))
}

/// Below the floor nothing is kept, and beyond the other end no pair reaches.
fn checked_bits(name: &str, bits: f32) -> Result<f32, LinkingProblem> {
    if (FLOOR..=60.0).contains(&bits) {
        Ok(bits)
    } else {
        Err(LinkingProblem::wrong(format!(
            "{name} {bits}: weights lie between {FLOOR} and 60 bits"
        )))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;

    #[test]
    fn ranges_are_read_or_refused_with_their_mend() {
        assert_eq!(review(None).unwrap(), REVIEW);
        assert_eq!(review(Some("-3.5..4")).unwrap(), (-3.5, 4.0));
        for wrong in ["4", "4..1", "a..b", "NaN..3", "-90..3", "1..inf"] {
            assert!(review(Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_this_engine_cannot_link_is_said() {
        assert!(spec_text("child").unwrap().contains("[blocking]"));
        assert!(spec_text("suspect").unwrap_err().to_string().contains("--spec adult"));
        for name in NO_PEOPLE {
            assert!(
                spec_text(name).unwrap_err().to_string().contains("links people"),
                "{name}"
            );
        }
        assert!(spec_text("shoe").unwrap_err().to_string().contains("child, adult"));
    }
}
