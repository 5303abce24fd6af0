//! kill -9 at any moment: the store stays good, and the next build makes what it always made.
//! `IMGTOOL_KILLS` says how many kills (25 without it), `IMGTOOL_KILL_SEED` which.
use crate::common::Imgtool;
use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// xorshift: the same moments for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap())
}

const DOCKERFILE: &str = "FROM busybox AS tools\nARG ROUND\nRUN mkdir /t && seq 20000 > /t/numbers\n\
     FROM busybox\nARG ROUND\nCOPY src /src\nRUN --mount=type=cache,target=/c cp -r /src /copy && cp /src/a /c/a\n\
     COPY --from=tools /t /tools\nRUN cat /tools/numbers /copy/b > /both && rm /copy/a\nWORKDIR /w\n";

fn build<'a>(round: &'a str, name: &'a str) -> [&'a str; 9] {
    ["build", "--timestamp=7", "--progress=json", "-t", name, "--build-arg", round, "--jobs=2", "ctx"]
}

fn spawn(tool: &Imgtool, arguments: &[&str]) -> Child {
    tool.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn digest(tool: &Imgtool, round: &str) -> String {
    let said = tool.ok(&build(round, "out"));
    said.trim().rsplit_once('@').unwrap().1.to_string()
}

#[test]
fn a_store_outlives_every_kill() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/Dockerfile", DOCKERFILE);
    for (name, lines) in [("a", 3000), ("b", 40_000), ("c/d", 10)] {
        let text: String = (0..lines).map(|n| format!("{name} {n}\n")).collect();
        tool.write(&format!("ctx/src/{name}"), &text);
    }
    let begin = Instant::now();
    let expected = digest(&tool, "ROUND=reference");
    let whole = u64::try_from(begin.elapsed().as_millis()).unwrap().max(50);
    let (kills, seed) = (number("IMGTOOL_KILLS", 25), number("IMGTOOL_KILL_SEED", 20_260_101));
    let mut random = Random(seed);
    let mut finished = 0;
    for n in 0..kills {
        let (one, other) = (format!("ROUND={n}"), format!("ROUND={n}-other"));
        let pause = Duration::from_micros(random.below(whole * 1200));
        // Now one build alone, now two that share the store, now one beside a prune.
        let mut killed = vec![spawn(&tool, &build(&one, "out"))];
        match n % 4 {
            1 => killed.push(spawn(&tool, &build(&other, "out"))),
            2 => killed.push(spawn(&tool, &["store", "prune", "--all"])),
            _ => {}
        }
        let beside = (n % 4 == 3).then(|| spawn(&tool, &build(&other, "beside")));
        std::thread::sleep(pause);
        for child in &mut killed {
            finished += u64::from(child.try_wait().unwrap().is_some());
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let out = tool.run(&["store", "verify"]);
        let said = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success(), "kill {n} after {pause:?} (seed {seed}): {said}");
        assert_eq!(digest(&tool, &one), expected, "kill {n} after {pause:?} (seed {seed})");
        if let Some(beside) = beside {
            let out = beside.wait_with_output().unwrap();
            assert!(out.status.success(), "a build beside the killed one failed: kill {n} (seed {seed})");
        }
        if n % 8 == 7 {
            tool.ok(&["store", "prune", "--all"]);
        }
    }
    println!("{kills} kills, seed {seed}, a build takes {whole} ms; {finished} had ended before");
    assert!(finished < kills, "nothing was killed while it ran");
    // Nothing is left over, once nobody works.
    tool.ok(&["store", "rm", "out"]);
    tool.ok(&["store", "prune", "--all"]);
    for dir in ["tmp", "rootfs/sha256", "cache"] {
        let left: Vec<_> = std::fs::read_dir(tool.root.join(dir)).unwrap().map(|e| e.unwrap().path()).collect();
        assert!(left.is_empty(), "{dir}: {left:?}");
    }
    let mounts = Command::new("cat").arg("/proc/mounts").output().unwrap();
    let mounts = String::from_utf8_lossy(&mounts.stdout).into_owned();
    assert!(!mounts.contains(tool.root.to_str().unwrap()), "mounts are left: {mounts}");
}
