"""Shuts the process that reads a file of others off from everything but that file and its pipe.

Landlock takes away every file and port, a seccomp filter every call of the system but the few that
computing, reading and writing need. Each alone leaves a gap; where the kernel has only one of them,
what ``find_escapes`` has tried decides, and never which of them is there.
"""

import contextlib
import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from collections.abc import Callable

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
# include/uapi/linux/landlock.h: numbers of calls, alike on every machine, and rights by version.
CREATE_RULESET, RESTRICT_SELF, GET_VERSION = 444, 446, 1
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # version -> how many there are
NET_RIGHTS, SCOPES = 0b11, 0b11
# By machine: the mark of its calls (linux/audit.h), and the numbers of those that are allowed.
# What opens, names or makes a file, a socket or a process is not among them.
CALLS = {
    "x86_64": (0xC000003E, {
        "read": 0, "write": 1, "readv": 19, "writev": 20, "pread64": 17, "lseek": 8,
        "close": 3, "mmap": 9, "mprotect": 10, "munmap": 11, "mremap": 25, "brk": 12,
        "madvise": 28, "futex": 202, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
        "sigaltstack": 131, "getpid": 39, "gettid": 186, "clock_gettime": 228, "gettimeofday": 96,
        "getrandom": 318, "sched_yield": 24, "exit": 60, "exit_group": 231,
    }),
    "aarch64": (0xC00000B7, {
        "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67,
        "lseek": 62, "close": 57, "mmap": 222, "mprotect": 226, "munmap": 215, "mremap": 216,
        "brk": 214, "madvise": 233, "futex": 98, "rt_sigaction": 134, "rt_sigprocmask": 135,
        "rt_sigreturn": 139, "sigaltstack": 132, "getpid": 172, "gettid": 178,
        "clock_gettime": 113, "gettimeofday": 169, "getrandom": 278, "sched_yield": 124,
        "exit": 93, "exit_group": 94,
    }),
}  # fmt: skip
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
PLACE_OF_CALL, PLACE_OF_MACHINE = 0, 4  # in struct seccomp_data
# Errors that say that there is no way out, and not only that nobody answered.
SHUT = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EAFNOSUPPORT, errno.ENETUNREACH,
        errno.ENETDOWN, errno.EADDRNOTAVAIL}  # fmt: skip
EXECUTED = 7  # the exit code of a program that should not have started
DISCARD = 9


def confine() -> None:
    """From here on only what is open can be used. What the kernel has not is left out."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _restrict_files(libc)
    _filter_calls(libc)


def _restrict_files(libc: ctypes.CDLL) -> None:
    """Landlock: all rights that this version knows, and none of them given back."""
    version = libc.syscall(CREATE_RULESET, None, 0, GET_VERSION)
    if version < 1:
        return
    rights = max(count for first, count in FILE_RIGHTS.items() if first <= version)
    attributes = [2**rights - 1]
    if version >= 4:
        attributes.append(NET_RIGHTS)
    if version >= 6:
        attributes.append(SCOPES)
    packed = struct.pack(f"={len(attributes)}Q", *attributes)
    ruleset = libc.syscall(CREATE_RULESET, packed, len(packed), 0)
    if ruleset >= 0:
        libc.syscall(RESTRICT_SELF, ruleset, 0)
        os.close(ruleset)


def _filter_calls(libc: ctypes.CDLL) -> None:
    """Seccomp: every call that is not in ``CALLS`` is refused with EPERM."""
    is_64_bit = struct.calcsize("P") == 8  # a program may be narrower than its machine
    if platform.machine() not in CALLS or not is_64_bit:
        return
    machine, calls = CALLS[platform.machine()]
    count = len(calls)
    steps = [
        (LOAD, 0, 0, PLACE_OF_MACHINE),
        (JUMP_IF_EQUAL, 0, count + 1, machine),
        (LOAD, 0, 0, PLACE_OF_CALL),
        *((JUMP_IF_EQUAL, count - place, 0, number) for place, number in enumerate(calls.values())),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a count, and behind it, where a pointer may stand, the program.
    described = struct.pack("@HP", len(steps), ctypes.addressof(buffer))
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, described, 0, 0)


def find_escapes(parent: int, canary: str) -> list[str]:
    """What a program in here could still do, tried; codes of ``messages.ESCAPES``.

    ``canary``: a file that the parent has just written. Where a process can be started, it is one
    of those that try; else this one is replaced if it can be, and tells so itself.
    """
    tries: dict[str, Callable[[], bool]] = {
        "network": lambda: _connects(socket.AF_INET, ("127.0.0.1", DISCARD)),
        "socket": lambda: _connects(socket.AF_UNIX, "\0nobody"),
        "environment": lambda: _reads(f"/proc/{parent}/environ"),
        "file": lambda: _reads(canary),
    }
    escapes = [name for name, succeeds in tries.items() if succeeds()]
    return [*escapes, *_started(escapes)]


def _connects(family: int, address: tuple[str, int] | str) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as plain:
            plain.settimeout(1.0)
            plain.connect(address)
    except OSError as problem:
        return problem.errno not in SHUT  # refused by whoever is there: it was reached
    return True


def _reads(path: str) -> bool:
    with contextlib.suppress(OSError), open(path, "rb", buffering=0) as file:
        file.read(1)
        return True
    return False


def _started(escapes: list[str]) -> list[str]:
    """Whether a process can be started, and a program in its place."""
    try:
        child = os.fork()
    except OSError:
        _execute(f'print(\'{{"escapes": {_as_json([*escapes, "program"])}, "replaced": true}}\')')
        return []
    if not child:
        _execute(f"raise SystemExit({EXECUTED})")
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return ["process", "program"] if status == EXECUTED else ["process"]


def _execute(code: str) -> None:
    with contextlib.suppress(OSError):
        os.execve(sys.executable, [sys.executable, "-I", "-c", code], {})  # noqa: S606  # nosec


def _as_json(names: list[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
