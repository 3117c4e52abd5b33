"""Runs `manage.py` of one site in processes that are forked from one that has Django loaded.

To load it takes three seconds, and a drill of backups runs a hundred commands. Each still has a
process of its own, with its own connections, output and end; the whole drill starts them anew.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class ManagementServer:
    """For one environment: the settings are read once, when the first command is run."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        """``folder``: where what commands print is kept while they run."""
        self._environment = {**environment, "PYTHONPATH": str(ROOT)}
        self._outputs = (folder / "command.out", folder / "command.err")
        self._process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """As ``subprocess.run`` of the command, with its output as text."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, __file__],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin
        assert self._process.stdout
        print(
            json.dumps([arguments, *map(str, self._outputs)]), file=self._process.stdin, flush=True
        )
        code = int(self._process.stdout.readline())
        printed, complained = (path.read_text(encoding="utf-8") for path in self._outputs)
        return subprocess.CompletedProcess(arguments, code, printed, complained)

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate()


def serve() -> None:
    """Answer each line with the exit code of its command; below 0: the signal that ended it.

    Returns in the child too, which then ends as any interpreter does, with its exit handlers.
    """
    import django
    from django.db import connections

    import manage
    from hub import site_environment

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    site_environment.load()
    django.setup()
    import hub.urls  # noqa: F401 - most commands check it

    connections.close_all()
    while line := sys.stdin.readline():
        arguments, output, errors = json.loads(line)
        if pid := os.fork():
            _pid, status = os.waitpid(pid, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        for descriptor, path in enumerate((os.devnull, output, errors)):
            mode = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if descriptor else os.O_RDONLY
            os.dup2(os.open(path, mode, 0o600), descriptor)
        sys.argv = ["manage.py", *arguments]
        manage.main()
        return


if __name__ == "__main__":
    serve()
