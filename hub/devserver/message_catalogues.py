"""Compiling the translated messages, with Babel: there is no gettext on the machine."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from hub.whole_file import write_whole


def compile_all(folder: Path) -> int:
    """Compile every ``.po`` below ``folder`` that is newer than its ``.mo``. Returns how many."""
    stale = [source for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if is_stale(source)]
    for source in stale:
        compile_one(source)
    return len(stale)


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_one(source: Path) -> None:
    with source.open("rb") as lines:
        catalogue = read_po(lines)
    # Written beside and renamed: a server that starts meanwhile reads a whole file or none.
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    write_whole(source.with_suffix(".mo"), compiled.getvalue())
