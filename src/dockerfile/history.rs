//! The text of an image's history entry for an (expanded) instruction, as BuildKit
//! writes it in `created_by`.

use super::ast::*;
use super::{duration, expose};

impl Instruction {
    /// `created_by` of the history. `shell` is the SHELL in force; `args` are the stage's
    /// arguments so far with their values, which a RUN lists. `None` for ONBUILD, which
    /// leaves no entry. RUN, COPY and ADD end in ` # buildkit`. WORKDIR is told as it
    /// stands: give it the resolved path. Call it after [`expand`](Self::expand).
    pub fn history(&self, shell: &[String], args: &[(String, String)]) -> Option<String> {
        Some(match &self.command {
            Command::Run(r) => format!("RUN {}{} # buildkit", arguments(args), run(r, shell)),
            Command::Copy(c) => {
                let parents = c.parents.as_ref().is_some_and(|f| f.value);
                copy("COPY", parents, &c.chown, &c.chmod, &c.sources)
            }
            Command::Add(a) => copy("ADD", false, &a.chown, &a.chmod, &a.sources),
            Command::Env(pairs) => pairs_text("ENV", pairs),
            Command::Label(pairs) => pairs_text("LABEL", pairs),
            Command::Arg(args) => {
                let each = args.iter().map(|a| match &a.value {
                    Some(v) => format!("{}={}", a.key.text, v.text),
                    None => a.key.text.clone(),
                });
                format!("ARG {}", each.collect::<Vec<_>>().join(" "))
            }
            Command::Workdir(w) => format!("WORKDIR {}", w.text),
            Command::User(w) => format!("USER {}", w.text),
            Command::StopSignal(w) => format!("STOPSIGNAL {}", w.text),
            Command::Maintainer(w) => format!("MAINTAINER {}", w.text),
            Command::Cmd(line) => format!("CMD {}", quoted(&line.argv(shell))),
            Command::Entrypoint(line) => format!("ENTRYPOINT {}", quoted(&line.argv(shell))),
            Command::Expose(words) => {
                let ports = expose::ports(words).unwrap_or_default();
                format!("EXPOSE [{}]", ports.join(" "))
            }
            Command::Volume(words) => format!("VOLUME [{}]", joined(words)),
            Command::Shell(words) => format!("SHELL [{}]", joined(words)),
            Command::Healthcheck(h) => format!(
                "HEALTHCHECK &{{[{}] {:?} {:?} {:?} {:?} '{}'}}",
                h.test_argv().iter().map(|a| quote(a)).collect::<Vec<_>>().join(" "),
                duration::print(h.interval),
                duration::print(h.timeout),
                duration::print(h.start_period),
                duration::print(h.start_interval),
                go_character(h.retries)
            ),
            Command::OnBuild(_) => return None,
        })
    }
}

impl CommandLine {
    /// The argument vector: the shell form goes behind `shell`.
    pub fn argv(&self, shell: &[String]) -> Vec<String> {
        match self {
            CommandLine::Exec(args) => args.iter().map(|w| w.text.clone()).collect(),
            CommandLine::Shell(w) => shell.iter().cloned().chain([w.text.clone()]).collect(),
        }
    }
}

impl Healthcheck {
    /// The `Test` of the image config: `NONE`, `CMD …` or `CMD-SHELL text`.
    pub fn test_argv(&self) -> Vec<String> {
        match &self.test {
            None => vec!["NONE".to_string()],
            Some(CommandLine::Shell(w)) => vec!["CMD-SHELL".to_string(), w.text.clone()],
            Some(CommandLine::Exec(args)) => {
                ["CMD".to_string()].into_iter().chain(args.iter().map(|w| w.text.clone())).collect()
            }
        }
    }
}

/// `|2 A=1 B=2 ` or nothing.
fn arguments(args: &[(String, String)]) -> String {
    if args.is_empty() {
        return String::new();
    }
    let each: Vec<String> = args.iter().map(|(k, v)| format!("{k}={v}")).collect();
    format!("|{} {} ", args.len(), each.join(" "))
}

fn run(run: &Run, shell: &[String]) -> String {
    let behind_shell = |text: &str| {
        let mut all: Vec<&str> = shell.iter().map(String::as_str).collect();
        all.push(text);
        all.join(" ")
    };
    match run.script() {
        Script::Exec(args) => args.join(" "),
        Script::Shell(text) => behind_shell(&text),
        Script::File { name, .. } => behind_shell(&format!("/dev/pipes/{name}")),
    }
}

fn copy(
    name: &str,
    parents: bool,
    chown: &Option<Flag<String>>,
    chmod: &Option<Flag<String>>,
    sources: &Sources,
) -> String {
    let mut out = name.to_string();
    if parents {
        out.push_str(" --parents");
    }
    for (flag, value) in [("chown", chown), ("chmod", chmod)] {
        if let Some(f) = value.as_ref().filter(|f| !f.value.is_empty()) {
            out.push_str(&format!(" --{flag}={}", f.value));
        }
    }
    for p in &sources.paths {
        out.push_str(&format!(" {}", super::remote::redacted(&p.text)));
    }
    for h in &sources.heredocs {
        out.push_str(&format!(" <<{}", h.name));
    }
    format!("{out} {} # buildkit", sources.dest.text)
}

fn pairs_text(name: &str, pairs: &[KeyValue]) -> String {
    let each: Vec<String> = pairs.iter().map(|p| format!("{}={}", p.key.text, p.value.text)).collect();
    format!("{name} {}", each.join(" "))
}

fn joined(words: &[Word]) -> String {
    words.iter().map(Word::as_str).collect::<Vec<_>>().join(" ")
}

/// Go's `%q` of a list: `["a" "b"]`.
fn quoted(args: &[String]) -> String {
    let each: Vec<String> = args.iter().map(|a| quote(a)).collect();
    format!("[{}]", each.join(" "))
}

fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            c if c.is_ascii_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Go's `%q` of a number, which it takes for a character.
fn go_character(number: u32) -> String {
    match char::from_u32(number) {
        Some('\'') => "\\'".into(),
        Some('"') => "\"".into(),
        Some(c) if number < 0x7f => quote(&c.to_string()).trim_matches('"').to_string(),
        Some('\x7f') => "\\x7f".into(),
        Some(c) if c.is_control() => format!("\\u{number:04x}"),
        Some(c) => c.to_string(),
        None => "\u{fffd}".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dockerfile, NoVars};

    #[test]
    fn entries_as_buildkit_writes_them() {
        let shell = ["/bin/sh".to_string(), "-c".to_string()];
        let args = [("V".to_string(), "1".to_string())];
        for (text, want) in [
            ("RUN a  b", "RUN |1 V=1 /bin/sh -c a  b # buildkit"),
            ("RUN [\"a\", \"b\"]", "RUN |1 V=1 a b # buildkit"),
            ("RUN <<E\nx\nE", "RUN |1 V=1 /bin/sh -c x\n # buildkit"),
            ("RUN <<E\n#!/x\nE", "RUN |1 V=1 /bin/sh -c /dev/pipes/E # buildkit"),
            ("RUN cat <<E\nx\nE", "RUN |1 V=1 /bin/sh -c cat <<E\nx\nE # buildkit"),
            ("COPY --link --chown=1 --chmod=7 a b /c", "COPY --chown=1 --chmod=7 a b /c # buildkit"),
            ("ADD <<E /c\nx\nE", "ADD <<E /c # buildkit"),
            ("ENV a=\"1 2\" b=3", "ENV a=1 2 b=3"),
            ("LABEL a b", "LABEL a=b"),
            ("ARG a b=1", "ARG a b=1"),
            ("CMD echo \"hi\"", "CMD [\"/bin/sh\" \"-c\" \"echo \\\"hi\\\"\"]"),
            ("ENTRYPOINT []", "ENTRYPOINT []"),
            ("EXPOSE 90 80/UDP", "EXPOSE [80/udp 90/tcp]"),
            ("VOLUME /a /b", "VOLUME [/a /b]"),
            ("SHELL [\"/bin/bash\", \"-c\"]", "SHELL [/bin/bash -c]"),
            (
                "HEALTHCHECK --interval=5m CMD x y",
                "HEALTHCHECK &{[\"CMD-SHELL\" \"x y\"] \"5m0s\" \"0s\" \"0s\" \"0s\" '\\x00'}",
            ),
            ("MAINTAINER me", "MAINTAINER me"),
        ] {
            let d = Dockerfile::parse("D", format!("FROM x\n{text}\n").as_bytes()).unwrap();
            let i = d.stages[0].instructions[0].expand(&NoVars).unwrap();
            assert_eq!(i.history(&shell, &args).unwrap(), want, "{text}");
        }
    }
}
