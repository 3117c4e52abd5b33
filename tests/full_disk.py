"""Files that take no more bytes than a few."""

import contextlib
import resource


@contextlib.contextmanager
def no_room():
    """A file takes ten bytes, as on a disk that is full: writing more raises OSError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
