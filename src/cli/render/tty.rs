//! Lines that are drawn over while work goes on (indicatif).

use super::bytes;
use crate::event::{Event, EventSink, Outcome, TaskId};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Lines of a failed step's output that are shown after it.
const KEEP: usize = 40;

struct Task {
    bar: ProgressBar,
    label: String,
    start: Instant,
    total: Option<u64>,
    tail: VecDeque<String>,
    partial: Vec<u8>,
}

/// Draws on the terminal.
pub struct Tty {
    all: MultiProgress,
    tasks: Mutex<HashMap<TaskId, Task>>,
}

impl Tty {
    /// Draws on stderr.
    pub fn new() -> Tty {
        Tty { all: MultiProgress::new(), tasks: Mutex::new(HashMap::new()) }
    }

    fn start(&self, label: String, total: Option<u64>) -> Task {
        let bar = self.all.add(match total {
            Some(n) => ProgressBar::new(n),
            None => ProgressBar::new_spinner(),
        });
        let template = match total {
            Some(_) => "{spinner} {prefix} {bytes}/{total_bytes} {bytes_per_sec}",
            None => "{spinner} {prefix} {elapsed} {wide_msg:.dim}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(label.clone());
        bar.enable_steady_tick(Duration::from_millis(120));
        Task { bar, label, start: Instant::now(), total, tail: VecDeque::new(), partial: Vec::new() }
    }

    fn finish(&self, mut task: Task, outcome: &Outcome) {
        task.bar.finish_and_clear();
        let end = match outcome {
            Outcome::Done => format!("{:.1}s", task.start.elapsed().as_secs_f64()),
            Outcome::Cached => "CACHED".into(),
            Outcome::Exists => "already there".into(),
            Outcome::Reused => "reused".into(),
            Outcome::Failed => "ERROR".into(),
        };
        let size = task.total.map(|t| format!(" ({})", bytes(t))).unwrap_or_default();
        let mark = if *outcome == Outcome::Failed { "✗" } else { "✓" };
        let mut text = format!("{mark} {}{size} {end}", task.label);
        if *outcome == Outcome::Failed {
            if !task.partial.is_empty() {
                task.tail.push_back(String::from_utf8_lossy(&task.partial).into_owned());
            }
            for line in &task.tail {
                text.push_str(&format!("\n  {line}"));
            }
        }
        // The terminal may be gone; the work goes on.
        let _ = self.all.println(text);
    }
}

impl EventSink for Tty {
    fn emit(&self, event: Event) {
        let mut tasks = self.tasks.lock().unwrap_or_else(|e| e.into_inner());
        match event {
            Event::Started { id, label, total } => {
                let task = self.start(label, total);
                tasks.insert(id, task);
            }
            Event::Progress { id, done } => {
                if let Some(task) = tasks.get(&id) {
                    task.bar.set_position(done);
                }
            }
            Event::Output { id, data, .. } => {
                let Some(task) = tasks.get_mut(&id) else { return };
                task.partial.extend_from_slice(&data);
                while let Some(end) = task.partial.iter().position(|b| *b == b'\n') {
                    let rest = task.partial.split_off(end + 1);
                    let line = std::mem::replace(&mut task.partial, rest);
                    let line = String::from_utf8_lossy(&line).trim_end().to_string();
                    task.bar.set_message(line.clone());
                    if task.tail.len() == KEEP {
                        task.tail.pop_front();
                    }
                    task.tail.push_back(line);
                }
            }
            Event::Finished { id, outcome } => {
                if let Some(task) = tasks.remove(&id) {
                    self.finish(task, &outcome);
                }
            }
            // For those who draw it afterwards.
            Event::After { .. } | Event::Toward { .. } | Event::Began { .. } | Event::Ended { .. } => {}
            Event::Note { message } => {
                let _ = self.all.println(format!("debug: {message}"));
            }
            Event::Warning { message } => {
                let _ = self.all.println(format!("warning: {message}"));
            }
        }
    }
}
