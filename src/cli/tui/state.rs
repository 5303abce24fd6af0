//! What the browser shows and how keys change it.

use crate::cli::render::explore::Title;
use crate::files::explore::{Exploration, Filter, Row, Sort, Type};
use std::collections::HashSet;

/// The longest text to search for.
const MAX_SEARCH: usize = 200;

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    Enter,
    Tab,
    BackTab,
    Escape,
    Backspace,
    Quit,
}

/// The part that has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Layers,
    Tree,
    Wasted,
}

/// A list with a cursor in a window.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cursor {
    /// The line that it is on.
    pub at: usize,
    /// The first line that is to be seen.
    pub top: usize,
}

impl Cursor {
    /// Keeps the cursor in the list, and the window around it.
    pub fn fit(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        self.top = self.top.min(self.at).min(len.saturating_sub(height));
        if height > 0 && self.at >= self.top + height {
            self.top = self.at + 1 - height;
        }
    }
}

/// All that is shown.
pub struct State<'a> {
    pub title: &'a Title,
    pub found: &'a Exploration,
    pub pane: Pane,
    pub layers: Cursor,
    pub tree: Cursor,
    pub wasted: Cursor,
    pub filter: Filter,
    /// The search is being typed.
    pub typing: bool,
    pub help: bool,
    /// Lines of the help that are scrolled away.
    pub help_top: usize,
    /// The second pane shows wasted files.
    pub show_wasted: bool,
    pub rows: Vec<Row>,
    folded: HashSet<Vec<u8>>,
    /// Lines of the pane with the keys, as last drawn.
    pub height: usize,
}

impl<'a> State<'a> {
    /// The top layer, and all that is there then.
    pub fn new(title: &'a Title, found: &'a Exploration) -> State<'a> {
        let top = found.layers.len().saturating_sub(1);
        let mut state = State {
            title,
            found,
            pane: Pane::Layers,
            layers: Cursor { at: top, top: 0 },
            tree: Cursor::default(),
            wasted: Cursor::default(),
            filter: Filter { layer: top, ..Filter::default() },
            typing: false,
            help: false,
            help_top: 0,
            show_wasted: false,
            rows: Vec::new(),
            folded: HashSet::new(),
            height: 10,
        };
        state.fold_all();
        state
    }

    /// Does what the key means; false where it means the end.
    pub fn press(&mut self, key: Key) -> bool {
        if key == Key::Quit {
            return false;
        }
        if self.typing {
            self.typed(key);
            return true;
        }
        if self.help {
            match key {
                Key::Down | Key::Char('j') => self.help_top = self.help_top.saturating_add(1),
                Key::Up | Key::Char('k') => self.help_top = self.help_top.saturating_sub(1),
                Key::Char('q') => return false,
                _ => self.help = false,
            }
            return true;
        }
        match key {
            Key::Char('q') => return false,
            Key::Char('?') => (self.help, self.help_top) = (true, 0),
            Key::Char('/') => {
                self.typing = true;
                self.look_at(Pane::Tree);
            }
            Key::Escape if !self.filter.search.is_empty() => self.search(""),
            Key::Tab | Key::BackTab => {
                let other = if self.show_wasted { Pane::Wasted } else { Pane::Tree };
                self.pane = if self.pane == Pane::Layers { other } else { Pane::Layers };
            }
            Key::Char('w') => self.look_at(if self.show_wasted { Pane::Tree } else { Pane::Wasted }),
            Key::Char('[') => self.step_layer(false),
            Key::Char(']') => self.step_layer(true),
            Key::Char(c @ ('a' | 'm' | 'r' | 'u' | 'o' | 's' | 'C' | 'E')) => self.change_tree(c),
            other => self.moved(other),
        }
        true
    }

    fn look_at(&mut self, pane: Pane) {
        self.pane = pane;
        self.show_wasted = pane == Pane::Wasted;
    }

    fn change_tree(&mut self, key: char) {
        let f = &mut self.filter;
        match key {
            'a' => f.hide_added = !f.hide_added,
            'm' => f.hide_changed = !f.hide_changed,
            'r' => f.hide_removed = !f.hide_removed,
            'u' => f.hide_unmodified = !f.hide_unmodified,
            'o' => f.only_layer = !f.only_layer,
            's' => f.sort = if f.sort == Sort::Name { Sort::Size } else { Sort::Name },
            'C' => return self.fold_all(),
            _ => self.folded.clear(),
        }
        self.look_at(if self.pane == Pane::Layers { Pane::Layers } else { Pane::Tree });
        self.refresh();
    }

    fn fold_all(&mut self) {
        let none = HashSet::new();
        let all = self.found.rows(&self.filter, &none).rows;
        self.folded.extend(all.into_iter().filter(|r| r.kind == Type::Dir).map(|r| r.path));
        self.refresh();
    }

    fn typed(&mut self, key: Key) {
        match key {
            Key::Enter | Key::Down | Key::Tab => self.typing = false,
            Key::Escape => {
                self.typing = false;
                self.search("");
            }
            Key::Backspace => {
                let mut text = self.filter.search.clone();
                text.pop();
                self.search(&text);
            }
            Key::Char(c) if self.filter.search.len() < MAX_SEARCH => {
                let text = format!("{}{c}", self.filter.search);
                self.search(&text);
            }
            _ => {}
        }
    }

    fn search(&mut self, text: &str) {
        self.filter.search = text.to_string();
        self.tree = Cursor::default();
        self.refresh();
    }

    /// Makes the rows anew; the cursor stays on its path where that is still there.
    fn refresh(&mut self) {
        let path = self.rows.get(self.tree.at).map(|r| r.path.clone());
        // What is searched for is not hidden in closed directories.
        let none = HashSet::new();
        let folded = if self.filter.search.is_empty() { &self.folded } else { &none };
        self.rows = self.found.rows(&self.filter, folded).rows;
        if let Some(at) = path.and_then(|path| self.rows.iter().position(|r| r.path == path)) {
            self.tree.at = at;
        }
        self.tree.at = self.tree.at.min(self.rows.len().saturating_sub(1));
    }

    fn step_layer(&mut self, up: bool) {
        let last = self.found.layers.len().saturating_sub(1);
        let at = if up { self.layers.at.saturating_add(1).min(last) } else { self.layers.at.saturating_sub(1) };
        self.choose_layer(at);
    }

    fn choose_layer(&mut self, at: usize) {
        self.layers.at = at;
        if self.filter.layer != at {
            self.filter.layer = at;
            self.refresh();
        }
    }

    fn moved(&mut self, key: Key) {
        let (at, len) = match self.pane {
            Pane::Layers => (self.layers.at, self.found.layers.len()),
            Pane::Tree => (self.tree.at, self.rows.len()),
            Pane::Wasted => (self.wasted.at, self.found.wasted.len()),
        };
        let (last, page) = (len.saturating_sub(1), self.height.saturating_sub(1).max(1));
        let to = match key {
            Key::Up | Key::Char('k') => at.saturating_sub(1),
            Key::Down | Key::Char('j') => at.saturating_add(1).min(last),
            Key::PageUp => at.saturating_sub(page),
            Key::PageDown => at.saturating_add(page).min(last),
            Key::Home | Key::Char('g') => 0,
            Key::End | Key::Char('G') => last,
            other => return self.opened(other),
        };
        match self.pane {
            Pane::Layers => self.choose_layer(to),
            Pane::Tree => self.tree.at = to,
            Pane::Wasted => self.wasted.at = to,
        }
    }

    /// Keys that open and close.
    fn opened(&mut self, key: Key) {
        match (self.pane, key) {
            (Pane::Layers, Key::Enter | Key::Right | Key::Char('l')) => self.look_at(Pane::Tree),
            (Pane::Wasted, Key::Enter) => {
                let Some(w) = self.found.wasted.get(self.wasted.at) else { return };
                self.show(&w.path.clone(), w.layers.last().copied().unwrap_or(0));
            }
            (Pane::Tree | Pane::Wasted, Key::Left | Key::Char('h')) => self.left(),
            (Pane::Tree, Key::Right | Key::Char('l')) => self.fold(Some(false)),
            (Pane::Tree, Key::Enter | Key::Char(' ')) => self.fold(None),
            _ => {}
        }
    }

    /// Closes the directory, or goes to the one above.
    fn left(&mut self) {
        let Some(row) = self.rows.get(self.tree.at).filter(|_| self.pane == Pane::Tree) else {
            self.pane = Pane::Layers;
            return;
        };
        if row.kind == Type::Dir && !row.folded && self.filter.search.is_empty() {
            return self.fold(Some(true));
        }
        let depth = row.depth;
        match self.rows[..self.tree.at].iter().rposition(|r| r.depth < depth) {
            Some(above) => self.tree.at = above,
            None => self.pane = Pane::Layers,
        }
    }

    fn fold(&mut self, to: Option<bool>) {
        let Some(row) = self.rows.get(self.tree.at).filter(|r| r.kind == Type::Dir) else { return };
        let path = row.path.clone();
        if to.unwrap_or(!row.folded) {
            self.folded.insert(path);
        } else {
            self.folded.remove(&path);
        }
        self.refresh();
    }

    /// Goes to a path in a layer, with all directories to it open.
    fn show(&mut self, path: &[u8], layer: usize) {
        for (end, _) in path.iter().enumerate().filter(|(_, b)| **b == b'/') {
            self.folded.remove(&path[..end]);
        }
        self.filter = Filter { sort: self.filter.sort, ..Filter::default() };
        self.look_at(Pane::Tree);
        self.layers.at = layer;
        self.filter.layer = layer;
        self.refresh();
        if let Some(at) = self.rows.iter().position(|r| r.path == path) {
            self.tree.at = at;
        }
    }
}
