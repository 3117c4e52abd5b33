"""A disk that is full: which errors say so, and uploads that do not fail on it half-way."""

from __future__ import annotations

import errno
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest

# No room; no room for this user; the file would be larger than this process may write.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
POSTGRESQL_DISK_FULL = "53100"
SQLITE_DISK_FULL = "database or disk is full"


def says_disk_is_full(problem: BaseException | None) -> bool:
    """Whether an error, or one that it came from, is about a full disk: ours or the database's."""
    while problem is not None:
        if isinstance(problem, OSError) and problem.errno in NO_ROOM:
            return True
        if getattr(problem, "pgcode", "") == POSTGRESQL_DISK_FULL:
            return True
        if SQLITE_DISK_FULL in str(problem):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


class LostFile(UploadedFile):  # type: ignore[type-arg]
    """A file for which there was no room: only its name is left."""


class TemporaryUpload(TemporaryFileUploadHandler):
    """Django's own. Without room the rest of the file is passed over, so that the form is read."""

    file: Any

    def new_file(self, *args: Any, **options: Any) -> None:
        self.is_lost = False
        try:
            super().new_file(*args, **options)
        except OSError as problem:
            self._lose(problem)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_lost:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as problem:
            self._lose(problem)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if not self.is_lost:
            try:
                return super().file_complete(file_size)  # writes what is still in the buffer
            except OSError as problem:
                self._lose(problem)
        return LostFile(name=self.file_name, size=file_size)

    def _lose(self, problem: OSError) -> None:
        """Raises the error where it is another one."""
        if problem.errno not in NO_ROOM:
            raise problem
        self.is_lost = True
        # Closing removes it, and tries once more to write what is in the buffer.
        for _attempt in range(2):
            with suppress(OSError, AttributeError):
                self.file.close()


def has_lost_file(request: HttpRequest) -> bool:
    return any(
        isinstance(file, LostFile) for _name, files in request.FILES.lists() for file in files
    )
