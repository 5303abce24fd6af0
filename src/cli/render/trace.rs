//! A build as a trace that chrome://tracing, Perfetto and speedscope open ("Trace Event Format", JSON object form).

use super::record::{Bar, Kind, Recording, outcome};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The one process of the trace.
const PID: u32 = 1;

/// The document.
pub fn document(recording: &Recording) -> Value {
    let mut events = vec![meta("process_name", 0, json!({"name": "imgtool build"}))];
    let critical = recording.critical_path();
    let mut lane_of: HashMap<u64, u32> = HashMap::new();
    let mut lane = 0;
    for (name, bars) in recording.groups() {
        let rows = recording.rows(&bars);
        let count = rows.iter().max().map_or(0, |m| m + 1);
        for row in 0..count {
            let number = u32::try_from(row).unwrap_or(0) + 1;
            let title = if count == 1 { name.clone() } else { format!("{name} {number}") };
            events.push(meta("thread_name", lane + number, json!({"name": title})));
            events.push(meta("thread_sort_index", lane + number, json!({"sort_index": lane + number})));
        }
        for (i, row) in bars.iter().zip(rows) {
            let bar = &recording.bars[*i];
            let tid = lane + u32::try_from(row).unwrap_or(0) + 1;
            lane_of.insert(bar.id, tid);
            events.push(complete(bar, tid, critical.contains(i)));
        }
        lane += u32::try_from(count).unwrap_or(0);
    }
    arrows(recording, &lane_of, &mut events);
    for (at, message) in &recording.warnings {
        events.push(json!({
            "name": message, "cat": "warning", "ph": "i", "s": "g", "ts": at, "pid": PID, "tid": 0,
        }));
    }
    json!({"traceEvents": events, "displayTimeUnit": "ms", "otherData": {"version": env!("CARGO_PKG_VERSION")}})
}

fn meta(name: &str, tid: u32, args: Value) -> Value {
    json!({"name": name, "ph": "M", "ts": 0, "pid": PID, "tid": tid, "args": args})
}

fn complete(bar: &Bar, tid: u32, critical: bool) -> Value {
    let category = match bar.kind {
        Kind::Step => "step",
        Kind::Download => "download",
        Kind::Push => "push",
        Kind::Work(work) => work.name(),
    };
    let mut args = json!({"id": bar.id, "outcome": outcome(bar.outcome.as_ref())});
    if let Some(total) = bar.total {
        args["bytes"] = total.into();
        args["moved"] = bar.moved.into();
    }
    if bar.output > 0 {
        args["outputBytes"] = bar.output.into();
    }
    if !bar.after.is_empty() {
        args["after"] = bar.after.clone().into();
    }
    if let Some(within) = bar.within {
        args["within"] = within.into();
    }
    if critical {
        args["critical"] = true.into();
    }
    let duration = bar.end - bar.start;
    json!({
        "name": bar.label, "cat": category, "ph": "X", "ts": bar.start, "dur": duration, "pid": PID, "tid": tid,
        "args": args,
    })
}

/// An arrow from each task to those that waited for it.
fn arrows(recording: &Recording, lane_of: &HashMap<u64, u32>, events: &mut Vec<Value>) {
    let by_id: HashMap<u64, &Bar> = recording.bars.iter().map(|b| (b.id, b)).collect();
    let mut number = 0;
    for bar in &recording.bars {
        for other in bar.after.iter().filter_map(|id| by_id.get(id)) {
            let (Some(from), Some(to)) = (lane_of.get(&other.id), lane_of.get(&bar.id)) else { continue };
            number += 1;
            // An arrow begins inside its bar.
            let begin = other.end.saturating_sub(1).max(other.start);
            let base = json!({"name": "needed by", "cat": "dependency", "id": number, "pid": PID});
            for (phase, at, tid) in [("s", begin, from), ("f", bar.start.max(begin), to)] {
                let mut event = base.clone();
                event["ph"] = phase.into();
                event["ts"] = at.into();
                event["tid"] = (*tid).into();
                if phase == "f" {
                    event["bp"] = "e".into();
                }
                events.push(event);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_hold_bars_that_do_not_overlap() {
        let document = document(&super::super::record::tests::sample());
        let events = document["traceEvents"].as_array().unwrap();
        let bars: Vec<&Value> = events.iter().filter(|e| e["ph"] == "X").collect();
        assert_eq!(bars.len(), 6);
        for a in &bars {
            for b in bars.iter().filter(|b| b["tid"] == a["tid"] && b["args"]["id"] != a["args"]["id"]) {
                let (start, end) = (a["ts"].as_u64().unwrap(), a["ts"].as_u64().unwrap() + a["dur"].as_u64().unwrap());
                let other = b["ts"].as_u64().unwrap();
                assert!(other < start || other >= end, "{a} and {b}");
            }
        }
        assert_eq!(events.iter().filter(|e| e["ph"] == "s").count(), 4);
        assert_eq!(events.iter().filter(|e| e["ph"] == "f").count(), 4);
        assert!(events.iter().any(|e| e["args"]["critical"] == true));
    }
}
