"""Makes the virtual environment and fills it with the pinned packages, where that is not yet done.

    python3 hub/devserver/install.py <folder of the environment> <requirements file>...

Needs nothing but Python, and can be read by one that is too old to run us, to tell it so.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

LEAST = (3, 11)


def main(environment: Path, requirements: "list[Path]") -> None:
    check_python()
    python = environment / "bin" / "python"
    if not works(python):
        make_environment(environment)
    missing = [path for path in requirements if stamp(environment, path) != fingerprint(path)]
    if missing:
        print(f"Installing the packages of {' and '.join(map(str, missing))}.", flush=True)
        install(python, requirements)
        for path in requirements:
            stamp_file(environment, path).write_text(fingerprint(path), encoding="utf-8")


def check_python() -> None:
    if sys.version_info < LEAST:
        sys.exit(
            f"Python 3.11 or newer is needed, and {sys.executable} is {sys.version.split()[0]}: "
            "install one and name it, for example: make up PYTHON=python3.12"
        )
    # Debian ships venv without what it needs to put pip into an environment.
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit("Python's venv module is missing: install it (Debian: apt install python3-venv).")


def works(python: Path) -> bool:
    """Whether the environment's Python runs, is new enough, and has pip."""
    probe = f"import sys, pip; sys.exit(sys.version_info < {LEAST})"
    try:
        done = subprocess.run([str(python), "-c", probe], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def make_environment(environment: Path) -> None:
    shutil.rmtree(environment, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(environment)], check=False)
    if made.returncode:
        sys.exit(f"No virtual environment could be made in {environment}: the lines above say why.")


def install(python: Path, requirements: "list[Path]") -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes"]
    files = [part for path in requirements for part in ("--requirement", str(path))]
    done = subprocess.run([*command, "--disable-pip-version-check", *files], check=False)
    if done.returncode:
        sys.exit("The packages could not be installed: the lines above say why.")


def stamp_file(environment: Path, requirements: Path) -> Path:
    return environment / f"installed-{requirements.name}"


def stamp(environment: Path, requirements: Path) -> str:
    """The fingerprint of the requirements that were installed last, or nothing."""
    path = stamp_file(environment, requirements)
    return path.read_text(encoding="utf-8") if path.exists() else ""


def fingerprint(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
