"""Prints the Pythons here that the suite runs on, one a line: ``3.12 /usr/bin/python3.12``."""

import shutil
import subprocess
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def find(version: str) -> str | None:
    """A Python of that version that runs and can make environments: on PATH, else of pyenv."""
    pyenv = (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")
    for candidate in (shutil.which(f"python{version}"), *map(str, sorted(pyenv, reverse=True))):
        if candidate and runs(candidate, version):
            return candidate
    return None


def runs(python: str, version: str) -> bool:
    # pyenv puts a name on PATH for every version it knows, which then refuses to run.
    probe = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", probe], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == version


if __name__ == "__main__":
    for version in VERSIONS:
        if python := find(version):
            print(version, python)
