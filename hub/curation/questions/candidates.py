"""Whom a question can be put to: contacts of the record, practitioners who agreed, curators.

A choice is named by a letter and a key (``c12``), never by an address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hub.accounts.models import Person
from hub.curation.contacts import address_book
from hub.curation.contacts.models import Contact
from hub.curation.contacts.refusals import address_key, may_be_written_to
from hub.curation.desk.curators import curators
from hub.curation.questions.models import Practitioner, Question
from hub.curation.stewards.focal_points import focal_points_of
from hub.outbox.sealing import SealedError, reseal, seal
from hub.web.localization import isolate, localize_date

MOST_PRACTITIONERS = 50


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked. ``sealed``: the address, sealed anew; ``label``: for curators,
    without an address; ``links``: which key of a request names whom."""

    name: str
    label: str
    role: str
    sealed: str
    address_key: str
    language: str
    links: dict[str, int]


def candidates(question: Question, *, asking: Any) -> list[Candidate]:
    """All who can be asked and were not, each once; never the curator who is asking."""
    asked = set(question.requests.values_list("address_key", flat=True))
    found: dict[str, Candidate] = {}
    people = (
        *_focal_points(question, asking), *_makers(question), *_practitioners(question),
        *_curators(asking),
    )  # fmt: skip
    for each in people:
        if each.address_key not in asked:
            found.setdefault(each.address_key, each)
    return list(found.values())


def chosen(question: Question, names: Collection[str], *, asking: Any) -> list[Candidate]:
    return [each for each in candidates(question, asking=asking) if each.name in names]


def _makers(question: Question) -> Iterator[Candidate]:
    if not question.record_kind or question.record_id is None:
        return
    contacts: Iterable[Contact] = address_book.contacts_of(
        question.record_kind, question.record_id
    ).reachable()
    for contact in contacts:
        if sealed := _resealed(contact.address):
            is_maker = contact.role == Contact.Role.MAKER
            yield Candidate(
                f"c{contact.pk}",
                _("Its contact: %(role)s, from %(page)s")
                % {"role": contact.get_role_display(), "page": isolate(contact.page)},
                "maker" if is_maker else "other",
                sealed,
                contact.address_key,
                contact.language,
                {"contact_id": contact.pk},
            )


def _practitioners(question: Question) -> Iterator[Candidate]:
    rows = Practitioner.objects.askable()
    if question.record_kind and question.record_id is not None:
        rows = rows.about(question.record_kind, question.record_id)
    for each in rows.select_related("suggestion")[:MOST_PRACTITIONERS]:
        if sealed := _resealed(each.address):
            day = localize_date(each.agreed_at.date().isoformat())
            yield Candidate(
                f"p{each.pk}",
                _("Somebody who told how it went, on %(day)s") % {"day": day},
                "practitioner",
                sealed,
                each.address_key,
                each.language,
                {"practitioner_id": each.pk},
            )


def _focal_points(question: Question, asking: Any) -> Iterator[Candidate]:
    if question.record_kind and question.record_id is not None:
        people = focal_points_of(question.record_kind, question.record_id)
        for person in people.exclude(pk=asking.pk):
            yield from _person(person, _("A focal point of its steward: %(name)s"), "maker")


def _curators(asking: Any) -> Iterator[Candidate]:
    for person in curators().exclude(pk=asking.pk):
        yield from _person(person, _("A curator: %(name)s"), "curator")


def _person(person: Person, label: str, role: str) -> Iterator[Candidate]:
    if person.email:
        key = address_key(person.email)
        if may_be_written_to(key):
            yield Candidate(
                f"u{person.pk}",
                label % {"name": person},
                role,
                seal(person.email),
                key,
                "en",
                {"person_id": person.pk},
            )


def _resealed(sealed: str) -> str:
    """Under the key of now; empty where no key opens it."""
    try:
        return reseal(sealed)
    except SealedError:
        return ""
