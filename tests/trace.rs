//! `build --trace` and `--timeline`: pictures of a build, also of one that fails.
use crate::common::Imgtool;
use serde_json::Value;
use std::{collections::HashMap, fs};

const DOCKERFILE: &str = "FROM busybox AS tools\nRUN echo '</script><img src=x onerror=alert(1)>' > /t\n\
     FROM busybox\nRUN sleep 0.2\nCOPY --from=tools /t /t\nCOPY f /f\n";

fn build(tool: &Imgtool, dockerfile: &str, code: i32) -> (Value, String) {
    tool.write("ctx/Dockerfile", dockerfile);
    tool.write("ctx/f", "content");
    let out = tool.run(&["build", "-t", "oci:out:x", "--trace", "trace.json", "--timeline", "t.html", "ctx"]);
    assert_eq!(out.status.code(), Some(code), "{}", String::from_utf8_lossy(&out.stderr));
    let trace = serde_json::from_slice(&fs::read(tool.path("trace.json")).unwrap()).unwrap();
    (trace, fs::read_to_string(tool.path("t.html")).unwrap())
}

/// What the "Trace Event Format" asks of each phase that we write.
fn check(trace: &Value) -> Vec<&Value> {
    let events = trace["traceEvents"].as_array().expect("the JSON object form has traceEvents");
    assert!(trace["displayTimeUnit"] == "ms" || trace["displayTimeUnit"] == "ns");
    let mut lanes: HashMap<u64, Vec<(u64, u64)>> = HashMap::new();
    let mut named = Vec::new();
    let mut flows: HashMap<u64, Vec<&Value>> = HashMap::new();
    for event in events {
        assert!(event["name"].is_string() && event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
        assert!(event["ts"].is_u64(), "{event}");
        match event["ph"].as_str().unwrap() {
            "X" => {
                let (start, length) = (event["ts"].as_u64().unwrap(), event["dur"].as_u64().unwrap());
                assert!(event["cat"].is_string() && event["args"].is_object(), "{event}");
                lanes.entry(event["tid"].as_u64().unwrap()).or_default().push((start, start + length));
            }
            "M" => match event["name"].as_str().unwrap() {
                "process_name" => assert!(event["args"]["name"].is_string()),
                "thread_name" => named.push(event["tid"].as_u64().unwrap()),
                "thread_sort_index" => assert!(event["args"]["sort_index"].is_u64()),
                other => panic!("{other}"),
            },
            "s" | "f" => flows.entry(event["id"].as_u64().unwrap()).or_default().push(event),
            "i" => assert!(event["s"] == "g"),
            other => panic!("a phase that nobody asked for: {other}"),
        }
    }
    for (tid, mut bars) in lanes {
        assert!(named.contains(&tid), "lane {tid} has no name");
        bars.sort_unstable();
        // Complete events of a thread nest or follow each other; ours follow.
        assert!(bars.windows(2).all(|w| w[0].1 <= w[1].0), "lane {tid}: {bars:?}");
    }
    for (id, ends) in flows {
        let [from, to] = ends[..] else { panic!("flow {id} has {} ends", ends.len()) };
        assert!(from["ph"] == "s" && to["ph"] == "f" && to["bp"] == "e");
        assert!(from["ts"].as_u64() <= to["ts"].as_u64());
    }
    events.iter().filter(|e| e["ph"] == "X").collect()
}

#[test]
fn a_trace_is_one_that_perfetto_opens() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let (trace, _) = build(&tool, DOCKERFILE, 0);
    let bars = check(&trace);
    let of = |category: &str| bars.iter().filter(|b| b["cat"] == category).count();
    assert_eq!(of("step"), 6, "two FROM, two RUN, two COPY");
    for category in ["command", "layer", "unpack", "cache look-up", "push"] {
        assert!(of(category) > 0, "{category}");
    }
    // COPY --from waited for both: the step before it, and the other stage.
    let step = |label: &str| bars.iter().find(|b| b["name"].as_str().unwrap().contains(label)).unwrap();
    let id = |label: &str| step(label)["args"]["id"].clone();
    let after = step("COPY --from")["args"]["after"].as_array().unwrap();
    assert!(after.contains(&id("RUN sleep")) && after.contains(&id("RUN echo")), "{after:?}");
    // Which of the two small layers is written last is chance; that both waited for the sleep is not.
    let critical = |label: &str| step(label)["args"]["critical"] == true;
    assert!(critical("RUN sleep") && (critical("COPY f") || critical("COPY --from")) && !critical("RUN echo"));
    let command = bars.iter().find(|b| b["cat"] == "command" && b["args"]["within"] == id("RUN sleep")).unwrap();
    assert!(command["dur"].as_u64().unwrap() >= 200_000);
    // All of it again from the cache.
    let (trace, page) = build(&tool, DOCKERFILE, 0);
    let cached = check(&trace).iter().filter(|b| b["args"]["outcome"] == "cached").count();
    assert_eq!(cached, 4);
    assert!(page.contains("<b>4</b><span>from the cache</span>"));
}

#[test]
fn a_page_holds_everything_and_runs_nothing_of_it() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let (_, page) = build(&tool, DOCKERFILE, 0);
    assert!(page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
    assert!(!page.contains("<img") && page.matches("</script>").count() == 1);
    for word in ["http://", "https://", "url(", "@import", "<link", "<iframe"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'") && page.contains("script-src 'sha256-"));
    assert!(page.contains("Critical path") && page.contains("COPY --from=tools"));
    // A browser reads it as what it is: every element that is opened is closed.
    for tag in ["div", "table", "ol", "svg", "span", "code"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn a_build_that_fails_has_its_picture_too() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let out = "FROM busybox\nRUN echo fine\nRUN exit 3\nRUN echo never\n";
    let (trace, page) = build(&tool, out, 1);
    let bars = check(&trace);
    let failed: Vec<_> = bars.iter().filter(|b| b["args"]["outcome"] == "failed").collect();
    assert!(failed.iter().any(|b| b["name"].as_str().unwrap().contains("exit 3")), "{failed:?}");
    assert!(page.contains("<span>failed</span>"));
    assert!(!page.contains("echo never"));
}
