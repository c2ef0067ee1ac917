//! The JSON profile: an array of cases, or one case a line. Each case is
//!
//! ```json
//! {"htcds_version": "2.0", "profile": "haven-htcds-json-1", "id": "C-17",
//!  "prs": [{"id": "prs1", "prs_FirstName": "An", "prs_Citizenship": ["VN"]}],
//!  "vic": [{"id": "vic1", "vic_TypeOfExploitation": ["ForcedLabour"]}],
//!  "links": [{"from": "vic1", "to": "prs1"}],
//!  "x_record_kind": "child"}
//! ```
//!
//! Cases are cut out of the stream one by one by their braces, with a limit on length and depth, and only then
//! parsed: memory is one case, and a broken case does not take its neighbours with it.

use super::case::{Case, Link, PROFILE, VERSION};
use super::fields::{Entity, ValueKind, find};
use crate::mapping::{CellFault, CellProblem, Shape};
use crate::tables::Decoded;
use serde_json::{Map, Value};
use std::io::{self, BufRead, Read, Write};

/// Limits of one file of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one case.
    pub case_bytes: usize,
    /// Braces and brackets inside one another.
    pub depth: u32,
    pub cases: u64,
    /// Elements of one table of a case.
    pub elements: usize,
    /// Characters of one text.
    pub text_characters: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            case_bytes: 4 << 20,
            depth: 16,
            cases: 5_000_000,
            elements: 500,
            text_characters: 200_000,
        }
    }
}

/// Whether the beginning of a file is JSON, and so no table: a brace, or a bracket and a brace.
pub fn looks_like(beginning: &[u8]) -> bool {
    let encoding = encoding_rs::Encoding::for_bom(beginning).map_or(encoding_rs::UTF_8, |(encoding, _)| encoding);
    let (text, _, _) = encoding.decode(beginning.get(..512).unwrap_or(beginning));
    let text = text.trim_start();
    let text = text.strip_prefix('[').map_or(text, str::trim_start);
    text.starts_with('{') || text.starts_with(']')
}

/// What stands for a field's name where the whole case is meant.
const WHOLE: &str = "(case)";

/// Reads cases one by one. The item's problems name the case by its place in the file, from 1, and the field by its
/// path: `prs[2].prs_Birthdate`.
pub struct Cases<R: Read> {
    source: Decoded<io::Chain<io::Cursor<Vec<u8>>, R>>,
    limits: Limits,
    number: u64,
    ended: bool,
}

enum Cut {
    Case(Vec<u8>),
    Nothing,
    /// Why no case could be cut out, and whether reading can go on behind it.
    Broken {
        fault: CellFault,
        goes_on: bool,
    },
}

impl<R: Read> Cases<R> {
    pub fn new(mut source: R, limits: Limits) -> io::Result<Self> {
        let mut sample = vec![0; 4096];
        let length = read_some(&mut source, &mut sample)?;
        sample.truncate(length);
        let encoding = match encoding_rs::Encoding::for_bom(&sample) {
            Some((encoding, _)) => encoding,
            None => encoding_rs::UTF_8,
        };
        let source = Decoded::new(io::Cursor::new(sample).chain(source), encoding);
        Ok(Self {
            source,
            limits,
            number: 0,
            ended: false,
        })
    }

    fn cut(&mut self) -> io::Result<Cut> {
        let mut case: Vec<u8> = Vec::new();
        let (mut depth, mut in_text, mut escaped, mut overlong, mut deep) = (0_u32, false, false, false, false);
        loop {
            let chunk = self.source.fill_buf()?;
            if chunk.is_empty() {
                return Ok(if depth == 0 {
                    Cut::Nothing
                } else {
                    Cut::Broken {
                        fault: CellFault::CutOff,
                        goes_on: false,
                    }
                });
            }
            let mut used = 0;
            let mut done = false;
            for &byte in chunk {
                used += 1;
                if depth == 0 {
                    match byte {
                        b'{' => {
                            depth = 1;
                            case.push(byte);
                        }
                        b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' => {}
                        _ => {
                            self.source.consume(used);
                            return Ok(Cut::Broken {
                                fault: CellFault::NoCase,
                                goes_on: false,
                            });
                        }
                    }
                    continue;
                }
                if case.len() < self.limits.case_bytes {
                    case.push(byte);
                } else {
                    overlong = true;
                }
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_text => escaped = true,
                    b'"' => in_text = !in_text,
                    b'{' | b'[' if !in_text => {
                        depth = depth.saturating_add(1);
                        deep |= depth > self.limits.depth;
                    }
                    b'}' | b']' if !in_text => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    done = true;
                    break;
                }
            }
            self.source.consume(used);
            if done {
                break;
            }
        }
        Ok(if overlong {
            Cut::Broken {
                fault: CellFault::CaseTooLong {
                    limit: self.limits.case_bytes,
                },
                goes_on: true,
            }
        } else if deep {
            Cut::Broken {
                fault: CellFault::TooDeep {
                    limit: self.limits.depth,
                },
                goes_on: true,
            }
        } else {
            Cut::Case(case)
        })
    }
}

impl<R: Read> Iterator for Cases<R> {
    type Item = Result<(u64, Case), Vec<CellProblem>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let cut = self.cut();
        self.number += 1;
        let whole = |number, fault| vec![CellProblem::new(number, WHOLE, "", fault)];
        match cut {
            Ok(Cut::Nothing) => {
                self.ended = true;
                None
            }
            Ok(_) if self.number > self.limits.cases => {
                self.ended = true;
                let limit = self.limits.cases;
                Some(Err(whole(self.number, CellFault::TooManyCases { limit })))
            }
            Ok(Cut::Case(bytes)) => Some(parse(self.number, &bytes, &self.limits).map(|case| (self.number, case))),
            Ok(Cut::Broken { fault, goes_on }) => {
                self.ended = !goes_on;
                Some(Err(whole(self.number, fault)))
            }
            Err(error) => {
                self.ended = true;
                let detail = error.kind().to_string();
                Some(Err(whole(self.number, CellFault::Unreadable { detail })))
            }
        }
    }
}

fn read_some(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// One case from its JSON.
fn parse(number: u64, bytes: &[u8], limits: &Limits) -> Result<Case, Vec<CellProblem>> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        // The parser's own words may quote the case, so only the place is passed on.
        let fault = CellFault::Broken {
            line: error.line(),
            column: error.column(),
        };
        vec![CellProblem::new(number, WHOLE, "", fault)]
    })?;
    let Value::Object(members) = value else {
        return Err(vec![CellProblem::new(number, WHOLE, "", CellFault::NoCase)]);
    };
    let mut parsing = Parsing {
        number,
        limits,
        problems: Vec::new(),
        case: Case::default(),
    };
    for (name, value) in members {
        parsing.member(&name, value);
    }
    if parsing.problems.is_empty() {
        Ok(parsing.case)
    } else {
        Err(parsing.problems)
    }
}

struct Parsing<'a> {
    number: u64,
    limits: &'a Limits,
    problems: Vec<CellProblem>,
    case: Case,
}

impl Parsing<'_> {
    fn problem(&mut self, path: &str, fault: CellFault) {
        self.problems.push(CellProblem::new(self.number, path, "", fault));
    }

    fn member(&mut self, name: &str, value: Value) {
        match name {
            "htcds_version" => {
                if !matches!(value.as_str(), Some("2.0" | "2")) {
                    self.problem(name, CellFault::Version);
                }
            }
            "profile" => {}
            "id" => self.case.id = scalar(&value).filter(|id| !id.trim().is_empty()),
            "links" => self.links(value),
            _ if name.starts_with("x_") => {
                let text = match value {
                    Value::Null => return,
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                self.case.extensions.insert(name.to_owned(), text);
            }
            // Members of other profiles say nothing here.
            _ => {
                if let Some(entity) = Entity::from_prefix(name) {
                    self.table(entity, value);
                }
            }
        }
    }

    fn links(&mut self, value: Value) {
        let Value::Array(links) = value else {
            return self.problem("links", CellFault::Shape(Shape::Links));
        };
        for link in links.iter().take(self.limits.elements) {
            let end = |name: &str| link.get(name).and_then(Value::as_str).map(str::to_owned);
            match (end("from"), end("to")) {
                (Some(from), Some(to)) => self.case.links.push(Link { from, to }),
                _ => self.problem("links", CellFault::Shape(Shape::Link)),
            }
        }
    }

    fn table(&mut self, entity: Entity, value: Value) {
        let prefix = entity.prefix();
        let elements = match value {
            Value::Null => return,
            Value::Array(elements) => elements,
            // One element without brackets is meant as a list of one.
            Value::Object(element) => vec![Value::Object(element)],
            _ => return self.problem(prefix, CellFault::Shape(Shape::Elements)),
        };
        if elements.len() > self.limits.elements {
            let limit = self.limits.elements;
            return self.problem(prefix, CellFault::TooManyElements { limit });
        }
        for (place, element) in elements.into_iter().enumerate() {
            match element {
                Value::Object(members) => self.element(entity, place, members),
                _ => self.problem(&format!("{prefix}[{}]", place + 1), CellFault::Shape(Shape::Element)),
            }
        }
    }

    fn element(&mut self, entity: Entity, place: usize, members: Map<String, Value>) {
        self.case.element(entity, place);
        for (name, value) in members {
            let path = format!(
                "{}[{}].{}",
                entity.prefix(),
                place + 1,
                crate::tables::shortened(&name, 60)
            );
            if name == "id" {
                if let Some(id) = scalar(&value).filter(|id| !id.is_empty()) {
                    self.case.element(entity, place).id = id;
                }
                continue;
            }
            let Some(field) = find(&name) else {
                if !name.starts_with("x_") {
                    self.problem(&path, CellFault::NoSuchMember);
                }
                continue;
            };
            if field.entity != entity {
                let table = field.entity.to_string();
                self.problem(&path, CellFault::WrongTable { table });
                continue;
            }
            let values: Option<Vec<String>> = match value {
                Value::Null => continue,
                Value::Array(values) => values.iter().map(scalar).collect(),
                other => scalar(&other).map(|text| {
                    if field.many {
                        text.split(';').map(|value| value.trim().to_owned()).collect()
                    } else {
                        vec![text]
                    }
                }),
            };
            match values {
                Some(values)
                    if values
                        .iter()
                        .any(|value| value.chars().nth(self.limits.text_characters).is_some()) =>
                {
                    let limit = self.limits.text_characters;
                    self.problem(&path, CellFault::TextTooLong { limit });
                }
                Some(values) if values.iter().any(|value| value.contains('\0')) => {
                    self.problem(&path, CellFault::BadCharacter);
                }
                Some(values) if values.len() > 1 && !field.many => {
                    self.problem(&path, CellFault::Shape(Shape::OneValue));
                }
                Some(values) => self.case.set(field, place, values),
                None => self.problem(&path, CellFault::Shape(Shape::Value)),
            }
        }
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Array,
    Lines,
}

/// Writes cases one by one.
pub struct Writer<W: Write> {
    out: W,
    layout: Layout,
    begun: bool,
}

impl<W: Write> Writer<W> {
    pub fn new(out: W, layout: Layout) -> Self {
        Self {
            out,
            layout,
            begun: false,
        }
    }

    pub fn write(&mut self, case: &Case) -> io::Result<()> {
        let before = match (self.layout, self.begun) {
            (Layout::Array, false) => "[\n",
            (Layout::Array, true) => ",\n",
            (Layout::Lines, _) => "",
        };
        self.begun = true;
        self.out.write_all(before.as_bytes())?;
        serde_json::to_writer(&mut self.out, &to_value(case))?;
        if self.layout == Layout::Lines {
            self.out.write_all(b"\n")
        } else {
            Ok(())
        }
    }

    /// Closes the file and hands it over.
    pub fn finish(mut self) -> io::Result<W> {
        match (self.layout, self.begun) {
            (Layout::Array, true) => self.out.write_all(b"\n]\n")?,
            (Layout::Array, false) => self.out.write_all(b"[]\n")?,
            (Layout::Lines, _) => {}
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

fn to_value(case: &Case) -> Value {
    let mut members = Map::new();
    members.insert("htcds_version".to_owned(), VERSION.into());
    members.insert("profile".to_owned(), PROFILE.into());
    if let Some(id) = &case.id {
        members.insert("id".to_owned(), id.clone().into());
    }
    for (entity, elements) in &case.tables {
        let elements = elements.iter().map(|element| {
            let mut fields = Map::new();
            fields.insert("id".to_owned(), element.id.clone().into());
            for (name, values) in &element.fields {
                fields.insert((*name).to_owned(), field_value(name, values));
            }
            Value::Object(fields)
        });
        members.insert(entity.prefix().to_owned(), elements.collect());
    }
    if !case.links.is_empty() {
        let links = case
            .links
            .iter()
            .map(|link| serde_json::json!({ "from": link.from, "to": link.to }));
        members.insert("links".to_owned(), links.collect());
    }
    for (name, text) in &case.extensions {
        let structured = if text.starts_with(['[', '{']) {
            serde_json::from_str(text).ok()
        } else {
            None
        };
        members.insert(name.clone(), structured.unwrap_or_else(|| text.clone().into()));
    }
    Value::Object(members)
}

fn field_value(name: &str, values: &[String]) -> Value {
    let field = find(name);
    if field.is_some_and(|field| field.many) {
        return values.iter().map(|value| Value::from(value.clone())).collect();
    }
    let text = values.first().cloned().unwrap_or_default();
    match field.map(|field| field.kind) {
        Some(ValueKind::Boolean) if text == "true" || text == "false" => (text == "true").into(),
        _ => text.into(),
    }
}
