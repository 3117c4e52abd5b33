"""What a web process begins to do once it is one, and not before.

gunicorn reads the code once, in the process that then forks the web processes (``--preload``). A
thread does not survive that fork, and a connection that both sides of it have is nobody's: threads
and connections begin here, in each process for itself.
"""

from __future__ import annotations

from collections.abc import Callable

_starts: list[Callable[[], object]] = []


def at_start(*functions: Callable[[], object]) -> None:
    """Have these called, in this order, where a web process begins to serve."""
    _starts.extend(functions)


def start_process() -> None:
    """Called once by each web process, before its first request."""
    for function in _starts:
        function()
