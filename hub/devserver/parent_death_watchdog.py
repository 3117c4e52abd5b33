"""The program behind `process_group.ProcessGroup`: ends what it was told of when its input closes.

Run as a script, apart from the project: it must start fast and need nothing but Python.
Lines it understands: ``start <process id> <signal>``, ``end <process id>``, ``remove <path>``.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

GRACE_SECONDS = 8.0


def is_alive(pid: int) -> bool:
    """Whether the process still runs; one that only waits for its parent to notice does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()[0] != "Z"
    return True


def end_all(signals: dict[int, int], grace: float = GRACE_SECONDS) -> None:
    """Ask each process to end, the youngest first, then kill what is left with its whole group."""
    for pid, signal_number in reversed(signals.items()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_number)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and any(is_alive(pid) for pid in signals):
        time.sleep(0.05)
    for pid in signals:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signals: dict[int, int] = {}
    paths: list[Path] = []
    for line in sys.stdin:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "start":
            pid, signal_number = rest.split()
            signals[int(pid)] = int(signal_number)
        elif word == "end":
            signals.pop(int(rest), None)
        elif word == "remove":
            paths.append(Path(rest))
    end_all(signals)
    for path in paths:
        remove(path)


if __name__ == "__main__":
    main()
