"""The file that is read, by its open descriptor alone: the process can open no other."""

import errno
import io
import os
from typing import IO, Any


class SourceFile:
    """What readers use of a ``Path``. ``size`` in bytes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size

    def open(self, mode: str = "r", **how: Any) -> IO[Any]:
        """From the start, whatever else is open; ``how`` as in ``io.TextIOWrapper``."""
        stream = io.BufferedReader(_Stream(self._descriptor, self.size))
        return stream if "b" in mode else io.TextIOWrapper(stream, **how)

    def read_bytes(self) -> bytes:
        with self.open("rb") as file:
            return bytes(file.read())

    def read_text(self, encoding: str) -> str:
        with self.open(encoding=encoding) as file:
            return str(file.read())


class _Stream(io.RawIOBase):
    """Reads at a place of its own, without a call of the system that names a file."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor, self._size, self._place = descriptor, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = os.pread(self._descriptor, len(buffer), self._place)
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            # As a file does: zipfile relies on it.
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self._place = start + offset
        return self._place

    def tell(self) -> int:
        return self._place
