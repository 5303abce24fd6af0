//! Profiles for seccomp(2) in Docker's format (`--security-opt seccomp=FILE`), made a classic BPF program.
//!
//! They mean what libseccomp makes of them: names that this architecture does not have are passed over; of the rules
//! for one call, one without conditions counts for all of them, and else the first whose conditions hold. Calls by an
//! instruction set that the profile does not name end the process.

use super::rights::Capabilities;
use super::seccomp::{ALLOW, ANY_BIT, ARCHITECTURE, EQUAL, ERROR, FIRST_ARGUMENT, LOAD, NUMBER, RETURN, X32};
use super::syscalls;
use crate::error::{Context, Error, Kind, Result};
use crate::sys::BpfInstruction as Bpf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest program that the kernel takes.
const LONGEST: usize = 4096;
/// Arguments of a system call.
const ARGUMENTS: u32 = 6;

/// A program for the kernel, made of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter(Vec<(u16, u8, u8, u32)>);

impl Filter {
    /// Reads a profile's JSON; which of its rules count, the capabilities of the command decide.
    pub fn read(json: &[u8], capabilities: Capabilities) -> Result<Filter> {
        let what = || "read the seccomp profile".to_string();
        let profile: Profile = serde_json::from_slice(json)
            .map_err(|e| Error::new(Kind::Format, what()).because(e).hint("it is JSON as Docker and OCI have it"))?;
        let filter = profile.program(capabilities, &kernel()).context(what)?;
        if filter.0.len() > LONGEST {
            let why = format!("it takes {} instructions, and the kernel takes {LONGEST}", filter.0.len());
            return Err(Error::new(Kind::Limit, what()).because(why));
        }
        Ok(filter)
    }

    pub(super) fn program(&self) -> Vec<Bpf> {
        self.0.iter().map(|&(code, jt, jf, k)| Bpf { code, jt, jf, k }).collect()
    }
}

/// Major and minor number of this kernel.
fn kernel() -> (u32, u32) {
    let name = rustix::system::uname();
    version(&name.release().to_string_lossy()).unwrap_or((0, 0))
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    default_action: String,
    default_errno_ret: Option<u32>,
    #[serde(default)]
    architectures: Vec<String>,
    #[serde(default)]
    arch_map: Vec<ArchMap>,
    #[serde(default)]
    syscalls: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ArchMap {
    architecture: String,
    #[serde(default)]
    sub_architectures: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    /// Of old profiles.
    #[serde(default)]
    name: String,
    #[serde(default)]
    names: Vec<String>,
    action: String,
    errno_ret: Option<u32>,
    #[serde(default)]
    args: Option<Vec<Argument>>,
    #[serde(default)]
    includes: Option<Where>,
    #[serde(default)]
    excludes: Option<Where>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    index: u32,
    value: u64,
    #[serde(default)]
    value_two: u64,
    op: String,
}

/// What a rule is for, or not for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Where {
    #[serde(default)]
    caps: Vec<String>,
    #[serde(default)]
    arches: Vec<String>,
    min_kernel: Option<String>,
}

/// An instruction set: AUDIT_ARCH_*, its names, and its calls.
struct Architecture {
    id: u32,
    name: &'static str,
    table: &'static str,
}

/// This machine's first, as Go names it for `arches`, then those that it runs, too.
#[cfg(target_arch = "x86_64")]
const KNOWN: (&str, &[Architecture]) = (
    "amd64",
    &[
        Architecture { id: 0xC000_003E, name: "SCMP_ARCH_X86_64", table: syscalls::X86_64 },
        Architecture { id: 0x4000_0003, name: "SCMP_ARCH_X86", table: syscalls::I386 },
    ],
);
#[cfg(target_arch = "aarch64")]
const KNOWN: (&str, &[Architecture]) =
    ("arm64", &[Architecture { id: 0xC000_00B7, name: "SCMP_ARCH_AARCH64", table: syscalls::AARCH64 }]);
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const KNOWN: (&str, &[Architecture]) = ("", &[]);

const KILL_PROCESS: u32 = 0x8000_0000;
const AND: u16 = (libc::BPF_ALU | libc::BPF_AND | libc::BPF_K) as u16;
const GREATER: u16 = (libc::BPF_JMP | libc::BPF_JGT | libc::BPF_K) as u16;
const GREATER_OR_EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
const ALWAYS: u16 = (libc::BPF_JMP | libc::BPF_JA) as u16;

/// What the kernel is to do, as a filter answers it.
fn action(name: &str, errno: Option<u32>) -> Result<u32> {
    let data = errno.unwrap_or(libc::EPERM as u32) & 0xffff;
    Ok(match name {
        "SCMP_ACT_KILL" | "SCMP_ACT_KILL_THREAD" => 0,
        "SCMP_ACT_KILL_PROCESS" => KILL_PROCESS,
        "SCMP_ACT_TRAP" => 0x0003_0000,
        "SCMP_ACT_ERRNO" => ERROR | data,
        "SCMP_ACT_TRACE" => 0x7ff0_0000 | data,
        "SCMP_ACT_LOG" => 0x7ffc_0000,
        "SCMP_ACT_ALLOW" => ALLOW,
        other => {
            let all = "KILL, KILL_THREAD, KILL_PROCESS, TRAP, ERRNO, TRACE, LOG and ALLOW";
            return Err(Error::new(Kind::Unsupported, format!("the action '{other}' is not supported"))
                .hint(format!("behind SCMP_ACT_ there are {all}")));
        }
    })
}

impl Where {
    fn has_arch(&self) -> bool {
        self.arches.iter().any(|a| a == KNOWN.0)
    }

    fn holds(&self, name: &str, capabilities: Capabilities) -> Result<bool> {
        let one = Capabilities::named(name).filter(|_| !name.eq_ignore_ascii_case("all"));
        let one = one.ok_or_else(|| Error::new(Kind::Format, format!("there is no capability '{name}'")))?;
        Ok(capabilities.with(one) == capabilities)
    }

    /// Do all of them hold?
    fn includes(&self, capabilities: Capabilities, kernel: &(u32, u32)) -> Result<bool> {
        for name in &self.caps {
            if !self.holds(name, capabilities)? {
                return Ok(false);
            }
        }
        let new = self.min_kernel.as_deref().and_then(version).is_none_or(|least| *kernel >= least);
        Ok(new && (self.arches.is_empty() || self.has_arch()))
    }

    /// Does any of them hold?
    fn excludes(&self, capabilities: Capabilities, kernel: &(u32, u32)) -> Result<bool> {
        for name in &self.caps {
            if self.holds(name, capabilities)? {
                return Ok(true);
            }
        }
        Ok(self.has_arch() || self.min_kernel.as_deref().and_then(version).is_some_and(|least| *kernel >= least))
    }
}

/// Conditions that must hold together, and what is answered then.
type Case = (Vec<Argument>, u32);

impl Profile {
    fn program(&self, capabilities: Capabilities, kernel: &(u32, u32)) -> Result<Filter> {
        let default = action(&self.default_action, self.default_errno_ret)?;
        let mut cases: Vec<(&str, Case)> = Vec::new();
        for rule in &self.syscalls {
            let passed = match (&rule.includes, &rule.excludes) {
                (Some(w), _) if !w.includes(capabilities, kernel)? => continue,
                (_, Some(w)) => w.excludes(capabilities, kernel)?,
                _ => false,
            };
            let answer = action(&rule.action, rule.errno_ret)?;
            // libseccomp passes those over that say nothing new.
            if passed || answer == default {
                continue;
            }
            let args = rule.args.clone().unwrap_or_default();
            // Two conditions on one argument are alternatives, as runc reads them.
            let twice = (0..ARGUMENTS).any(|index| args.iter().filter(|a| a.index == index).count() > 1);
            let alternatives: Vec<Vec<Argument>> =
                if twice { args.into_iter().map(|a| vec![a]).collect() } else { vec![args] };
            for name in rule.names.iter().chain(Some(&rule.name).filter(|n| !n.is_empty())) {
                cases.extend(alternatives.iter().map(|args| (name.as_str(), (args.clone(), answer))));
            }
        }
        let mut out = Vec::new();
        for architecture in KNOWN.1.iter().filter(|a| self.names(a)) {
            let body = body(architecture, &cases, default)?;
            out.extend([op(LOAD, ARCHITECTURE, 0, 0), op(EQUAL, architecture.id, 1, 0)]);
            out.push(op(ALWAYS, u32::try_from(body.len()).unwrap_or(u32::MAX), 0, 0));
            out.extend(body);
        }
        out.push(op(RETURN, KILL_PROCESS, 0, 0));
        Ok(Filter(out.into_iter().map(|b| (b.code, b.jt, b.jf, b.k)).collect()))
    }

    /// Is the profile for this instruction set? It is for the machine's own, whatever it says.
    fn names(&self, architecture: &Architecture) -> bool {
        let own = KNOWN.1.first().map_or("", |a| a.name);
        let below = self.arch_map.iter().filter(|m| m.architecture == own).flat_map(|m| &m.sub_architectures).flatten();
        architecture.name == own || self.architectures.iter().chain(below).any(|name| name == architecture.name)
    }
}

fn op(code: u16, k: u32, jt: u8, jf: u8) -> Bpf {
    Bpf { code, jt, jf, k }
}

/// All that is said of the calls of one instruction set.
fn body(architecture: &Architecture, cases: &[(&str, Case)], default: u32) -> Result<Vec<Bpf>> {
    let mut by_number: BTreeMap<u32, Vec<&Case>> = BTreeMap::new();
    for (name, case) in cases {
        if let Some(number) = syscalls::number(architecture.table, name) {
            by_number.entry(number).or_default().push(case);
        }
    }
    let mut out = vec![op(LOAD, NUMBER, 0, 0)];
    if architecture.name == "SCMP_ARCH_X86_64" {
        out.extend([op(ANY_BIT, X32, 0, 1), op(RETURN, ERROR | libc::ENOSYS as u32, 0, 0)]);
    }
    for (number, cases) in by_number {
        if let Some((_, answer)) = cases.iter().find(|(args, _)| args.is_empty()) {
            out.extend([op(EQUAL, number, 0, 1), op(RETURN, *answer, 0, 0)]);
            continue;
        }
        let mut inner = Vec::new();
        for (args, answer) in cases {
            let mut tests = Vec::new();
            for argument in args {
                tests.extend(test(argument)?);
            }
            // Where one fails, it goes on behind the answer.
            let count = tests.len();
            inner.extend(tests.into_iter().enumerate().map(|(at, (code, k, yes, no))| {
                let jump = |to: To| match to {
                    To::Next => 0,
                    To::Skip(n) => n,
                    To::Fail => u8::try_from(count - at).unwrap_or(u8::MAX),
                };
                op(code, k, jump(yes), jump(no))
            }));
            inner.push(op(RETURN, *answer, 0, 0));
        }
        inner.push(op(RETURN, default, 0, 0));
        // A conditional jump is of at most 255.
        out.extend([op(EQUAL, number, 1, 0), op(ALWAYS, u32::try_from(inner.len()).unwrap_or(u32::MAX), 0, 0)]);
        out.extend(inner);
    }
    out.push(op(RETURN, default, 0, 0));
    Ok(out)
}

/// Where a test goes on.
#[derive(Clone, Copy)]
enum To {
    Next,
    Skip(u8),
    Fail,
}

/// One condition: an argument of 64 bits, looked at by halves.
fn test(argument: &Argument) -> Result<Vec<(u16, u32, To, To)>> {
    use To::{Fail, Next, Skip};
    if argument.index >= ARGUMENTS {
        return Err(Error::new(Kind::Format, format!("there is no argument {}", argument.index)));
    }
    let low = FIRST_ARGUMENT + 8 * argument.index;
    let high = if cfg!(target_endian = "big") { low - 4 } else { low + 4 };
    let halves = |value: u64| ((value >> 32) as u32, value as u32);
    let (above, below) = halves(argument.value);
    let load = |at: u32| (LOAD, at, Next, Next);
    let ordered = |yes_above: To, no_above: To, last: u16, yes: To, no: To| {
        vec![
            load(high),
            (GREATER, above, yes_above, Next),
            (EQUAL, above, Next, no_above),
            load(low),
            (last, below, yes, no),
        ]
    };
    Ok(match argument.op.as_str() {
        "SCMP_CMP_EQ" => vec![load(high), (EQUAL, above, Next, Fail), load(low), (EQUAL, below, Next, Fail)],
        "SCMP_CMP_NE" => vec![load(high), (EQUAL, above, Next, Skip(2)), load(low), (EQUAL, below, Fail, Next)],
        "SCMP_CMP_GT" => ordered(Skip(3), Fail, GREATER, Next, Fail),
        "SCMP_CMP_GE" => ordered(Skip(3), Fail, GREATER_OR_EQUAL, Next, Fail),
        "SCMP_CMP_LE" => ordered(Fail, Skip(2), GREATER, Fail, Next),
        "SCMP_CMP_LT" => ordered(Fail, Skip(2), GREATER_OR_EQUAL, Fail, Next),
        "SCMP_CMP_MASKED_EQ" => {
            let (want_above, want_below) = halves(argument.value_two & argument.value);
            vec![
                load(high),
                (AND, above, Next, Next),
                (EQUAL, want_above, Next, Fail),
                load(low),
                (AND, below, Next, Next),
                (EQUAL, want_below, Next, Fail),
            ]
        }
        other => return Err(Error::new(Kind::Format, format!("there is no comparison '{other}'"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the program answers, by the rules of classic BPF.
    fn ask(filter: &Filter, architecture: u32, number: u32, arguments: [u64; 6]) -> u32 {
        let (mut at, mut value) = (0, 0u32);
        loop {
            let (code, jt, jf, k) = filter.0[at];
            at += 1;
            let mut jump = |holds: bool| at += usize::from(if holds { jt } else { jf });
            match code {
                LOAD => {
                    value = match k {
                        NUMBER => number,
                        ARCHITECTURE => architecture,
                        _ => {
                            let bytes: Vec<u8> = arguments.iter().flat_map(|a| a.to_ne_bytes()).collect();
                            let from = k as usize - 16;
                            u32::from_ne_bytes(bytes[from..from + 4].try_into().unwrap())
                        }
                    }
                }
                AND => value &= k,
                EQUAL => jump(value == k),
                ANY_BIT => jump(value & k != 0),
                GREATER => jump(value > k),
                GREATER_OR_EQUAL => jump(value >= k),
                RETURN => return k,
                _ => at += k as usize,
            }
        }
    }

    fn filter(syscalls: &str, capabilities: Capabilities) -> Result<Filter> {
        let json = format!(
            r#"{{"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "syscalls": [{syscalls}], "archMap":
            [{{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]}}]}}"#
        );
        Filter::read(json.as_bytes(), capabilities)
    }

    fn own(filter: &Filter, number: libc::c_long, first: u64) -> u32 {
        ask(filter, KNOWN.1[0].id, number as u32, [first, 0, 0, 0, 0, 0])
    }

    #[test]
    fn names_actions_and_architectures() {
        let text = r#"{"names": ["read", "no_such_call"], "action": "SCMP_ACT_ALLOW"},
            {"name": "write", "action": "SCMP_ACT_ERRNO", "errnoRet": 5, "args": null},
            {"names": ["kill"], "action": "SCMP_ACT_KILL_PROCESS"}"#;
        let made = filter(text, Capabilities::default()).unwrap();
        assert_eq!(own(&made, libc::SYS_read, 0), ALLOW);
        assert_eq!(own(&made, libc::SYS_write, 0), ERROR | 5);
        assert_eq!(own(&made, libc::SYS_kill, 0), KILL_PROCESS);
        assert_eq!(own(&made, libc::SYS_openat, 0), ERROR | 38);
        assert_eq!(ask(&made, 0xC000_00F3, 63, [0; 6]), KILL_PROCESS);
        #[cfg(target_arch = "x86_64")]
        {
            assert_eq!(ask(&made, 0x4000_0003, 3, [0; 6]), ALLOW, "read of i386");
            let number = |name| syscalls::number(syscalls::X86_64, name);
            assert_eq!((number("openat2"), number("clone3")), (Some(437), Some(435)));
        }
    }

    #[test]
    fn conditions_are_of_64_bits() {
        let big = 1u64 << 40;
        for (name, holds) in [
            ("EQ", [false, true, false]),
            ("NE", [true, false, true]),
            ("GT", [false, false, true]),
            ("GE", [false, true, true]),
            ("LE", [true, true, false]),
            ("LT", [true, false, false]),
        ] {
            for value in [7, big + 7, (1 << 32) - 1, big] {
                let args = format!(r#"[{{"index": 0, "value": {value}, "op": "SCMP_CMP_{name}"}}]"#);
                let text = format!(r#"{{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": {args}}}"#);
                let made = filter(&text, Capabilities::default()).unwrap();
                for (given, holds) in [value - 1, value, value + 1].into_iter().zip(holds) {
                    assert_eq!(own(&made, libc::SYS_read, given) == ALLOW, holds, "{given} {name} {value}");
                }
            }
        }
        let masked = r#"{"names": ["clone"], "action": "SCMP_ACT_ALLOW",
            "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]}"#;
        let made = filter(masked, Capabilities::default()).unwrap();
        assert_eq!(own(&made, libc::SYS_clone, libc::SIGCHLD as u64), ALLOW);
        assert_eq!(own(&made, libc::SYS_clone, libc::CLONE_NEWUSER as u64), ERROR | 38);
        let twice = r#"{"names": ["personality"], "action": "SCMP_ACT_ALLOW", "args":
            [{"index": 0, "value": 0, "op": "SCMP_CMP_EQ"}, {"index": 0, "value": 8, "op": "SCMP_CMP_EQ"}]}"#;
        let made = filter(twice, Capabilities::default()).unwrap();
        let of = |n| own(&made, libc::SYS_personality, n) == ALLOW;
        assert!(of(0) && of(8) && !of(4));
    }

    #[test]
    fn rules_depend_on_capabilities_and_the_kernel() {
        let text = r#"{"names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
            {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "excludes": {"caps": ["CAP_SYS_ADMIN"]}},
            {"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "4.8"}},
            {"names": ["bpf"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "99.1"}},
            {"names": ["kcmp"], "action": "SCMP_ACT_ALLOW", "excludes": {"arches": ["amd64", "arm64"]}}"#;
        let plain = filter(text, Capabilities::default()).unwrap();
        let of = |n| own(&plain, n, 0) == ALLOW;
        assert!(!of(libc::SYS_mount) && of(libc::SYS_clone) && of(libc::SYS_ptrace));
        assert!(!of(libc::SYS_bpf) && !of(libc::SYS_kcmp));
        let admin = Capabilities::default().with(Capabilities::named("SYS_ADMIN").unwrap());
        let more = filter(text, admin).unwrap();
        let of = |n| own(&more, n, 0) == ALLOW;
        assert!(of(libc::SYS_mount) && !of(libc::SYS_clone));
        for bad in [
            r#"{"names": ["read"], "action": "SCMP_ACT_NOTIFY"}"#,
            r#"{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 6, "value": 0, "op": "SCMP_CMP_EQ"}]}"#,
            r#"{"names": ["read"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_NONSENSE"]}}"#,
        ] {
            assert!(filter(bad, Capabilities::default()).is_err(), "{bad}");
        }
    }
}
