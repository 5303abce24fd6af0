//! Rules about the files of the finished image, from the [`Tree`] alone.

use super::{Finding, Severity};
use crate::error::Result;
use crate::files::flatten::walk;
use crate::layer::{EntryKind, Tree};

/// As many findings of one rule are told.
const MOST: usize = 1000;

const CAPABILITIES: [&str; 41] = [
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore",
];

/// Those that are as good as root.
const MIGHTY: [&str; 9] = [
    "dac_override",
    "dac_read_search",
    "setuid",
    "sys_module",
    "sys_rawio",
    "sys_ptrace",
    "sys_admin",
    "setfcap",
    "bpf",
];

/// The names in a `security.capability` attribute (capabilities(7), revisions 1 to 3).
pub fn capabilities(raw: &[u8]) -> Vec<&'static str> {
    let word = |at: usize| {
        let bytes = raw.get(at..at + 4).and_then(|b| <[u8; 4]>::try_from(b).ok());
        bytes.map_or(0, u32::from_le_bytes)
    };
    // The permitted sets are the first of each pair.
    let high = if word(0) >> 24 >= 2 { u64::from(word(12)) } else { 0 };
    let set = u64::from(word(4)) | high << 32;
    CAPABILITIES.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, name)| *name).collect()
}

/// Setuid and setgid programs, capabilities, what everybody may write, devices.
pub fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut out: Vec<Finding> = Vec::new();
    let mut left_out = 0;
    walk(tree, b"", &mut |path, _| {
        let Some(node) = tree.get(path) else { return Ok(()) };
        let (entry, layer) = (node.content_entry(), node.entry_layer());
        let mut found = |finding: Finding| {
            if out.iter().filter(|f| f.rule == finding.rule).count() < MOST {
                out.push(finding.at(path, layer));
            } else {
                left_out += 1;
            }
        };
        let is_file = matches!(entry.kind, EntryKind::File { .. });
        if is_file && entry.mode & 0o6000 != 0 {
            let by = |id: u32| if id == 0 { "root".to_string() } else { id.to_string() };
            let rights = match (entry.mode & 0o4000 != 0, entry.mode & 0o2000 != 0) {
                (true, true) => format!("user {} and group {}", by(entry.uid), by(entry.gid)),
                (true, false) => format!("user {}", by(entry.uid)),
                _ => format!("group {}", by(entry.gid)),
            };
            let root = entry.mode & 0o4000 != 0 && entry.uid == 0;
            let severity = if root { Severity::Medium } else { Severity::Low };
            found(Finding::new("setuid-file", severity, format!("it runs as {rights} ({:04o})", entry.mode)));
        }
        if let Some(raw) = entry.xattrs.get(&b"security.capability"[..]).filter(|_| is_file) {
            let names = capabilities(raw);
            let severity = if names.iter().any(|n| MIGHTY.contains(n)) { Severity::High } else { Severity::Low };
            found(Finding::new("file-capability", severity, format!("it runs with {}", names.join(", "))));
        }
        let open = entry.mode & 0o002 != 0;
        match entry.kind {
            EntryKind::Dir if open && entry.mode & 0o1000 == 0 => {
                let what = format!("everybody may write, and remove others' files, there ({:04o})", entry.mode);
                found(Finding::new("world-writable", Severity::Medium, what));
            }
            EntryKind::File { .. } if open => {
                let severity = if entry.mode & 0o111 != 0 { Severity::High } else { Severity::Medium };
                found(Finding::new("world-writable", severity, format!("everybody may write it ({:04o})", entry.mode)));
            }
            EntryKind::Char { major, minor } | EntryKind::Block { major, minor } => {
                found(Finding::new("device-node", Severity::Low, format!("it is device {major}:{minor}")));
            }
            _ => {}
        }
        Ok(())
    })?;
    if left_out > 0 {
        let what = format!("{left_out} more files have findings that are not told");
        out.push(Finding::new("world-writable", Severity::Medium, what));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Entry, Toc};
    use std::sync::Arc;

    #[test]
    fn names_of_capabilities() {
        // As `setcap cap_net_raw,cap_sys_admin+ep` writes them, and a truncated one.
        let raw = [1, 0, 0, 2, 0, 0x20, 0x20, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(capabilities(&raw), ["net_raw", "sys_admin", "bpf"]);
        assert_eq!(capabilities(&raw[..6]), [] as [&str; 0]);
        assert!(capabilities(&[]).is_empty());
        assert_eq!(capabilities(&[0xff; 20]).len(), 41);
    }

    #[test]
    fn modes_that_count() {
        let file = |path: &str, mode| Entry {
            kind: EntryKind::File { size: 0, content: [0; 32], offset: 0, sparse: false },
            ..Entry::dir(path, mode)
        };
        let entries = vec![
            Entry::dir("tmp", 0o1777),
            Entry::dir("open", 0o777),
            file("f", 0o666),
            file("x", 0o777),
            file("ok", 0o755),
            file("su", 0o4755),
            file("mail", 0o2755),
            Entry { kind: EntryKind::Symlink { target: b"f".to_vec() }, ..Entry::dir("link", 0o777) },
            Entry { kind: EntryKind::Char { major: 1, minor: 3 }, ..Entry::dir("null", 0o666) },
        ];
        let found = check(&Tree::stack(&[Arc::new(Toc { entries })])).unwrap();
        let told: Vec<String> =
            found.iter().map(|f| format!("{} {} {}", f.rule, f.severity.name(), f.path.as_deref().unwrap())).collect();
        assert_eq!(
            told,
            [
                "world-writable medium /f",
                "setuid-file low /mail",
                "device-node low /null",
                "world-writable medium /open",
                "setuid-file medium /su",
                "world-writable high /x",
            ]
        );
    }
}
