//! The model as a statistician reads it: the weights as they fell, and m and u of every level.

use super::{Subject, charts, wide};
use crate::link::whole_files::telling::{grouped, level_words, signed};
use kit::words::Words;
use maud::{Markup, html};
use toml::{Table, Value};

pub fn weights(subject: &Subject<'_>, words: &Words) -> Markup {
    let all: Vec<_> = subject
        .found
        .weights
        .iter()
        .filter(|level| level.field != "prior")
        .collect();
    let least = all.iter().map(|level| f64::from(level.low)).fold(-1.0, f64::min);
    let most = all.iter().map(|level| f64::from(level.high)).fold(1.0, f64::max);
    html! {
        p { (words.with("whole-files-weights-text", &[("pairs", grouped(subject.found.households.looked_at as u64).into())])) }
        (wide(&words.get("whole-files-weights-table"), html! {
            table {
                caption { (words.get("whole-files-weights-table")) }
                thead { tr {
                    th scope="col" { (words.get("whole-files-col-level")) }
                    td {}
                    th.number scope="col" { (words.get("whole-files-col-middle")) }
                    th.number scope="col" { (words.get("whole-files-col-range")) }
                    th.number scope="col" { (words.get("whole-files-col-seen")) }
                } }
                tbody {
                    @for level in &all {
                        tr {
                            th scope="row" { (level_words(level.field, level.level, words)) }
                            td.drawn { (charts::cell(least, most, 0.0, f64::from(level.middle), if level.middle > 0.0 { "for" } else { "against" })) }
                            td.number { (signed(level.middle)) }
                            td.number { (signed(level.low)) " … " (signed(level.high)) }
                            td.number { (grouped(level.pairs as u64)) }
                        }
                    }
                }
            }
        }))
    }
}

/// Levels in the order in which they are told; what is not among them comes after.
const ORDER: [&str; 42] = [
    "same",
    "variant",
    "joined",
    "sounds_alike",
    "one_slip",
    "loosely_alike",
    "initial",
    "differs",
    "same_day",
    "same_placeholder",
    "placeholder_year",
    "same_month",
    "swapped",
    "year_slip",
    "month_or_day_slip",
    "same_year",
    "one_year_unsure",
    "three_years_unsure",
    "far_unsure",
    "one_year",
    "three_years",
    "far",
    "m_same",
    "m_confused",
    "m_different",
    "u_confused",
    "same_phone",
    "phone_one_digit",
    "different_phone",
    "same_dwelling",
    "same_postcode",
    "same_street",
    "same_district",
    "same_town",
    "different_place",
    "different",
    "fading",
    "most",
    "twins",
    "family_name",
    "given_differs",
    "guard",
];

const TABLES: [&str; 8] = [
    "given",
    "family",
    "birth",
    "sex",
    "kind",
    "nationality",
    "household",
    "kin",
];

fn place(name: &str, order: &[&str]) -> usize {
    order.iter().position(|known| *known == name).unwrap_or(order.len())
}

pub fn section(subject: &Subject<'_>, words: &Words) -> Markup {
    let model: Table = toml::from_str(&subject.outcome.model_text).unwrap_or_default();
    let mut tables: Vec<(&String, &Table)> = model
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_table()?)))
        .collect();
    tables.sort_by_key(|(name, _)| place(name, &TABLES));
    let mut singles: Vec<(&String, f64)> = model
        .iter()
        .filter_map(|(name, value)| Some((name, number(value)?)))
        .collect();
    singles.sort_by(|x, y| x.0.cmp(y.0));
    html! {
        p { (words.with("whole-files-model-text", &[("model", subject.outcome.model_name.clone().into())])) }
        (wide(&words.get("whole-files-model-table"), html! {
            table.model {
                caption { (words.get("whole-files-model-table")) }
                thead { tr {
                    th scope="col" { (words.get("whole-files-col-level")) }
                    th.number scope="col" { "m" }
                    th.number scope="col" { "u" }
                    td {}
                    th.number scope="col" { (words.get("whole-files-col-bits")) }
                } }
                @for (name, table) in &tables {
                    tbody {
                        tr.part { th scope="rowgroup" colspan="5" { (part_words(name, words)) } }
                        @for (level, value) in ordered(table) {
                            (row(level, value, words))
                        }
                    }
                }
                tbody {
                    tr.part { th scope="rowgroup" colspan="5" { (words.get("whole-files-part-priors")) } }
                    @for (name, value) in &singles {
                        tr { th scope="row" { (plain(name)) } td.number { (short(*value)) } td.number {} td.drawn {} td.number {} }
                    }
                }
            }
        }))
        p.note { (words.get("whole-files-model-by-value")) }
    }
}

fn ordered(table: &Table) -> Vec<(&String, &Value)> {
    let mut levels: Vec<(&String, &Value)> = table.iter().collect();
    levels.sort_by_key(|(name, _)| place(name, &ORDER));
    levels
}

fn row(level: &str, value: &Value, words: &Words) -> Markup {
    let pair = value
        .as_table()
        .and_then(|both| Some((number(both.get("m")?)?, number(both.get("u")?)?)));
    html! {
        tr {
            th scope="row" { (plain(level)) }
            @if let Some((m, u)) = pair {
                @let bits = (m / u).log2();
                td.number { (short(m)) }
                td.number { (short(u)) }
                td.drawn { (charts::cell(-10.0, 14.0, 0.0, bits, if bits > 0.0 { "for" } else { "against" })) }
                td.number { (signed(bits as f32)) }
            } @else {
                td.number { (number(value).map(short).unwrap_or_default()) }
                td.number { (words.get("whole-files-by-value")) }
                td.drawn {}
                td.number {}
            }
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    value
        .as_float()
        .or_else(|| value.as_integer().map(|whole| whole as f64))
}

fn short(value: f64) -> String {
    if value >= 0.1 {
        format!("{value:.3}")
    } else if value >= 0.001 {
        format!("{value:.4}")
    } else {
        format!("{value:.6}")
    }
}

fn plain(name: &str) -> String {
    name.strip_prefix("m_").unwrap_or(name).replace('_', " ")
}

fn part_words(name: &str, words: &Words) -> String {
    let key = format!("whole-files-part-{name}");
    let found = words.get(&key);
    if found == key { plain(name) } else { found }
}
