//! What happened when: events with the time at which they came, for pictures of a build.

use crate::event::{Event, EventSink, Events, Outcome, TaskId, Work};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

/// What kind of line a [`Bar`] is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A step of a build.
    Step,
    /// A blob on its way here.
    Download,
    /// A blob on its way elsewhere.
    Push,
    /// A piece of work.
    Work(Work),
}

/// Something that took time.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Its number among the events.
    pub id: TaskId,
    /// What it is.
    pub kind: Kind,
    /// What people read.
    pub label: String,
    /// Microseconds since the beginning.
    pub start: u64,
    /// The same; what has not ended ends with the picture.
    pub end: u64,
    /// How it ended, where that was told.
    pub outcome: Option<Outcome>,
    /// Bytes to move, where it moves some.
    pub total: Option<u64>,
    /// Bytes that moved.
    pub moved: u64,
    /// Bytes of output.
    pub output: u64,
    /// What it could not begin before.
    pub after: Vec<TaskId>,
    /// What it is a part of.
    pub within: Option<TaskId>,
}

impl Bar {
    /// The stage of a step, from its label: `[stage 2/5] RUN …`.
    pub fn stage(&self) -> Option<&str> {
        let inside = self.label.strip_prefix('[')?.split_once(']')?.0;
        Some(inside.rsplit_once(' ')?.0)
    }
}

/// All bars, in the order in which they began.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// The bars.
    pub bars: Vec<Bar>,
    /// Warnings, and when they came.
    pub warnings: Vec<(u64, String)>,
    /// When it ended.
    pub end: u64,
    /// Seconds since 1970 at the beginning.
    pub began: u64,
}

struct State {
    recording: Recording,
    open: HashMap<TaskId, usize>,
}

/// Notes what comes and hands it on.
pub struct Recorder {
    inner: Events,
    start: Instant,
    state: Mutex<State>,
}

impl Recorder {
    /// From now on. Everything goes on to `inner`.
    pub fn new(inner: Events) -> Recorder {
        let began = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let recording = Recording { began, ..Recording::default() };
        Recorder { inner, start: Instant::now(), state: Mutex::new(State { recording, open: HashMap::new() }) }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// What came so far. What has not ended is given the present as its end.
    pub fn recording(&self) -> Recording {
        let now = self.now();
        let state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let mut out = state.recording.clone();
        for index in state.open.values() {
            if let Some(bar) = out.bars.get_mut(*index) {
                bar.end = now;
            }
        }
        out.end = now;
        out
    }
}

impl State {
    fn bar(&mut self, id: TaskId) -> Option<&mut Bar> {
        let index = *self.open.get(&id)?;
        self.recording.bars.get_mut(index)
    }

    fn begin(&mut self, id: TaskId, kind: Kind, label: String, now: u64) -> usize {
        let index = self.recording.bars.len();
        self.recording.bars.push(Bar {
            id,
            kind,
            label,
            start: now,
            end: now,
            outcome: None,
            total: None,
            moved: 0,
            output: 0,
            after: Vec::new(),
            within: None,
        });
        self.open.insert(id, index);
        index
    }

    fn take(&mut self, event: &Event, now: u64) {
        match event {
            Event::Started { id, label, total } => {
                let kind = if total.is_some() { Kind::Download } else { Kind::Step };
                let index = self.begin(*id, kind, label.clone(), now);
                self.recording.bars[index].total = *total;
            }
            Event::Began { id, work, label, within } => {
                let index = self.begin(*id, Kind::Work(*work), label.clone(), now);
                self.recording.bars[index].within = *within;
            }
            Event::Progress { id, done } => {
                if let Some(bar) = self.bar(*id) {
                    bar.moved = *done;
                }
            }
            Event::Output { id, data, .. } => {
                if let Some(bar) = self.bar(*id) {
                    bar.output += data.len() as u64;
                }
            }
            Event::After { id, on } => {
                if let Some(bar) = self.bar(*id)
                    && !bar.after.contains(on)
                {
                    bar.after.push(*on);
                }
            }
            Event::Toward { id, place } => {
                if let Some(bar) = self.bar(*id) {
                    bar.kind = if place.starts_with("store:") { Kind::Download } else { Kind::Push };
                    bar.label.push_str(&format!(" → {place}"));
                }
            }
            Event::Finished { id, .. } | Event::Ended { id } => {
                if let Some(bar) = self.bar(*id) {
                    bar.end = now;
                    if let Event::Finished { outcome, .. } = event {
                        bar.outcome = Some(outcome.clone());
                    }
                }
                self.open.remove(id);
            }
            Event::Warning { message } => self.recording.warnings.push((now, message.clone())),
            Event::Note { .. } => {}
        }
    }
}

impl EventSink for Recorder {
    fn emit(&self, event: Event) {
        let now = self.now();
        self.state.lock().unwrap_or_else(|e| e.into_inner()).take(&event, now);
        self.inner.emit(event);
    }
}

impl Recording {
    /// The bars that made the build take as long as it did: the step that ended last, what it
    /// waited for longest, and so on, the first of them first. A step ends when its layer is written;
    /// the next one may have begun on its files before that.
    pub fn critical_path(&self) -> Vec<usize> {
        let index: HashMap<TaskId, usize> = self.bars.iter().enumerate().map(|(i, b)| (b.id, i)).collect();
        let steps = self.bars.iter().enumerate().filter(|(_, b)| b.kind == Kind::Step);
        let mut at = steps.max_by_key(|(_, b)| b.end).map(|(i, _)| i);
        let mut path = Vec::new();
        while let Some(i) = at {
            // Only what came before: no circle, whatever the events say.
            path.push(i);
            let bar = &self.bars[i];
            let before = bar.after.iter().filter_map(|id| index.get(id).copied());
            at = before.filter(|j| !path.contains(j)).max_by_key(|j| self.bars[*j].end);
        }
        path.reverse();
        path
    }

    /// Puts bars of the same group into as few rows as no two overlap in: for each bar, its row.
    pub fn rows(&self, bars: &[usize]) -> Vec<usize> {
        let mut free_at: Vec<u64> = Vec::new();
        let mut out = Vec::new();
        for i in bars {
            let bar = &self.bars[*i];
            let row = free_at.iter().position(|free| *free <= bar.start).unwrap_or(free_at.len());
            if row == free_at.len() {
                free_at.push(0);
            }
            // Something that took no time still has its place.
            free_at[row] = bar.end.max(bar.start + 1);
            out.push(row);
        }
        out
    }

    /// The bars of each group, the groups in the order in which people look at them.
    pub fn groups(&self) -> Vec<(String, Vec<usize>)> {
        let mut out: Vec<(u8, String, Vec<usize>)> = Vec::new();
        for (i, bar) in self.bars.iter().enumerate() {
            let (order, name) = match bar.kind {
                Kind::Step => (0, bar.stage().map_or("steps".to_string(), |s| format!("stage {s}"))),
                Kind::Work(Work::Unpack) => (1, "unpacking".into()),
                Kind::Work(Work::Command) => (2, "commands".into()),
                Kind::Work(Work::Layer) => (3, "making layers".into()),
                Kind::Work(Work::Compress) => (4, "compression".into()),
                Kind::Work(Work::Wait) => (5, "waiting".into()),
                Kind::Work(Work::Lookup) => (6, "cache look-ups".into()),
                Kind::Download => (7, "downloads".into()),
                Kind::Push => (8, "pushes".into()),
            };
            match out.iter_mut().find(|(o, n, _)| *o == order && *n == name) {
                Some((_, _, bars)) => bars.push(i),
                None => out.push((order, name, vec![i])),
            }
        }
        out.sort_by_key(|(order, _, _)| *order);
        out.into_iter().map(|(_, name, bars)| (name, bars)).collect()
    }
}

/// A word for how something ended.
pub fn outcome(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Done) | None => "done",
        Some(Outcome::Cached) => "cached",
        Some(Outcome::Exists) => "already there",
        Some(Outcome::Reused) => "reused",
        Some(Outcome::Failed) => "failed",
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::event::Silent;
    use std::sync::Arc;

    /// Steps a (0 to 10), b after a (12 to 20), c after a (11 to 40), d after b and c (41 to 50).
    pub fn sample() -> Recording {
        let mut state = State { recording: Recording::default(), open: HashMap::new() };
        let started = |id, label: &str| Event::Started { id, label: label.into(), total: None };
        let done = |id| Event::Finished { id, outcome: Outcome::Done };
        let events = [
            (0, started(1, "[one 1/2] FROM <x>")),
            (10, done(1)),
            (11, started(3, "[two 2/2] RUN \"c\" && </script>")),
            (11, Event::After { id: 3, on: 1 }),
            (12, started(2, "[one 2/2] RUN b")),
            (12, Event::After { id: 2, on: 1 }),
            (13, Event::Began { id: 9, work: Work::Command, label: "command".into(), within: Some(2) }),
            (19, Event::Ended { id: 9 }),
            (20, Event::Finished { id: 2, outcome: Outcome::Cached }),
            (40, done(3)),
            (41, started(4, "[two 3/3] COPY d")),
            (41, Event::After { id: 4, on: 2 }),
            (41, Event::After { id: 4, on: 3 }),
            (50, done(4)),
            (50, Event::Started { id: 5, label: "layer 1234".into(), total: Some(700) }),
            (50, Event::Toward { id: 5, place: "r.example/x:1".into() }),
            (60, Event::Progress { id: 5, done: 700 }),
            (60, done(5)),
            (61, Event::Warning { message: "<b>careful</b>".into() }),
        ];
        for (now, event) in events {
            state.take(&event, now * 1000);
        }
        Recording { end: 62_000, ..state.recording }
    }

    #[test]
    fn the_critical_path_is_what_was_waited_for() {
        let recording = sample();
        let ids: Vec<_> = recording.critical_path().into_iter().map(|i| recording.bars[i].id).collect();
        assert_eq!(ids, [1, 3, 4]);
    }

    #[test]
    fn bars_that_overlap_have_rows_of_their_own() {
        let recording = sample();
        let names: Vec<_> = recording.groups().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["stage one", "stage two", "commands", "pushes"]);
        assert_eq!(recording.rows(&[0, 1, 2, 4]), [0, 0, 1, 0]);
    }

    #[test]
    fn what_has_not_ended_ends_with_the_picture() {
        let recorder = Recorder::new(Arc::new(Silent));
        recorder.emit(Event::Started { id: 1, label: "x".into(), total: None });
        let recording = recorder.recording();
        assert_eq!((recording.bars[0].end, &recording.bars[0].outcome), (recording.end, &None));
    }
}
