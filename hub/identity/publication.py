"""Publishing a version, and going back to an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from hub.identity.models import IdentityDraft, IdentityVersion
from hub.identity.site_identity import KIND, newest_identity
from hub.records.models import SearchState


class PublishedMeanwhileError(Exception):
    """Somebody else published another version since."""


@transaction.atomic
def publish(values: Mapping[str, Any], *, based_on: int, by: Any) -> IdentityVersion:
    """The next version. Raises PublishedMeanwhileError where ``based_on`` is not the newest."""
    version = _append(values, based_on=based_on, by=by)
    IdentityDraft.objects.filter(by=by).delete()
    _raise_number()
    return version


@transaction.atomic
def restore(number: int, *, based_on: int, by: Any) -> IdentityVersion:
    """An earlier version once more, as the next one; 0: what the settings and the code say.

    Raises IdentityVersion.DoesNotExist and PublishedMeanwhileError.
    """
    values = IdentityVersion.objects.get(number=number).values if number else {}
    version = _append(values, based_on=based_on, by=by, restored=number)
    _raise_number()
    return version


def _append(
    values: Mapping[str, Any],
    *,
    based_on: int,
    by: Any,
    restored: int | None = None,
) -> IdentityVersion:
    if newest_identity().number != based_on:
        raise PublishedMeanwhileError
    try:
        with transaction.atomic():  # the number is unique: of two at once, one is refused
            return IdentityVersion.objects.create(
                number=based_on + 1, values=dict(values), by=by, restored=restored
            )
    except IntegrityError:
        raise PublishedMeanwhileError from None


def _raise_number() -> None:
    """Every page is another one now, in every process. ``terms``: the copy for readers follows."""
    SearchState.raise_seq(terms=True)
    SearchState.note_kinds({KIND})
