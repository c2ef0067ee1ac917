//! What the terminal is told: the summary of a run, and why two records weigh what they weigh.

use super::changes::{Changes, Kind};
use super::columns::Field;
use super::findings::Findings;
use super::findings::groups::Worse;
use super::plan::Order;
use super::reading::Records;
use super::running::{Outcome, probability};
use super::tables::Format;
use kit::words::Words;
use matching::bulk::Line;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What there is to tell.
pub struct Told<'a> {
    pub order: &'a Order,
    pub records: &'a Records,
    pub outcome: &'a Outcome,
    pub found: &'a Findings,
    pub changed: Option<&'a Changes>,
    pub formats: &'a [Format],
    pub trained: bool,
}

/// The whole of the summary, with a line end. Writing to a text cannot fail.
pub fn summary(told: &Told<'_>, words: &Words) -> String {
    let mut text = String::new();
    records(&mut text, told);
    found(&mut text, told);
    warnings(&mut text, told, words);
    files(&mut text, told);
    text
}

fn records(text: &mut String, told: &Told<'_>) {
    let records = told.records;
    let _ = writeln!(
        text,
        "{} records from {} file(s)",
        grouped(told.found.records as u64),
        records.files.len()
    );
    for file in &records.files {
        let _ = writeln!(text, "  {}: {} rows", file.name, grouped(file.rows));
        for (field, heading) in &file.guessed {
            let _ = writeln!(text, "    {} is read from “{heading}”", field.name());
        }
        if !file.unused.is_empty() {
            let _ = writeln!(text, "    not read: {}", file.unused.join(", "));
        }
    }
    if records.files.iter().any(|file| !file.guessed.is_empty()) {
        let _ = writeln!(
            text,
            "  Columns were told by their headings; if one is wrong, say --column FIELD=HEADING."
        );
    }
    if !records.left_out.is_empty() {
        let _ = writeln!(
            text,
            "  {} row(s) were left out: see left-out.csv",
            records.left_out.len()
        );
    }
    let lacking: Vec<&str> = Field::ALL
        .into_iter()
        .filter(|field| !matches!(field, Field::Source | Field::FullName | Field::Identifier))
        .filter(|field| !records.fields.contains(field))
        .map(Field::name)
        .collect();
    if !lacking.is_empty() {
        let _ = writeln!(text, "  No column for: {}", lacking.join(", "));
    }
}

fn found(text: &mut String, told: &Told<'_>) {
    let found = told.found;
    let _ = writeln!(
        text,
        "\n{} pairs compared, of {} possible",
        grouped(told.outcome.candidates.pairs.len() as u64),
        grouped(found.possible_pairs as u64)
    );
    let made = if told.trained {
        format!("trained on these records, seed {}", told.order.terms.seed)
    } else {
        "as given".to_owned()
    };
    let _ = writeln!(text, "Model {} ({made})", told.outcome.model_name);
    let _ = writeln!(
        text,
        "\n{} clusters hold {} records; {} records stand alone",
        grouped(found.studio.clusters),
        grouped(found.clustered_records as u64),
        grouped((found.records - found.clustered_records) as u64)
    );
    let _ = writeln!(
        text,
        "{} links at {} bits or more: {} firm, {} to be looked at, {} said by people",
        grouped(found.links as u64),
        signed(found.threshold),
        grouped(found.firm as u64),
        grouped((found.links - found.firm - found.judged) as u64),
        grouped(found.judged as u64)
    );
    let (low, high) = told.order.terms.review;
    let _ = writeln!(
        text,
        "{} pairs wait for a person (between {} and {} bits, and conflicts in clusters)",
        grouped(found.review as u64),
        signed(low),
        signed(high)
    );
    if found.links > 0 {
        let _ = writeln!(
            text,
            "By the model's own opinion {} of the links are right, and {} of the compared pairs that belong together are linked",
            percent(found.expected_precision),
            percent(found.expected_recall)
        );
    }
    if let Some(measured) = &found.measured {
        let _ = writeln!(
            text,
            "Measured: {} of the links are right ({} to {}), {} of all {} true pairs are linked ({} to {}); F1 {:.4}; {} were compared",
            percent(measured.precision.value),
            percent(measured.precision.low),
            percent(measured.precision.high),
            percent(measured.recall.value),
            grouped(measured.true_pairs),
            percent(measured.recall.low),
            percent(measured.recall.high),
            measured.f1,
            percent(measured.met as f64 / measured.true_pairs.max(1) as f64)
        );
    }
    if let Some(changed) = told.changed {
        let _ = writeln!(
            text,
            "\nAgainst {}: {} links would be new and {} would go, {} records would be touched (changes.*)",
            changed.before,
            grouped(changed.count(Kind::Linked) as u64),
            grouped(changed.count(Kind::Parted) as u64),
            grouped(changed.records_touched as u64)
        );
    }
}

fn warnings(text: &mut String, told: &Told<'_>, words: &Words) {
    let warnings = warnings_of(told.found, told.outcome, words);
    if warnings.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nLook at this first:");
    for warning in warnings {
        let _ = writeln!(text, "  - {warning}");
    }
}

fn files(text: &mut String, told: &Told<'_>) {
    let endings: Vec<&str> = told
        .formats
        .iter()
        .map(|format| match format {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
        })
        .collect();
    let _ = writeln!(
        text,
        "\nWritten: links, clusters and review as {}; model.toml; report.html (open it in a browser)",
        endings.join(" and ")
    );
    let _ = writeln!(
        text,
        "A link is a reason to look, not a finding: people decide who is one person."
    );
}

/// What the reader of summary and report should know before anything else.
pub fn warnings_of(found: &Findings, outcome: &Outcome, words: &Words) -> Vec<String> {
    let mut all = Vec::new();
    if found.records < 1000 {
        all.push(words.get("whole-files-warn-few"));
    }
    if found.unlinkable.at_threshold > 0.1 {
        all.push(words.with(
            "whole-files-warn-unlinkable",
            &[("share", percent(found.unlinkable.at_threshold).into())],
        ));
    }
    let lost: u64 = outcome.candidates.rules.iter().map(|rule| rule.lost).sum();
    let met: u64 = outcome.candidates.rules.iter().map(|rule| rule.met).sum();
    if lost > met / 5 {
        all.push(words.with("whole-files-warn-lost", &[("lost", grouped(lost).into())]));
    }
    for report in &found.groups {
        for group in &report.groups {
            for worse in &group.worse {
                let (key, here, there) = match worse {
                    Worse::Missed { here, all } => ("whole-files-warn-missed", here, all),
                    Worse::False { here, all } => ("whole-files-warn-false", here, all),
                };
                all.push(words.with(
                    key,
                    &[
                        ("group", group_name(report.grouping, &group.name, words).into()),
                        (
                            "grouping",
                            words.get(&format!("whole-files-by-{}", report.grouping.key())).into(),
                        ),
                        ("here", percent(*here).into()),
                        ("all", percent(*there).into()),
                    ],
                ));
            }
        }
    }
    all
}

pub fn group_name(grouping: super::findings::groups::Grouping, name: &str, words: &Words) -> String {
    if grouping == super::findings::groups::Grouping::Source {
        return if name.is_empty() {
            words.get("whole-files-source-blank")
        } else {
            name.to_owned()
        };
    }
    let key = format!("whole-files-group-{}-{name}", grouping.key());
    told_or(words, &key, name)
}

/// The words of a key, or the name itself where there are none.
fn told_or(words: &Words, key: &str, name: &str) -> String {
    let found = words.get(key);
    if found == key {
        name.replace(['_', '-'], " ")
    } else {
        found
    }
}

/// One line of evidence, in words.
pub fn line_words(line: &Line, words: &Words) -> String {
    level_words(line.field, line.level, words)
}

pub fn level_words(field: &str, level: &str, words: &Words) -> String {
    let key = format!("whole-files-line-{field}-{level}").replace('_', "-");
    told_or(words, &key, &format!("{field}: {level}"))
}

/// Two records, their evidence as a waterfall of letters, and what follows.
pub fn explanation(
    outcome: &Outcome,
    order: &Order,
    pair: (u32, u32),
    names: &BTreeMap<String, String>,
    words: &Words,
) -> String {
    let (a, b) = (pair.0.min(pair.1), pair.0.max(pair.1));
    let lines = outcome
        .prepared
        .explain(&outcome.model, &[(a, b)])
        .pop()
        .unwrap_or_default();
    let weight: f32 = lines.iter().map(|line| line.bits).sum();
    let mut text = String::new();
    for record in [a, b] {
        let id = outcome.id(record);
        let name = names.get(&id).map(|name| format!("  {name}")).unwrap_or_default();
        let _ = writeln!(text, "{id}{name}");
    }
    let _ = writeln!(text);
    let bars = Bars::over(&lines);
    let mut sum = 0.0;
    for line in &lines {
        let next = sum + line.bits;
        let mark = if line.field == "prior" {
            '='
        } else if line.bits > 0.0 {
            '+'
        } else {
            '-'
        };
        let _ = writeln!(
            text,
            "  {:<WIDTH$} {:>6}  {}",
            line_words(line, words),
            signed(line.bits),
            bars.bar(sum, next, mark)
        );
        sum = next;
    }
    let _ = writeln!(
        text,
        "  {:<WIDTH$} {:>6}  {}",
        words.get("whole-files-in-all"),
        signed(weight),
        bars.bar(0.0, weight, '=')
    );
    let _ = writeln!(
        text,
        "\nThe model, {}, holds {} for one person. Each bit more doubles the odds.",
        outcome.model_name,
        likely(weight)
    );
    let bits = order.terms.bits(&order.spec);
    let together = outcome.together(a, b);
    let judged = outcome
        .judged
        .pairs
        .iter()
        .find(|(one, other, _)| (*one, *other) == (a, b));
    let standing = match (judged, together) {
        (Some((_, _, matching::bulk::Judgement::Same)), _) => {
            "A person said that they are the same: that stands whatever the weight.".to_owned()
        }
        (Some(_), _) => "A person said that they are not the same: that stands whatever the weight.".to_owned(),
        (None, true) if weight < bits => format!(
            "They are in one cluster, although alone they stay below the threshold of {} bits: other records speak for both.",
            signed(bits)
        ),
        (None, true) => format!("They are in one cluster (threshold {} bits).", signed(bits)),
        (None, false) if weight >= bits => format!(
            "They are in different clusters, although the pair reaches the threshold of {} bits: the other records of \
             their clusters speak against it, or no rule compared the two.",
            signed(bits)
        ),
        (None, false) => format!("They are not put together (threshold {} bits).", signed(bits)),
    };
    let _ = writeln!(text, "{standing}");
    if outcome
        .candidates
        .pairs
        .binary_search(&((u64::from(a) << 32) | u64::from(b)))
        .is_err()
    {
        let _ = writeln!(
            text,
            "No blocking rule brought the two together, so the run itself did not compare them."
        );
    }
    text
}

/// Letters of the longest label.
const WIDTH: usize = 44;
/// Letters of a bar.
const FIELD: usize = 40;

struct Bars {
    least: f32,
    most: f32,
}

impl Bars {
    fn over(lines: &[Line]) -> Self {
        let mut bars = Self { least: 0.0, most: 0.0 };
        let mut sum = 0.0;
        for line in lines {
            sum += line.bits;
            bars.least = bars.least.min(sum);
            bars.most = bars.most.max(sum);
        }
        bars
    }

    fn place(&self, bits: f32) -> usize {
        let width = (self.most - self.least).max(1.0);
        (((bits - self.least) / width) * FIELD as f32)
            .round()
            .clamp(0.0, FIELD as f32) as usize
    }

    fn bar(&self, from: f32, to: f32, mark: char) -> String {
        let (low, high) = (self.place(from.min(to)), self.place(from.max(to)));
        let zero = self.place(0.0);
        let bar: String = (0..=FIELD)
            .map(|place| {
                if place == zero {
                    '|'
                } else if place >= low && place < high.max(low + 1) {
                    mark
                } else {
                    ' '
                }
            })
            .collect();
        bar.trim_end().to_owned()
    }
}

/// With a true minus, one decimal.
pub fn signed(bits: f32) -> String {
    let text = format!("{:.1}", bits.abs());
    if text == "0.0" {
        text
    } else if bits < 0.0 {
        format!("\u{2212}{text}")
    } else {
        format!("+{text}")
    }
}

pub fn percent(share: f64) -> String {
    if share.is_nan() {
        return "–".to_owned();
    }
    let percent = share * 100.0;
    // What is not all is not told as all, and what is not nothing is not told as nothing.
    if share < 1.0 && percent >= 99.95 {
        ">99.9 %".to_owned()
    } else if share > 0.0 && percent < 0.05 {
        "<0.1 %".to_owned()
    } else {
        format!("{percent:.1} %")
    }
}

/// Odds or a share, as people say it.
fn likely(weight: f32) -> String {
    percent(probability(weight))
}

/// 1,234,567.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [grouped(0), grouped(999), grouped(1_000), grouped(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
        let shares: Vec<String> = [0.0, 0.0001, 0.5, 0.9996, 1.0, f64::NAN]
            .into_iter()
            .map(percent)
            .collect();
        assert_eq!(shares, ["0.0 %", "<0.1 %", "50.0 %", ">99.9 %", "100.0 %", "–"]);
        assert_eq!(
            [signed(-2.04), signed(0.04), signed(3.0)],
            ["\u{2212}2.0", "0.0", "+3.0"]
        );
    }
}
