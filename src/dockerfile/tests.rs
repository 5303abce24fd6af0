use super::*;
use crate::error::Kind;
use proptest::prelude::*;
use std::fmt::Write as _;

fn parse(text: &str) -> Dockerfile {
    match Dockerfile::parse("Dockerfile", text.as_bytes()) {
        Ok(d) => d,
        Err(e) => panic!("{e:?}\n{}", e.source_excerpt().unwrap_or("")),
    }
}

fn instruction(text: &str) -> Instruction {
    let mut d = parse(&format!("FROM x\n{text}\n"));
    assert_eq!(d.stages[0].instructions.len(), 1, "{text}");
    d.stages[0].instructions.remove(0)
}

fn command(text: &str) -> Command {
    instruction(text).command
}

/// Headline, excerpt and hints, as a user sees them.
fn fails(text: &str) -> String {
    let e = Dockerfile::parse("Dockerfile", text.as_bytes()).unwrap_err();
    assert_eq!(e.kind(), Kind::Dockerfile);
    let mut out = e.what().to_string();
    if let Some(x) = e.source_excerpt() {
        write!(out, "\n{x}").unwrap();
    }
    for h in e.hints() {
        write!(out, "\nhint: {h}").unwrap();
    }
    out
}

fn texts(words: &[Word]) -> Vec<&str> {
    words.iter().map(|w| w.text.as_str()).collect()
}

#[test]
fn unknown_instruction() {
    insta::assert_snapshot!(fails("FROM x\nRNU echo hi\n"), @r"
    Dockerfile:2: unknown instruction: RNU
     --> Dockerfile:2:1
      |
    2 | RNU echo hi
      | ^^^
    hint: did you mean `RUN`?
    ");
}

#[test]
fn unknown_flag() {
    insta::assert_snapshot!(fails("FROM x\nCOPY --link \\\n  --chwon=1 a b\n"), @r"
    Dockerfile:3: unknown flag: --chwon
     --> Dockerfile:3:3
      |
    3 |   --chwon=1 a b
      |   ^^^^^^^^^ COPY has no such flag
    hint: did you mean `--chown`?
    ");
}

#[test]
fn unterminated_heredoc() {
    insta::assert_snapshot!(fails("FROM x\nRUN one \\\n  && two \\\n  <<EOF\nbody\n"), @r"
    Dockerfile:4: unterminated heredoc: no line says EOF
     --> Dockerfile:4:3
      |
    4 |   <<EOF
      |   ^^^^^ opened here
    ");
}

#[test]
fn env_without_equals() {
    insta::assert_snapshot!(fails("FROM x\nENV a=1 b\n"), @r#"
    Dockerfile:2: Syntax error - can't find = in "b". Must be of the form: name=value
     --> Dockerfile:2:9
      |
    2 | ENV a=1 b
      |         ^ no '='
    hint: put a value that contains spaces in quotes
    "#);
}

#[test]
fn json_of_other_things() {
    insta::assert_snapshot!(fails("FROM x\nCMD [\"a\", 1]\n"), @r#"
    Dockerfile:2: when using JSON array syntax, arrays must be comprised of strings only
     --> Dockerfile:2:11
      |
    2 | CMD ["a", 1]
      |           ^ not a string
    "#);
}

#[test]
fn headlines_of_other_errors() {
    for (text, want) in [
        ("", "Dockerfile:1: the Dockerfile cannot be empty"),
        ("# only\n", "Dockerfile:1: file with no instructions"),
        ("ARG x\n", "Dockerfile:1: dockerfile contains no stages to build"),
        ("RUN x\n", "Dockerfile:1: no build stage in current context: RUN before FROM"),
        ("FROM\n", "Dockerfile:1: FROM requires either one or three arguments"),
        ("FROM x y\n", "Dockerfile:1: FROM requires either one or three arguments"),
        (
            "FROM x AS 1a\n",
            "Dockerfile:1: invalid name for build stage: \"1a\", name can't start with a number or contain symbols",
        ),
        ("FROM --platfrom=x y", "Dockerfile:1: unknown flag: --platfrom"),
        ("FROM x\nUSER\n", "Dockerfile:2: USER requires exactly one argument"),
        ("FROM x\nENV\n", "Dockerfile:2: ENV requires at least one argument"),
        ("FROM x\nENV a\n", "Dockerfile:2: ENV must have two arguments"),
        ("FROM x\nENV =a\n", "Dockerfile:2: ENV names can not be blank"),
        ("FROM x\nARG =a\n", "Dockerfile:2: ARG names can not be blank"),
        ("FROM x\nSHELL bash\n", "Dockerfile:2: SHELL requires the arguments to be in JSON form"),
        ("FROM x\nSHELL []\n", "Dockerfile:2: SHELL requires at least one argument"),
        ("FROM x\nVOLUME []\n", "Dockerfile:2: VOLUME requires at least one argument"),
        ("FROM x\nVOLUME [\" \"]\n", "Dockerfile:2: VOLUME specified can not be an empty string"),
        ("FROM x\nUSER --a b\n", "Dockerfile:2: unknown flag: --a"),
        ("FROM x\nRUN --network=a b\n", "Dockerfile:2: invalid network mode \"a\""),
        ("FROM x\nRUN --network b\n", "Dockerfile:2: missing a value on flag: --network"),
        ("FROM x\nCOPY --from=a --from=b c d\n", "Dockerfile:2: duplicate flag specified: --from"),
        ("FROM x\nCOPY --link=no c d\n", "Dockerfile:2: expecting boolean value for flag --link, not: no"),
        ("FROM x\nCOPY --link= c d\n", "Dockerfile:2: missing a value on flag: --link"),
        ("FROM x\nCOPY --from=$a c d\n", "Dockerfile:2: variable expansion is not supported for --from"),
        (
            "FROM x\nCOPY --chmod=999 c d\n",
            "Dockerfile:2: invalid chmod parameter: '999'. it should be octal string and between 0 and 07777",
        ),
        ("FROM x\nCOPY a <<E\nE\n", "Dockerfile:2: COPY cannot accept a heredoc as a destination"),
        ("FROM x\nHEALTHCHECK\n", "Dockerfile:2: HEALTHCHECK requires at least one argument"),
        ("FROM x\nHEALTHCHECK x\n", "Dockerfile:2: Unknown type \"X\" in HEALTHCHECK (try CMD)"),
        ("FROM x\nHEALTHCHECK NONE x\n", "Dockerfile:2: HEALTHCHECK NONE takes no arguments"),
        ("FROM x\nHEALTHCHECK CMD\n", "Dockerfile:2: Missing command after HEALTHCHECK CMD"),
        ("FROM x\nHEALTHCHECK --interval=1 CMD x\n", "Dockerfile:2: time: missing unit in duration \"1\""),
        ("FROM x\nHEALTHCHECK --interval=1us CMD x\n", "Dockerfile:2: Interval \"interval\" cannot be less than 1ms"),
        ("FROM x\nHEALTHCHECK --retries=-1 CMD x\n", "Dockerfile:2: --retries cannot be negative (-1)"),
        ("FROM x\nONBUILD\n", "Dockerfile:2: ONBUILD requires at least one argument"),
        ("FROM x\nONBUILD ONBUILD RUN x\n", "Dockerfile:2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
        ("FROM x\nONBUILD from x\n", "Dockerfile:2: FROM isn't allowed as an ONBUILD trigger"),
        ("FROM x\nONBUILD MAINTAINER x\n", "Dockerfile:2: MAINTAINER isn't allowed as an ONBUILD trigger"),
        ("# escape=x\nFROM x\n", "Dockerfile:1: invalid escape token 'x': it is neither ` nor \\"),
        (
            "FROM x\nRUN --mount=type=bind,from=$a,target=/b c\n",
            "Dockerfile:2: 'from' doesn't support variable expansion, define alias stage instead",
        ),
    ] {
        let out = fails(text);
        assert_eq!(out.lines().next().unwrap(), want, "{text:?}");
    }
    let e = Dockerfile::parse("D", b"FROM x\nRUN \xff\n").unwrap_err();
    assert_eq!(e.what(), "D:2: the text is not UTF-8");
    let e = Dockerfile::parse("D", &vec![b'#'; MAX_DOCKERFILE + 1]).unwrap_err();
    assert_eq!(e.what(), "D:1: the file is larger than 16 MiB");
}

#[test]
fn stages_and_meta_args() {
    let d = parse("# syntax=a/b\nARG V=1\nFROM --platform=$P a:$V AS Build\nRUN x\nfrom build\nCOPY --from=0 a /b\n");
    assert_eq!(d.directives.syntax.as_ref().map(|w| w.text.as_str()), Some("a/b"));
    assert_eq!(d.meta_args.len(), 1);
    assert_eq!(d.stages.len(), 2);
    let from = &d.stages[0].from;
    assert_eq!(from.image.text, "a:$V");
    assert_eq!(from.name.as_deref(), Some("build"));
    assert_eq!(from.original, "FROM --platform=$P a:$V AS Build");
    assert_eq!(d.source.slice(from.platform.as_ref().unwrap().span), "--platform=$P");
    let globals = d.global_args(&vec![("P", "linux/arm64")], &vec![("V", "2")]).unwrap();
    let vars = vec![("P", "linux/arm64")];
    let e = d.expand_from(from, &Layered(&globals, &vars)).unwrap();
    assert_eq!((e.image.as_str(), e.platform.as_deref()), ("a:2", Some("linux/arm64")));
    assert!(d.expand_from(&parse("FROM $none").stages[0].from, &NoVars).is_err());
}

#[test]
fn stages_are_found_by_name_and_number() {
    let d = parse("FROM x AS A\nFROM a AS b\nFROM y AS a\n");
    assert_eq!((d.base_stage("a", 1), d.base_stage("a", 3), d.base_stage("A", 3)), (Some(0), Some(2), Some(2)));
    assert_eq!((d.source_stage("A"), d.source_stage("1"), d.source_stage("3")), (Some(2), Some(1), None));
}

#[test]
fn run_forms() {
    let script = |text: &str| match command(text) {
        Command::Run(r) => match r.script() {
            Script::Shell(s) => format!("shell {s}"),
            Script::Exec(a) => format!("exec {}", a.join("|")),
            Script::File { name, content } => format!("file {name} {content}"),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(script("RUN a  b \\\n  c"), "shell a  b   c");
    assert_eq!(script("RUN [\"a\", \"b c\"]"), "exec a|b c");
    assert_eq!(script("RUN [\"a\" b]"), "shell [\"a\" b]");
    assert_eq!(script("RUN ['a']"), "shell ['a']");
    assert_eq!(script("RUN <<EOF\na $b\n# c\nEOF"), "shell a $b\n# c\n");
    assert_eq!(script("RUN <<-EOF\n\ta\n\t\tb\n\tEOF"), "shell a\nb\n");
    assert_eq!(script("RUN <<EOF\n#!/usr/bin/env python\nx\nEOF"), "file EOF #!/usr/bin/env python\nx\n");
    assert_eq!(script("RUN python3 - <<PY\nx\nPY"), "shell python3 - <<PY\nx\nPY");
    assert_eq!(script("RUN <<A cat && <<B cat\n1\nA\n2\nB"), "shell <<A cat && <<B cat\n1\nA\n2\nB");
    assert_eq!(script("RUN"), "shell ");
    let Command::Run(r) = command(
        "RUN --mount=type=cache,target=/c --mount=type=bind,from=s,target=/$x --network=none --security=insecure --device=gpu a",
    ) else {
        panic!()
    };
    assert_eq!(r.mounts.len(), 2);
    assert_eq!(r.mounts[0].mount.as_ref().unwrap().kind, MountKind::Cache);
    assert_eq!((r.mounts[1].mount.as_ref(), r.mounts[1].from.as_deref()), (None, Some("s")));
    assert_eq!(r.network.unwrap().value, Network::None);
    assert_eq!(r.security.unwrap().value, Security::Insecure);
    assert_eq!((r.devices[0].value.name.as_str(), r.devices[0].value.required), ("gpu", false));
}

#[test]
fn copy_and_add_forms() {
    let Command::Copy(c) =
        command("COPY --from=b --chown=1:2 --chmod=u+x --link --parents=false --exclude=*.o --exclude=x a b/ $c /d")
    else {
        panic!()
    };
    assert_eq!(texts(&c.sources.paths), ["a", "b/", "$c"]);
    assert_eq!(c.sources.dest.text, "/d");
    assert!(c.link.unwrap().value && !c.parents.unwrap().value);
    assert_eq!(c.exclude.len(), 2);
    let Command::Copy(c) = command("COPY [\"a b\", \"/c d\"]") else { panic!() };
    assert_eq!((texts(&c.sources.paths), c.sources.dest.text.as_str()), (vec!["a b"], "/c d"));
    let Command::Copy(c) = command("COPY x <<one <<-\"two\" /d/\n1 $v\none\n\t2 $v\ntwo") else { panic!() };
    assert_eq!(texts(&c.sources.paths), ["x"]);
    let h: Vec<_> = c.sources.heredocs.iter().map(|h| (h.name.as_str(), h.content(), h.expand)).collect();
    assert_eq!(h, [("one", "1 $v\n".into(), true), ("two", "2 $v\n".into(), false)]);
    let Command::Copy(c) = command("COPY << EOF /d\nx\nEOF") else { panic!() };
    assert_eq!((c.sources.paths.len(), &*c.sources.heredocs[0].body), (0, "x\n"));
    let Command::Add(a) = command("ADD --checksum=sha256:a --keep-git-dir --unpack=true --link https://h/x.tar /d")
    else {
        panic!()
    };
    assert!(a.keep_git_dir.unwrap().value && a.unpack.unwrap().value && a.checksum.is_some());
}

#[test]
fn key_value_forms() {
    let pairs = |text: &str| match command(text) {
        Command::Env(p) | Command::Label(p) => {
            p.iter().map(|p| (p.key.text.clone(), p.value.text.clone())).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let own = |p: &[(&str, &str)]| p.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect::<Vec<_>>();
    assert_eq!(
        pairs("ENV a=1 b=\"2 3\" c='4 5' d=6\\ 7 e="),
        own(&[("a", "1"), ("b", "\"2 3\""), ("c", "'4 5'"), ("d", "6\\ 7"), ("e", "")])
    );
    assert_eq!(pairs("ENV a  b c=d "), own(&[("a", "b c=d")]));
    assert_eq!(pairs("ENV a=b=c \\\n   d=e"), own(&[("a", "b=c"), ("d", "e")]));
    assert_eq!(pairs("LABEL \"a b\"=c"), own(&[("\"a b\"", "c")]));
    let i = instruction("ENV a=1 \\\n  key=value");
    let Command::Env(p) = &i.command else { panic!() };
    assert_eq!((i.source.slice(p[1].value.span), p[1].value.span.line), ("value", 3));
}

#[test]
fn the_other_instructions() {
    let Command::Healthcheck(h) = command(
        "HEALTHCHECK --interval=1m30s --timeout=0 --start-period=5s --start-interval=500ms --retries=3 CMD [\"a\"]",
    ) else {
        panic!()
    };
    assert_eq!((h.interval, h.timeout, h.start_period), (90_000_000_000, 0, 5_000_000_000));
    assert_eq!((h.start_interval, h.retries, h.test_argv()), (500_000_000, 3, vec!["CMD".into(), "a".into()]));
    let Command::Healthcheck(h) = command("HEALTHCHECK none") else { panic!() };
    assert_eq!(h.test_argv(), ["NONE"]);
    let Command::Healthcheck(h) = command("HEALTHCHECK CMD curl  -f x || exit 1") else { panic!() };
    assert_eq!(h.test_argv(), ["CMD-SHELL", "curl  -f x || exit 1"]);
    let Command::Volume(v) = command("VOLUME /a /b") else { panic!() };
    assert_eq!(texts(&v), ["/a", "/b"]);
    let Command::Expose(v) = command("EXPOSE 80/tcp 90-92 $p") else { panic!() };
    assert_eq!(texts(&v), ["80/tcp", "90-92", "$p"]);
    let Command::Arg(a) = command("ARG a b=c d=\"e f\"") else { panic!() };
    assert_eq!(a.len(), 3);
    assert_eq!((a[0].value.is_none(), a[2].value.as_ref().unwrap().text.as_str()), (true, "\"e f\""));
    let Command::Workdir(w) = command("WORKDIR  \"/a b\" ") else { panic!() };
    assert_eq!(w.text, "\"/a b\"");
    let Command::OnBuild(o) = command("ONBUILD  RUN --network=none <<E\nx\nE") else { panic!() };
    assert_eq!(o.trigger, "RUN --network=none <<E\nx\nE");
    assert!(matches!(o.command.as_deref(), Some(Command::Run(r)) if r.network.is_some() && r.heredocs.len() == 1));
    let Command::OnBuild(o) = command("ONBUILD FETCH  it ") else { panic!() };
    assert_eq!((o.trigger.as_str(), o.command), ("FETCH  it ", None));
    for text in ["FTECH", "COPY --bogus a b", "COPY a", "RUN --network=bogus a", "HEALTHCHECK BOGUS", "USER", "ENV"] {
        let d = parse(&format!("FROM x\nONBUILD {text}\n"));
        assert_eq!(d.check(&Default::default(), &Default::default())[0].check, "imgtool/BadTrigger", "{text}");
    }
    let d = parse("FROM x\nONBUILD RNU x\n");
    let message = &d.check(&Default::default(), &Default::default())[0].message;
    assert_eq!(message, "Builds FROM this image will fail: unknown instruction: RNU (did you mean `RUN`?)");
    for text in ["ENV a", "LABEL a=b c", "CMD [\"a\", 1]", "HEALTHCHECK CMD [1]", "VOLUME [1]"] {
        assert!(Dockerfile::parse("D", format!("FROM x\nONBUILD {text}\n").as_bytes()).is_err(), "{text}");
    }
    for text in ["STOPSIGNAL 9", "MAINTAINER a b", "USER a:b", "CMD", "CMD []", "ENTRYPOINT x y", "SHELL [\"a\"]"] {
        command(text);
    }
}

#[test]
fn triggers() {
    let i = Instruction::parse_trigger("ONBUILD of a", "COPY <<E /x\n$v\nE", '\\').unwrap();
    let i = i.expand(&vec![("v", "1")]).unwrap();
    assert!(matches!(&i.command, Command::Copy(c) if &*c.sources.heredocs[0].body == "1\n"));
    for bad in ["", "FROM x", "ONBUILD RUN x", "MAINTAINER x", "RUN a\nRUN b", "NOPE"] {
        assert!(Instruction::parse_trigger("t", bad, '\\').is_err(), "{bad}");
    }
    let i = Instruction::parse_trigger("t", "ENV a=\\$b", '`').unwrap().expand(&NoVars).unwrap();
    assert!(matches!(&i.command, Command::Env(p) if p[0].value.text == "\\"));
}

#[test]
fn fields_that_are_expanded() {
    let vars = vec![("a", "A"), ("two", "1 2"), ("x", "old"), ("e", "")];
    let expand = |text: &str| instruction(text).expand(&vars).unwrap().command;
    // ENV sees the environment before it.
    let Command::Env(p) = expand("ENV x=new y=$x $a=\"$two\"") else { panic!() };
    assert_eq!((p[1].value.text.as_str(), p[2].key.text.as_str(), p[2].value.text.as_str()), ("old", "A", "1 2"));
    // ARG sees the ones before it in the line; names are not expanded.
    let Command::Arg(p) = expand("ARG x=new y=$x $a") else { panic!() };
    assert_eq!((p[1].value.as_ref().unwrap().text.as_str(), p[2].key.text.as_str()), ("new", "$a"));
    let Command::Expose(p) = expand("EXPOSE $two 3") else { panic!() };
    assert_eq!(texts(&p), ["1", "2", "3"]);
    let Command::Copy(c) = expand("COPY --chown=$a --chmod=$two --exclude=$a $a \"q\" <<E <<'F' $a/\n'$a'\nE\n$a\nF")
    else {
        panic!()
    };
    assert_eq!((c.chown.unwrap().value, c.chmod.unwrap().value), ("A".into(), "1 2".into()));
    assert_eq!((texts(&c.sources.paths), c.sources.dest.text.as_str()), (vec!["A", "q"], "A/"));
    assert_eq!((&*c.sources.heredocs[0].body, &*c.sources.heredocs[1].body), ("'A'\n", "$a\n"));
    assert_eq!(c.exclude[0].value, "$a");
    let Command::Run(r) = expand("RUN --mount=type=cache,target=/$a $a") else { panic!() };
    assert_eq!(r.mounts[0].mount.as_ref().unwrap().target.as_deref(), Some("/A"));
    assert!(matches!(&r.line, CommandLine::Shell(w) if w.text == "$a"));
    for (text, want) in [("WORKDIR /$a", "/A"), ("USER \"$a\"", "A"), ("STOPSIGNAL ${a:+TERM}", "TERM")] {
        match expand(text) {
            Command::Workdir(w) | Command::User(w) | Command::StopSignal(w) => assert_eq!(w.text, want),
            other => panic!("{other:?}"),
        }
    }
    for text in ["CMD $a", "ENTRYPOINT [\"$a\"]", "SHELL [\"$a\"]", "HEALTHCHECK CMD $a", "ONBUILD RUN $a"] {
        assert_eq!(expand(text), command(text));
    }
    let e = instruction("WORKDIR /${a").expand(&vars).unwrap_err();
    assert_eq!(e.what(), "Dockerfile:2: failed to process \"/${a\": syntax error: missing '}'");
    assert!(e.source_excerpt().is_some());
    assert!(instruction("STOPSIGNAL $a").expand(&vars).is_err());
    assert!(instruction("VOLUME $e").expand(&vars).is_err());
    assert!(instruction("RUN --mount=type=$a x").expand(&vars).is_err());
}

#[test]
fn arguments_of_a_stage() {
    let i = instruction("ARG a=1 b=$a-$env c d=${x:?must} e=2 f");
    let got =
        i.resolve_args(&vec![("env", "E")], &vec![("d", "given"), ("e", "3")], &vec![("c", "G"), ("a", "no")]).unwrap();
    let got: Vec<String> = got.into_iter().map(|(k, v)| format!("{k}={}", v.unwrap_or("-".into()))).collect();
    assert_eq!(got, ["a=1", "b=1-E", "c=G", "d=given", "e=3", "f=-"]);
    assert!(i.resolve_args(&NoVars, &NoVars, &NoVars).is_err());
}

#[test]
fn chains_of_variables_do_not_fill_the_memory() {
    let mut text = "ARG a=xxxxxxxxxxxxxxxx\n".to_string();
    for _ in 0..20 {
        text.push_str("ARG a=$a$a\n");
    }
    let doubled = format!("{text}ARG b=$a$a\nFROM x\n");
    assert!(parse(&doubled).global_args(&NoVars, &NoVars).is_err());
    let many = format!("{text}{}FROM x\n", (0..9).map(|i| format!("ARG v{i}=$a\n")).collect::<String>());
    assert!(parse(&many).global_args(&NoVars, &NoVars).is_err());
    let vars = vec![("a", "x".repeat(8 << 20))];
    assert!(instruction(&format!("ENV{}", " k=$a".repeat(20))).expand(&vars).is_err());
    assert!(instruction(&format!("COPY {} <<E /x\n$a\nE", "$a ".repeat(9))).expand(&vars).is_err());
}

#[test]
fn carriage_returns_and_the_other_escape_token() {
    let d = parse("# escape=`\r\nFROM x\r\nRUN a `\r\n  b\r\nCOPY <<E /c\r\nx\r\nE\r\nWORKDIR C:\\a\r\n");
    let i = &d.stages[0].instructions;
    assert_eq!(i[0].original, "RUN a   b");
    assert!(matches!(&i[1].command, Command::Copy(c) if &*c.sources.heredocs[0].body == "x\r\n"));
    assert!(matches!(&i[2].expand(&NoVars).unwrap().command, Command::Workdir(w) if w.text == "C:\\a"));
}

#[test]
fn big_files_take_linear_time() {
    let began = std::time::Instant::now();
    parse(&format!("FROM x\nRUN a{}\n", " \\\n b".repeat(300_000)));
    parse(&format!("FROM x\nENV{}\n", " a=b".repeat(300_000)));
    parse(&format!("FROM x\n{}", "RUN a <<E\nb\nE\n".repeat(60_000)));
    fails(&format!("FROM x\nENV a=1 {}", "b ".repeat(1_000_000)));
    parse(&format!("FROM x\nCMD {}\n", "[".repeat(1_000_000)));
    parse(&format!("FROM x\nCOPY {} /x\n{}", "<<E ".repeat(20_000), "E\n".repeat(20_000)));
    assert!(began.elapsed().as_secs() < 20);
}

proptest! {
    #[test]
    fn parsing_never_panics_on_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Dockerfile::parse("D", &bytes);
        let _ = IgnoreFile::parse(&bytes);
    }

    #[test]
    fn messages_about_any_text_never_panic(text in "(RUN|COPY --|ENV a=|X)\\PC{0,60}\n?\\PC{0,20}", odd in any::<String>()) {
        for t in [text, odd] {
            if let Err(e) = Dockerfile::parse("D", format!("FROM a\n{t}").as_bytes()) {
                let _ = e.source_excerpt();
            }
        }
    }

    #[test]
    fn parsing_and_expanding_never_panics(
        lines in proptest::collection::vec(
            "(FROM|RUN|COPY|ADD|ENV|ARG|CMD|EXPOSE|HEALTHCHECK|ONBUILD|LABEL|USER|VOLUME|SHELL|# escape=`|EOF|X)\
             [ \t]?(--mount=|--from=|--chmod=|--interval=|CMD |RUN |\\[\"|<<-?EOF|<< ?'?E|)\
             [ a-zé$\\{\\}\"'`\\\\=:,/#%<\\[\\]\r1-9-]{0,24}\\\\?", 0..8),
    ) {
        let text = format!("FROM a\n{}", lines.join("\n"));
        if let Ok(d) = Dockerfile::parse("D", text.as_bytes()) {
            d.check(&Default::default(), &Default::default());
            for i in d.stages.iter().flat_map(|s| &s.instructions) {
                prop_assert!(d.source.text().get(i.span.range()).is_some());
                if let Ok(e) = i.expand(&vec![("a", "b")]) {
                    e.history(&["sh".to_string()], &[]);
                }
                if let Command::OnBuild(o) = &i.command {
                    let _ = Instruction::parse_trigger("t", &o.trigger, '\\');
                }
            }
        }
    }
}
