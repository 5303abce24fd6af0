//! The picture of a state, for a terminal of any size.

use super::state::{Cursor, Pane, State};
use crate::cli::render::explore::{instruction, path, percent, why};
use crate::cli::render::{bytes, clean};
use crate::files::explore::{Row, Sort, Type, What};
use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

const HELP: &str = "\
Moving
  arrows, h j k l   move; left closes a directory, right opens it
  PgUp PgDn g G     a page, the first, the last
  Tab               layers <-> files
  [ ]               the layer below, the layer above
Files
  Enter, Space      open or close a directory
  C  E              close all, open all
  /                 search; Enter keeps it, Esc ends it
  s                 sort by size or by name
  o                 only this layer's work, or all that is there
  a m r u           hide or show added, modified, removed, untouched
Waste
  w                 the list of wasted files; Enter goes to one
Else
  ?                 this help; j and k scroll it
  q, Ctrl-C         the end";

const ADDED: Color = Color::Green;
const CHANGED: Color = Color::Yellow;
const REMOVED: Color = Color::Red;

fn soft() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}

/// Draws all.
pub fn draw(frame: &mut Frame<'_>, state: &mut State<'_>) {
    let all = frame.area();
    if all.width < 4 || all.height < 2 {
        return;
    }
    let [body, bar] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(all);
    if body.width >= 90 && body.height >= 12 {
        let [left, right] =
            Layout::horizontal([Constraint::Length((body.width * 2 / 5).min(76)), Constraint::Fill(1)]).areas(body);
        let wanted = u16::try_from(state.found.layers.len()).unwrap_or(u16::MAX).saturating_add(3);
        let most = (left.height / 2).max(5);
        let [layers, details] =
            Layout::vertical([Constraint::Length(wanted.min(most)), Constraint::Fill(1)]).areas(left);
        draw_layers(frame, state, layers);
        draw_details(frame, state, details);
        draw_second(frame, state, right);
    } else if body.height >= 18 {
        let wanted = u16::try_from(state.found.layers.len()).unwrap_or(u16::MAX).saturating_add(3);
        let [layers, second, details] = Layout::vertical([
            Constraint::Length(wanted.min(body.height / 3)),
            Constraint::Fill(1),
            Constraint::Length(5),
        ])
        .areas(body);
        draw_layers(frame, state, layers);
        draw_second(frame, state, second);
        draw_details(frame, state, details);
    } else if state.pane == Pane::Layers {
        // Too small for two.
        draw_layers(frame, state, body);
    } else {
        draw_second(frame, state, body);
    }
    draw_bar(frame, state, bar);
    if state.help {
        draw_help(frame, state, all);
    }
}

fn block(title: String, active: bool) -> Block<'static> {
    let style = if active { Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD) } else { soft() };
    Block::bordered().border_style(style).title(Span::styled(format!(" {title} "), style))
}

/// The lines of a list that are to be seen, the cursor's marked.
fn draw_list(
    frame: &mut Frame<'_>,
    area: Rect,
    cursor: &mut Cursor,
    len: usize,
    active: bool,
    line: impl Fn(usize, usize) -> Line<'static>,
) {
    let height = usize::from(area.height);
    cursor.fit(len, height);
    let lines: Vec<Line<'_>> = (cursor.top..len.min(cursor.top + height))
        .map(|index| {
            let line = line(index, usize::from(area.width));
            match (index == cursor.at, active) {
                (true, true) => line.style(Style::new().add_modifier(Modifier::REVERSED)),
                (true, false) => line.style(Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)),
                _ => line,
            }
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), area);
}

fn draw_layers(frame: &mut Frame<'_>, state: &mut State<'_>, area: Rect) {
    let active = state.pane == Pane::Layers;
    let frame_of = block("Layers".into(), active);
    let mut inner = frame_of.inner(area);
    frame.render_widget(frame_of, area);
    if inner.height > 1 {
        let head = Rect { height: 1, ..inner };
        let text = format!("{:>3} {:>9} {:>9}  instruction", "#", "contents", "wasted");
        frame.render_widget(Paragraph::new(Line::styled(text, soft())), head);
        inner = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    }
    if active {
        state.height = usize::from(inner.height);
    }
    let layers = &state.found.layers;
    draw_list(frame, inner, &mut state.layers, layers.len(), active, |index, _| {
        let l = &layers[index];
        let wasted = if l.wasted == 0 { String::new() } else { bytes(l.wasted) };
        Line::from(vec![
            Span::raw(format!("{:>3} {:>9} ", l.index, bytes(l.size))),
            Span::styled(format!("{wasted:>9}  "), Style::new().fg(REMOVED)),
            Span::raw(instruction(&l.created_by)),
        ])
    });
}

fn draw_second(frame: &mut Frame<'_>, state: &mut State<'_>, area: Rect) {
    if state.show_wasted { draw_wasted(frame, state, area) } else { draw_tree(frame, state, area) }
}

fn draw_wasted(frame: &mut Frame<'_>, state: &mut State<'_>, area: Rect) {
    let active = state.pane == Pane::Wasted;
    let wasted = &state.found.wasted;
    let files = if wasted.len() == 1 { "file" } else { "files" };
    let title = format!("Wasted: {} in {} {files}", bytes(state.found.totals.wasted), wasted.len());
    let frame_of = block(title, active);
    let inner = frame_of.inner(area);
    frame.render_widget(frame_of, area);
    if active {
        state.height = usize::from(inner.height);
    }
    if wasted.is_empty() {
        frame.render_widget(Paragraph::new("Nothing is wasted."), inner);
        return;
    }
    draw_list(frame, inner, &mut state.wasted, wasted.len(), active, |index, _| {
        let w = &wasted[index];
        Line::from(vec![
            Span::raw(format!("{:>9} ", bytes(w.bytes))),
            Span::styled(format!("{:<11} ", why(w.removed, w.same_content)), soft()),
            Span::raw(path(&w.path)),
        ])
    });
}

fn draw_tree(frame: &mut Frame<'_>, state: &mut State<'_>, area: Rect) {
    let active = state.pane == Pane::Tree;
    let f = &state.filter;
    let mut title = if f.only_layer { format!("Layer {}", f.layer) } else { format!("Files up to layer {}", f.layer) };
    let hidden = [
        (f.hide_added, "added"),
        (f.hide_changed, "modified"),
        (f.hide_removed, "removed"),
        (f.hide_unmodified, "untouched"),
    ];
    let hidden: Vec<&str> = hidden.into_iter().filter(|(hide, _)| *hide).map(|(_, name)| name).collect();
    if !hidden.is_empty() {
        title.push_str(&format!(", without {}", hidden.join(", ")));
    }
    if f.sort == Sort::Size {
        title.push_str(", by size");
    }
    if !f.search.is_empty() {
        title.push_str(&format!(", with '{}'", clean(&f.search)));
    }
    let frame_of = block(title, active);
    let inner = frame_of.inner(area);
    frame.render_widget(frame_of, area);
    if active {
        state.height = usize::from(inner.height);
    }
    if state.rows.is_empty() {
        let text = if state.filter.search.is_empty() { "No files here." } else { "No path holds this text." };
        frame.render_widget(Paragraph::new(text), inner);
        return;
    }
    let (rows, found, layer) = (&state.rows, &state.found, state.filter.layer);
    draw_list(frame, inner, &mut state.tree, rows.len(), active, |index, width| {
        let row = &rows[index];
        let target = found.at(&row.path, layer).and_then(|event| event.target.as_deref());
        tree_line(row, target, width)
    });
}

fn tree_line(row: &Row, target: Option<&str>, width: usize) -> Line<'static> {
    let name = row.path.rsplit(|b| *b == b'/').next().unwrap_or(&row.path);
    let (sign, style) = match row.what {
        Some(What::Added) => ('+', Style::new().fg(ADDED)),
        Some(What::Changed) => ('~', Style::new().fg(CHANGED)),
        Some(What::Removed) => ('-', Style::new().fg(REMOVED)),
        None if row.touched_below => ('·', Style::new()),
        None => (' ', Style::new()),
    };
    let mark = match (row.kind, row.folded) {
        (Type::Dir, true) => "▸ ",
        (Type::Dir, false) => "▾ ",
        _ => "  ",
    };
    // Deep directories leave their names some room.
    let indent = " ".repeat((row.depth * 2).min(width / 2));
    let mut name = clean(&String::from_utf8_lossy(name));
    match row.kind {
        Type::Dir => name.push('/'),
        Type::Symlink => name.push_str(&format!(" -> {}", clean(target.unwrap_or_default()))),
        _ => {}
    }
    let size = if row.kind == Type::Symlink { String::new() } else { bytes(row.size) };
    Line::from(vec![
        Span::styled(format!("{sign} "), style),
        Span::styled(format!("{size:>9} "), soft()),
        Span::styled(format!("{indent}{mark}{name}"), style),
    ])
}

fn draw_details(frame: &mut Frame<'_>, state: &mut State<'_>, area: Rect) {
    let frame_of = block("Details".into(), false);
    let inner = frame_of.inner(area);
    frame.render_widget(frame_of, area);
    let mut lines = Vec::new();
    if state.pane != Pane::Layers {
        lines.extend(file_details(state));
    }
    let layer = layer_details(state);
    let t = &state.found.totals;
    let image = vec![
        format!("image    {}", clean(&state.title.name)),
        format!("         {}", state.title.digest),
        format!("stored   {}", bytes(t.stored)),
        format!("contents {}, {} to be seen", bytes(t.size), bytes(t.visible)),
        format!("wasted   {} ({} above the base)", bytes(t.wasted), percent(t.user_wasted)),
        format!("efficiency {}", percent(t.efficiency)),
    ];
    for part in [layer, image] {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(part);
    }
    let lines: Vec<Line<'_>> = lines.into_iter().map(Line::raw).collect();
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), inner);
}

fn layer_details(state: &State<'_>) -> Vec<String> {
    let Some(l) = state.found.layers.get(state.layers.at) else { return vec!["no layers".into()] };
    vec![
        format!("layer    {}: {} stored, {} contents", l.index, bytes(l.stored), bytes(l.size)),
        format!("paths    {} added, {} modified, {} removed", l.added, l.changed, l.removed),
        format!("wasted   {} of it, by layers above", bytes(l.wasted)),
        format!("digest   {}", l.digest),
        format!("made by  {}", instruction(&l.created_by)),
    ]
}

fn file_details(state: &State<'_>) -> Vec<String> {
    let raw = match state.pane {
        Pane::Wasted => state.found.wasted.get(state.wasted.at).map(|w| &w.path),
        _ => state.rows.get(state.tree.at).map(|r| &r.path),
    };
    let Some(raw) = raw else { return Vec::new() };
    let mut out = vec![format!("path     {}", path(raw))];
    if let Some(event) = state.found.at(raw, state.filter.layer) {
        out.push(format!("mode     {:04o} {}:{}", event.mode, event.uid, event.gid));
        if let Some(target) = &event.target {
            out.push(format!("target   {}", clean(target)));
        }
    }
    for event in state.found.paths.get(raw).into_iter().flatten() {
        let what = match (event.what, event.same_content) {
            (What::Added, _) => "added",
            (What::Changed, true) => "written again with the same content",
            (What::Changed, false) => "modified",
            (What::Removed, _) => "removed",
        };
        let size = if event.kind == Type::File && event.what != What::Removed {
            format!(", {}", bytes(event.size))
        } else {
            String::new()
        };
        out.push(format!("layer {:<2} {what}{size}", event.layer));
    }
    out
}

fn draw_bar(frame: &mut Frame<'_>, state: &State<'_>, area: Rect) {
    let line = if state.typing {
        Line::raw(format!("/{}█  Enter keeps it, Esc ends it", clean(&state.filter.search)))
    } else {
        let t = &state.found.totals;
        let keys = "?:help q:end Tab:pane /:search s:sort o:only layer a/m/r/u:filter w:wasted";
        let right = format!("efficiency {} wasted {} ", percent(t.efficiency), bytes(t.wasted));
        let room = usize::from(area.width).saturating_sub(right.chars().count() + 1);
        let keys: String = keys.chars().take(room).collect();
        Line::from(vec![Span::styled(format!("{keys:<room$} "), soft()), Span::raw(right)])
    };
    frame.render_widget(Paragraph::new(line), area);
}

fn draw_help(frame: &mut Frame<'_>, state: &mut State<'_>, all: Rect) {
    let lines = u16::try_from(HELP.lines().count()).unwrap_or(u16::MAX);
    let (width, height) = (all.width.min(72), all.height.min(lines.saturating_add(2)));
    let area = Rect { x: (all.width - width) / 2, y: (all.height - height) / 2, width, height };
    let most = lines.saturating_sub(height.saturating_sub(2));
    state.help_top = state.help_top.min(usize::from(most));
    let text = Paragraph::new(HELP)
        .alignment(Alignment::Left)
        .scroll((u16::try_from(state.help_top).unwrap_or(0), 0))
        .block(block("Keys".into(), true));
    frame.render_widget(Clear, area);
    frame.render_widget(text, area);
}
