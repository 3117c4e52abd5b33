"""How much memory the C library keeps of what a web process has freed.

By itself glibc opens an arena for each of the first sixteen threads or so; and once an array of
NumPy was freed, it takes the next of that size from an arena too, where the room of both stays. At
100,000 records that was a third of a web process.
"""

from __future__ import annotations

import ctypes

# The numbers of malloc.h in glibc.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
MEGABYTE = 1024 * 1024
ARENAS = 2  # threads take turns at the interpreter, so hardly two allocate at once
# What is larger goes back to the system at once.
LARGEST_IN_ARENA = MEGABYTE
# With 1 MB a list page at 100,000 records took 3 % longer: it gave back what it then asked for.
FREE_AT_END = 8 * MEGABYTE


def limit_malloc() -> None:
    """Call it before any thread begins. Where the C library is another one nothing is done."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(ARENA_MAX, ARENAS)
        mallopt(MMAP_THRESHOLD, LARGEST_IN_ARENA)
        mallopt(TRIM_THRESHOLD, FREE_AT_END)
