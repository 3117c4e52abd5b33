"""Rows of every table that are about the owner of an address, or that hold a name.

Which columns recognise somebody, and what each may tell, is read from the declarations of the
tables (``hub.records.data_handling``), so that a new table is looked at by being declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from events.reporting import retention as focal_points
from hub.accounts.models import Person
from hub.anonymous_forms.mail_limits import limit_key
from hub.curation.contacts import refusals
from hub.curation.purging.purged_text import PurgedText
from hub.curation.purging.stored_texts import places_in, text_columns
from hub.curation.suggestions.submission import sender_key
from hub.digests import keyed_hashes
from hub.outbox import sealing
from hub.outbox.addresses import normalise
from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import DataClass, HandledColumn, handled_tables

Found = dict[type[models.Model], set[Any]]  # keys of rows by their table
Model = type[models.Model]


@dataclass(frozen=True)
class HeldRow:
    """``values``: what it says, by the name of the column; credentials are left out."""

    model: Model
    pk: Any
    values: dict[str, Any]


def rows_about_address(address: str) -> list[HeldRow]:
    """Rows that are found by the address, and those that go with them."""
    found: Found = {}
    for model, columns in handled_tables():
        _add(found, model, _keys_by_address(model, columns, address))
    people = found.get(Person, set())
    _add_dependents(found)
    rows = [row for model, keys in found.items() for row in _whole_rows(model, keys, address)]
    return rows + list(_deeds(people, found))


def rows_with_name(text: PurgedText) -> list[HeldRow]:
    """Rows with columns that hold the words of a name, with those columns alone."""
    return [
        HeldRow(model, place.pk, {name: text.excerpt(held) for name, held in place.columns.items()})
        for model, _columns in handled_tables()
        if text_columns(model)
        for place in places_in(model, text.is_in, None, text.probe)
    ]


def _hashes(address: str) -> set[str]:
    return {
        keyed_hashes.address_key(address),
        *keyed_hashes.suppression_keys(address),
        focal_points.address_key(address),
        refusals.address_key(address),
        sender_key(address),
        limit_key(address),
    }


def _keys_by_address(model: Model, columns: Iterable[HandledColumn], address: str) -> set[Any]:
    """Keys of rows of one table that are found by a hash, by opening a seal, or by the address."""
    rows = model._default_manager.all()
    names = {column.name for column in columns if column.data_class is DataClass.CONTACT}
    hashed = sorted(name for name in names if name.endswith("_key"))
    if hashed:
        holds = models.Q()
        for name in hashed:
            holds |= models.Q(**{f"{name}__in": _hashes(address)})
        return set(rows.filter(holds).values_list("pk", flat=True))
    if "address" in names:  # sealed for as long as it takes to send something
        waiting = rows.exclude(address="").values_list("pk", "address")
        return {pk for pk, sealed in waiting if _opened(sealed) == normalise(address)}
    keys: set[Any] = set()
    for column in model._meta.concrete_fields:
        if isinstance(column, models.EmailField):
            written = rows.filter(**{f"{column.name}__iexact": address.strip()})
            keys.update(written.values_list("pk", flat=True))
    return keys


def _opened(sealed: str) -> str:
    try:
        return normalise(sealing.unseal(sealed))
    except sealing.SealedError:
        return ""


def _add(found: Found, model: Model, keys: set[Any]) -> bool:
    new = keys - found.get(model, set())
    if new:
        found.setdefault(model, set()).update(new)
    return bool(new)


def _add_dependents(found: Found) -> None:
    """Rows that are deleted with those that were found, and e-mails to the same recipient."""
    links = [
        (model, column, link.related_model)
        for model, columns in handled_tables()
        for column in columns
        if isinstance(link := model._meta.get_field(column.name), models.ForeignKey)
        and (
            link.remote_field.on_delete is models.CASCADE or column.data_class is DataClass.CONTACT
        )
    ]
    grows = True
    while grows:
        grows = False
        for model, column, owner in links:
            if keys := found.get(owner):
                rows = model._default_manager.filter(**{f"{column.name}__in": keys})
                grows |= _add(found, model, set(rows.values_list("pk", flat=True)))


def _deeds(people: set[Any], found: Found) -> Iterator[HeldRow]:
    """What somebody with an account did: the columns that say so, and of which record."""
    for model, columns in handled_tables():
        names = [column.name for column in columns if column.data_class is DataClass.STAFF]
        by = [name for name in names if model._meta.get_field(name).related_model is Person]
        if not (people and by):
            continue
        did = models.Q()
        for name in by:
            did |= models.Q(**{f"{name}__in": people})
        named = [name for name in ("kind", "record_kind", "record_id") if _has(columns, name)]
        rows = model._default_manager.filter(did).exclude(pk__in=found.get(model, ()))
        for row in rows.values("pk", *dict.fromkeys([*named, *names])):
            yield HeldRow(model, row.pop("pk"), row)


def _has(columns: Iterable[HandledColumn], name: str) -> bool:
    return any(column.name == name for column in columns)


def _whole_rows(model: Model, keys: set[Any], address: str) -> Iterator[HeldRow]:
    columns = {
        column.name: model._meta.get_field(column.name)
        for table, handled in handled_tables()
        if table is model
        for column in handled
        if column.data_class is not DataClass.CREDENTIAL
    }
    for row in model._default_manager.filter(pk__in=keys).order_by("pk").values("pk", *columns):
        pk = row.pop("pk")
        values = {
            name: _shown(columns[name], value, address)
            for name, value in row.items()
            if value not in (None, "", [], {})
        }
        yield HeldRow(model, pk, values)


def _shown(column: Any, value: Any, address: str) -> Any:
    """A sealed address is opened where it is that of whoever asks; what else is sealed is not."""
    if not isinstance(column, SealedTextField):
        return value
    return address if _opened(value) == normalise(address) else "…"
