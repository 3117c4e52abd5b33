"""Asks a database of weaknesses about the pinned packages, and tells "none" from "not known".

    python hub/devserver/package_audit.py requirements.txt... [options of pip-audit]

Ends with 0 where no weakness of any package is known, with 1 where some are, with 3 where that is
not known: pip-audit itself ends with 1 where nothing answers, and with 0 where the answer to every
question was that there is no such package, as a mirror's is that has no such database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NONE_KNOWN, WEAK, NOT_KNOWN = 0, 1, 3
OPTIONS = ("--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json")


def main(arguments: Sequence[str]) -> int:
    files = [name for name in arguments if name.endswith(".txt")]
    options = [name for name in arguments if name not in files]
    done = run_pip_audit(files, options)
    try:
        dependencies = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return tell_unreached(done.stderr)
    return tell(dependencies)


def run_pip_audit(files: Sequence[str], options: Sequence[str]) -> subprocess.CompletedProcess[str]:
    named = [f"--requirement={name}" for name in files]
    command = [str(Path(sys.executable).with_name("pip-audit")), *OPTIONS, *named, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def tell_unreached(complaint: str) -> int:
    lines = complaint.strip().splitlines() or ["pip-audit said nothing"]
    print(lines[-1], file=sys.stderr)
    print(
        "The database of weaknesses could not be reached: whether a package has one is NOT KNOWN.",
        file=sys.stderr,
    )
    return NOT_KNOWN


def tell(dependencies: Sequence[dict[str, Any]]) -> int:
    """Print what was answered. ``dependencies`` are pip-audit's own."""
    weak = [package for package in dependencies if package.get("vulns")]
    unknown = [package["name"] for package in dependencies if "skip_reason" in package]
    for package in weak:
        for weakness in package["vulns"]:
            mended = ", ".join(weakness["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {weakness['id']}; mended in {mended}")
    if unknown:
        print(
            f"NOT KNOWN of {len(unknown)} of {len(dependencies)} packages, which the database does "
            f"not have: {', '.join(unknown)}",
            file=sys.stderr,
        )
    if weak:
        return WEAK
    if unknown or not dependencies:
        return NOT_KNOWN
    print(f"No weakness is known of {len(dependencies)} packages.")
    return NONE_KNOWN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
