//! The simple commands of a shell script, as far as a linter needs them: words without
//! their quotes, split where commands end. Nothing is expanded.

/// One simple command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Simple {
    /// Its words, quotes removed; assignments before them and words such as `if` left out.
    pub words: Vec<String>,
    /// Its output goes into a pipe.
    pub piped: bool,
    /// It stands in parentheses.
    pub nested: bool,
}

/// Words after which a command begins.
const OPENERS: [&str; 14] =
    ["if", "then", "else", "elif", "while", "until", "do", "!", "{", "time", "exec", "command", "eval", "env"];

/// The simple commands of a script, in their order. Any text gives some answer, in linear time.
pub(super) fn commands(script: &str) -> Vec<Simple> {
    let mut out = Splitter::default();
    let mut chars = script.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\n') | None => {}
                Some(c) => out.push(c),
            },
            '\'' => {
                out.begun = true;
                out.word.extend(chars.by_ref().take_while(|c| *c != '\''));
            }
            '"' => {
                out.begun = true;
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    match (c, chars.peek()) {
                        ('\\', Some('"' | '\\' | '$' | '`')) => out.word.extend(chars.next()),
                        (c, _) => out.word.push(c),
                    }
                }
            }
            '#' if !out.begun => while chars.next_if(|c| *c != '\n').is_some() {},
            ' ' | '\t' | '\r' => out.end_word(),
            // `>&2` and `&>file` are one redirection.
            '&' if out.word.ends_with(['>', '<']) || chars.peek() == Some(&'>') => out.push(c),
            '|' => {
                let double = chars.next_if_eq(&'|').is_some();
                // `|&` is a pipe, too.
                let _ = chars.next_if_eq(&'&');
                out.end_command(!double);
            }
            '\n' | ';' | '&' | '`' => out.end_command(false),
            '(' => {
                out.end_command(false);
                out.depth += 1;
            }
            ')' => {
                out.end_command(false);
                out.depth = out.depth.saturating_sub(1);
            }
            c => out.push(c),
        }
    }
    out.end_command(false);
    out.done
}

#[derive(Default)]
struct Splitter {
    done: Vec<Simple>,
    now: Simple,
    word: String,
    /// A word has begun, though it may be empty: `""`.
    begun: bool,
    depth: usize,
}

impl Splitter {
    fn push(&mut self, c: char) {
        self.begun = true;
        self.word.push(c);
    }

    fn end_word(&mut self) {
        if !std::mem::take(&mut self.begun) {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let first = self.now.words.is_empty();
        if first && (OPENERS.contains(&word.as_str()) || is_assignment(&word)) {
            return;
        }
        self.now.words.push(word);
    }

    fn end_command(&mut self, piped: bool) {
        self.end_word();
        let mut command = std::mem::take(&mut self.now);
        command.piped = piped;
        command.nested = self.depth > 0;
        if !command.words.is_empty() {
            self.done.push(command);
        }
    }
}

fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(script: &str) -> Vec<String> {
        let shown = |c: &Simple| {
            let (open, close) = if c.nested { ("(", ")") } else { ("", "") };
            format!("{open}{}{close}{}", c.words.join("_"), if c.piped { "|" } else { "" })
        };
        commands(script).iter().map(shown).collect()
    }

    #[test]
    fn scripts_are_split_where_commands_end() {
        for (script, want) in [
            ("a b && c || d; e & f\ng", vec!["a_b", "c", "d", "e", "f", "g"]),
            ("A=1 B='x y' cmd --flag=\"a b\" ''", vec!["cmd_--flag=a b_"]),
            ("x | y |& z", vec!["x|", "y|", "z"]),
            ("if a; then b; fi; ! c", vec!["a", "b", "fi", "c"]),
            ("(cd /x && make) > log 2>&1", vec!["(cd_/x)", "(make)", ">_log_2>&1"]),
            ("echo $(date) # no command\nb", vec!["echo_$", "(date)", "b"]),
            ("a \\\n  b \\; c#d", vec!["a_b_;_c#d"]),
            ("echo 'a | b' \"c ; \\\"d\"", vec!["echo_a | b_c ; \"d"]),
            ("'unended", vec!["unended"]),
            ("", vec![]),
        ] {
            assert_eq!(split(script), want, "{script}");
        }
    }
}
