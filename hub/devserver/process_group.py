"""What we start never outlives us: a small watchdog ends it when we are gone, also by ``kill -9``.

The watchdog holds the reading end of a pipe and we the writing end. However we go, the kernel
closes ours, and the watchdog ends every process and removes every path that it was told of.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from hub.devserver import parent_death_watchdog

# The child itself tells the watchdog its number before it becomes the program: were we killed
# between starting it and telling, nobody would know of it. It comes in on standard input.
REPORT_AND_EXEC = 'echo "start $$ $1" >&0; shift; exec "$@" </dev/null'
# Only for folders with an unguessable name, closed to others.
SHORT = "/tmp"  # noqa: S108  # nosec


class CannotStart(Exception):  # noqa: N818  a state, like ImproperlyConfigured
    """Something needed is missing or taken; its text is one sentence that says what to do."""


class ProcessGroup:
    """Starts processes that end with this one, and folders that go with it.

    ``lock_descriptors`` are open files that the watchdog holds too, until everything has ended.
    """

    def __init__(self, lock_descriptors: Sequence[int] = ()) -> None:
        reading, self._pipe = os.pipe()
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", "-S", parent_death_watchdog.__file__],
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=tuple(lock_descriptors),
            start_new_session=True,
        )
        os.close(reading)
        self._running: dict[int, tuple[subprocess.Popen[str], signal.Signals]] = {}

    def start(
        self,
        arguments: Sequence[str | Path],
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        output: int | IO[str] | None = None,
    ) -> subprocess.Popen[str]:
        """Start a program in a session of its own: Ctrl-C reaches only us, who end it in order."""
        report = ["/bin/sh", "-c", REPORT_AND_EXEC, "sh", str(int(stop_signal))]
        child = subprocess.Popen(
            [*report, *map(str, arguments)],
            stdin=self._pipe,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            env=environment,
            cwd=folder,
            start_new_session=True,
            text=True,
            errors="replace",
        )
        self._running[child.pid] = (child, stop_signal)
        return child

    def private_folder(self) -> Path:
        """A new folder only we can enter, with a short name (a socket's path holds 107 bytes)."""
        # Not TMPDIR first, which may be long; nor XDG_RUNTIME_DIR, which is small and in memory.
        parent = SHORT if os.access(SHORT, os.W_OK) else None
        folder = Path(tempfile.mkdtemp(prefix="hub-", dir=parent))
        self.remove_later(folder)
        return folder

    def remove_later(self, path: Path) -> None:
        """Have a file or folder removed when everything has ended."""
        os.write(self._pipe, f"remove {path}\n".encode())

    def has_ended(self, child: subprocess.Popen[str]) -> None:
        """Drop a process that ended by itself: its number may be given to a stranger."""
        if self._running.pop(child.pid, None):
            os.write(self._pipe, f"end {child.pid}\n".encode())

    def stop(
        self, *children: subprocess.Popen[str], grace: float = parent_death_watchdog.GRACE_SECONDS
    ) -> None:
        """Ask processes to end, and kill them and their groups after ``grace`` seconds."""
        for child in children:
            _, stop_signal = self._running.get(child.pid, (child, signal.SIGTERM))
            child.send_signal(stop_signal)
        deadline = time.monotonic() + grace
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(deadline - time.monotonic(), 0))
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            self.has_ended(child)

    def close(self) -> None:
        """End everything and wait until the watchdog has cleared up."""
        if self._pipe < 0:
            return
        self.stop(*(child for child, _ in reversed(list(self._running.values()))))
        os.close(self._pipe)
        self._pipe = -1
        self._watchdog.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
