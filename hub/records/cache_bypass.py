"""Reading what no cache may keep: facts in a transaction that is rolled back.

Caches of this process hold what is derived from committed facts, under a number that such a
transaction does not raise. Within ``bypass_caches`` they neither store what is made nor serve what
was made of records before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_bypassed: ContextVar[bool] = ContextVar("caches_bypassed", default=False)


def is_bypassed() -> bool:
    return _bypassed.get()


@contextmanager
def bypass_caches() -> Iterator[None]:
    token = _bypassed.set(True)
    try:
        yield
    finally:
        _bypassed.reset(token)
