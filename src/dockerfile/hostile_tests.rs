//! Texts that are made to take long: sizes at which anything quadratic would hang.

use super::*;
use std::collections::BTreeMap;

/// Everything that is done to a text without building it.
fn all(text: &str) -> Option<Dockerfile> {
    let file = match Dockerfile::parse("D", text.as_bytes()) {
        Ok(file) => file,
        Err(e) => {
            assert!(e.what().starts_with("D:"), "no line: {e}");
            assert!(e.what().len() < 10_000);
            return None;
        }
    };
    let ignore = IgnoreFile::parse("*a*b*c*d\n".repeat(60_000).as_bytes()).unwrap();
    let bases: BTreeMap<usize, BaseFacts> = (0..file.stages.len()).map(|i| (i, BaseFacts::default())).collect();
    let around = Surroundings { ignore: Some(&ignore), bases: &bases, ..Surroundings::default() };
    let options = CheckOptions::parse("experimental=all,imgtool").unwrap();
    for w in file.check(&around, &options).iter().take(3) {
        file.excerpt(w);
    }
    file.needs(&NoVars, &NoVars).ok();
    Some(file)
}

fn formatted(text: &str) {
    if let Some(file) = all(text) {
        file.formatted().unwrap();
    }
}

#[test]
fn long_lines_and_chains() {
    const N: usize = 1 << 19;
    assert!(all(&"x".repeat(10 * N)).is_none());
    formatted(&format!("FROM a\nRUN {}\n", "x ".repeat(N)));
    formatted(&format!("FROM a\nRUN a{}\n", " \\\n".repeat(N)));
    formatted(&format!("FROM a\nENV a=b{}\n", " \\\n c=d".repeat(N / 8)));
    formatted(&format!("FROM a\nRUN a \\\n{} b\n", "# c\n".repeat(N / 2)));
    formatted(&format!("FROM a\nRUN a \\\n{} b\n", "\n".repeat(N)));
    formatted(&format!("FROM a\nCMD [{}\"x\"]\n", "\"x\",".repeat(N / 8)));
    all(&format!("FROM a\nCMD {}\n", "[".repeat(N)));
    all(&format!("FROM a\nRUN {}\n", "(".repeat(N)));
    all(&format!("FROM a\nCOPY {} /x\n", "a/".repeat(N)));
    all(&format!("FROM a\nCOPY {} /x\n", "aaaa/bb ".repeat(N / 8)));
    all(&format!("FROM a\nRUN {} x\n", "--mount=type=tmpfs,target=/x ".repeat(N / 32)));
    all(&format!("FROM a\nCOPY {} a b\n", "--exclude=a ".repeat(N / 16)));
    all(&format!("FROM a\n{}", "# x\n".repeat(N)));
    all(&"# syntax=a\n".repeat(N / 16));
}

#[test]
fn heredocs_without_number() {
    const N: usize = 1 << 17;
    assert!(all(&format!("FROM a\nRUN {}\n{}", "<<A ".repeat(N), "B\n".repeat(N))).is_none());
    formatted(&format!("FROM a\nRUN {}\n{}", "<<A ".repeat(N / 4), "A\n".repeat(N / 4)));
    formatted(&format!(
        "FROM a\nCOPY {} /d/\n{}{}A\n",
        "<<A ".repeat(N / 4),
        "A\n".repeat(N / 4 - 1),
        "$B x\n".repeat(N)
    ));
    all(&format!("FROM a\nCOPY {} /x\n", "<< ".repeat(N)));
    all(&format!("FROM a\n{}", "RUN <<E\nE\n".repeat(N / 8)));
}

#[test]
fn variables_within_variables() {
    const N: usize = 1 << 15;
    for word in ["${a:-", "${a:-${b:-c}", "$a$", "${a/b/", "\"${a#", "${a:+$b}", "${a%%*", "'${"] {
        all(&format!("ARG x={}\nFROM a\nENV y={}\nCOPY {} /\n", word.repeat(N), word.repeat(N), word.repeat(N)));
        all(&format!("FROM a{}\n", word.repeat(N)));
    }
    // Each line names what nobody set: suggestions are not looked for a million times.
    let env: String = (0..5000).map(|i| format!("ENV variable{i}=1\n")).collect();
    all(&format!("FROM scratch\n{env}{}", "LABEL a=$variably\n".repeat(N / 4)));
    // A long value that lines read, and whose result is nothing.
    let long = "x".repeat(1 << 18);
    all(&format!("ARG A={long}\n{}FROM a\n", "ARG B=${U:+$A$A$A}${A##*x}\n".repeat(N / 2)));
    all(&format!("FROM scratch\nENV A={long}\n{}", "LABEL B=${U:+$A$A$A}${A##*x}\n".repeat(N / 2)));
}

#[test]
fn stages_without_number() {
    let chain: String = (1..9000).map(|i| format!("FROM s{} AS s{i}\nCOPY --from=s{} a b\n", i - 1, i - 1)).collect();
    formatted(&format!("FROM scratch AS s0\n{chain}"));
    let e = Dockerfile::parse("D", "FROM a\n".repeat(10_001).as_bytes()).unwrap_err();
    assert!(e.what().starts_with("D:10001: more than 10000 stages"), "{e}");
}

#[test]
fn all_ports_many_times() {
    let words = vec![Word { text: "1-65535".into(), span: Span::default() }; 200_000];
    assert_eq!(ports(&words).unwrap().len(), 65_535);
    let words: Vec<Word> =
        ["5-7/udp", "6", "1-6", "5/udp"].map(|t| Word { text: t.into(), span: Span::default() }).into();
    let found = ports(&words).unwrap().join(" ");
    assert_eq!(found, "5/udp 6/udp 7/udp 6/tcp 1/tcp 2/tcp 3/tcp 4/tcp 5/tcp");
}
