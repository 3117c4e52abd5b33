"""A container engine for tests, and a stand-in for the base image where no registry is reached.

``find_engine`` answers docker with its daemon, or podman, whichever can run a container; podman
also where it has to make do: without a network of its own, under another runtime than its default.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

STAND_IN = "localhost/hub-base-stand-in:trixie"
SUITE, MIRROR = "trixie", "http://deb.debian.org/debian"
PACKAGES = "python3,python3-venv,ca-certificates"
# Of this machine, since there may be a proxy that signs for others.
TRUSTED = Path("/etc/ssl/certs/ca-certificates.crt")
LIMITS = ("--ulimit=nofile=1024:1024", "--ulimit=nproc=2048:2048")
WITHOUT_STAND_IN = "no stand-in can be made of it without root, debootstrap and Debian's mirror"


# What apt and pip say where their registries do not answer.
UNREACHED = re.compile(
    "Temporary failure resolving|Could not resolve|Failed to fetch|NewConnectionError"
    "|ReadTimeoutError|Connection timed out|CERTIFICATE_VERIFY_FAILED"
)


class RegistryError(Exception):
    """What the image is made of cannot be fetched here."""


class NoEngineError(Exception):
    """Nothing here can build and run a container; the message says why."""


@dataclass(frozen=True)
class Engine:
    """``running``: options for every container; ``building``: for every build."""

    program: str
    building: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    def run(self, *arguments: str, seconds: float = 600) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.program, *self.before, *arguments],
            capture_output=True, text=True, check=False, timeout=seconds,
        )  # fmt: skip

    def build(self, file: Path, folder: Path, base: str, tag: str) -> None:
        done = self.run(
            "build", *self.building, f"--build-arg=BASE={base}", f"--file={file}", f"--tag={tag}",
            str(folder), seconds=1800,
        )  # fmt: skip
        said = done.stdout + done.stderr
        if done.returncode and UNREACHED.search(said):
            raise RegistryError("the packages of the image could not be fetched")
        assert done.returncode == 0, said[-4000:]


PODMAN = ("--format=docker", "--isolation=chroot", "--network=host", "--pull=never")
ENGINES = (
    Engine("docker"),
    Engine("podman", building=PODMAN, running=LIMITS),
    Engine("podman", building=PODMAN, running=LIMITS, before=("--runtime=runc",)),
)


def answers(engine: Engine) -> bool:
    if not shutil.which(engine.program):
        return False
    try:
        return engine.run("info", seconds=60).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def find_engine(base: str) -> tuple[Engine, str]:
    """An engine and the base image that it has, which is ``base`` or a stand-in for it."""
    reasons = []
    for engine in filter(answers, ENGINES):
        image = find_base(engine, base)
        if not image:
            raise NoEngineError(f"{engine.program} does not reach {base}, and {WITHOUT_STAND_IN}")
        done = engine.run("run", "--rm", "--network=none", *engine.running, image, "python", "-V")
        if done.returncode == 0:
            return engine, image
        reasons.append(f"{engine.program}: {done.stderr.strip()[-200:]}")
    raise NoEngineError("; ".join(reasons) or "neither docker with its daemon nor podman is here")


def find_base(engine: Engine, base: str) -> str:
    """``base`` where it is here or can be fetched, else the stand-in, else nothing."""
    if engine.run("image", "inspect", base).returncode == 0 or pulls(engine, base):
        return base
    if engine.run("image", "inspect", STAND_IN).returncode == 0:
        return STAND_IN
    return STAND_IN if make_stand_in(engine) else ""


def pulls(engine: Engine, base: str) -> bool:
    try:
        return engine.run("pull", base, seconds=300).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def make_stand_in(engine: Engine) -> bool:
    """Debian of the same release with its own Python, at the place that the real one has it."""
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        return False
    root = Path("/var/tmp") / f"hub-base-{os.getpid()}"  # noqa: S108 - root's, and named by our process
    try:
        return fill(root) and is_imported(engine, root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def fill(root: Path) -> bool:
    options = ("--variant=minbase", f"--include={PACKAGES}")
    if not succeeds("debootstrap", *options, SUITE, str(root), MIRROR):
        return False
    shutil.copyfile(TRUSTED, root / TRUSTED.relative_to("/"))
    (root / "etc/pip.conf").write_text(f"[global]\ncert = {TRUSTED}\n", encoding="utf-8")
    return succeeds("chroot", str(root), "python3", "-m", "venv", "/usr/local")


def is_imported(engine: Engine, root: Path) -> bool:
    archive = root.with_suffix(".tar")
    try:
        return (
            succeeds("tar", "-C", str(root), "-cf", str(archive), ".")
            and engine.run("import", str(archive), STAND_IN).returncode == 0
        )
    finally:
        archive.unlink(missing_ok=True)


def succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
