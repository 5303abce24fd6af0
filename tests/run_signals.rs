//! What asks a build to end, or ends it, takes everything along that RUN has started, in each place.
use crate::common::rungs::{ALONE, WITH_IDS, at, clear, load, nothing_mounted};
use crate::common::{Imgtool, done};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Processes whose command line is these words.
fn running(words: &str) -> Vec<String> {
    let out = Command::new("pgrep").args(["-fx", words]).output().unwrap();
    String::from_utf8_lossy(&out.stdout).lines().map(str::to_string).collect()
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let begin = Instant::now();
    while !done() {
        assert!(begin.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A build in the middle of a RUN that has left processes of all kinds; the seconds that they sleep tell them apart.
fn begin(place: &str, tool: &Imgtool, through: &[&str], seconds: u32) -> Child {
    let (a, b, c) = (seconds, seconds + 1, seconds + 2);
    tool.write(
        "ctx/Dockerfile",
        &format!("FROM busybox\nRUN --mount=type=tmpfs,target=/t trap '' TERM INT HUP; sleep {a} & setsid sleep {b} & sleep {c}; sleep {c}\n"),
    );
    let inner = at(place, tool, &["build", "--no-cache", "ctx"]);
    let mut command = match through.split_first() {
        None => inner,
        Some((program, more)) => {
            let words: Vec<_> = std::iter::once(inner.get_program()).chain(inner.get_args()).collect();
            let line: Vec<String> = words.iter().map(|w| format!("'{}'", w.to_str().unwrap())).collect();
            let mut command = Command::new(program);
            command.args(more).args(["-qec", &format!("exec {}", line.join(" ")), "/dev/null"]);
            command.envs(inner.get_envs().filter_map(|(k, v)| Some((k, v?)))).current_dir(tool.dir.path());
            command
        }
    };
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_until("the command did not start", || (a..=c).all(|n| !running(&format!("sleep {n}")).is_empty()));
    child
}

/// The process of imgtool itself: the nearest above the command.
fn builder(seconds: u32) -> String {
    let mut pid = running(&format!("sleep {seconds}"))[0].clone();
    loop {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap();
        if line.split(|b| *b == 0).next().unwrap_or_default().ends_with(b"/imgtool") {
            return pid;
        }
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        pid = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(1).unwrap().to_string();
        assert_ne!(pid, "0", "no imgtool above the command");
    }
}

fn all_gone(tool: &Imgtool, what: &str, seconds: u32) {
    for n in seconds..=seconds + 2 {
        wait_until(&format!("{what}: sleep {n} lives on"), || running(&format!("sleep {n}")).is_empty());
    }
    nothing_mounted(tool);
}

fn tidy(place: &str, tool: &Imgtool) {
    tool.write("ctx/Dockerfile", "FROM busybox\nRUN true\n");
    done(place, at(place, tool, &["build", "-q", "ctx"]).output().unwrap());
    let list = ["sh", "-c", "ls store/tmp store/trash 2>/dev/null | grep -c work"];
    if place != "no-overlay" {
        let out = Command::new(list[0]).args(&list[1..]).current_dir(tool.dir.path()).output().unwrap();
        let left = String::from_utf8_lossy(&out.stdout).into_owned();
        assert_eq!(left.trim(), "0", "{place}: something is left in the store");
    }
    clear(tool);
}

#[test]
fn every_end_takes_everything_along_in_each_place() {
    for (number, place) in WITH_IDS.iter().chain(&[ALONE]).enumerate() {
        let tool = Imgtool::new();
        load(place, &tool);
        for (index, signal) in ["TERM", "INT", "HUP", "KILL"].iter().enumerate() {
            let seconds = 700_000 + u32::try_from(number * 100 + index * 10).unwrap();
            let mut child = begin(place, &tool, &[], seconds);
            let pid = builder(seconds);
            let root = rustix::process::geteuid().is_root();
            let kill = if root { vec!["kill"] } else { vec!["sudo", "-n", "kill"] };
            done("kill", Command::new(kill[0]).args(&kill[1..]).args([&format!("-{signal}"), &pid]).output().unwrap());
            let status = child.wait().unwrap();
            if *signal == "KILL" {
                assert!(!status.success());
            } else {
                assert_eq!(status.code(), Some(130), "{place} {signal}");
            }
            all_gone(&tool, &format!("{place} {signal}"), seconds);
        }
        tidy(place, &tool);
    }
}

/// The terminal goes away: its window is closed, or the connection is lost.
#[test]
fn a_lost_terminal_ends_the_build() {
    for (number, place) in ["root", "user", "pod"].iter().enumerate() {
        let tool = Imgtool::new();
        load(place, &tool);
        let seconds = 710_000 + u32::try_from(number * 10).unwrap();
        let mut child = begin(place, &tool, &["script"], seconds);
        // Whoever holds the other end of the pseudo-terminal.
        child.kill().unwrap();
        child.wait().unwrap();
        all_gone(&tool, place, seconds);
        tidy(place, &tool);
    }
}
