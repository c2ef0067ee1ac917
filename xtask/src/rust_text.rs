//! Rust source taken apart just far enough for the checks: code without comments and strings, the strings with their
//! lines, and tests cut away. Not a parser; it knows what quotes, comments and braces are.

/// A string literal and where it begins.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    pub line: usize,
    /// Position in `Parts::code` where its opening quote stands.
    pub at: usize,
    pub text: String,
}

pub struct Parts {
    /// As long as the source, with comments and the insides of strings as blanks.
    pub code: String,
    pub literals: Vec<Literal>,
}

/// Takes a file apart. Text behind `#[cfg(test)] mod name {` up to its closing brace is left out of both parts.
pub fn parts(source: &str) -> Parts {
    let bytes = source.as_bytes();
    let mut code: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut literals = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let skip = if rest.starts_with(b"//") {
            rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            block_comment(rest)
        } else if let Some((open, hashes)) = raw_string(rest).filter(|_| !ends_in_word(&code)) {
            let close = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
            let body = rest.get(open..).unwrap_or_default();
            let length = find(body, &close).unwrap_or(body.len());
            literals.push(Literal {
                line,
                at,
                text: text(body.get(..length)),
            });
            open + length + close.len()
        } else if byte == b'"' {
            let length = string_length(rest);
            literals.push(Literal {
                line,
                at,
                text: joined(&text(rest.get(1..length.saturating_sub(1)))),
            });
            length
        } else if byte == b'\'' {
            char_length(rest)
        } else {
            0
        };
        if skip == 0 {
            code.push(byte);
            line += usize::from(byte == b'\n');
            at += 1;
            continue;
        }
        for skipped in rest.iter().take(skip) {
            code.push(if *skipped == b'\n' { b'\n' } else { b' ' });
            line += usize::from(*skipped == b'\n');
        }
        at += skip;
    }
    without_tests(Parts {
        code: text(Some(&code)),
        literals,
    })
}

fn text(bytes: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

/// A string continued over lines with `\` as the compiler sees it.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split("\\\n");
    out.push_str(lines.next().unwrap_or_default());
    for line in lines {
        out.push_str(line.trim_start());
    }
    out
}

fn ends_in_word(code: &[u8]) -> bool {
    code.last()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn find(body: &[u8], what: &[u8]) -> Option<usize> {
    body.windows(what.len()).position(|window| window == what)
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = rest.get(at..).unwrap_or_default();
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// `r"`, `r#"`, `br##"`: where the body begins, and how many hashes.
fn raw_string(rest: &[u8]) -> Option<(usize, usize)> {
    let start = if rest.starts_with(b"br") {
        2
    } else {
        usize::from(rest.starts_with(b"r"))
    };
    if start == 0 {
        return None;
    }
    let hashes = rest.get(start..)?.iter().take_while(|byte| **byte == b'#').count();
    (rest.get(start + hashes) == Some(&b'"')).then_some((start + hashes + 1, hashes))
}

/// Length of `"..."` with both quotes.
fn string_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Length of a character literal; 0 for a lifetime.
fn char_length(rest: &[u8]) -> usize {
    if rest.get(1) == Some(&b'\\') {
        return rest
            .iter()
            .skip(3)
            .position(|byte| *byte == b'\'')
            .map_or(0, |end| end + 4);
    }
    let width = match rest.get(1) {
        Some(0xC0..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xFF) => 4,
        _ => 1,
    };
    if rest.get(1 + width) == Some(&b'\'') {
        width + 2
    } else {
        0
    }
}

fn without_tests(mut parts: Parts) -> Parts {
    let mut from = 0;
    while let Some(found) = parts.code.get(from..).and_then(|code| code.find("#[cfg(test)]")) {
        let begin = from + found;
        let behind = begin + "#[cfg(test)]".len();
        let after = parts.code.get(behind..).unwrap_or_default();
        let head: String = after.trim_start().chars().take(4).collect();
        let open = after.find(['{', ';']).map(|open| behind + open);
        let Some(open) = open.filter(|_| head == "mod ") else {
            from = behind;
            continue;
        };
        let end = closing(&parts.code, open);
        let blank: String = parts
            .code
            .get(begin..end)
            .unwrap_or_default()
            .chars()
            .map(|c| if c == '\n' { '\n' } else { ' ' })
            .collect();
        // Blanks may be fewer bytes than what they replace; places before `begin` are what the literals kept need.
        let rest = parts.code.get(end..).unwrap_or_default().to_owned();
        parts.literals.retain(|literal| literal.at < begin || literal.at >= end);
        let padding = " ".repeat(end.saturating_sub(begin).saturating_sub(blank.len()));
        parts.code.truncate(begin);
        parts.code.push_str(&blank);
        parts.code.push_str(&padding);
        parts.code.push_str(&rest);
        from = end;
    }
    parts
}

/// The place behind the brace that closes the one at `open`; behind the `;` where there is one instead.
fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(source: &str) -> Vec<String> {
        parts(source).literals.into_iter().map(|literal| literal.text).collect()
    }

    #[test]
    fn strings_are_found_and_comments_are_not() {
        let source = "let a = \"one\"; // \"no\"\nlet b = r#\"two \"x\" \"#; /* \"no /* \"no\" */ */ let c = '\"'; let d: &'a str = \"three\\\"\";";
        assert_eq!(literals(source), ["one", "two \"x\" ", "three\\\""]);
    }

    #[test]
    fn a_string_over_two_lines_is_one() {
        assert_eq!(literals("f(\"SELECT a \\\n     FROM t\")"), ["SELECT a FROM t"]);
    }

    #[test]
    fn lines_are_counted_through_strings_and_comments() {
        let parts = parts("/*\n*/ \"a\nb\"\n  \"c\"");
        assert_eq!(
            parts.literals.iter().map(|literal| literal.line).collect::<Vec<_>>(),
            [2, 4]
        );
        assert_eq!(parts.code.matches('\n').count(), 3);
    }

    #[test]
    fn tests_are_cut_away_and_the_rest_stays() {
        let source = "use a;\n#[cfg(test)]\nmod tests { fn x() { \"SELECT\"; } }\nuse b; \"kept\"";
        let parts = parts(source);
        assert!(parts.code.contains("use a;") && parts.code.contains("use b;") && !parts.code.contains("fn x"));
        assert_eq!(
            parts
                .literals
                .iter()
                .map(|literal| literal.text.as_str())
                .collect::<Vec<_>>(),
            ["kept"]
        );
    }

    #[test]
    fn a_lifetime_is_no_quote() {
        assert_eq!(literals("fn f<'a>(x: &'a str) { \"yes\" }"), ["yes"]);
        assert_eq!(literals("('\\n', 'é', '\\u{1F600}', \"yes\")"), ["yes"]);
    }
}
