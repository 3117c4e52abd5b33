"""Templates of Jinja as they were compiled, in files of ``VAR_DIR``: a cache, and nothing but one.

To compile all of them takes two of the seconds in which a web process starts. Jinja asks of a file
whether it was made from the same source; the folder is that of the release, since what is compiled
also hangs on our environment and on Jinja itself.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from hub.web.release import release

FOLDER = "compiled-templates"


class CompiledTemplates(FileSystemBytecodeCache):
    """Has nothing where nothing can be read or written: each process compiles then."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates() -> CompiledTemplates:
    """Those of this release; those of others are removed."""
    folder = Path(settings.VAR_DIR) / FOLDER / release()
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
    return CompiledTemplates(str(folder))
