"""What a process makes pages of is read as it starts, and before the web processes are forked.

While a release is exchanged, the code and the static files of the new one lie where those of the
old one did, for as long as a backup and migrations take; processes of before go on answering
meanwhile, and must not read a page's template or the names of style sheets from it. What is read
before a fork is in the memory once, for all of them.
"""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.urls import get_resolver

from hub.web.release import release, version


def preload() -> None:
    """Compile the project's templates, read the names of static files, import the addresses.

    The name of the release is of the files that lie there now.
    """
    release()
    version()
    for engine in engines.all():
        for folder in map(Path, engine.dirs):
            for path in sorted(folder.rglob("*.*")):
                engine.get_template(path.relative_to(folder).as_posix())
    # Django's own storage reads them when it is first used.
    getattr(staticfiles_storage, "hashed_files", None)
    _ = get_resolver().reverse_dict  # Django's own resolver makes it when it is first asked
