"""One `up` per data folder: a second one would serve the same files beside the first."""

import fcntl
import os
from pathlib import Path

from hub.devserver.errors import CannotStart


def take(path: Path) -> int:
    """Lock ``path`` for as long as the returned file descriptor is open anywhere.

    Raises CannotStart when another process holds it. The kernel lets go of it however we end.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        os.close(descriptor)
        raise CannotStart(
            f"The site in {path.parent.parent} is already running: "
            "stop it first, or name another folder in VAR_DIR."
        ) from problem
    return descriptor
