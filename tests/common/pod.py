#!/usr/bin/env python3
"""Runs a command as an ordinary container would, a Kubernetes pod's say: root with Docker's default capabilities, in which
neither a namespace nor a mount can be made (what the default seccomp profile and the missing CAP_SYS_ADMIN amount to).

Usage: pod.py COMMAND [ARG ...]     as root
"""
import ctypes, os, platform, struct, sys

SYSCALLS = {
    "x86_64": dict(arch=0xC000003E, clone=56, deny=[272, 165, 166, 308, 155]),
    "aarch64": dict(arch=0xC00000B7, clone=220, deny=[97, 40, 39, 268, 41]),
}[platform.machine()]
# open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr: the same number everywhere.
DENY = SYSCALLS["deny"] + [428, 429, 430, 431, 432, 433, 442]
CLONE3, NEWUSER = 435, 0x10000000
CAPABILITIES = "chown dac_override fsetid fowner mknod net_raw setgid setuid setfcap setpcap net_bind_service sys_chroot kill audit_write"
EPERM, ENOSYS, ALLOW, ERRNO = 1, 38, 0x7FFF0000, 0x00050000
LOAD, EQ, SET, RETURN = 0x20, 0x15, 0x45, 0x06

program = [(LOAD, 0, 0, 4), (EQ, 1, 0, SYSCALLS["arch"]), (RETURN, 0, 0, ERRNO | EPERM), (LOAD, 0, 0, 0)]
for number in DENY:
    program += [(EQ, 0, 1, number), (RETURN, 0, 0, ERRNO | EPERM)]
program += [(EQ, 0, 1, CLONE3), (RETURN, 0, 0, ERRNO | ENOSYS)]
program += [(EQ, 0, 3, SYSCALLS["clone"]), (LOAD, 0, 0, 16), (SET, 0, 1, NEWUSER), (RETURN, 0, 0, ERRNO | EPERM)]
program += [(RETURN, 0, 0, ALLOW)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))


class Fprog(ctypes.Structure):
    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


libc = ctypes.CDLL(None, use_errno=True)
fprog = Fprog(len(program), ctypes.cast(code, ctypes.c_void_p))
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(fprog), 0, 0):
    sys.exit("cannot set the filter: " + os.strerror(ctypes.get_errno()))
bounding = "-all," + ",".join("+" + c for c in CAPABILITIES.split())
os.execvp("setpriv", ["setpriv", f"--bounding-set={bounding}", "--inh-caps=-all", "--", *sys.argv[1:]])
