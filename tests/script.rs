//! `imgtool script`, against a Dockerfile of the same steps.
use crate::common::Imgtool;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

const SCRIPT: &str = r#"# the steps
arg WHO
arg MODE=0640
from busybox
run mkdir -p /opt/app && \
  echo made > /opt/app/made; rm /bin/vi
copy greeting.txt tree /opt/app/
copy --chown 7:8 --chmod ${MODE} greeting.txt "/opt/other $WHO"
run -- sh -c 'echo "$0" > /words' 'a b'
run <<END
for i in 1 2; do
  echo $i >> /doc
done
END
config --env 'GREETING=hello $HOME'
config --entrypoint '["/bin/sh"]' --cmd ''
"#;

const DOCKERFILE: &str = r#"FROM busybox
RUN mkdir -p /opt/app && \
  echo made > /opt/app/made; rm /bin/vi
COPY greeting.txt tree /opt/app/
COPY --chown=7:8 --chmod=0640 ["greeting.txt", "/opt/other me"]
RUN ["sh", "-c", "echo \"$0\" > /words", "a b"]
RUN <<END
for i in 1 2; do
  echo $i >> /doc
done
END
ENV GREETING="hello $HOME"
ENTRYPOINT ["/bin/sh"]
"#;

fn prepared() -> Imgtool {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("greeting.txt", "hello\n");
    tool.write("tree/deep/b", "b\n");
    tool
}

fn layers(tool: &Imgtool, name: &str) -> serde_json::Value {
    let raw: serde_json::Value = serde_json::from_str(&tool.ok(&["inspect", "--raw", name])).unwrap();
    raw["layers"].clone()
}

#[test]
fn the_same_layers_as_by_a_dockerfile() {
    let tool = prepared();
    tool.write("steps", SCRIPT);
    tool.write("Dockerfile", DOCKERFILE);
    let id = tool.ok(&["script", "steps", "--timestamp", "1000", "--build-arg", "WHO=me", "-t", "scripted"]);
    assert!(id.starts_with("sha256:"), "{id}");
    tool.ok(&["build", "-q", "--timestamp", "1000", "-t", "built", "."]);
    tool.ok(&["validate", "store:scripted"]);
    assert_eq!(layers(&tool, "store:scripted"), layers(&tool, "store:built"));
    let config =
        |name: &str| -> serde_json::Value { serde_json::from_str(&tool.ok(&["inspect", "--config", name])).unwrap() };
    assert_eq!(config("store:scripted")["config"], config("store:built")["config"]);
    assert_eq!(tool.ok(&["cat", "store:scripted", "/words", "/doc"]), "a b\n1\n2\n");
    // Nothing of the run is left but the image.
    assert_eq!(tool.ok(&["container", "ls", "-q"]), "");
}

#[test]
fn several_containers_and_what_the_command_sees() {
    let tool = prepared();
    let text = "arg V=1\nfrom --name build busybox\nrun echo made $V > /made\nfrom scratch\n\
        copy --from build /made /taken\ncommit -t named\n";
    tool.write("steps", text);
    tool.ok(&["script", "steps", "--build-arg", "V=two"]);
    assert_eq!(tool.ok(&["ls", "-R", "store:named"]), "taken\n");
    assert_eq!(tool.ok(&["cat", "store:named", "/taken"]), "made two\n");
    // The script may come from standard input.
    let mut c = tool.command(&["script", "-", "--build-arg", "V=two"]);
    let out = c.stdin(fs::File::open(tool.path("steps")).unwrap()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    let tool = prepared();
    for (text, code, told) in [
        ("from busybox\nrun exit 7\n", None, "steps:2: run failed"),
        ("from busybox\n\ncopy nowhere /x\n", None, "steps:3: copy failed"),
        ("from busybox\ncopy $X /x\n", None, "steps:2: there is no variable X"),
        ("from busybox\nconfig --no-such x\n", Some(2), "steps:2: config failed"),
        ("from busybox\nbuild .\n", None, "steps:2: 'build' is no verb of a script"),
        ("run true\n", Some(2), "begin with: from IMAGE"),
        ("arg X\nfrom busybox\n", None, "X has no value"),
        ("", None, "there is no from"),
    ] {
        tool.write("steps", text);
        let out = tool.run(&["script", "steps", "-t", "no"]);
        let stderr = String::from_utf8_lossy(&out.stderr);
        assert!(!out.status.success() && stderr.contains(told), "{text}: {}\n{stderr}", out.status);
        assert!(code.is_none() || out.status.code() == code, "{text}: {}\n{stderr}", out.status);
        assert!(text.is_empty() || stderr.contains('^'), "{stderr}");
    }
    tool.fails(1, &["inspect", "store:no"]);
    assert_eq!(tool.ok(&["container", "ls", "-q"]), "");
    tool.write("steps", "from busybox\n");
    assert!(tool.fails(2, &["script", "steps", "--build-arg", "Y=1"]).contains("arg Y"));
}

#[test]
fn again_when_a_file_changes() {
    let tool = prepared();
    tool.write("steps", "from busybox\ncopy greeting.txt /\n");
    let mut c = tool.command(&["script", "steps", "--watch", "-t", "watched", "--progress", "quiet"]);
    let mut child = c.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert_eq!(tool.ok(&["cat", "store:watched", "/greeting.txt"]), "hello\n");
    tool.write("greeting.txt", "changed\n");
    let second = lines.next().unwrap().unwrap();
    assert_ne!(first, second);
    assert_eq!(tool.ok(&["cat", "store:watched", "/greeting.txt"]), "changed\n");
    // A change of the script itself counts, too.
    tool.write("steps", "from busybox\ncopy greeting.txt /other\n");
    lines.next().unwrap().unwrap();
    assert!(tool.ok(&["ls", "store:watched", "/"]).lines().any(|l| l == "other"));
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).output().unwrap();
    crate::common::done("kill", kill);
    assert!(!child.wait().unwrap().success());
}
