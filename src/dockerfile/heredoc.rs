//! Which words of a line open a heredoc: `<<EOF`, `<<-EOF`, `3<<EOF`, `<<"EOF"`.

use super::ast::Heredoc;
use super::expand::{Lex, NoVars, Options};
use super::span::Span;
use super::words;
use std::ops::Range;

/// Can this statement open heredocs at all: RUN, COPY and ADD (also behind ONBUILD),
/// not in JSON form.
pub(super) fn possible(line: &str) -> bool {
    if !line.contains("<<") {
        return false;
    }
    let split = words::split_command(line);
    let mut name = split.name.to_ascii_lowercase();
    let mut rest = line.get(split.rest.clone()).unwrap_or("");
    if name == "onbuild" {
        let inner = words::split_command(rest);
        name = inner.name.to_ascii_lowercase();
        rest = rest.get(inner.rest).unwrap_or("");
    }
    matches!(name.as_str(), "run" | "copy" | "add") && !matches!(words::json(rest), Ok(Some(_)))
}

/// The openers on a line with their ranges, bodies still empty. A line that cannot be
/// lexed opens none.
pub(super) fn openers(line: &str) -> Vec<(Range<usize>, Heredoc)> {
    let options = Options { raw_quotes: true, raw_escapes: true, keep_unset: true, ..Options::default() };
    let Ok(words) = Lex::new(line, &NoVars, options).words() else { return Vec::new() };
    words
        .into_iter()
        .filter_map(|(start, word)| {
            let end = (start + word.len()).min(line.len());
            parse(&word).map(|h| (start..end, h))
        })
        .collect()
}

/// Reads one word as a heredoc opener.
pub(super) fn parse(word: &str) -> Option<Heredoc> {
    let digits = word.find(|c: char| !c.is_ascii_digit())?;
    let (fd, rest) = word.split_at_checked(digits)?;
    let rest = rest.strip_prefix("<<")?;
    let (strip_tabs, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let rest = rest.trim_start_matches([' ', '\t', '\r', '\n', '\x0c']);
    if rest.is_empty() || rest.contains('<') {
        return None;
    }
    let lex = |raw_quotes| {
        let options = Options { raw_quotes, keep_unset: true, ..Options::default() };
        Lex::new(rest, &NoVars, options).words().ok()
    };
    let mut plain = lex(false)?;
    let raw = lex(true)?;
    if plain.len() != 1 || raw.len() != 1 {
        return None;
    }
    let quotes = |w: &str| w.bytes().filter(|b| matches!(b, b'\'' | b'"')).count();
    // Quotes that only the raw reading keeps were syntax: nothing is expanded then.
    let expand = quotes(&plain.first()?.1) == quotes(&raw.first()?.1);
    let (_, name) = plain.pop()?;
    Some(Heredoc {
        name,
        expand,
        strip_tabs,
        fd: fd.parse().unwrap_or(0),
        body: "".into(),
        span: Span::default(),
        body_span: Span::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(line: &str) -> Vec<String> {
        if !possible(line) {
            return Vec::new();
        }
        openers(line)
            .into_iter()
            .map(|(_, h)| {
                format!("{}{}{}", h.name, if h.strip_tabs { "-" } else { "" }, if h.expand { "" } else { "'" })
            })
            .collect()
    }

    #[test]
    fn openers_of_a_line() {
        for (line, want) in [
            ("RUN <<EOF", vec!["EOF"]),
            ("RUN <<-EOF cat", vec!["EOF-"]),
            ("RUN << EOF", vec!["EOF"]),
            ("RUN <<'EOF'", vec!["EOF'"]),
            ("RUN <<\"E\"OF", vec!["EOF'"]),
            ("RUN <<'one two'", vec!["one two'"]),
            ("RUN <<\\'", vec!["'"]),
            ("RUN 3<<X", vec!["X"]),
            ("RUN <<$X", vec!["$X"]),
            ("RUN --mount=type=cache,target=/x <<EOF", vec!["EOF"]),
            ("COPY <<A <<B /", vec!["A", "B"]),
            ("ONBUILD RUN <<A", vec!["A"]),
            ("ADD --link <<A /x", vec!["A"]),
            ("run <<a", vec!["a"]),
            ("RUN cat<<EOF", vec![]),
            ("RUN <<<EOF", vec![]),
            ("RUN a << <", vec![]),
            ("RUN \"<<EOF\"", vec![]),
            ("RUN '<<EOF'", vec![]),
            ("RUN \\<<EOF", vec![]),
            ("RUN echo $((1<<2))", vec![]),
            ("RUN echo 'open <<EOF", vec![]),
            ("RUN [\"<<EOF\"]", vec![]),
            ("USER <<EOF", vec![]),
            ("CMD <<EOF", vec![]),
            ("RUN <<", vec![]),
        ] {
            assert_eq!(open(line), want, "{line}");
        }
    }
}
