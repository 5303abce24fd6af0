//! `explore`: what layers did and waste, against a count made in Python; its page, its limits, its terminal.
use crate::common::{Imgtool, done, evil, repository};
use serde_json::Value;
use std::io::{Read, Write};
use std::process::Command;
use std::time::{Duration, Instant};

const DOCKERFILE: &str = "FROM debian\nCOPY big /srv/\nRUN dpkg-query -W > /list && cp -a /etc /zones && rm -rf /usr/share/doc\n\
    RUN rm -r /zones && chmod 600 /srv/one && cp /srv/two /srv/three && ln /srv/three /srv/four\nRUN echo more >> /srv/two && rm /srv/three\n";

fn built() -> (Imgtool, String) {
    let tool = Imgtool::with_bases(&["debian"]);
    tool.write("ctx/Dockerfile", DOCKERFILE);
    tool.write("ctx/big/one", &"1".repeat(3_000_000));
    tool.write("ctx/big/two", &"2".repeat(40_000));
    let layout = format!("{}:x", tool.text("layout"));
    tool.ok(&["build", "-q", "-t", &format!("oci:{layout}"), "ctx"]);
    (tool, layout)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn waste_and_efficiency_are_as_counted_elsewhere() {
    let (tool, layout) = built();
    let script = repository().join("tests/common/waste.py");
    let counted = json(&done("waste.py", Command::new("python3").arg(script).arg(&layout).output().unwrap()));
    let reference = format!("oci:{layout}");
    let found = json(&tool.ok(&["explore", "--json", "--changes", &reference]));
    let totals = &found["totals"];
    assert_eq!(totals["size"], counted["size"]);
    assert_eq!(totals["wasted"], counted["wastedBytes"]);
    assert!(totals["wasted"].as_u64().unwrap() > 3_000_000);
    let efficiency = |v: &Value| v.as_f64().unwrap();
    assert!(
        (efficiency(&totals["efficiency"]) - efficiency(&counted["efficiency"])).abs() < 1e-9,
        "{totals} {counted}"
    );
    let sizes: Vec<&Value> = found["layers"].as_array().unwrap().iter().map(|l| &l["size"]).collect();
    assert_eq!(sizes, counted["layers"].as_array().unwrap().iter().collect::<Vec<_>>());
    // File by file.
    let wasted = found["wasted"].as_array().unwrap();
    assert_eq!(wasted.len(), counted["wasted"].as_object().unwrap().len());
    for file in wasted {
        assert_eq!(file["bytes"], counted["wasted"][file["path"].as_str().unwrap()], "{file}");
    }
    assert_eq!((&wasted[0]["path"], &wasted[0]["same_content"]), (&"srv/one".into(), &true.into()));
    // `three` is gone, its bytes are still to be seen as `four`.
    assert!(wasted.iter().all(|w| w["path"] != "srv/three"));
    let did = |path: &str| {
        let all = found["changes"].as_array().unwrap();
        let events = all.iter().find(|c| c["path"] == path).map(|c| c["events"].as_array().unwrap().clone());
        let word = |e: &Value| format!("{} {}", e["layer"], e["what"].as_str().unwrap());
        events.unwrap_or_default().iter().map(word).collect::<Vec<_>>()
    };
    assert_eq!(did("srv/one"), ["1 added", "3 changed"]);
    assert_eq!(did("srv/three"), ["3 added", "4 removed"]);
    assert_eq!(did("zones"), ["2 added", "3 removed"]);
    assert_eq!(did("usr/share/doc"), ["0 added", "2 removed"]);
    // For people, without a terminal.
    let text = tool.ok(&["explore", &reference]);
    assert!(text.contains("Efficiency") && text.contains("/srv/one") && text.contains("rm -r /zones"), "{text}");
    limits(&tool, &reference);
}

fn limits(tool: &Imgtool, reference: &str) {
    let check = |more: &[&str], code: i32| {
        let out = tool.run(&[&["explore", reference], more].concat());
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        assert_eq!(out.status.code(), Some(code), "{more:?} {text} {}", String::from_utf8_lossy(&out.stderr));
        text
    };
    let text = check(&["--highest-wasted-bytes", "1MB", "--lowest-efficiency", "0.1"], 1);
    assert!(text.contains("FAIL    highest-wasted-bytes") && text.contains("1 of 2 limits are not kept"), "{text}");
    assert!(check(&["--highest-wasted-bytes", "1GB", "--max-size", "1GiB"], 0).contains("all 2 limits are kept"));
    check(&["--max-size", "1MB"], 1);
    check(&["--lowest-efficiency", "99.9%"], 1);
    // dive's names and file; it is found where it usually lies.
    check(&["--ci", "--highestUserWastedPercent", "0.01"], 1);
    tool.write(".dive-ci", "rules:\n  lowestEfficiency: 0.5\n  highestUserWastedPercent: disabled\n");
    check(&["--ci"], 0);
    let file = tool.write("strict.yml", "rules:\n  highestWastedBytes: 1kB\n");
    let text = check(&["--ci-config", file.to_str().unwrap(), "--json"], 1);
    assert!(json(&text)["totals"]["wasted"].is_u64());
    tool.write("bad.yml", "rules:\n  highestWaste: 1\n");
    assert!(tool.fails(1, &["explore", reference, "--ci-config", "bad.yml"]).contains("highestWaste"));
    assert!(tool.fails(2, &["explore", reference, "--max-size", "much"]).contains("much"));
}

#[test]
fn the_page_holds_its_data_and_nothing_of_the_image_as_markup() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let evil_name = "</script><script>alert(1)<!--&\u{2028}'\"{{script}}";
    let layers = [
        evil::layer(&[
            evil::dir("d"),
            evil::file(format!("d/{evil_name}").as_bytes(), "content".repeat(100)),
            evil::file("d/gone", "xyz"),
        ]),
        evil::layer(&[evil::file("d/.wh.gone", ""), evil::file(b"d/\xff\xfe", "not text")]),
    ];
    let reference = evil::image(&tool, "evil", &layers);
    tool.ok(&["explore", &reference, "--html", "page.html"]);
    let page = std::fs::read_to_string(tool.path("page.html")).unwrap();
    // Two scripts: the data and our own. Nothing is loaded from anywhere.
    assert_eq!(page.matches("<script").count(), 2, "{page}");
    assert_eq!(page.matches("</script").count(), 2);
    for word in ["http:", "https:", "src=", "url(", "@import", "innerHTML", "alert(1)<"] {
        assert!(!page.contains(word), "{word}");
    }
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    let data = json(rest.split_once("</script>").unwrap().0);
    assert!(data["map"].to_string().contains("script><script>alert(1)<!--&"), "{}", data["map"]);
    assert_eq!(data["wasted"][0]["path"], "d/gone");
    assert_eq!(data["totals"]["wasted"], 3);
    // The policy names the hashes of exactly the style and the script that are there.
    let between = |from: &str, to: &str| page.split_once(from).unwrap().1.split_once(to).unwrap().0.to_string();
    let policy = between("http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    for (kind, text) in [
        ("style", between("<style>", "</style>")),
        ("script", page.rsplit_once("<script>").unwrap().1.split_once("</script>").unwrap().0.to_string()),
    ] {
        tool.write("part", &text);
        let hash = "openssl dgst -sha256 -binary part | base64";
        let hash = done("hash", Command::new("sh").args(["-c", hash]).current_dir(tool.dir.path()).output().unwrap());
        assert!(policy.contains(&format!("{kind}-src 'sha256-{}'", hash.trim())), "{kind} {policy}");
    }
    // The terminal gets no control characters either.
    let out = tool.ok(&["explore", &reference]);
    assert!(!out.contains('\u{2028}'), "{out}");
}

/// A program on a pseudo-terminal, as `script` of util-linux makes one; what it draws is kept.
struct OnTerminal {
    child: std::process::Child,
    master: std::fs::File,
    seen: Vec<u8>,
}

impl OnTerminal {
    fn start(tool: &Imgtool, arguments: &[&str], size: (u16, u16)) -> OnTerminal {
        use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = openpt(flags).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let slave = std::fs::File::from(ioctl_tiocgptpeer(&master, flags).unwrap());
        let mut own =
            OnTerminal { child: Command::new("true").spawn().unwrap(), master: master.into(), seen: Vec::new() };
        own.resize(size);
        let mut command = tool.command(arguments);
        command.env("TERM", "xterm-256color").stdin(slave.try_clone().unwrap()).stdout(slave.try_clone().unwrap());
        own.child.wait().unwrap();
        own.child = command.stderr(slave).spawn().unwrap();
        rustix::io::ioctl_fionbio(&own.master, true).unwrap();
        own
    }

    fn resize(&self, (columns, rows): (u16, u16)) {
        let size = rustix::termios::Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        rustix::termios::tcsetwinsize(&self.master, size).unwrap();
    }

    fn is_raw(&self) -> bool {
        !rustix::termios::tcgetattr(&self.master).unwrap().local_modes.contains(rustix::termios::LocalModes::ICANON)
    }

    /// Waits until `done` holds of what was drawn since the start.
    fn until(&mut self, what: &str, done: impl Fn(&OnTerminal, &str) -> bool) {
        let start = Instant::now();
        let mut buffer = [0; 65536];
        loop {
            while let Ok(n @ 1..) = self.master.read(&mut buffer) {
                self.seen.extend(&buffer[..n]);
            }
            let text = String::from_utf8_lossy(&self.seen).into_owned();
            if done(self, &text) {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "waited for {what}: {text}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        self.seen.clear();
        self.master.write_all(keys.as_bytes()).unwrap();
    }

    /// Ended with this code, and the terminal is as it was.
    fn ended(&mut self, code: i32) {
        self.until("the end", |_, text| text.contains("\x1b[?1049l"));
        assert_eq!(self.child.wait().unwrap().code(), Some(code));
        assert!(!self.is_raw());
        self.until("the cursor", |_, text| text.contains("\x1b[?25h"));
    }
}

impl Drop for OnTerminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_browser_draws_and_gives_the_terminal_back() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/Dockerfile", "FROM busybox\nCOPY f /made-here\nRUN rm /made-here\n");
    tool.write("ctx/f", "some content");
    tool.ok(&["build", "-q", "-t", "out", "ctx"]);
    let start = |size| {
        let mut terminal = OnTerminal::start(&tool, &["explore", "store:out"], size);
        terminal.until("the picture", |t, text| text.contains("Layers") && text.contains("\x1b[?1049h") && t.is_raw());
        terminal
    };
    // Keys: the list of waste.
    let mut terminal = start((120, 40));
    terminal.press("w");
    terminal.until("waste", |_, text| text.contains("/made-here"));
    // Another size is drawn without being asked.
    terminal.seen.clear();
    terminal.resize((30, 8));
    rustix::process::kill_process(rustix::process::Pid::from_child(&terminal.child), rustix::process::Signal::WINCH)
        .unwrap();
    terminal.until("the small picture", |_, text| text.contains("/made-") && !text.contains("/made-here"));
    terminal.press("q");
    terminal.ended(0);
    // Ctrl-C is a key there; SIGTERM is none.
    let mut terminal = start((80, 24));
    terminal.press("\x03");
    terminal.ended(0);
    let mut terminal = start((20, 3));
    rustix::process::kill_process(rustix::process::Pid::from_child(&terminal.child), rustix::process::Signal::TERM)
        .unwrap();
    terminal.ended(130);
}
