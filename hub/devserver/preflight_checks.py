"""What must be so before anything is started, each with a sentence for the person who starts it."""

import fcntl
import os
import socket
import sys
import tempfile
from pathlib import Path

from django.db import DatabaseError, connection

from hub.devserver import embedded_redis
from hub.devserver.process_group import CannotStart

LEAST_PYTHON = (3, 11)


def python() -> None:
    if sys.version_info < LEAST_PYTHON:
        least = ".".join(map(str, LEAST_PYTHON))
        raise CannotStart(f"Python {least} or newer is needed; this is {sys.version.split()[0]}.")


def data_folder(folder: Path) -> None:
    """Raises CannotStart unless files can be made in ``folder``, which is made when missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        raise CannotStart(
            f"Nothing can be written in {folder} ({problem.strerror}): "
            "make it writable, or name another folder in VAR_DIR."
        ) from problem


def port_is_free(bind: str, port: int) -> None:
    """Raises CannotStart when the web server could not listen there."""
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(
            bind, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
            probe.listen(1)
    except socket.gaierror as problem:
        raise CannotStart(f"BIND names no address of this machine: {bind!r}.") from problem
    except PermissionError as problem:
        raise CannotStart(f"Port {port} is not ours to use: name one above 1023 in PORT.") from (
            problem
        )
    except OSError as problem:
        raise CannotStart(
            f"Port {port} on {bind} cannot be used ({os.strerror(problem.errno or 0)}): "
            "stop what uses it, or name another in PORT."
        ) from problem


def database_answers() -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as problem:
        message = " ".join(str(problem).split())
        raise CannotStart(f"The database in DATABASE_URL does not answer: {message}.") from problem
    finally:
        connection.close()


def broker_answers(address: str) -> None:
    if not embedded_redis.answers(address):
        raise CannotStart("No Redis or Valkey answers at the address in REDIS_URL.")


def take_lock(path: Path) -> int:
    """Lock ``path`` for as long as the returned file descriptor is open anywhere.

    One `up` per data folder: a second one would serve the same files beside the first.

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
