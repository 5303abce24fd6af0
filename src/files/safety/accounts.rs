//! Users and groups: numbers own files, names are how people and programs mean them.

use super::{Fact, Level, Sides, View};
use crate::layer::Entry;
use std::collections::{BTreeMap, HashMap};

/// Names and numbers of one list.
type Names = BTreeMap<String, u32>;

pub(super) fn check(sides: &mut Sides<'_>) {
    list(sides, "etc/passwd", "user", |e| e.uid);
    list(sides, "etc/group", "group", |e| e.gid);
    user(sides);
}

/// The first line of a name counts, as for libc.
fn names(view: &View, path: &str) -> Option<Names> {
    match view.fact_at(path.as_bytes()) {
        Some(Fact::Names(all)) => {
            let mut out = Names::new();
            for (name, id) in all {
                out.entry(name.clone()).or_insert(*id);
            }
            Some(out)
        }
        _ => None,
    }
}

fn by_number(names: &Names) -> HashMap<u32, &str> {
    names.iter().map(|(name, id)| (*id, name.as_str())).collect()
}

/// The image's own files by owner: the first one and how many.
fn owned(sides: &Sides<'_>, owner: fn(&Entry) -> u32) -> BTreeMap<u32, (Vec<u8>, usize)> {
    let mut out: BTreeMap<u32, (Vec<u8>, usize)> = BTreeMap::new();
    for path in &sides.paths {
        let Some(node) = sides.after.tree.get(path) else { continue };
        out.entry(owner(node.entry())).or_insert_with(|| (path.clone(), 0)).1 += 1;
    }
    out
}

fn list(sides: &mut Sides<'_>, file: &str, what: &str, owner: fn(&Entry) -> u32) {
    let unread = [&sides.old, &sides.new, &sides.after].iter().find_map(|view| match view.fact_at(file.as_bytes()) {
        Some(Fact::Unread(why)) => Some(why.clone()),
        _ => None,
    });
    if let Some(why) = unread {
        return sides.tell(Level::Review, "file-not-read", file.as_bytes(), why, "see who the users are");
    }
    let all = [&sides.old, &sides.new, &sides.before, &sides.after].map(|view| names(view, file));
    let [old, new, before, after] = all.map(Option::unwrap_or_default);
    if old == new {
        return;
    }
    let replaced = sides.after.file(file.as_bytes()).is_some_and(|(_, n)| n.layer() >= sides.question.new.len());
    if replaced {
        return hidden(sides, file, what, (&old, &new, &after));
    }
    let (was, is) = (by_number(&before), by_number(&after));
    for (id, (path, count)) in owned(sides, owner) {
        if id == 0 || was.get(&id) == is.get(&id) {
            continue;
        }
        let more = if count > 1 { format!(" (and {} more files)", count - 1) } else { String::new() };
        let (level, code, why) = match (was.get(&id), is.get(&id)) {
            (Some(name), other) if after.contains_key(*name) => {
                let now = other.map_or("nobody".to_string(), |n| format!("'{n}'"));
                let to = after.get(*name).copied().unwrap_or_default();
                (
                    Level::Unsafe,
                    "owner-moved",
                    format!(
                        "it belongs to {what} {id}, which was '{name}'; in the new base '{name}' is {to}, and {id} is {now}"
                    ),
                )
            }
            (Some(name), Some(other)) => (
                Level::Unsafe,
                "owner-moved",
                format!("it belongs to {what} {id}, which was '{name}' and is '{other}' in the new base"),
            ),
            (Some(name), None) => (
                Level::Review,
                "owner-unnamed",
                format!("it belongs to {what} {id}, which was '{name}' and has no name in the new base"),
            ),
            (None, Some(name)) => {
                (Level::Review, "owner-named", format!("it belongs to {what} {id}, which is '{name}' in the new base"))
            }
            (None, None) => continue,
        };
        sides.tell(level, code, &path, why + &more, "set the owner by name, and build the image anew");
    }
}

/// The image has its own list, made over the old base's.
fn hidden(sides: &mut Sides<'_>, file: &str, what: &str, (old, new, after): (&Names, &Names, &Names)) {
    let is = by_number(after);
    for (name, id) in new {
        let why = match after.get(name) {
            Some(same) if same == id => continue,
            Some(other) => format!("{what} '{name}' is {id} in the new base; the image's own list has {other}"),
            None => match is.get(id) {
                Some(taken) => format!("{what} {id} is '{name}' in the new base and '{taken}' in the image's own list"),
                None if !old.contains_key(name) => {
                    let why = format!("the image's own list lacks {what} '{name}' ({id}) of the new base");
                    sides.tell(Level::Review, "account-hidden", file.as_bytes(), why, "build the image anew");
                    continue;
                }
                None => continue, // The image has removed it.
            },
        };
        sides.tell(Level::Unsafe, "account-conflict", file.as_bytes(), why, "build the image anew");
    }
}

/// USER by name.
fn user(sides: &mut Sides<'_>) {
    let config = sides.question.new_config.user.clone();
    let (user, group) = config.split_once(':').map_or((config.as_str(), None), |(u, g)| (u, Some(g)));
    for (name, file, what) in [(Some(user), "etc/passwd", "user"), (group, "etc/group", "group")] {
        let Some(name) = name.filter(|n| !n.is_empty() && n.parse::<u32>().is_err()) else { continue };
        let find = |view: &View| names(view, file).and_then(|all| all.get(name).copied());
        match (find(&sides.before), find(&sides.after)) {
            (Some(_), None) => {
                let why = format!("the container runs as {what} '{name}', which the new base does not have");
                sides.tell(
                    Level::Unsafe,
                    "user-missing",
                    file.as_bytes(),
                    why,
                    "make the user in the image, and build it anew",
                );
            }
            (Some(was), Some(is)) if was != is => {
                let why = format!("the container runs as {what} '{name}', which was {was} and is {is} in the new base");
                sides.tell(Level::Review, "user-moved", file.as_bytes(), why, "look at what it owns on volumes");
            }
            _ => {}
        }
    }
}
