//! One JSON object a line, for programs.

use crate::event::{Event, EventSink, Outcome, Stream};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Mutex;

/// Writes JSON lines.
pub struct Json {
    out: Mutex<Box<dyn Write + Send>>,
}

impl Json {
    /// Writes to `out`.
    pub fn new(out: Box<dyn Write + Send>) -> Json {
        Json { out: Mutex::new(out) }
    }
}

fn value(event: &Event) -> Value {
    match event {
        Event::Started { id, label, total } => json!({"event": "started", "id": id, "label": label, "total": total}),
        Event::Progress { id, done } => json!({"event": "progress", "id": id, "done": done}),
        Event::Output { id, stream, data } => {
            let stream = match stream {
                Stream::Stdout => "stdout",
                Stream::Stderr => "stderr",
            };
            json!({"event": "output", "id": id, "stream": stream, "data": String::from_utf8_lossy(data)})
        }
        Event::Finished { id, outcome } => {
            let outcome = match outcome {
                Outcome::Done => "done",
                Outcome::Cached => "cached",
                Outcome::Exists => "exists",
                Outcome::Reused => "reused",
                Outcome::Failed => "failed",
            };
            json!({"event": "finished", "id": id, "outcome": outcome})
        }
        Event::After { id, on } => json!({"event": "after", "id": id, "on": on}),
        Event::Toward { id, place } => json!({"event": "toward", "id": id, "place": place}),
        Event::Began { id, work, label, within } => {
            json!({"event": "began", "id": id, "work": work.name(), "label": label, "within": within})
        }
        Event::Ended { id } => json!({"event": "ended", "id": id}),
        Event::Note { message } => json!({"event": "note", "message": message}),
        Event::Warning { message } => json!({"event": "warning", "message": message}),
    }
}

impl EventSink for Json {
    fn emit(&self, event: Event) {
        let mut out = self.out.lock().unwrap_or_else(|e| e.into_inner());
        // A log that cannot be written must not end the work.
        let _ = writeln!(out, "{}", value(&event));
    }
}
