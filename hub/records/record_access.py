"""Who may do what with which record: what forms, lists, the desk and the ledger all ask.

Whoever has a Django permission has it for all records of a kind. Others have a few of them, and for
some records only: an upper room says for which (``own_records``). They hold none of these
permissions through a role, so that whatever asks Django alone refuses them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from hub.records.registry import Registry, record_types

if TYPE_CHECKING:
    from hub.records.models.record import Record

Verb = Literal["view", "add", "change"]
OWN_VERBS = frozenset({"view", "change"})
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class OwnRecords:
    """What an upper room knows of people who work for some records only.

    ``is_limited``: whether a person is one of them. ``find``: the one with this key, or None.
    ``keys``: primary keys of their records of a kind, as a query. ``people``: those who work for
    one record and can sign in.
    """

    is_limited: Callable[[Any], bool]
    find: Callable[[int], Any]
    keys: Callable[[Any, str], QuerySet[Any, int]]
    people: Callable[[str, int], QuerySet[Any]]


own_records: Registry[OwnRecords] = Registry("records that some people work for")
# Permissions on what is about a record, which those who work for the record have for it.
own_permissions: Registry[str] = Registry("permissions for one's own records")


def register_own_permissions(*names: str) -> None:
    for name in names:
        own_permissions.register(name, name)


def permission_name(model: type[Model], verb: Verb) -> str:
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


# Of one record


def may(person: Any, permission: str, kind: str, key: int | None) -> bool:
    """Whether a person has a permission for what is about this record."""
    if person.has_perm(permission):
        return True
    return key is not None and _is_own(permission, kind) and holds(person, kind, key)


def may_record(person: Any, verb: Verb, record: Record) -> bool:
    return may(person, permission_name(type(record), verb), record.kind, record.pk)


def require(person: Any, permission: str, kind: str, key: int | None) -> None:
    """Raises PermissionDenied where ``may`` says no."""
    if not may(person, permission, kind, key):
        raise PermissionDenied


def holds(person: Any, kind: str, key: int) -> bool:
    """Whether a person works for this record."""
    return is_limited(person) and any(
        each.keys(person, kind).filter(record_id=key).exists() for each in own_records.values()
    )


def _is_own(permission: str, kind: str) -> bool:
    if permission in own_permissions:
        return True
    record_type = record_types.get(kind)
    return record_type is not None and any(
        permission == permission_name(record_type.model, verb)  # type: ignore[arg-type]
        for verb in OWN_VERBS
    )


# Of any


def may_some(person: Any, permission: str, kind: str = "") -> bool:
    """Whether a person has a permission for any record at all: for entrances and lists."""
    return bool(person.has_perm(permission)) or (_is_own(permission, kind) and is_limited(person))


def is_limited(person: Any) -> bool:
    """Whether a person works for some records only, whatever else they may do by a role."""
    is_staff = person.is_active and person.is_staff
    return bool(is_staff and any(each.is_limited(person) for each in own_records.values()))


def reachable(person: Any, permission: str, rows: Rows) -> Rows:
    """Those of a kind's records for which a person has the permission."""
    if person.has_perm(permission):
        return rows
    kind = rows.model.kind
    return rows.filter(own_key(person, kind)) if _is_own(permission, kind) else rows.none()


def own_key(person: Any, kind: str, name: str = "pk") -> Q:
    """The condition that a row's column ``name`` is the key of a record that a person works for."""
    condition = Q(pk__in=())
    if is_limited(person):
        for each in own_records.values():
            condition |= Q(**{f"{name}__in": each.keys(person, kind)})
    return condition


def about_own(person: Any) -> Q:
    """The condition that a row with ``record_kind`` and ``record_id`` is about such a record."""
    condition = Q(pk__in=())
    if is_limited(person):
        for kind in record_types:
            condition |= Q(record_kind=kind) & own_key(person, kind, "record_id")
    return condition


def people_of(kind: str, key: int) -> list[QuerySet[Any]]:
    return [each.people(kind, key) for each in own_records.values()]


class Writer:
    """The person who changes records in the ledger, by their key; asked for once.

    ``is_unattended``: no person does, and nobody has looked at it, such as what a feed says.
    """

    def __init__(self, by: int | None, *, is_unattended: bool = False) -> None:
        self.by, self.is_unattended = by, is_unattended

    @cached_property
    def _person(self) -> Any:
        """None for whoever is not among those who work for some records only."""
        if self.by is None:
            return None
        people = (each.find(self.by) for each in own_records.values())
        return next((person for person in people if person is not None), None)

    def is_limited(self, model: type[Record]) -> bool:
        """Whether they change records of a kind only as those who work for them."""
        person = self._person
        return person is not None and not person.has_perm(permission_name(model, "change"))

    def check(self, model: type[Record], key: int | None) -> None:
        """Raises PermissionDenied where they do not work for the record, or where it is new."""
        if self.is_limited(model) and (key is None or not holds(self._person, model.kind, key)):
            raise PermissionDenied
