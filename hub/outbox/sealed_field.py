"""Columns that hold sealed texts, declared as such, so that a change of keys reaches them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from hub.records.registry import Registry

# Of rooms whose sealed texts stand within other values: seal all anew with the newest key. Each
# returns how many were sealed, and how many no key opens.
resealers: Registry[Callable[[], tuple[int, int]]] = Registry("sealed texts within other values")


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that `hub.outbox.sealing` has sealed, or an empty one: in the database a text."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.TextField", args, options


def sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Each column of each room that was declared to be sealed."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field.name
