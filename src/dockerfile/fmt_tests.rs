//! The formatter on whole Dockerfiles that are made up: all instructions and flags, each written in
//! the many ways that mean the same.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Stands for the escape token, which a directive says.
const ESCAPE: char = '\u{1}';

/// What may stand between two words of a list: blanks, or the end of a line with what may follow it.
fn gap() -> BoxedStrategy<String> {
    prop_oneof![
        6 => "[ \t]{1,3}",
        1 => "[ \t]{0,2}\x01[ \t]{0,2}\n([ \t]{0,2}# ?[a-z]{0,4}[ \t]?\n|[ \t]{0,2}\n){0,2}[ \t]{1,3}",
    ]
    .boxed()
}

/// Words with gaps before each.
fn gapped<S: Strategy<Value = Vec<String>> + 'static>(words: S) -> BoxedStrategy<String> {
    (words, vec(gap(), 8))
        .prop_map(|(words, gaps)| words.iter().zip(gaps.iter().cycle()).map(|(w, g)| format!("{g}{w}")).collect())
        .boxed()
}

/// The name of an instruction, in any letters.
fn keyword(name: &'static str) -> BoxedStrategy<String> {
    any::<u16>()
        .prop_map(move |bits| {
            let letter = |(i, c): (usize, char)| if bits >> i & 1 == 1 { c.to_ascii_lowercase() } else { c };
            name.chars().enumerate().map(letter).collect()
        })
        .boxed()
}

fn word() -> BoxedStrategy<String> {
    prop_oneof![
        4 => "[a-z0-9./_-]{0,4}[a-z0-9.]",
        1 => "[a-z]{0,2}\\$(v|\\{v\\}|\\{v:-[a-z /]{0,4}\\}|\\{w#\\*/\\}|\\{w//a/b\\})",
        1 => "[a-z]?\"[a-z $#']{0,5}\"",
        1 => "[a-z]?'[a-z $#\"]{0,5}'",
        1 => "[a-z]\x01[ \"'$\x01a]",
        1 => "é[*?#]",
    ]
    .boxed()
}

/// One that is no flag, no number of arguments' worth of quotes: a path or a name.
fn plain() -> BoxedStrategy<String> {
    "[a-z/][a-z0-9./_]{0,6}".boxed()
}

fn pair() -> BoxedStrategy<String> {
    ("[A-Za-z_][a-z0-9_.]{0,4}", word()).prop_map(|(k, v)| format!("{k}={v}")).boxed()
}

/// A JSON array, with blanks wherever JSON takes them.
fn json(least: usize) -> BoxedStrategy<String> {
    let item = prop_oneof!["[a-z /$#-]{1,5}", r#"a\\"b"#, r"a\\\\b\\n", "é"];
    (vec((item, "[ \t]{0,2}", "[ \t]{0,2}"), least..4), "[ \t]{0,2}")
        .prop_map(|(items, end)| {
            let items: Vec<String> = items.into_iter().map(|(t, a, b)| format!("{a}\"{t}\"{b}")).collect();
            format!(" [{}{end}]", items.join(","))
        })
        .boxed()
}

/// A text for a shell, over several lines.
fn script() -> BoxedStrategy<String> {
    let line = "[a-z][a-z0-9 \t$&|;#\"'=/<>()-]{0,10}[a-z)]";
    (gap(), line, vec(("[ \t]{0,2}\x01[ \t]{0,2}\n", "(  # why\n|\n)?", "[ \t]{0,4}", line), 0..3))
        .prop_map(|(gap, first, more)| {
            let more: String =
                more.into_iter().map(|(end, between, indent, l)| end + &between + &indent + &l).collect();
            // What opens a heredoc has a form of its own below.
            format!("{gap}{first}{more}").replace("<<", "<")
        })
        .boxed()
}

fn command_line() -> BoxedStrategy<String> {
    prop_oneof![script(), json(1)].boxed()
}

/// Heredocs: the openers, and what stands below.
fn heredocs() -> BoxedStrategy<(Vec<String>, String)> {
    let one = (
        select(vec!["<<", "<<-"]),
        select(vec!["A", "EOF", "b.txt"]),
        select(vec!["", "'", "\""]),
        vec("(\t)?[ a-zA-Z$#\x01<]{0,8}", 0..3),
    );
    vec(one, 1..3)
        .prop_map(|all| {
            let mut below = String::new();
            let mut openers = Vec::new();
            for (i, (open, name, quote, body)) in all.into_iter().enumerate() {
                let name = format!("{name}{i}");
                openers.push(format!("{open}{quote}{name}{quote}"));
                body.iter().for_each(|l| below += &format!("\n{l}"));
                below += &format!("\n{name}");
            }
            (openers, below)
        })
        .boxed()
}

fn flags(known: Vec<&'static str>) -> BoxedStrategy<Vec<String>> {
    proptest::sample::subsequence(known.clone(), 0..=known.len())
        .prop_map(|f| f.into_iter().map(str::to_string).collect())
        .boxed()
}

/// `NAME --flags… words`.
fn flagged(name: &'static str, known: Vec<&'static str>, rest: BoxedStrategy<String>) -> BoxedStrategy<String> {
    (keyword(name), gapped(flags(known)), rest).prop_map(|(n, f, r)| n + &f + &r).boxed()
}

fn copied(name: &'static str, known: Vec<&'static str>) -> BoxedStrategy<String> {
    let here = (vec(plain(), 0..2), heredocs(), plain(), gap(), gap()).prop_map(|(mut w, (o, below), to, a, b)| {
        w.extend(o);
        format!("{a}{}{b}{to}{below}", w.join(" "))
    });
    flagged(name, known, prop_oneof![3 => gapped(vec(word(), 2..5)), 1 => json(2), 2 => here].boxed())
}

fn run() -> BoxedStrategy<String> {
    let here = (prop_oneof!["", " cat", " sh -s"], heredocs(), "( > /a)?")
        .prop_map(|(cat, (o, below), to)| format!("{cat} {}{to}{below}", o.join(" ")));
    let known = vec![
        "--mount=type=cache,target=/x,id=a",
        "--mount=type=secret,id=$v",
        "--mount=\"type=bind,target=/x y\"",
        "--network=none",
        "--security=sandbox",
        "--device=x",
    ];
    flagged("RUN", known, prop_oneof![3 => command_line(), 2 => here].boxed())
}

fn listed(name: &'static str, words: BoxedStrategy<Vec<String>>) -> BoxedStrategy<String> {
    (keyword(name), gapped(words)).prop_map(|(n, w)| n + &w).boxed()
}

fn one(name: &'static str, word: BoxedStrategy<String>) -> BoxedStrategy<String> {
    (keyword(name), gap(), word).prop_map(|(n, g, w)| n + &g + &w).boxed()
}

/// What ONBUILD takes, too.
fn simple() -> BoxedStrategy<String> {
    let check = vec!["--interval=1s", "--timeout=2m", "--start-period=3s", "--start-interval=1s", "--retries=4"];
    let test = (gap(), keyword("CMD"), command_line()).prop_map(|(g, c, l)| g + &c + &l).boxed();
    let into = ["--chown=a:$v", "--chmod=u+x,go=", "--link", "--exclude=*.o", "--exclude=b c"];
    prop_oneof![
        3 => run(),
        2 => copied("COPY", [&["--from=0", "--parents=false"], &into[..4]].concat()),
        2 => copied("ADD", [&["--checksum=sha256:$v", "--keep-git-dir", "--unpack=false"], &into[..4]].concat()),
        2 => listed("ENV", vec(pair(), 1..4).boxed()),
        1 => (keyword("ENV"), gap(), plain(), gap(), "[a-z$\"' =#]{0,6}[a-z]").prop_map(|(n, g, k, b, v)| n + &g + &k + &b + &v),
        1 => listed("LABEL", vec(pair(), 1..4).boxed()),
        1 => listed("ARG", vec(prop_oneof![pair(), plain()], 1..4).boxed()),
        1 => listed("EXPOSE", vec("[1-9]{1,4}(/tcp|/udp|-9999)?|\\$v", 1..4).boxed()),
        1 => prop_oneof![listed("VOLUME", vec(plain(), 1..4).boxed()), (keyword("VOLUME"), json(1)).prop_map(|(n, j)| n + &j)],
        1 => one("WORKDIR", "[a-z/$\"][a-z v/]{0,5}[a-z]".boxed()),
        1 => one("USER", "[a-z$v:0-9]{1,6}".boxed()),
        1 => one("STOPSIGNAL", "(SIG)?TERM|9|\\$v".boxed()),
        1 => (keyword("SHELL"), json(1)).prop_map(|(n, j)| n + &j),
        1 => (keyword("CMD"), command_line()).prop_map(|(n, c)| n + &c),
        1 => (keyword("ENTRYPOINT"), command_line()).prop_map(|(n, c)| n + &c),
        1 => flagged("HEALTHCHECK", check, test),
        1 => one("HEALTHCHECK", keyword("NONE")),
    ]
    .boxed()
}

fn from() -> BoxedStrategy<String> {
    let image = select(vec!["a", "Example.com/b:1", "scratch", "x@sha256:0", "${v:-a}", "base"]);
    let named =
        prop_oneof![Just(Vec::new()), (keyword("AS"), "[a-zA-Z][a-z0-9._-]{0,5}").prop_map(|(a, n)| vec![a, n]),];
    let words = (image, named).prop_map(|(i, n)| [vec![i.to_string()], n].concat()).boxed();
    flagged("FROM", vec!["--platform=$TARGETPLATFORM"], gapped(words))
}

fn instruction() -> BoxedStrategy<String> {
    prop_oneof![
        12 => simple(),
        2 => from(),
        1 => (keyword("ONBUILD"), gap(), simple()).prop_map(|(n, g, s)| n + &g + &s),
        1 => one("MAINTAINER", "[a-z][a-z <>@\"']{0,8}[a-z]".boxed()),
    ]
    .boxed()
}

/// A whole Dockerfile.
fn dockerfile() -> BoxedStrategy<String> {
    let between = "([ \t]{0,2}\n|[ \t]{0,2}#[ a-z=]{0,6}\n){0,3}[ \t]{0,2}";
    let head = select(vec!["", "# syntax=docker/dockerfile:1\n", "\n", "# a\n", "#!/usr/bin/x\n", "\u{feff}"]);
    let stages = (from(), vec((between, instruction()), 0..7));
    let args = vec(("[ \t]{0,2}", listed("ARG", vec(pair(), 1..3).boxed())), 0..2);
    let end = select(vec!["", "\n", "  \n\n# end", "\n\n\n"]);
    (any::<bool>(), head, args, stages, end, any::<bool>())
        .prop_map(|(backtick, head, args, (from, rest), end, crlf)| {
            let mut text = if backtick { "# escape=`\n".to_string() } else { head.to_string() };
            args.iter().for_each(|(b, a)| text += &format!("{b}{a}\n"));
            text += &from;
            rest.iter().for_each(|(b, i)| text += &format!("\n{b}{i}"));
            text += end;
            let text = text.replace(ESCAPE, if backtick { "`" } else { "\\" });
            if crlf { text.replace('\n', "\r\n") } else { text }
        })
        .boxed()
}

/// What each instruction does to an image, as far as its line in the history tells it.
fn histories(d: &Dockerfile) -> Vec<Option<String>> {
    let vars = vec![("v", "1"), ("w", "a/b")];
    let lines = |i: &Instruction| i.expand(&vars).ok().and_then(|i| i.history(&["sh".to_string()], &[]));
    d.stages.iter().flat_map(|s| &s.instructions).map(lines).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn what_is_formatted_reads_as_before_and_stays(text in dockerfile()) {
        // Made-up words may close a quote that nothing opened, and the like.
        let Ok(before) = Dockerfile::parse("D", text.as_bytes()) else { return Ok(()) };
        let once = before.formatted().unwrap();
        let after = Dockerfile::parse("D", once.as_bytes()).unwrap();
        prop_assert_eq!(after.meaning(), before.meaning(), "{:?} became {:?}", text, once);
        prop_assert_eq!(histories(&after), histories(&before), "{:?} became {:?}", text, once);
        prop_assert_eq!(after.formatted().unwrap(), once, "{:?}", text);
    }
}

/// A property of texts that do not parse says nothing.
#[test]
fn most_of_what_is_made_up_is_a_dockerfile() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut good = 0;
    let mut bad = Vec::new();
    for _ in 0..500 {
        let text = proptest::strategy::ValueTree::current(&dockerfile().new_tree(&mut runner).unwrap());
        match Dockerfile::parse("D", text.as_bytes()) {
            Ok(_) => good += 1,
            Err(e) => bad.push(format!("{} in {text:?}", e.what())),
        }
    }
    assert!(good > 400, "{good} of 500; {}", bad.join("\n"));
}
