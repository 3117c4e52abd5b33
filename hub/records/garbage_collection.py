"""Work that makes many short-lived values, without the collector of cycles looking at each."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """For some tenths of a second: a third to a half of the time went into looking for cycles.

    Of several threads the one that paused it sets it going again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
