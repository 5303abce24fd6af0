//! User and group names, looked up in the image's own files; never in the host's.

use super::view::Owner;

/// Who a process is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
    /// All groups, the first one included, as BuildKit has it.
    pub groups: Vec<u32>,
    /// The home directory.
    pub home: String,
}

struct User<'a> {
    name: &'a str,
    uid: u32,
    gid: u32,
    home: &'a str,
}

struct Group<'a> {
    name: &'a str,
    gid: u32,
    members: Vec<&'a str>,
}

fn users(passwd: &str) -> impl Iterator<Item = User<'_>> {
    passwd.lines().filter_map(|line| {
        let f: Vec<&str> = line.trim().split(':').collect();
        Some(User {
            name: f.first()?,
            uid: f.get(2)?.parse().ok()?,
            gid: f.get(3)?.parse().ok()?,
            home: f.get(5).unwrap_or(&""),
        })
    })
}

fn groups(group: &str) -> impl Iterator<Item = Group<'_>> {
    group.lines().filter_map(|line| {
        let f: Vec<&str> = line.trim().split(':').collect();
        let members = f.get(3).map(|m| m.split(',').filter(|m| !m.is_empty()).collect()).unwrap_or_default();
        Some(Group { name: f.first()?, gid: f.get(2)?.parse().ok()?, members })
    })
}

/// The identity that `USER spec` means, with the image's passwd and group files. A number
/// is a number, even where a user has it for a name (CVE-2026-46680).
pub fn identity(spec: &str, passwd: &str, group: &str) -> Result<Identity, String> {
    let (user, group_spec) = match spec.split_once(':') {
        Some((u, g)) => (u, Some(g).filter(|g| !g.is_empty())),
        None => (spec, None),
    };
    let user = if user.is_empty() { "0" } else { user };
    let found = match user.parse::<u32>() {
        Ok(uid) => {
            users(passwd).find(|u| u.uid == uid).map(|u| (u.uid, u.gid, u.name, u.home)).or(Some((uid, 0, "", "")))
        }
        Err(_) => users(passwd).find(|u| u.name == user).map(|u| (u.uid, u.gid, u.name, u.home)),
    };
    let (uid, own_gid, name, home) = found.ok_or_else(|| no_user(user))?;
    let gid = match group_spec {
        Some(g) => gid_of(g, group)?,
        None => own_gid,
    };
    // With a group given, Docker adds no others.
    let more = if group_spec.is_none() && !name.is_empty() {
        groups(group).filter(|g| g.gid != gid && g.members.contains(&name)).map(|g| g.gid).collect()
    } else {
        Vec::new()
    };
    let home = match (home, uid) {
        ("", 0) => "/root",
        ("", _) => "/",
        (home, _) => home,
    };
    Ok(Identity { uid, gid, groups: [vec![gid], more].concat(), home: home.into() })
}

fn no_user(name: &str) -> String {
    format!("the image has no user named '{name}'")
}

/// The number of a group, which may be given as that.
pub fn gid_of(spec: &str, group: &str) -> Result<u32, String> {
    if let Ok(gid) = spec.parse::<u32>() {
        return Ok(gid);
    }
    groups(group)
        .find(|g| g.name == spec)
        .map(|g| g.gid)
        .ok_or_else(|| format!("the image has no group named '{spec}'"))
}

/// The owner that `--chown=spec` means: `user[:group]`, names or numbers. Without a group, a
/// user's number is the group's too, and a name brings the user's own group, as `user:` does.
/// An unknown user is root, an unknown group the user's own, as in BuildKit; the list says which.
pub fn owner(spec: &str, passwd: &str, group: &str) -> (Owner, Vec<String>) {
    let mut unknown = Vec::new();
    let (user, group_spec) = match spec.split_once(':') {
        Some((u, g)) => (u, Some(g).filter(|g| !g.is_empty())),
        None => (spec, None),
    };
    let (uid, own_gid) = match user.parse::<u32>() {
        // `1000:` is the group that the user has, if it has one.
        Ok(uid) if spec.ends_with(':') => (uid, users(passwd).find(|u| u.uid == uid).map_or(uid, |u| u.gid)),
        Ok(uid) => (uid, uid),
        Err(_) if user.is_empty() => (0, 0),
        Err(_) => users(passwd).find(|u| u.name == user).map(|u| (u.uid, u.gid)).unwrap_or_else(|| {
            unknown.push(no_user(user));
            (0, 0)
        }),
    };
    let gid = group_spec.map_or(Ok(own_gid), |g| gid_of(g, group)).unwrap_or_else(|why| {
        unknown.push(why);
        own_gid
    });
    (Owner { uid, gid }, unknown)
}

/// Does the spec need the image's files at all?
pub fn is_numeric(spec: &str) -> bool {
    spec.split(':').all(|p| p.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str =
        "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n7:x:9:9::/odd:/bin/sh\nbroken\n";
    const GROUP: &str = "root:x:0:\nann:x:1000:\nwheel:x:10:root,ann\nstaff:x:50:\n";

    #[test]
    fn names_numbers_and_groups() {
        let id = |s| identity(s, PASSWD, GROUP);
        let ann = id("ann").unwrap();
        assert_eq!(
            (ann.uid, ann.gid, ann.groups.as_slice(), ann.home.as_str()),
            (1000, 1000, &[1000, 10][..], "/home/ann")
        );
        assert_eq!(id("1000").unwrap(), ann);
        let other = id("ann:staff").unwrap();
        assert_eq!((other.gid, other.groups.len()), (50, 1));
        assert_eq!(id("4242").unwrap(), Identity { uid: 4242, gid: 0, groups: vec![0], home: "/".into() });
        // A number is a number, not the user of that name.
        assert_eq!(id("7").unwrap().uid, 7);
        assert!(id("nobody-here").is_err());
        assert!(id("ann:nogroup").is_err());
    }

    #[test]
    fn owners() {
        for (spec, want) in [
            ("ann", (1000, 1000)),
            ("ann:wheel", (1000, 10)),
            ("55", (55, 55)),
            ("55:0", (55, 0)),
            ("9:", (9, 9)),
            ("ann:", (1000, 1000)),
            (":wheel", (0, 10)),
        ] {
            assert_eq!(owner(spec, PASSWD, GROUP), (Owner { uid: want.0, gid: want.1 }, Vec::new()), "{spec}");
        }
        let unknown = owner("ann:x", PASSWD, GROUP);
        assert_eq!(unknown, (Owner { uid: 1000, gid: 1000 }, vec!["the image has no group named 'x'".into()]));
        assert_eq!(owner("x:x", PASSWD, GROUP).1.len(), 2);
        assert!(is_numeric("1:2") && is_numeric("1") && !is_numeric("ann:2"));
    }
}
