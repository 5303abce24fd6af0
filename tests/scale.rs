//! Many builders, one registry: each step is done about once in all; and the examples of docs/scale.md.
use crate::common::{Imgtool, Registry, base, done};
use serde_json::Value;
use std::{
    fs,
    process::{Child, Output, Stdio},
    time::{Duration, Instant},
};

const STAGES: usize = 6;

/// Independent stages with two RUN each, and one that takes from all.
fn dockerfile() -> String {
    let mut text = String::new();
    for n in 0..STAGES {
        text += &format!("FROM busybox AS part-{n}\nRUN sleep 0.7 && echo {n} > /a\nRUN sleep 0.5 && cat /a /a > /b\n");
    }
    text += "FROM busybox AS app\n";
    for n in 0..STAGES {
        text += &format!("COPY --from=part-{n} /b /{n}\n");
    }
    text + "RUN sleep 0.5 && cat /0 /1 /2 /3 > /all\n"
}

/// A registry with busybox in it.
fn registry() -> (Imgtool, Registry) {
    let host = Imgtool::new();
    let server = Registry::start();
    let from = format!("oci-archive:{}", base("busybox").display());
    host.ok(&["copy", "--dest-tls-verify=false", &from, &format!("docker://{}/busybox:1", server.address)]);
    (host, server)
}

fn start(tool: &Imgtool, at: &str, more: &[&str]) -> Child {
    let named = format!("busybox=docker-image://{at}/busybox:1");
    let steps = format!("{at}/team/steps");
    let all = ["build", "--progress=json", "--tls-verify=false", "--jobs=2", "--build-context", &named];
    let rest = ["--cache-repo", &steps, "--timestamp", "7", "-t", "oci:out:x"];
    let arguments = [&all[..], &rest, more, &["ctx"]].concat();
    tool.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The RUN steps that were really done, and the image's digest.
fn ran(out: &Output) -> (Vec<String>, String) {
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    let events: Vec<Value> = said.lines().filter_map(|l| serde_json::from_str(l).ok()).collect();
    let done: Vec<&Value> = events.iter().filter(|e| e["event"] == "finished" && e["outcome"] == "done").collect();
    let runs = events.iter().filter(|e| e["label"].as_str().is_some_and(|l| l.starts_with('[') && l.contains("] RUN")));
    let runs = runs.filter(|e| done.iter().any(|d| d["id"] == e["id"]));
    let digest = String::from_utf8_lossy(&out.stdout).trim().rsplit_once('@').unwrap().1.to_string();
    (runs.map(|e| e["label"].as_str().unwrap().to_string()).collect(), digest)
}

#[test]
fn four_machines_do_each_step_about_once() {
    let (host, server) = registry();
    let machines: Vec<Imgtool> = (0..4).map(|_| Imgtool::new()).collect();
    let children: Vec<Child> = machines
        .iter()
        .map(|tool| {
            tool.write("ctx/Dockerfile", &dockerfile());
            start(tool, &server.address, &[])
        })
        .collect();
    let told: Vec<_> = children.into_iter().map(|child| ran(&child.wait_with_output().unwrap())).collect();
    let steps = 2 * STAGES + 1;
    let total: usize = told.iter().map(|(runs, _)| runs.len()).sum();
    println!("{steps} RUN steps; done by each machine: {:?}", told.iter().map(|(r, _)| r.len()).collect::<Vec<_>>());
    assert!(total >= steps, "somebody has to do them: {told:?}");
    // A crossing of claims costs a step, and on a busy machine they cross more often; four machines on their own
    // would do four times as many.
    assert!(total <= steps * 3 / 2, "{total} for {steps} steps: {told:?}");
    assert!(told.iter().filter(|(runs, _)| !runs.is_empty()).count() >= 2, "one machine did all: {told:?}");
    assert!(told.windows(2).all(|w| w[0].1 == w[1].1), "{told:?}");
    drop(host);
}

#[test]
fn a_dead_builder_holds_nobody_up_for_long() {
    let (_host, server) = registry();
    let at = &server.address;
    let (one, other) = (Imgtool::new(), Imgtool::new());
    fs::create_dir(one.path("signal")).unwrap();
    // The first stands in a step for ever; the second is told the same Dockerfile, and does not.
    let text = "FROM busybox\nRUN touch /signal/here; while [ -e /signal/wait ]; do sleep 0.1; done; echo x > /x\n";
    for tool in [&one, &other] {
        fs::create_dir_all(tool.path("signal")).unwrap();
        tool.write("ctx/Dockerfile", text);
    }
    one.write("signal/wait", "");
    let shared = one.text("shared");
    let volume = |tool: &Imgtool| {
        // The mount is a part of the step's key: the same path on both machines, as it would be.
        let _ = fs::remove_file(&shared);
        std::os::unix::fs::symlink(tool.path("signal"), &shared).unwrap();
        format!("{shared}/.:/signal")
    };
    let mut first = start(&one, at, &["--volume", &volume(&one), "--cache-lease", "4s"]);
    let begin = Instant::now();
    while !one.path("signal/here").exists() {
        assert!(begin.elapsed() < Duration::from_secs(120), "the first build does not get there");
        std::thread::sleep(Duration::from_millis(20));
    }
    let volume = volume(&other);
    let second = start(&other, at, &["--volume", &volume, "--cache-lease", "4s"]);
    std::thread::sleep(Duration::from_secs(1));
    first.kill().unwrap();
    first.wait().unwrap();
    let out = second.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(ran(&out).0.len(), 1, "{said}");
    assert!(said.contains("another builder works on this step"), "{said}");
    let _ = fs::remove_file(&shared);
}

#[test]
fn a_step_that_fails_is_anybodys_and_zero_waits_for_nobody() {
    let (host, server) = registry();
    let at = &server.address;
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", "FROM busybox\nRUN exit 3\n");
    let failed = start(&tool, at, &[]).wait_with_output().unwrap();
    assert_eq!(failed.status.code(), Some(1));
    // With a lease of an hour nobody would get further, had it not been given up.
    let again = start(&tool, at, &["--cache-lease", "1h"]).wait_with_output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&again.stderr).contains("another builder"));
    let tags = host.ok(&["tags", "--tls-verify=false", &format!("{at}/team/steps")]);
    assert_eq!(tags.lines().filter(|t| t.starts_with("claim-")).count(), 1, "{tags}");
    let alone = Imgtool::new();
    alone.write("ctx/Dockerfile", "FROM busybox\nRUN echo other > /x\n");
    ran(&start(&alone, at, &["--cache-wait", "0s"]).wait_with_output().unwrap());
    let tags = host.ok(&["tags", "--tls-verify=false", &format!("{at}/team/steps")]);
    assert_eq!(tags.lines().filter(|t| t.starts_with("claim-")).count(), 1, "{tags}");
}

/// Neither steps at once nor threads of a compression change one byte of an image.
#[test]
fn an_image_does_not_depend_on_jobs_or_processors() {
    let (_host, server) = registry();
    let named = format!("busybox=docker-image://{}/busybox:1", server.address);
    let lines: String = (0..700_000_u64).map(|n| format!("{n} {}\n", n * 7919 % 10_007)).collect();
    for compression in ["gzip", "zstd", "none"] {
        let mut digests = Vec::new();
        for (jobs, processors) in [("1", "0"), ("2", "0-1"), ("9", "0-1")] {
            let tool = Imgtool::new();
            tool.write("ctx/Dockerfile", &dockerfile().replace("sleep 0.7", "true").replace("sleep 0.5", "true"));
            tool.write(
                "ctx/Dockerfile",
                &format!("{}COPY big /\nRUN cp /big /copy\n", fs::read_to_string(tool.path("ctx/Dockerfile")).unwrap()),
            );
            tool.write("ctx/big", &lines);
            let inner = tool.command(&[
                "build",
                "--timestamp=7",
                "--jobs",
                jobs,
                "--compression",
                compression,
                "-t",
                "oci:out:x",
            ]);
            let mut command = std::process::Command::new("taskset");
            command.args(["-c", processors]).arg(inner.get_program()).args(inner.get_args());
            command.args(["--build-context", &named, "ctx"]).env_clear().current_dir(tool.dir.path());
            command.envs(inner.get_envs().filter_map(|(k, v)| Some((k, v?)))).stdin(Stdio::null());
            let said = done("build", command.output().unwrap());
            digests.push(said.trim().rsplit_once('@').unwrap().1.to_string());
        }
        assert!(digests.windows(2).all(|w| w[0] == w[1]), "{compression}: {digests:?}");
    }
}

/// The commands of an example, each as the words that imgtool is called with.
fn commands(file: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(crate::common::repository().join("docs/examples").join(file)).unwrap();
    let mut out = Vec::new();
    for document in serde_yaml_ng::Deserializer::from_str(&text) {
        let value = <Value as serde::Deserialize>::deserialize(document).unwrap();
        find(&value, &mut out);
    }
    out
}

fn find(value: &Value, out: &mut Vec<Vec<String>>) {
    let words = |v: &Value| v.as_array().map(|a| a.iter().map(|w| w.as_str().unwrap().to_string()).collect::<Vec<_>>());
    let shell = |line: &str, out: &mut Vec<Vec<String>>| {
        if line.starts_with("imgtool ") {
            out.push(shlex::split(line).unwrap()[1..].to_vec());
        }
    };
    match value {
        Value::Object(map) => {
            if map.get("command").and_then(words).is_some_and(|c| c == ["imgtool"]) {
                out.push(words(&map["args"]).unwrap());
            }
            if let Some(line) = map.get("run").and_then(Value::as_str) {
                // GitHub's own expressions are not words of a shell.
                shell(&line.replace("${{ matrix.arch }}", "$ARCH"), out);
            }
            map.values().for_each(|v| find(v, out));
            map.get("script").and_then(words).unwrap_or_default().iter().for_each(|l| shell(l, out));
        }
        Value::Array(list) => list.iter().for_each(|v| find(v, out)),
        _ => {}
    }
}

#[test]
fn the_examples_do_what_they_say() {
    let (host, server) = registry();
    let at = &server.address;
    let mut text: String = (0..4).map(|n| format!("FROM busybox AS part-{n}\nRUN echo {n} > /p\n")).collect();
    text += "FROM busybox AS app\n";
    (0..4).for_each(|n| text += &format!("COPY --from=part-{n} /p /{n}\n"));
    // The last stage can be built for any platform.
    text += "RUN cat /0 /1 /2 /3 > /all\nFROM scratch\nCOPY Dockerfile /\n";
    let mut images = Vec::new();
    for (file, image) in
        [("kubernetes.yaml", "app"), ("tekton.yaml", "tekton"), ("gitlab-ci.yml", "gitlab"), ("github.yml", "github")]
    {
        let commands = commands(file);
        assert!(commands.len() >= 2, "{file}: {commands:?}");
        for words in commands {
            let many: Vec<&str> = match words.join(" ") {
                all if all.contains("JOB_COMPLETION_INDEX") => vec!["0", "1", "2", "3"],
                all if all.contains("ARCH") || all.contains("params.arch") => vec!["amd64", "arm64"],
                _ => vec![""],
            };
            for one in many {
                // Every job has a machine of its own.
                let tool = Imgtool::new();
                tool.write("ctx/Dockerfile", &text);
                let own = |word: &String| {
                    let word = word.replace("registry.example.com", at).replace("$(JOB_COMPLETION_INDEX)", one);
                    let word = word.replace("$(params.arch)", one).replace("$ARCH", one);
                    if ["/src", ".", "$(workspaces.source.path)"].contains(&word.as_str()) {
                        tool.text("ctx")
                    } else {
                        word
                    }
                };
                let mut arguments: Vec<String> = words.iter().map(own).collect();
                assert!(arguments.iter().all(|w| !w.contains('$')), "{file}: {arguments:?}");
                if arguments[0] == "build" {
                    arguments.push(format!("--build-context=busybox=docker-image://{at}/busybox:1"));
                }
                let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
                done(&format!("{file}: {arguments:?}"), tool.run(&arguments));
            }
        }
        images.push(format!("{at}/team/{image}:1"));
    }
    for (n, image) in images.iter().enumerate() {
        host.ok(&["validate", image]);
        if n > 0 {
            let raw = host.ok(&["inspect", "--raw", image]);
            assert!(raw.contains("amd64") && raw.contains("arm64"), "{raw}");
        }
    }
    assert_eq!(host.ok(&["cat", &images[0], "/all"]), "0\n1\n2\n3\n");
    // What the parts made was not made again.
    let tags = host.ok(&["tags", &format!("{at}/team/app-steps")]);
    assert_eq!(tags.lines().filter(|t| t.starts_with("claim-")).count(), 5, "four parts and the whole: {tags}");
}
