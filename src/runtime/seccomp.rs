//! The filter of system calls that a command may make (seccomp(2)): what Docker's default profile
//! refuses because it reaches out of a container or into parts of the kernel that break often.
//!
//! The classic BPF program is made here; it returns EPERM for the calls listed, ENOSYS for clone3
//! (whose flags lie in memory, where a filter cannot look; libraries fall back to clone), and EPERM
//! for a clone that asks for namespaces. Everything else is allowed. Filters of the user's are made in `profile`.

use crate::error::{Context, Result};
use crate::sys::{self, BpfInstruction as Bpf};

/// Every flag of clone(2) that makes a namespace.
const NEW_NAMESPACES: u32 = (libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET) as u32
    | 0x80;

/// Offsets in `struct seccomp_data`.
pub(super) const NUMBER: u32 = 0;
pub(super) const ARCHITECTURE: u32 = 4;
pub(super) const FIRST_ARGUMENT: u32 = if cfg!(target_endian = "big") { 20 } else { 16 };

/// An instruction set with its numbers for system calls.
struct Architecture {
    /// AUDIT_ARCH_*.
    id: u32,
    refused: &'static [u32],
    clone: u32,
    clone3: u32,
}

macro_rules! numbers {
    ($($name:ident),* $(,)?) => { &[$(libc::$name as u32),*] };
}

/// The calls that all 64-bit architectures have.
const NATIVE: &[u32] = numbers![
    SYS_acct,
    SYS_add_key,
    SYS_bpf,
    SYS_clock_adjtime,
    SYS_clock_settime,
    SYS_delete_module,
    SYS_fanotify_init,
    SYS_finit_module,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fsopen,
    SYS_fspick,
    SYS_init_module,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_io_uring_setup,
    SYS_kexec_file_load,
    SYS_kexec_load,
    SYS_keyctl,
    SYS_lookup_dcookie,
    SYS_mount,
    SYS_mount_setattr,
    SYS_move_mount,
    SYS_open_by_handle_at,
    SYS_open_tree,
    SYS_perf_event_open,
    SYS_pivot_root,
    SYS_quotactl,
    SYS_quotactl_fd,
    SYS_reboot,
    SYS_request_key,
    SYS_setns,
    SYS_settimeofday,
    SYS_swapoff,
    SYS_swapon,
    SYS_umount2,
    SYS_unshare,
    SYS_userfaultfd,
    SYS_vhangup,
];

#[cfg(target_arch = "x86_64")]
const ARCHITECTURES: &[Architecture] = &[
    Architecture { id: 0xC000_003E, refused: NATIVE, clone: libc::SYS_clone as u32, clone3: libc::SYS_clone3 as u32 },
    // i386, in the order of NATIVE, then its own: mount of old, clocks of 64 bits, vm86, ports.
    Architecture {
        id: 0x4000_0003,
        refused: &[
            51, 286, 357, 343, 264, 129, 338, 350, 431, 432, 430, 433, 128, 426, 427, 425, 283, 288, 253, 21, 442, 429,
            342, 428, 336, 217, 131, 443, 88, 287, 346, 79, 115, 87, 52, 310, 374, 111, 22, 25, 86, 101, 110, 113, 127,
            130, 134, 135, 149, 166, 167, 169, 404, 405,
        ],
        clone: 120,
        clone3: 435,
    },
];
#[cfg(target_arch = "aarch64")]
const ARCHITECTURES: &[Architecture] = &[Architecture {
    id: 0xC000_00B7,
    refused: NATIVE,
    clone: libc::SYS_clone as u32,
    clone3: libc::SYS_clone3 as u32,
}];
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const ARCHITECTURES: &[Architecture] = &[];

/// The calls that only x86 has: I/O ports, old libraries, and the same as above by other names.
#[cfg(target_arch = "x86_64")]
const X86: &[u32] = numbers![SYS_ioperm, SYS_iopl, SYS_modify_ldt, SYS_sysfs, SYS_uselib, SYS_ustat, SYS__sysctl];
#[cfg(not(target_arch = "x86_64"))]
const X86: &[u32] = &[];
/// Bit of the numbers of the x32 interface, which nobody has.
pub(super) const X32: u32 = 0x4000_0000;

pub(super) const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
pub(super) const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
pub(super) const ANY_BIT: u16 = (libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K) as u16;
pub(super) const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
pub(super) const ALLOW: u32 = 0x7fff_0000;
pub(super) const ERROR: u32 = 0x0005_0000;

/// From now on, this process and all that come from it are refused what is listed above. Takes
/// CAP_SYS_ADMIN in the user namespace.
pub(super) fn install() -> Result<()> {
    install_program(&program())
}

/// The same by another program.
pub(super) fn install_program(program: &[Bpf]) -> Result<()> {
    sys::filter_system_calls(program).context(|| "filter the system calls".into())
}

/// Where nothing matches, one instruction follows the other; `if` jumps over as many as it says.
fn program() -> Vec<Bpf> {
    let op = |code: u16, k: u32, if_true: u8, if_false: u8| Bpf { code, jt: if_true, jf: if_false, k };
    let refuse = |errno: libc::c_int| op(RETURN, ERROR | errno as u32, 0, 0);
    let mut out = Vec::new();
    for architecture in ARCHITECTURES {
        let native = architecture.id & 0x8000_0000 != 0;
        let mut body = vec![op(LOAD, NUMBER, 0, 0)];
        if native && cfg!(target_arch = "x86_64") {
            body.extend([op(ANY_BIT, X32, 0, 1), refuse(libc::ENOSYS)]);
        }
        let own: &[u32] = if native { X86 } else { &[] };
        for number in architecture.refused.iter().chain(own) {
            body.extend([op(EQUAL, *number, 0, 1), refuse(libc::EPERM)]);
        }
        body.extend([
            op(EQUAL, architecture.clone3, 0, 1),
            refuse(libc::ENOSYS),
            op(EQUAL, architecture.clone, 0, 3),
            op(LOAD, FIRST_ARGUMENT, 0, 0),
            op(ANY_BIT, NEW_NAMESPACES, 0, 1),
            refuse(libc::EPERM),
            op(RETURN, ALLOW, 0, 0),
        ]);
        // A jump is of at most 255; so this one, over the whole body, is an unconditional one.
        let always = (libc::BPF_JMP | libc::BPF_JA) as u16;
        out.extend([
            op(LOAD, ARCHITECTURE, 0, 0),
            op(EQUAL, architecture.id, 1, 0),
            op(always, body.len() as u32, 0, 0),
        ]);
        out.append(&mut body);
    }
    out.push(op(RETURN, ALLOW, 0, 0));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the program answers, by the rules of classic BPF.
    fn ask(architecture: u32, number: u32, argument: u32) -> u32 {
        let program = program();
        let (mut at, mut value) = (0, 0);
        loop {
            let op = program[at];
            at += 1;
            match op.code {
                LOAD => {
                    value = match op.k {
                        NUMBER => number,
                        ARCHITECTURE => architecture,
                        _ => argument,
                    }
                }
                EQUAL => at += usize::from(if value == op.k { op.jt } else { op.jf }),
                ANY_BIT => at += usize::from(if value & op.k != 0 { op.jt } else { op.jf }),
                RETURN => return op.k,
                _ => at += op.k as usize,
            }
        }
    }

    #[test]
    fn what_reaches_out_is_refused_and_nothing_else() {
        let (eperm, enosys) = (ERROR | libc::EPERM as u32, ERROR | libc::ENOSYS as u32);
        for architecture in ARCHITECTURES {
            for number in architecture.refused {
                assert_eq!(ask(architecture.id, *number, 0), eperm, "{number}");
            }
            assert_eq!(ask(architecture.id, architecture.clone3, 0), enosys);
            assert_eq!(ask(architecture.id, architecture.clone, libc::SIGCHLD as u32), ALLOW);
            assert_eq!(ask(architecture.id, architecture.clone, libc::CLONE_NEWUSER as u32), eperm);
        }
        if let Some(native) = ARCHITECTURES.first() {
            for number in [libc::SYS_read, libc::SYS_execve, libc::SYS_chroot, libc::SYS_ptrace, libc::SYS_openat] {
                assert_eq!(ask(native.id, number as u32, 0), ALLOW);
            }
        }
        #[cfg(target_arch = "x86_64")]
        assert_eq!(ask(0xC000_003E, X32 | libc::SYS_mount as u32, 0), enosys);
        // What we know nothing of (qemu's guests run natively) is let alone.
        assert_eq!(ask(0xC000_00F3, 40, 0), ALLOW);
    }
}
