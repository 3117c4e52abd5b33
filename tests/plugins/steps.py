"""Counts steps and guards against a hang, where a clock would tell how busy the machine is."""

import gc
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def count_calls(function: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called in this thread while ``function`` runs."""
    calls = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    previous = sys.getprofile()
    gc.disable()  # else finalizers of earlier tests are counted
    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(previous)
        gc.enable()
    return calls


@contextmanager
def fails_after(seconds: float) -> Iterator[None]:
    """Ends a block that hangs. Only for what waits: work is measured by `make bench`."""

    def fail(_signal: int, _frame: object) -> None:
        raise AssertionError(f"It hung for {seconds} seconds.")

    previous = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
