//! `RUN --mount`, `--network`, `--security`: the values.

use super::ast::{Device, Mount, MountKind, Network, Security, Sharing};
use super::diagnostic::nearest;

const KINDS: [(&str, MountKind); 5] = [
    ("bind", MountKind::Bind),
    ("cache", MountKind::Cache),
    ("tmpfs", MountKind::Tmpfs),
    ("secret", MountKind::Secret),
    ("ssh", MountKind::Ssh),
];

const SHARINGS: [(&str, Sharing); 3] =
    [("shared", Sharing::Shared), ("private", Sharing::Private), ("locked", Sharing::Locked)];

const KEYS: [&str; 20] = [
    "type",
    "from",
    "source",
    "src",
    "target",
    "dst",
    "destination",
    "readonly",
    "ro",
    "readwrite",
    "rw",
    "required",
    "size",
    "id",
    "sharing",
    "mode",
    "uid",
    "gid",
    "env",
    "relabel",
];

/// `RUN --device=NAME[,required]`, or `name=NAME,required=true`.
pub(super) fn device(text: &str) -> Result<Device, String> {
    let mut out = Device::default();
    for field in fields(text)? {
        match field.split_once('=') {
            Some((key, value)) if key.eq_ignore_ascii_case("name") => out.name = value.into(),
            Some((key, value)) if key.eq_ignore_ascii_case("required") => {
                let known = value.to_ascii_lowercase();
                out.required = known.parse().map_err(|_| format!("'required' is true or false, not '{value}'"))?;
            }
            None if field.eq_ignore_ascii_case("required") => out.required = true,
            _ if out.name.is_empty() => out.name = field,
            _ => return Err(format!("a device has no option '{field}': there is 'required'")),
        }
    }
    match out.name.is_empty() {
        true => Err("it names no device: --device=VENDOR/CLASS=NAME".into()),
        false => Ok(out),
    }
}

/// Splits the value at commas; a field in double quotes may hold commas.
pub(super) fn fields(text: &str) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut field = String::new();
            let mut chars = quoted.char_indices().peekable();
            let end = loop {
                match chars.next() {
                    Some((_, '"')) if chars.peek().is_some_and(|(_, c)| *c == '"') => {
                        chars.next();
                        field.push('"');
                    }
                    Some((i, '"')) => break i + 1,
                    Some((_, c)) => field.push(c),
                    None => return Err("a quote in the list of options is not closed".to_string()),
                }
            };
            out.push(field);
            let after = quoted.get(end..).unwrap_or("");
            match after.strip_prefix(',') {
                Some(next) => rest = next,
                None if after.is_empty() => return Ok(out),
                None => return Err("text after a quoted option".to_string()),
            }
        } else {
            let (field, next) = rest.split_once(',').map_or((rest, None), |(f, n)| (f, Some(n)));
            if field.contains('"') {
                return Err(format!("a bare quote in '{field}'"));
            }
            out.push(field.to_string());
            match next {
                Some(next) => rest = next,
                None => return Ok(out),
            }
        }
    }
}

/// `from=` of a mount's fields; variables in it are refused.
pub(super) fn from(fields: &[String]) -> Result<Option<String>, String> {
    let mut found = None;
    for field in fields {
        if let Some((key, value)) = field.split_once('=')
            && key.eq_ignore_ascii_case("from")
        {
            if value.find('$').is_some_and(|i| i + 1 < value.len()) {
                return Err("'from' doesn't support variable expansion, define alias stage instead".to_string());
            }
            found = Some(value.to_string()).filter(|v| !v.is_empty());
        }
    }
    Ok(found)
}

/// Reads a mount whose values `expand` still expands.
pub(super) fn parse(
    fields: &[String],
    mut expand: impl FnMut(&str) -> Result<String, String>,
) -> Result<Mount, String> {
    let mut pairs = Vec::new();
    let mut kind = MountKind::Bind;
    for field in fields {
        let (key, value) = field.split_once('=').map_or((field.as_str(), None), |(k, v)| (k, Some(v)));
        let key = key.to_ascii_lowercase();
        let value = value.map(&mut expand).transpose()?;
        if key == "type" {
            kind = choose(value.as_deref().unwrap_or(""), &KINDS, "mount type")?;
        }
        pairs.push((key, value, field));
    }
    let mut mount = Mount { kind, ..Mount::default() };
    let mut readonly = None;
    let only = |kinds: &[MountKind], key: &str| {
        if kinds.contains(&kind) {
            return Ok(());
        }
        Err(format!("unexpected key '{key}' for mount type '{}'", kind.name()))
    };
    for (key, value, field) in pairs {
        let bare = value.is_none();
        let number = |v: &str, radix| u32::from_str_radix(v, radix).map_err(|_| format!("invalid value {v} for {key}"));
        let v = value.unwrap_or_default();
        // An empty text is as good as none.
        let some = |v: String| Some(v).filter(|v| !v.is_empty());
        if bare && !matches!(key.as_str(), "readonly" | "ro" | "readwrite" | "rw" | "required") {
            return Err(format!("invalid field '{field}' must be a key=value pair"));
        }
        let flag = || if bare { Ok(true) } else { go_bool(&v).ok_or(format!("invalid value for {key}: {v}")) };
        match key.as_str() {
            "type" => {}
            "from" => mount.from = some(v),
            "source" | "src" => mount.source = some(v),
            "target" | "dst" | "destination" => mount.target = some(v),
            "readonly" | "ro" => readonly = Some(flag()?),
            "readwrite" | "rw" => readonly = Some(!flag()?),
            "required" => {
                only(&[MountKind::Secret, MountKind::Ssh], &key)?;
                mount.required = flag()?;
            }
            "size" => {
                only(&[MountKind::Tmpfs], &key)?;
                mount.size = Some(bytes(&v).ok_or(format!("invalid value for {key}: {v}"))?);
            }
            "id" => mount.id = some(v),
            "sharing" => mount.sharing = Some(choose(&v, &SHARINGS, "sharing value")?),
            "mode" => mount.mode = Some(number(&v, 8)?),
            "uid" => mount.uid = Some(number(&v, 10)?),
            "gid" => mount.gid = Some(number(&v, 10)?),
            "env" => {
                only(&[MountKind::Secret], &key)?;
                mount.env = some(v);
            }
            _ => return Err(format!("unexpected key '{key}' in '{field}'{}", mean(&key, KEYS))),
        }
    }
    mount.readonly = readonly.unwrap_or(!matches!(kind, MountKind::Cache | MountKind::Tmpfs));
    validate(&mount)?;
    Ok(mount)
}

/// `, did you mean X?` or nothing.
fn mean(given: &str, known: impl IntoIterator<Item = &'static str>) -> String {
    nearest(given, known).map_or(String::new(), |n| format!(" (did you mean {n}?)"))
}

fn choose<T: Copy>(given: &str, known: &'static [(&'static str, T)], what: &str) -> Result<T, String> {
    let lower = given.to_ascii_lowercase();
    known.iter().find(|(n, _)| *n == lower).map(|(_, v)| *v).ok_or_else(|| {
        format!(
            "{} {what} \"{given}\"{}",
            if what.ends_with("mode") { "invalid" } else { "unsupported" },
            mean(given, known.iter().map(|(n, _)| *n))
        )
    })
}

fn validate(m: &Mount) -> Result<(), String> {
    let kind = m.kind.name();
    if matches!(m.kind, MountKind::Bind | MountKind::Tmpfs) {
        for (given, key) in [(m.mode.is_some(), "mode"), (m.uid.is_some(), "uid"), (m.gid.is_some(), "gid")] {
            if given {
                return Err(format!("{key} not allowed for \"{kind}\" type mounts"));
            }
        }
    }
    if m.kind == MountKind::Secret {
        if m.from.is_some() {
            return Err("secret mount should not have a from".to_string());
        }
        if m.sharing.is_some() {
            return Err("secret mount should not define sharing".to_string());
        }
        if m.source.is_none() && m.target.is_none() && m.id.is_none() {
            return Err("invalid secret mount. one of source, target required".to_string());
        }
        if m.source.is_some() && m.id.is_some() {
            return Err("both source and id can't be set".to_string());
        }
    }
    if m.sharing.is_some() && m.kind != MountKind::Cache {
        return Err(format!("invalid cache sharing set for {kind} mount"));
    }
    Ok(())
}

/// Go's strconv.ParseBool.
fn go_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// `64m`, `1.5GiB`, `4096`: bytes, in powers of 1024.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let number: f64 = number.parse().ok()?;
    let unit = unit.trim_start().to_ascii_lowercase();
    let unit = unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(&unit);
    let shift = match unit {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        "p" => 50,
        _ => return None,
    };
    let value = number * (1u64 << shift) as f64;
    (value.is_finite() && value >= 0.0 && value < i64::MAX as f64).then_some(value as u64)
}

/// `--network`.
pub(super) fn network(text: &str) -> Result<Network, String> {
    choose(text, &[("default", Network::Default), ("none", Network::None), ("host", Network::Host)], "network mode")
}

/// `--security`.
pub(super) fn security(text: &str) -> Result<Security, String> {
    choose(text, &[("sandbox", Security::Sandbox), ("insecure", Security::Insecure)], "security mode")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Mount, String> {
        parse(&fields(text)?, |v| Ok(v.to_string()))
    }

    #[test]
    fn mounts() {
        let m = read("type=cache,target=/c,id=x,sharing=Locked,mode=0700,uid=1,gid=2,from=s,source=/y").unwrap();
        assert_eq!(
            (m.kind, m.sharing, m.mode, m.readonly),
            (MountKind::Cache, Some(Sharing::Locked), Some(0o700), false)
        );
        assert!(read("target=/x").unwrap().readonly);
        assert!(!read("target=/x,rw").unwrap().readonly);
        assert!(!read("target=/x,readonly=false").unwrap().readonly);
        assert_eq!(read("type=tmpfs,target=/x,size=1.5m").unwrap().size, Some(1_572_864));
        let m = read("required,type=secret,id=a,env=TOKEN").unwrap();
        assert!(m.required && m.env.as_deref() == Some("TOKEN"));
        assert_eq!(read("type=bind,\"source=a,b\",target=/x").unwrap().source.as_deref(), Some("a,b"));
        for (bad, why) in [
            ("type=cahce,target=/x", "unsupported mount type \"cahce\" (did you mean cache?)"),
            ("taget=/x", "unexpected key 'taget' in 'taget=/x' (did you mean target?)"),
            ("target", "invalid field 'target' must be a key=value pair"),
            ("type=bind,mode=1", "mode not allowed for \"bind\" type mounts"),
            ("type=secret", "invalid secret mount. one of source, target required"),
            ("type=secret,id=a,from=b", "secret mount should not have a from"),
            ("type=bind,sharing=shared", "invalid cache sharing set for bind mount"),
            ("type=cache,size=1", "unexpected key 'size' for mount type 'cache'"),
            ("type=cache,uid=x", "invalid value x for uid"),
            ("\"a", "a quote in the list of options is not closed"),
            ("a\"b", "a bare quote in 'a\"b'"),
        ] {
            assert_eq!(read(bad).unwrap_err(), why, "{bad}");
        }
        assert!(from(&fields("from=$x").unwrap()).is_err());
    }
}
