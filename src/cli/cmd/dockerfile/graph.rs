//! Stages and images as text, DOT or SVG. The picture has a column for each step from the
//! images on the left to the last stage on the right.

use super::GraphFormat;
use crate::cli::render::html::escape;
use crate::dockerfile::Dockerfile;
use crate::dockerfile::needs::{Need, Needed, Use};
use crate::error::{Error, Kind, Result};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Largest picture, in boxes.
const MAX_BOXES: usize = 5000;

/// What is drawn: boxes, and lines between them.
pub struct Graph {
    boxes: Vec<Box>,
    /// From what is needed to what needs it, how, and how often.
    lines: Vec<(usize, usize, Use, usize)>,
    columns: usize,
}

struct Box {
    label: String,
    stage: bool,
    target: bool,
    column: usize,
}

impl Graph {
    /// The stages that the target needs; without one all, the last being what is built.
    pub fn new(file: &Dockerfile, needs: &[Vec<Need>], target: Option<&str>) -> Result<Graph> {
        let last = file.stages.len().saturating_sub(1);
        let index = match target {
            None => last,
            Some(name) => file.source_stage(name).ok_or_else(|| {
                let names: Vec<&str> = file.stages.iter().filter_map(|s| s.from.name.as_deref()).collect();
                Error::new(
                    Kind::Dockerfile,
                    format!("{}: target stage \"{name}\" could not be found", file.source.name()),
                )
                .hint(format!("it has: {}", names.join(", ")))
            })?,
        };
        let shown = if target.is_some() { file.needed_by(index, needs) } else { vec![true; file.stages.len()] };
        let mut graph = Graph { boxes: Vec::new(), lines: Vec::new(), columns: 0 };
        let mut at: BTreeMap<Needed, usize> = BTreeMap::new();
        for (i, stage) in file.stages.iter().enumerate().filter(|(i, _)| shown.get(*i) == Some(&true)) {
            let label = stage.from.name.clone().unwrap_or_else(|| format!("stage {i}"));
            at.insert(Needed::Stage(i), graph.add(label, true, i == index));
        }
        for (i, needs) in needs.iter().enumerate().filter(|(i, _)| shown.get(*i) == Some(&true)) {
            let Some(user) = at.get(&Needed::Stage(i)).copied() else { continue };
            for ((what, by), count) in Dockerfile::uses(needs) {
                let from = match (at.get(&what), &what) {
                    (Some(known), _) => *known,
                    (None, Needed::Image(name)) => {
                        let new = graph.add(name.clone(), false, false);
                        at.insert(what, new);
                        new
                    }
                    (None, Needed::Stage(_)) => continue,
                };
                graph.lines.push((from, user, by, count));
            }
        }
        graph.set_columns(file)?;
        Ok(graph)
    }

    fn add(&mut self, label: String, stage: bool, target: bool) -> usize {
        self.boxes.push(Box { label, stage, target, column: 0 });
        self.boxes.len() - 1
    }

    /// Each box right of all that it needs.
    fn set_columns(&mut self, file: &Dockerfile) -> Result<()> {
        let mut missing = vec![0usize; self.boxes.len()];
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.boxes.len()];
        for (from, to, _, _) in &self.lines {
            missing[*to] += 1;
            users[*from].push(*to);
        }
        let mut ready: Vec<usize> = (0..self.boxes.len()).filter(|i| missing[*i] == 0).collect();
        let mut done = 0;
        while let Some(i) = ready.pop() {
            done += 1;
            let column = self.boxes[i].column + 1;
            self.columns = self.columns.max(column);
            for user in std::mem::take(&mut users[i]) {
                self.boxes[user].column = self.boxes[user].column.max(column);
                missing[user] -= 1;
                if missing[user] == 0 {
                    ready.push(user);
                }
            }
        }
        if done == self.boxes.len() {
            return Ok(());
        }
        let stuck: Vec<&str> =
            self.boxes.iter().zip(&missing).filter(|(_, m)| **m > 0).map(|(b, _)| b.label.as_str()).take(10).collect();
        let what = format!("{}: stages need each other: {}", file.source.name(), stuck.join(", "));
        Err(Error::new(Kind::Dockerfile, what).hint("take files from a stage that does not need this one"))
    }

    /// As text, for Graphviz, or as a picture.
    pub fn render(&self, format: GraphFormat) -> String {
        match format {
            GraphFormat::Text => self.text(),
            GraphFormat::Dot => self.dot(),
            GraphFormat::Svg => self.svg(),
        }
    }

    fn text(&self) -> String {
        let mut needs: Vec<Vec<String>> = vec![Vec::new(); self.boxes.len()];
        for (from, to, by, count) in &self.lines {
            let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
            needs[*to].push(format!("  {} {}{times}\n", by.name(), self.boxes[*from].label));
        }
        let mut out = String::new();
        for (b, mut needs) in self.boxes.iter().zip(needs).filter(|(b, _)| b.stage) {
            needs.sort_by_key(|n| !n.starts_with("  FROM"));
            let target = if b.target { " (target)" } else { "" };
            out += &format!("{}{target}\n{}", b.label, needs.concat());
        }
        out
    }

    fn dot(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let mut out = "digraph stages {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n".to_string();
        for (i, b) in self.boxes.iter().enumerate() {
            let style = match (b.stage, b.target) {
                (false, _) => ", shape=ellipse, style=solid",
                (true, true) => ", style=\"rounded,bold\"",
                (true, false) => "",
            };
            out += &format!("  n{i} [label={}{style}];\n", quoted(&b.label));
        }
        for (from, to, by, _) in &self.lines {
            let style = match by {
                Use::From => "",
                Use::Copy => " [style=dashed, label=\"COPY\"]",
                Use::Mount => " [style=dotted, label=\"mount\"]",
            };
            out += &format!("  n{from} -> n{to}{style};\n");
        }
        out + "}\n"
    }

    /// The row of each box within its column: near to what it needs.
    fn rows(&self) -> Vec<usize> {
        let mut by_column: Vec<Vec<usize>> = vec![Vec::new(); self.columns];
        for (i, b) in self.boxes.iter().enumerate() {
            by_column[b.column].push(i);
        }
        let mut needs: Vec<Vec<usize>> = vec![Vec::new(); self.boxes.len()];
        for (from, to, _, _) in &self.lines {
            needs[*to].push(*from);
        }
        let mut rows = vec![0; self.boxes.len()];
        for column in &mut by_column {
            let middle = |i: &usize| needs[*i].iter().map(|n| rows[*n] * 1000).sum::<usize>() / needs[*i].len().max(1);
            column.sort_by_cached_key(middle);
            for (row, i) in column.iter().enumerate() {
                rows[*i] = row;
            }
        }
        rows
    }

    fn svg(&self) -> String {
        const HEIGHT: usize = 32;
        const ROW: usize = 56;
        const GAP: usize = 72;
        let head = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
        if self.boxes.len() > MAX_BOXES {
            return format!(
                "{head} width=\"400\" height=\"40\"><text x=\"10\" y=\"25\">more than {MAX_BOXES} boxes</text></svg>\n"
            );
        }
        let rows = self.rows();
        // A letter of this size is about 8 wide; long names are cut.
        let shown: Vec<String> = self.boxes.iter().map(|b| shortened(&b.label)).collect();
        let widths: Vec<usize> = shown.iter().map(|l| l.chars().count() * 8 + 24).collect();
        let mut column_width = vec![0; self.columns];
        for (b, width) in self.boxes.iter().zip(&widths) {
            column_width[b.column] = column_width[b.column].max(*width);
        }
        let mut left = vec![20];
        for width in &column_width {
            left.push(left.last().unwrap_or(&20) + width + GAP);
        }
        let place = |i: usize| (left[self.boxes[i].column], 20 + rows[i] * ROW);
        let (width, height) = (left.last().unwrap_or(&0) + 20 - GAP, (rows.iter().max().unwrap_or(&0) + 1) * ROW + 20);
        let mut out = format!(
            "{head} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" font-size=\"13\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
             <defs><marker id=\"end\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"#555\"/></marker></defs>\n"
        );
        for (from, to, by, count) in &self.lines {
            let ((x1, y1), (x2, y2)) = (place(*from), place(*to));
            let (x1, y1, y2) = (x1 + widths[*from], y1 + HEIGHT / 2, y2 + HEIGHT / 2);
            let dash = match by {
                Use::From => "",
                Use::Copy => " stroke-dasharray=\"6 3\"",
                Use::Mount => " stroke-dasharray=\"2 3\"",
            };
            let (near, far) = (x1 + GAP / 2, x2.saturating_sub(GAP / 2));
            let _ = writeln!(
                out,
                "<path d=\"M{x1},{y1} C{near},{y1} {far},{y2} {x2},{y2}\" fill=\"none\" stroke=\"#555\"{dash} marker-end=\"url(#end)\"><title>{} ({count})</title></path>",
                by.name()
            );
        }
        for (i, b) in self.boxes.iter().enumerate() {
            let (x, y) = place(i);
            let (radius, fill) = if b.stage { (6, "#e8f0fe") } else { (16, "#f4f4f4") };
            let stroke = if b.target { "stroke=\"#1a56c4\" stroke-width=\"3\"" } else { "stroke=\"#555\"" };
            let (w, tx, ty) = (widths[i], x + 12, y + 21);
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{HEIGHT}\" rx=\"{radius}\" fill=\"{fill}\" {stroke}/>\
                 <text x=\"{tx}\" y=\"{ty}\">{}<title>{}</title></text>",
                escape(&shown[i]),
                escape(&b.label)
            );
        }
        out + "</svg>\n"
    }
}

fn shortened(label: &str) -> String {
    const MOST: usize = 48;
    let count = label.chars().count();
    if count <= MOST {
        return label.to_string();
    }
    label.chars().take(20).chain(['…']).chain(label.chars().skip(count - (MOST - 21))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::NoVars;

    const TEXT: &str = "FROM r/alpine:3 AS base\nFROM base AS build\nRUN --mount=type=bind,from=img<1>,target=/m x\n\
                        FROM base AS spare\nFROM scratch\nCOPY --from=build a b\nCOPY --from=build c d\n";

    fn graph(text: &str, target: Option<&str>) -> Result<Graph> {
        let d = Dockerfile::parse("D", text.as_bytes())?;
        Graph::new(&d, &d.needs(&NoVars, &NoVars)?, target)
    }

    #[test]
    fn as_text_and_dot() {
        insta::assert_snapshot!(graph(TEXT, None).unwrap().text(), @r"
        base
          FROM r/alpine:3
        build
          FROM base
          RUN --mount img<1>
        spare
          FROM base
        stage 3 (target)
          FROM scratch
          COPY --from build (2 times)
        ");
        let dot = graph(TEXT, Some("build")).unwrap().dot();
        assert!(dot.contains("n0 -> n1;") && dot.contains("[style=dotted") && !dot.contains("spare"), "{dot}");
    }

    #[test]
    fn the_picture_is_xml_with_a_box_and_a_line_each() {
        let svg = graph(TEXT, None).unwrap().svg();
        assert_eq!(svg.matches("<text ").count(), 7, "{svg}");
        assert_eq!(svg.matches("<path d=\"M").count() - 1, 6, "{svg}");
        assert!(svg.contains("img&lt;1&gt;") && !svg.contains("img<1>"));
    }

    #[test]
    fn circles_and_unknown_stages_are_errors() {
        let e = graph("FROM a AS b\nCOPY --from=c x y\nFROM b AS c\n", None).err().unwrap();
        assert!(e.what().contains("b, c"), "{e}");
        let e = graph(TEXT, Some("bild")).err().unwrap();
        assert!(e.what().contains("bild") && e.hints()[0].contains("build"), "{e}");
    }
}
