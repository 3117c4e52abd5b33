"""Files as others make them, and hostile ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from hub.imports.read.sandbox import RawRow, SandboxedRows, detect_file_format, open_rows

Write = Callable[[bytes], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(content: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: object, name: str = "book.xlsx") -> Path:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def read() -> Callable[..., tuple[list[str], list[RawRow]]]:
    """Headings and all rows of a file as it is detected, with changes."""

    def whole(path: Path, after: int = 0, **changes: str) -> tuple[list[str], list[RawRow]]:
        detected = detect_file_format(path)
        for name, value in changes.items():
            object.__setattr__(detected, name, value)
        with open_rows(path, detected, after=after) as found:
            return found.headings, _all(found)

    return whole


def _all(found: SandboxedRows) -> list[RawRow]:
    return [row for batch in found.chunks() for row in batch]
