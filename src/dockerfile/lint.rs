//! imgtool's own checks: habits that make images larger, builds less repeatable or
//! containers less safe. All are off until they are asked for. What cannot be decided from
//! the text is not told.

use super::ast::*;
use super::checks::{Warning, warn};
use super::commands::{Simple, commands};
use super::rules::OWN;
use super::scope::Surroundings;
use super::span::Span;
use std::collections::BTreeSet;

/// Directories that a stage's cache mounts or environment take care of.
#[derive(Clone, Default)]
struct Habits {
    /// `PIP_NO_CACHE_DIR` is set.
    pip: bool,
    /// The shell stops at a failure within a pipe.
    pipefail: bool,
    /// The shell is none of Unix.
    foreign: bool,
    /// The last USER, if that is root.
    user: Option<(String, Span)>,
}

impl Dockerfile {
    /// All of our own findings.
    pub(super) fn lint(&self, around: &Surroundings<'_>, out: &mut Vec<Warning>) {
        let bases = self.outer_bases(around.automatic, around.build_args).unwrap_or_default();
        for base in &bases {
            if let Some(stage) = self.stages.get(base.stage) {
                tell(&stage.from.comments, out, |out| unpinned(&base.image, stage.from.image.span, out));
            }
        }
        let globals = self.global_args(around.automatic, around.build_args).unwrap_or_default();
        let vars = super::Layered(&globals, around.automatic);
        let names = super::needs::Names::new(self);
        let mut ends: Vec<Habits> = Vec::new();
        for (index, stage) in self.stages.iter().enumerate() {
            let from = self.expand_from(&stage.from, &vars).ok();
            let parent = from.and_then(|f| names.base(&f.image, index));
            let mut habits = parent.and_then(|p| ends.get(p).cloned()).unwrap_or_default();
            for i in &stage.instructions {
                tell(&i.comments, out, |out| habits.step(i, out));
            }
            ends.push(habits);
        }
        if let Some((user, span)) = ends.last().and_then(|h| h.user.clone()) {
            let message = format!("The image runs as {user}: end with a USER that is not root");
            out.push(warn("imgtool/RootUser", span, message));
        }
    }
}

/// Collects warnings, but for those that `# imgtool ignore=NAME,NAME` right above takes back.
fn tell(comments: &[String], out: &mut Vec<Warning>, collect: impl FnOnce(&mut Vec<Warning>)) {
    let before = out.len();
    collect(out);
    let ignored: BTreeSet<&str> = comments
        .iter()
        .filter_map(|c| c.strip_prefix("imgtool ignore="))
        .flat_map(|names| names.split(',').map(str::trim))
        .collect();
    if !ignored.is_empty() {
        let ignored =
            |w: &Warning| w.check.strip_prefix(OWN).is_some_and(|n| ignored.contains(n) || ignored.contains(w.check));
        let kept: Vec<Warning> = out.drain(before..).filter(|w| !ignored(w)).collect();
        out.extend(kept);
    }
}

fn unpinned(image: &str, span: Span, out: &mut Vec<Warning>) {
    if image.contains('@') || image.contains("://") {
        return;
    }
    let last = image.rsplit('/').next().unwrap_or(image);
    match last.split_once(':') {
        None => {
            let message = format!("{image} is whatever it is today: name a tag or a digest");
            out.push(warn("imgtool/UnpinnedBase", span, message));
        }
        Some((_, "latest")) => {
            let message = format!("{image} changes under you: name a version or a digest");
            out.push(warn("imgtool/LatestTag", span, message));
        }
        Some(_) => {}
    }
}

impl Habits {
    fn step(&mut self, i: &Instruction, out: &mut Vec<Warning>) {
        match &i.command {
            Command::Env(pairs) => {
                self.pip |= pairs.iter().any(|p| p.key.text == "PIP_NO_CACHE_DIR" && !p.value.text.is_empty());
            }
            Command::Shell(words) => {
                let first = words.first().map_or("", Word::as_str).to_ascii_lowercase();
                self.foreign = ["powershell", "pwsh", "cmd"].iter().any(|s| first.contains(s));
                self.pipefail = words.iter().any(|w| w.text.contains("pipefail"));
            }
            Command::User(w) => {
                let root = matches!(w.text.split(':').next(), Some("root" | "0"));
                self.user = root.then(|| (w.text.chars().take(80).collect(), i.span));
            }
            Command::Add(add) => add_for_copy(add, i.span, out),
            Command::Run(run) if !self.foreign => self.run(run, i.span, out),
            _ => {}
        }
    }

    fn run(&self, run: &Run, span: Span, out: &mut Vec<Warning>) {
        let (script, exec) = match run.script() {
            Script::Exec(words) => {
                (None, vec![Simple { words: words.iter().map(|w| w.to_string()).collect(), ..Simple::default() }])
            }
            // A script of another interpreter is not ours to read.
            Script::File { content, .. } if !content.lines().next().is_some_and(|l| l.ends_with("sh")) => return,
            Script::File { content, .. } => (None, commands(&content)),
            Script::Shell(text) => (Some(text.contains("pipefail")), commands(&text)),
        };
        let mut told = BTreeSet::new();
        let mut say = |check: &'static str, message: &str| {
            if told.insert(check) {
                out.push(warn(check, span, message));
            }
        };
        let cached = |dir: &str| {
            let text = |m: &MountFlag| m.text.contains("type=cache") && m.text.contains(dir);
            run.mounts.iter().any(text)
        };
        let all = Whole::of(&exec);
        if script == Some(false) && !self.pipefail && exec.iter().any(|c| c.piped && !c.nested) {
            say(
                "imgtool/PipefailMissing",
                "A failure before the last | goes unseen: begin with set -o pipefail, or SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]",
            );
        }
        if let Some(first) = exec.first().filter(|c| c.words[..].first().is_some_and(|w| w == "cd") && !c.nested) {
            let to = first.words.get(1).map_or("DIR", String::as_str);
            say("imgtool/CdInRun", &format!("cd lasts until the end of this RUN: write WORKDIR {to}"));
        }
        for command in &exec {
            self.command(command, &all, &cached, &mut say);
        }
        if all.update && !all.lists_removed && !cached("/var/lib/apt") {
            say(
                "imgtool/AptListsLeft",
                "The package lists stay in the layer: end with rm -rf /var/lib/apt/lists/*, or use --mount=type=cache,target=/var/lib/apt",
            );
        }
        if all.update && !all.install && !cached("/var/lib/apt") {
            say("imgtool/AptUpdateAlone", "A cached apt-get update grows old: put it into the RUN that installs");
        }
    }

    fn command(
        &self,
        command: &Simple,
        all: &Whole,
        cached: &dyn Fn(&str) -> bool,
        say: &mut dyn FnMut(&'static str, &str),
    ) {
        let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
        let name = words.first().map_or("", |w| w.rsplit('/').next().unwrap_or(w));
        let has = |flags: &[&str]| words.iter().any(|w| flags.contains(w));
        match name {
            "sudo" => say("imgtool/Sudo", "RUN is root unless USER says else; use USER, or gosu at run time"),
            "apt-get" | "apt" => {
                if name == "apt" {
                    say("imgtool/AptNotAptGet", "apt is for people, and changes: use apt-get");
                }
                match subcommand(&words) {
                    "install" => apt_install(&words, say),
                    "upgrade" | "dist-upgrade" | "full-upgrade" => say(
                        "imgtool/AptUpgrade",
                        "An upgrade of everything belongs into the base image: take a newer one, or install what is needed",
                    ),
                    _ => {}
                }
            }
            "apk" if subcommand(&words) == "add" && !has(&["--no-cache"]) && !all.apk_removed && !cached("/apk") => {
                say("imgtool/ApkNoCache", "The index stays in the layer: write apk add --no-cache");
            }
            "ln" if words.last() == Some(&"/bin/sh") => {
                say("imgtool/ShellInstead", "write SHELL [\"/bin/bash\", \"-c\"] instead of changing /bin/sh");
            }
            _ if pip_installs(name, &words) && !has(&["--no-cache-dir"]) && !self.pip && !cached("pip") => {
                say("imgtool/PipNoCacheDir", "pip's cache stays in the layer: write pip install --no-cache-dir");
            }
            _ => {}
        }
    }
}

/// What all commands of a RUN do together.
struct Whole {
    update: bool,
    install: bool,
    lists_removed: bool,
    apk_removed: bool,
}

impl Whole {
    fn of(all: &[Simple]) -> Whole {
        let apt = |sub: &str| {
            all.iter().any(|c| {
                let words: Vec<&str> = c.words.iter().map(String::as_str).skip_while(|w| *w == "sudo").collect();
                matches!(words.first(), Some(&"apt-get" | &"apt")) && subcommand(&words) == sub
            })
        };
        let removed = |dir: &str| {
            all.iter().any(|c| {
                c.words.first().is_some_and(|w| w == "rm" || w == "find") && c.words.iter().any(|w| w.starts_with(dir))
            })
        };
        let install = ["install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep"].iter().any(|s| apt(s));
        Whole {
            update: apt("update"),
            install,
            lists_removed: removed("/var/lib/apt"),
            apk_removed: removed("/var/cache/apk"),
        }
    }
}

/// The first word that is neither the command, nor a flag, nor a flag's value.
fn subcommand<'a>(words: &[&'a str]) -> &'a str {
    let mut rest = words.iter().skip(1);
    while let Some(word) = rest.next() {
        match *word {
            "-o" | "-t" | "-c" | "--option" | "--repository" | "-X" => drop(rest.next()),
            w if w.starts_with('-') => {}
            w => return w,
        }
    }
    ""
}

fn apt_install(words: &[&str], say: &mut dyn FnMut(&'static str, &str)) {
    let cluster = |w: &&&str| w.starts_with('-') && !w.starts_with("--") && w.len() <= 5 && !w.contains([':', '=']);
    let short = |letter: char| words.iter().filter(cluster).any(|w| w.contains(letter));
    let quiet = words.iter().any(|w| matches!(*w, "-qq" | "-q=2") || w.starts_with("-qq"));
    let yes = short('y') || quiet || words.iter().any(|w| matches!(*w, "--yes" | "--assume-yes" | "--assume-no"));
    if !yes {
        say("imgtool/AptAssumeYes", "Nobody can answer apt-get's question: write apt-get install -y");
    }
    let option = |w: &&str| {
        w.split_once("APT::Install-Recommends=")
            .is_some_and(|(_, v)| matches!(v.trim_matches('"'), "0" | "false" | "no"))
    };
    if !words.contains(&"--no-install-recommends") && !words.iter().any(option) {
        say(
            "imgtool/AptNoInstallRecommends",
            "Packages come along that nobody needs: write apt-get install --no-install-recommends",
        );
    }
}

fn pip_installs(name: &str, words: &[&str]) -> bool {
    let versioned = |name: &str, of: &str| {
        name.strip_prefix(of).is_some_and(|v| v.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    };
    if versioned(name, "pip") {
        return words.get(1..).unwrap_or(&[]).iter().find(|w| !w.starts_with('-')) == Some(&"install");
    }
    versioned(name, "python") && matches!(words.get(1..4), Some(["-m", "pip", "install"]))
}

/// What ADD would unpack, by its name: it looks at the content, which the text does not have.
const ARCHIVES: [&str; 12] =
    [".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".tbz", ".xz", ".txz", ".zst", ".tzst", ".lzma", ".Z"];

fn add_for_copy(add: &Add, span: Span, out: &mut Vec<Warning>) {
    let plain = add.checksum.is_none() && add.unpack.is_none() && add.keep_git_dir.is_none();
    let local = |w: &Word| {
        let text = w.text.trim_end_matches('/');
        !text.contains("://")
            && !text.contains('$')
            && !text.ends_with('*')
            && !text.starts_with("git@")
            && !ARCHIVES.iter().any(|a| text.ends_with(a))
    };
    if plain && add.sources.paths.iter().all(local) {
        out.push(warn("imgtool/AddInsteadOfCopy", span, "ADD neither unpacks nor fetches anything here: write COPY"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::{CheckOptions, RULES};
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let d = Dockerfile::parse("D", text.as_bytes()).unwrap();
        let own = CheckOptions { experimental: ["imgtool".to_string()].into(), ..CheckOptions::default() };
        let own = d.check(&Surroundings::default(), &own);
        own.iter().filter_map(|w| Some(format!("{}:{}", w.span.line, w.check.strip_prefix(OWN)?))).collect()
    }

    const CASES: [(&str, &[&str]); 31] = [
        ("FROM a\n", &["1:UnpinnedBase"]),
        ("FROM a:latest\n", &["1:LatestTag"]),
        ("FROM a:1 AS b\nFROM b\nFROM r:5000/a@sha256:00\nFROM scratch\n", &[]),
        ("FROM r:5000/a\n", &["1:UnpinnedBase"]),
        ("ARG V=1\nFROM a:$V\n", &[]),
        ("# imgtool ignore=UnpinnedBase\nFROM a\n", &[]),
        (
            "FROM a:1\nRUN apt-get update && apt-get install -y --no-install-recommends x && rm -rf /var/lib/apt/lists/*\n",
            &[],
        ),
        ("FROM a:1\nRUN apt-get update && apt-get -qqy --no-install-recommends install x\n", &["2:AptListsLeft"]),
        (
            "FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -yq x\n",
            &["2:AptNoInstallRecommends"],
        ),
        ("FROM a:1\nRUN apt-get install --no-install-recommends x\n", &["2:AptAssumeYes"]),
        ("FROM a:1\nRUN apt-get -o APT::Install-Recommends=0 install -y x\n", &[]),
        ("FROM a:1\nRUN apt-get update && rm -rf /var/lib/apt/lists\n", &["2:AptUpdateAlone"]),
        ("FROM a:1\nRUN apt list\nRUN apt-get dist-upgrade -y\n", &["2:AptNotAptGet", "3:AptUpgrade"]),
        ("FROM a:1\nRUN echo apt-get install\n", &[]),
        (
            "FROM a:1\nRUN apk add x\nRUN apk --no-cache add x\nRUN apk -U add x && rm -rf /var/cache/apk/*\n",
            &["2:ApkNoCache"],
        ),
        ("FROM a:1\nRUN pip install x\nRUN python3.12 -m pip install y\n", &["2:PipNoCacheDir", "3:PipNoCacheDir"]),
        ("FROM a:1\nENV PIP_NO_CACHE_DIR=1\nRUN pip3 install x\n", &[]),
        ("FROM a:1 AS b\nENV PIP_NO_CACHE_DIR=1\nFROM b\nRUN pip3 install x\n", &[]),
        ("FROM a:1\nRUN --mount=type=cache,target=/root/.cache/pip pip install x\n", &[]),
        ("FROM a:1\nRUN sudo make\n", &["2:Sudo"]),
        ("FROM a:1\nRUN cd /x && make\nRUN (cd /x && make)\n", &["2:CdInRun"]),
        (
            "FROM a:1\nADD a b /c/\nADD x.tar.gz /\nADD https://h/x /x\nADD *.d /d/\n",
            &["2:AddInsteadOfCopy", "5:AddInsteadOfCopy"],
        ),
        ("FROM a:1\nADD --checksum=sha256:00 a /\nADD $X /\nADD d* /\n", &[]),
        ("FROM a:1\nUSER x\nUSER root\n", &["3:RootUser"]),
        ("FROM a:1\nUSER 0:0\nUSER x\n", &[]),
        ("FROM a:1 AS b\nUSER 0:0\nFROM b\nRUN x\n", &["2:RootUser"]),
        ("FROM a:1\nRUN a | b\nRUN set -o pipefail; a | b\nRUN a || b\n", &["2:PipefailMissing"]),
        ("FROM a:1\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\n", &[]),
        ("FROM a:1\nSHELL [\"powershell\", \"-c\"]\nRUN a | b; cd x\n", &[]),
        ("FROM a:1\nRUN ln -sf /bin/bash /bin/sh\n", &["2:ShellInstead"]),
        ("FROM a:1\nRUN <<E\nsudo x\nE\nRUN <<E\n#!/usr/bin/python\nsudo x\nE\n", &["2:Sudo"]),
    ];

    #[test]
    fn each_habit_has_its_case() {
        for (text, want) in CASES {
            assert_eq!(found(text), want, "{text}");
        }
        for rule in RULES.iter().filter(|r| r.experimental).filter_map(|r| r.name.strip_prefix(OWN)) {
            assert!(CASES.iter().any(|(_, w)| w.iter().any(|w| w.ends_with(rule))), "no case for {rule}");
        }
    }

    #[test]
    fn off_until_asked_for() {
        let d = Dockerfile::parse("D", b"FROM a\nRUN sudo x\n").unwrap();
        assert!(d.check(&Surroundings::default(), &CheckOptions::default()).is_empty());
        let one = CheckOptions::parse("experimental=imgtool/Sudo").unwrap();
        assert_eq!(d.check(&Surroundings::default(), &one).len(), 1);
    }
}
