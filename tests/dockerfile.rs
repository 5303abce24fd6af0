//! `imgtool dockerfile fmt|ast|graph`.
use crate::common::Imgtool;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn formatting_prints_checks_or_writes_back() {
    let tool = Imgtool::new();
    let file = tool.write("Dockerfile", "from a as b\nRUN x\n\n\nfrom b\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let path = tool.text("Dockerfile");
    let want = "FROM a AS b\nRUN x\n\nFROM b\n";
    assert_eq!(tool.ok(&["dockerfile", "fmt", &path]), want);
    let out = tool.run(&["dockerfile", "fmt", "--check", &path]);
    assert_eq!((out.status.code(), String::from_utf8(out.stdout).unwrap()), (Some(1), format!("{path}\n")));
    assert!(fs::read_to_string(&file).unwrap().starts_with("from"), "nothing was written");
    assert_eq!(tool.ok(&["dockerfile", "fmt", "-w", &path]), format!("{path}\n"));
    assert_eq!(fs::read_to_string(&file).unwrap(), want);
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(tool.ok(&["dockerfile", "fmt", "--check", &path]), "");
    assert_eq!(tool.ok(&["dockerfile", "fmt", "-w", &path]), "");
    let broken = tool.write("broken", "FROM a\nFETCH it\n");
    let stderr = tool.fails(1, &["dockerfile", "fmt", "-w", &broken.display().to_string()]);
    assert!(stderr.contains("broken:2: unknown instruction"), "{stderr}");
    assert_eq!(fs::read_to_string(&broken).unwrap(), "FROM a\nFETCH it\n");
    tool.fails(2, &["dockerfile", "fmt", &path, &path]);
}

#[test]
fn the_tree_has_words_and_places() {
    let tool = Imgtool::new();
    tool.write("Dockerfile", "# check=skip=all\nARG V=1\nFROM a:$V AS b\n# two\nENV k=\\\nv\nCOPY <<E /x\nbody\nE\n");
    let v: Value = serde_json::from_str(&tool.ok(&["dockerfile", "ast", &tool.text("Dockerfile")])).unwrap();
    assert_eq!(v["directives"]["check"]["text"], "skip=all");
    let stage = &v["stages"][0];
    assert_eq!(stage["from"]["image"]["text"], "a:$V");
    let env = &stage["instructions"][0];
    assert_eq!(env["command"]["ENV"][0]["value"]["text"], "v");
    assert_eq!(env["command"]["ENV"][0]["value"]["span"]["line"], 6);
    assert_eq!(env["comments"][0], "two");
    assert_eq!(stage["instructions"][1]["command"]["COPY"]["sources"]["heredocs"][0]["body"], "body\n");
}

#[test]
fn the_graph_follows_arguments_and_targets() {
    let tool = Imgtool::new();
    tool.write("Dockerfile", "ARG B=one\nFROM x AS one\nFROM y AS two\nFROM $B AS end\n");
    let path = tool.text("Dockerfile");
    let text = tool.ok(&["dockerfile", "graph", "--target=end", "--build-arg=B=two", &path]);
    assert_eq!(text, "two\n  FROM y\nend (target)\n  FROM two\n");
    assert!(tool.ok(&["dockerfile", "graph", "--format=dot", &path]).starts_with("digraph"));
    assert!(tool.ok(&["dockerfile", "graph", "--format=svg", &path]).starts_with("<svg "));
    let stderr = tool.fails(1, &["dockerfile", "graph", "--target=nope", &path]);
    assert!(stderr.contains("nope") && stderr.contains("one, two, end"), "{stderr}");
}
