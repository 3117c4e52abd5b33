"""Keeps the processes of a site running: starts again what ends, and passes on what they print."""

import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hub.devserver.process_group import ProcessGroup

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 30.0
# A process that ran this long is well again: its next end counts as the first.
HEALTHY_SECONDS = 60.0
ROUND_SECONDS = 0.1

Say = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """A command line under a short name."""

    name: str
    arguments: list[str]


@dataclass
class SupervisedProcess:
    """One run of a program after another, and how long to wait before the next."""

    program: Program
    process: subprocess.Popen[str]
    started: float = field(default_factory=time.monotonic)
    delay: float = FIRST_DELAY_SECONDS
    due: float | None = None


class Supervisor:
    """Starts programs on a process_group and keeps them running.

    ``say`` is given every line that they print, under their name, and every end and new start.
    """

    def __init__(
        self,
        process_group: ProcessGroup,
        environment: Mapping[str, str],
        say: Say,
        first_delay: float = FIRST_DELAY_SECONDS,
    ) -> None:
        self._process_group = process_group
        self._environment = environment
        self._say = say
        self._first_delay = first_delay
        self._kept: list[SupervisedProcess] = []

    def keep(self, program: Program) -> None:
        """Start a program and start it again whenever it ends."""
        process = self._start_kept(program)
        self._kept.append(SupervisedProcess(program, process, delay=self._first_delay))

    def run(self, program: Program) -> int:
        """Run a program to its end, keeping the others up meanwhile. Returns its exit code."""
        process, reader = self._start(program, "", self._say)
        self._wait(process, reader)
        return process.returncode

    def run_quietly(self, *programs: Program) -> Program | None:
        """Run programs side by side to their ends. Returns the first one that failed.

        Each is only heard when it fails.
        """
        heard: list[list[str]] = [[] for _ in programs]
        started = [
            self._start(program, "", lines.append)
            for program, lines in zip(programs, heard, strict=True)
        ]
        failed = None
        for program, (process, reader), lines in zip(programs, started, heard, strict=True):
            self._wait(process, reader)
            if process.returncode:
                failed = failed or program
                for line in lines:
                    self._say(line)
        return failed

    def _wait(self, process: subprocess.Popen[str], reader: threading.Thread) -> None:
        self.watch(until=lambda: process.poll() is not None)
        self._process_group.has_ended(process)
        reader.join(timeout=1)

    def watch(self, until: Callable[[], bool]) -> None:
        """Look after the programs until ``until()`` is true."""
        while not until():
            self.look_after()

    def look_after(self) -> None:
        """One round: note what ended, start again what is due, then rest a moment."""
        for running in self._kept:
            if running.due is None and running.process.poll() is not None:
                self._note_end(running)
            if running.due is not None and running.due <= time.monotonic():
                running.process = self._start_kept(running.program)
                running.started, running.due = time.monotonic(), None
        time.sleep(ROUND_SECONDS)

    def stop(self) -> None:
        """End all at once, but the first (the broker) only when nobody speaks to it any more."""
        processes = [running.process for running in self._kept]
        self._process_group.stop(*processes[:0:-1])
        self._process_group.stop(*processes[:1])

    def process(self, name: str) -> subprocess.Popen[str]:
        """The present run of a kept program."""
        return next(running.process for running in self._kept if running.program.name == name)

    def _note_end(self, running: SupervisedProcess) -> None:
        self._process_group.stop(running.process)  # what it left behind in its group goes too
        if time.monotonic() - running.started > HEALTHY_SECONDS:
            running.delay = self._first_delay
        code = running.process.returncode
        self._say(
            f"{running.program.name}: ended ({code}); starting again in {running.delay:g} seconds"
        )
        running.due = time.monotonic() + running.delay
        running.delay = min(running.delay * 2, LONGEST_DELAY_SECONDS)

    def _start_kept(self, program: Program) -> subprocess.Popen[str]:
        return self._start(program, f"{program.name}: ", self._say)[0]

    def _start(
        self, program: Program, prefix: str, say: Say
    ) -> tuple[subprocess.Popen[str], threading.Thread]:
        process = self._process_group.start(
            program.arguments, environment=self._environment, output=subprocess.PIPE
        )
        reader = threading.Thread(target=relay_output, args=(process, prefix, say), daemon=True)
        reader.start()
        return process, reader


def relay_output(process: subprocess.Popen[str], prefix: str, say: Say) -> None:
    """Pass on what a process prints, line by line, until it closes its output."""
    if process.stdout is None:
        return
    with process.stdout as lines:
        for line in lines:
            if line.strip():
                say(f"{prefix}{line.rstrip()}")
