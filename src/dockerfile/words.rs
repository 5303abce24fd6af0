//! How the text of one statement splits: name, flags, then words by the rule of the
//! instruction. Everything is told as byte ranges of the text, for spans.

use serde_json::value::RawValue;
use std::ops::Range;

/// A piece of text with its range in the line; the text may have lost its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub range: Range<usize>,
}

/// `NAME --flags… rest`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Split {
    pub name: String,
    pub name_range: Range<usize>,
    pub flags: Vec<Piece>,
    /// The arguments, without white space around.
    pub rest: Range<usize>,
}

/// The blanks between words (a newline cannot occur).
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\x0b' | '\x0c' | '\r' | ' ')
}

/// Splits a statement.
pub(super) fn split_command(line: &str) -> Split {
    let start = line.len() - line.trim_start().len();
    let body = line.trim();
    let name_len = body.find(is_blank).unwrap_or(body.len());
    let name = body.get(..name_len).unwrap_or("").to_string();
    let end = start + body.len();
    let (flags, rest_start) = flags(line.get(..end).unwrap_or(line), start + name_len);
    let rest = trim(line, rest_start..end);
    Split { name, name_range: start..start + name_len, flags, rest }
}

/// Shrinks a range by the white space at its ends.
pub(super) fn trim(line: &str, range: Range<usize>) -> Range<usize> {
    let text = line.get(range.clone()).unwrap_or("");
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// The words from `at` that begin with `--`, quotes and backslashes removed, and the
/// offset of what follows. A lone `--` ends them and is dropped.
fn flags(line: &str, at: usize) -> (Vec<Piece>, usize) {
    let mut out = Vec::new();
    let mut at = at;
    loop {
        let rest = line.get(at..).unwrap_or("");
        let start = at + (rest.len() - rest.trim_start().len());
        let rest = line.get(start..).unwrap_or("");
        if !rest.starts_with("--") {
            return (out, start);
        }
        let mut text = String::new();
        let mut quote = None;
        let mut end = line.len();
        let mut chars = rest.char_indices();
        while let Some((i, c)) = chars.next() {
            match quote {
                None if c.is_whitespace() => {
                    end = start + i;
                    break;
                }
                None if c == '\'' || c == '"' => quote = Some(c),
                Some(q) if c == q => quote = None,
                _ if c == '\\' => text.extend(chars.next().map(|(_, c)| c)),
                _ => text.push(c),
            }
        }
        at = end;
        if text == "--" {
            return (out, end);
        }
        out.push(Piece { text, range: start..end });
    }
}

/// Words between blanks; quotes mean nothing.
pub(super) fn by_blanks(line: &str, range: Range<usize>) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut start = None;
    let text = line.get(range.clone()).unwrap_or("");
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match start {
            None if !is_blank(c) => start = Some(i),
            Some(s) if is_blank(c) => {
                let word = text.get(s..i).unwrap_or("").to_string();
                out.push(Piece { text: word, range: range.start + s..range.start + i });
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// Words between white space, quotes and escapes respected and kept.
pub(super) fn quoted(line: &str, range: Range<usize>, escape: char) -> Vec<Piece> {
    let text = line.get(range.clone()).unwrap_or("");
    let mut out = Vec::new();
    let mut word: Option<(usize, String)> = None;
    let mut quote = None;
    let mut chars = text.char_indices();
    let finish = |word: &mut Option<(usize, String)>, out: &mut Vec<Piece>, end: usize| {
        if let Some((s, text)) = word.take().filter(|(_, t)| !t.is_empty()) {
            out.push(Piece { text, range: range.start + s..range.start + end });
        }
    };
    while let Some((i, c)) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            finish(&mut word, &mut out, i);
            continue;
        }
        let (_, text) = word.get_or_insert_with(|| (i, String::new()));
        if c == escape && quote != Some('\'') {
            // An escape token at the very end goes away.
            if let Some((_, next)) = chars.next() {
                text.push(c);
                text.push(next);
            }
            continue;
        }
        match quote {
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(q) if q == c => quote = None,
            _ => {}
        }
        text.push(c);
    }
    finish(&mut word, &mut out, text.len());
    out
}

/// A JSON array of strings: `Ok(None)` if the text is no JSON array, an error with the
/// offending range if it is one of other things.
pub(super) fn json(text: &str) -> Result<Option<Vec<Piece>>, Range<usize>> {
    let trimmed = text.trim_start();
    if !trimmed.starts_with('[') {
        return Ok(None);
    }
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(trimmed) else { return Ok(None) };
    let base = text.len() - trimmed.len();
    let mut out = Vec::new();
    for item in items {
        let raw = item.get();
        let start = base + (raw.as_ptr() as usize).saturating_sub(trimmed.as_ptr() as usize);
        let range = start..start + raw.len();
        match serde_json::from_str::<String>(raw) {
            Ok(text) => out.push(Piece { text, range }),
            // A string that Go reads otherwise (a lone surrogate) is not JSON for us.
            Err(_) if raw.starts_with('"') => return Ok(None),
            Err(_) => return Err(range),
        }
    }
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pieces: &[Piece]) -> Vec<&str> {
        pieces.iter().map(|p| p.text.as_str()).collect()
    }

    #[test]
    fn commands_split_into_name_flags_and_rest() {
        for (line, name, flags, rest) in [
            ("RUN a b", "RUN", vec![], "a b"),
            ("  copy\t--from=x  --chown=1:1 a b  ", "copy", vec!["--from=x", "--chown=1:1"], "a b"),
            ("RUN --mount=\"a b\" x", "RUN", vec!["--mount=a b"], "x"),
            ("RUN --a=\\ b x", "RUN", vec!["--a= b"], "x"),
            ("RUN -- --x", "RUN", vec![], "--x"),
            ("RUN - x", "RUN", vec![], "- x"),
            ("RUN --x", "RUN", vec!["--x"], ""),
            ("RUN", "RUN", vec![], ""),
        ] {
            let s = split_command(line);
            assert_eq!((s.name.as_str(), texts(&s.flags), &line[s.rest.clone()]), (name, flags, rest), "{line}");
            for f in &s.flags {
                assert!(line[f.range.clone()].starts_with("--"));
            }
        }
    }

    #[test]
    fn quoted_words_keep_their_quotes() {
        for (text, want) in [
            ("a=b c", vec!["a=b", "c"]),
            ("a=\"b c\" d='e f'", vec!["a=\"b c\"", "d='e f'"]),
            ("a=b\\ c d", vec!["a=b\\ c", "d"]),
            ("a=\\\"x y", vec!["a=\\\"x", "y"]),
            ("a='\\' b", vec!["a='\\'", "b"]),
            ("a=\"\" b", vec!["a=\"\"", "b"]),
            ("\"\"", vec!["\"\""]),
            ("a\\", vec!["a"]),
            ("", vec![]),
        ] {
            assert_eq!(texts(&quoted(text, 0..text.len(), '\\')), want, "{text}");
        }
    }

    #[test]
    fn json_is_an_array_of_strings_or_nothing() {
        assert_eq!(texts(&json(r#" ["a", "b\n"] "#).unwrap().unwrap()), ["a", "b\n"]);
        assert_eq!(json("[]").unwrap().unwrap().len(), 0);
        assert_eq!(json("a"), Ok(None));
        assert_eq!(json("['a']"), Ok(None));
        assert_eq!(json(r#"["a"] # c"#), Ok(None));
        assert_eq!(json(r#"["a", 1]"#), Err(6..7));
        let p = json(r#" ["a", "b"]"#).unwrap().unwrap();
        assert_eq!(p[1].range, 7..10);
    }
}
