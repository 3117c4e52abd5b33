"""Gates at which a worker waits with a step of an import done and not committed.

They are files of a folder that test and workers share, so that they outlast any process and the
database: a fault strikes in the midst of a step, however fast the machine is.
"""

import os
import time
from pathlib import Path

from hub.imports import job_runner, steps
from hub.imports.models import Import

FOLDER = "STEP_GATES"  # of the worker's environment


class StepGates:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def close(self, state: str) -> None:
        (self.folder / state).touch()

    def open(self, state: str) -> None:
        (self.folder / state).unlink(missing_ok=True)

    def open_all(self) -> None:
        for state in Import.WORKING:
            self.open(state)

    def wait(self, state: str) -> None:
        """Stay here, in a worker, as long as the gate of this state is closed."""
        waits = self.folder / f"{state}.{os.getpid()}"
        while (self.folder / state).exists():
            waits.touch()
            time.sleep(0.005)
        waits.unlink(missing_ok=True)

    def waiting(self, state: str) -> list[int]:
        """The processes that wait at this gate, but for those that have died there."""
        pids = [int(path.suffix[1:]) for path in self.folder.glob(f"{state}.*")]
        return [pid for pid in pids if Path(f"/proc/{pid}").exists()]

    def died(self, state: str, pid: int) -> None:
        (self.folder / f"{state}.{pid}").unlink(missing_ok=True)


def set_up() -> None:
    """Put a gate behind each step of this process, where the environment names a folder of them.

    Rows are checked in shares: theirs is behind a share, not behind the sharing out.
    """
    if FOLDER not in os.environ:
        return
    gates = StepGates(Path(os.environ[FOLDER]))

    def gated(state, step):
        def step_and_wait(*args):
            done = step(*args)
            gates.wait(state)
            return done

        return step_and_wait

    for state, step in steps.STEPS.items():
        if state != Import.State.CHECKING:
            steps.STEPS[state] = gated(state, step)
    job_runner.check_next_share = gated(Import.State.CHECKING, job_runner.check_next_share)
