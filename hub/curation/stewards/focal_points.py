"""Which people work for which records: what ``hub.records.record_access`` asks of this room."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from hub.accounts.models import Person
from hub.accounts.roles import FOCAL_POINT
from hub.curation.stewards.models import FocalPoint, Stewardship
from hub.records.record_access import OwnRecords


def is_focal_point(person: Any) -> bool:
    """Whether a person has the role, also where no organisation is named yet.

    Asked once for each object of a person, as Django does it with permissions.
    """
    if not hasattr(person, "_is_focal_point"):
        person._is_focal_point = person.groups.filter(name=FOCAL_POINT).exists()
    return bool(person._is_focal_point)


def find_focal_point(pk: int) -> Person | None:
    return Person.objects.filter(pk=pk, groups__name=FOCAL_POINT).first()


def own_keys(person: Any, kind: str) -> QuerySet[Stewardship, int]:
    """Keys of the records of a kind whose steward is an organisation of this person."""
    organisations = FocalPoint.objects.working().filter(person=person).values("organisation")
    rows = Stewardship.objects.standing().filter(record_kind=kind)
    return rows.filter(organisation__in=organisations).values_list("record_id", flat=True)


def focal_points_of(kind: str, record_id: int) -> QuerySet[Person]:
    """Those who can sign in and work for a record."""
    stewards = Stewardship.objects.standing().of_record(kind, record_id).values("organisation")
    working = FocalPoint.objects.working().filter(organisation__in=stewards)
    people = Person.objects.filter(is_active=True, is_staff=True)
    return people.filter(pk__in=working.values("person")).order_by("name", "email")


OWN_RECORDS = OwnRecords(is_focal_point, find_focal_point, own_keys, focal_points_of)
