//! One line an event, for logs. The form is the one people know from `docker build
//! --progress=plain`: `#3 [build 2/4] RUN make`, `#3 0.412 output`, `#3 DONE 1.2s`.

use super::bytes;
use crate::event::{Event, EventSink, Outcome, TaskId};
use std::collections::HashMap;
use std::io::Write;
use std::sync::Mutex;
use std::time::Instant;

struct Task {
    number: usize,
    label: String,
    total: Option<u64>,
    start: Instant,
    /// Output after the last newline.
    partial: Vec<u8>,
}

struct State {
    out: Box<dyn Write + Send>,
    tasks: HashMap<TaskId, Task>,
    count: usize,
}

/// Writes lines.
pub struct Plain {
    state: Mutex<State>,
}

impl Plain {
    /// Writes to `out`.
    pub fn new(out: Box<dyn Write + Send>) -> Plain {
        Plain { state: Mutex::new(State { out, tasks: HashMap::new(), count: 0 }) }
    }
}

impl State {
    /// A log that cannot be written must not end the work.
    fn line(&mut self, text: &str) {
        let _ = self.out.write_all(format!("{text}\n").as_bytes());
    }

    fn output(&mut self, id: TaskId, data: &[u8]) {
        let Some(task) = self.tasks.get_mut(&id) else { return };
        task.partial.extend_from_slice(data);
        let mut lines = Vec::new();
        while let Some(end) = task.partial.iter().position(|b| *b == b'\n') {
            let rest = task.partial.split_off(end + 1);
            let line = std::mem::replace(&mut task.partial, rest);
            let text = String::from_utf8_lossy(&line);
            lines.push(format!("#{} {:.3} {}", task.number, task.start.elapsed().as_secs_f64(), text.trim_end()));
        }
        for line in lines {
            self.line(&line);
        }
    }
}

impl EventSink for Plain {
    fn emit(&self, event: Event) {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        match event {
            Event::Started { id, label, total } => {
                state.count += 1;
                let number = state.count;
                if total.is_none() {
                    state.line(&format!("#{number} {label}"));
                }
                state.tasks.insert(id, Task { number, label, total, start: Instant::now(), partial: Vec::new() });
            }
            Event::Output { id, data, .. } => state.output(id, &data),
            Event::Progress { .. } => {}
            Event::Finished { id, outcome } => {
                state.output(id, b"");
                let Some(task) = state.tasks.remove(&id) else { return };
                if !task.partial.is_empty() {
                    let text = String::from_utf8_lossy(&task.partial).into_owned();
                    state.line(&format!("#{} {:.3} {text}", task.number, task.start.elapsed().as_secs_f64()));
                }
                let end = match outcome {
                    Outcome::Done => format!("DONE {:.1}s", task.start.elapsed().as_secs_f64()),
                    Outcome::Cached => "CACHED".into(),
                    Outcome::Exists => "already there".into(),
                    Outcome::Reused => "reused".into(),
                    Outcome::Failed => "ERROR".into(),
                };
                let line = match task.total {
                    Some(total) => format!("#{} {} ({}) {end}", task.number, task.label, bytes(total)),
                    None => format!("#{} {end}", task.number),
                };
                state.line(&line);
            }
            // For those who draw it afterwards.
            Event::After { .. } | Event::Toward { .. } | Event::Began { .. } | Event::Ended { .. } => {}
            Event::Note { message } => state.line(&format!("debug: {message}")),
            Event::Warning { message } => state.line(&format!("warning: {message}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Stream;
    use std::sync::Arc;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);
    impl Write for Shared {
        fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(data);
            Ok(data.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn output_comes_in_whole_lines() {
        let out = Shared::default();
        let plain = Plain::new(Box::new(out.clone()));
        plain.emit(Event::Started { id: 7, label: "[1/2] RUN x".into(), total: None });
        for part in ["he", "llo\nwor", "ld"] {
            plain.emit(Event::Output { id: 7, stream: Stream::Stdout, data: part.into() });
        }
        plain.emit(Event::Finished { id: 7, outcome: Outcome::Cached });
        let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[1].starts_with("#1 0.") && lines[1].ends_with(" hello"));
        assert!(lines[2].ends_with(" world"));
        assert_eq!(lines[3], "#1 CACHED");
    }
}
