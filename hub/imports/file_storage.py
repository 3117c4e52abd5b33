"""The files of imports lie in the database, so that a worker on any machine can read them.

A file is saved and goes with the transaction of its job: none is ever left without one. Files of
releases before this one still lie in the folder of the default storage.
"""

from __future__ import annotations

import shutil
import tempfile
from typing import IO, Any

from django.apps import apps
from django.core.files import File
from django.core.files.storage import Storage, default_storage, storages
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils.crypto import get_random_string

BLOCK = 1024 * 1024
MAX_IN_MEMORY = 4 * BLOCK


def file_storage() -> Storage:
    """As settings name it."""
    return storages["imports"]


def copy_stored(storage: Storage, name: str, target: IO[bytes]) -> None:
    """Write a stored file into an open one. Raises FileNotFoundError."""
    if isinstance(storage, DatabaseStorage) and storage.copy_blocks(name, target):
        return
    with storage.open(name) as stored:
        shutil.copyfileobj(stored, target)


class DatabaseStorage(Storage):
    """Files as rows of blocks. Raises FileNotFoundError for one that is not there."""

    def _blocks(self, name: str) -> Any:
        # By its name: the model of a job has a field that is stored here.
        return apps.get_model("imports", "FileBlock")._default_manager.filter(name=name)

    def _save(self, name: str, content: File[bytes]) -> str:
        blocks = self._blocks(name)
        number = 0
        with transaction.atomic():
            for number, data in enumerate(content.chunks(BLOCK), start=1):
                blocks.create(name=name, number=number, data=data)
            if not number:
                blocks.create(name=name, number=0, data=b"")
        return name

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """A copy of the file, which whoever opened it closes."""
        copy = tempfile.SpooledTemporaryFile(max_size=MAX_IN_MEMORY)  # noqa: SIM115
        if not self.copy_blocks(name, copy):
            copy.close()
            return default_storage.open(name, mode)
        copy.seek(0)
        return File(copy, name)

    def copy_blocks(self, name: str, target: IO[bytes]) -> bool:
        """Write the file into an open one; False where the database does not have it."""
        blocks = self._blocks(name).order_by("number").values_list("data", flat=True)
        is_there = False
        for data in blocks.iterator(chunk_size=4):
            is_there = True
            target.write(data)
        return is_there

    def exists(self, name: str) -> bool:
        return bool(self._blocks(name).exists()) or default_storage.exists(name)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A name of its own: the same file may be uploaded twice at the same moment."""
        return f"{name}-{get_random_string(12)}"

    def delete(self, name: str) -> None:
        self._blocks(name).delete()
        default_storage.delete(name)

    def size(self, name: str) -> int:
        total = self._blocks(name).aggregate(total=Sum(Length("data")))["total"]
        return default_storage.size(name) if total is None else int(total)
