"""Keeps an outage from filling the log: one trace for each kind of error, then a line a minute."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

LINE_SECONDS = 60.0  # between two lines about the same
TRACE_SECONDS = 3600.0  # between two traces of the same
MAX_KINDS = 500


@dataclass
class Repeated:
    """When one kind of error was last told, and with its trace; how often it was not since."""

    told_at: float
    traced_at: float
    left_out: int = 0


class RepeatedErrors(logging.Filter):
    """For a handler. Errors are of one kind if type and innermost place are the same.

    Of answers with a status from 500 on that come without an exception, the status is the kind.
    Everything else passes.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._kinds: dict[object, Repeated] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind = _kind(record)
        if kind is None:
            return True
        now = self._clock()
        with self._lock:
            known = self._kinds.get(kind)
            if known is None:
                if len(self._kinds) >= MAX_KINDS:
                    self._kinds.clear()
                self._kinds[kind] = Repeated(now, now)
                return True
            if now < known.told_at + LINE_SECONDS:
                known.left_out += 1
                return False
            left_out, known.left_out, known.told_at = known.left_out, 0, now
            with_trace = now >= known.traced_at + TRACE_SECONDS
            if with_trace:
                known.traced_at = now
        _tell(record, left_out, with_trace=with_trace)
        return True


def _kind(record: logging.LogRecord) -> object:
    if record.exc_info and record.exc_info[0] is not None:
        return record.exc_info[0], _place(record.exc_info[2])
    status = getattr(record, "status_code", 0)
    return status if status >= 500 else None


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """File and line in which the exception was raised."""
    if trace is None:
        return "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename, trace.tb_lineno


def _tell(record: logging.LogRecord, left_out: int, *, with_trace: bool) -> None:
    words = record.getMessage()
    if record.exc_info and record.exc_info[0] is not None and not with_trace:
        file, line = _place(record.exc_info[2])
        words += f": {record.exc_info[0].__name__} in {file}, line {line}, as before"
        record.exc_info = record.exc_text = None
    if left_out:
        words += f" ({left_out} more like it were left out)"
    record.msg, record.args = words, ()
