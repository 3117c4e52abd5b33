"""Made-up work of a curator's week: people who sign in, records with mistakes, readers who write.

Everything goes the way that it goes in life: records through the ledger, words of readers through
the form that they send. docs/governance/curators-course.md tells what to do with each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import Organisation, Tool
from hub.accounts.models import Person
from hub.accounts.roles import ADMINISTRATOR, CURATOR
from hub.curation.suggestions.draft import Draft
from hub.curation.suggestions.form_stamp import new_stamp
from hub.curation.suggestions.submission import submit
from hub.records.models import recorded_change
from hub.records.models.record import Record

PEOPLE = (
    ("ada@course.example", "Ada", CURATOR),
    ("grace@course.example", "Grace", CURATOR),
    ("admin@course.example", "Administrator", ADMINISTRATOR),
)
PREFIX = "course-"  # of the addresses of all records that are made up


@dataclass(frozen=True)
class PractisedRecord:
    """``earlier``: what its first version says otherwise, so that it has a history."""

    model: type[Record]
    slug: str
    facts: dict[str, Any]
    earlier: dict[str, Any] = field(default_factory=dict)


def load(password: str) -> bool:
    """Make the people, the records and what readers wrote; False where they are there already."""
    with transaction.atomic():
        # Of two processes that start together, the second waits here.
        list(Group.objects.select_for_update().order_by("pk"))
        if Person.objects.filter(email=PEOPLE[0][0]).exists():
            return False
        for address, name, role in PEOPLE:
            person = Person.objects.create_user(address, password, name=name, is_staff=True)
            person.groups.add(Group.objects.get(name=role))
        records = {practised.slug: _make(practised) for practised in _records()}
        for draft in _letters(records):
            submit(draft, new_stamp())
    return True


def _records() -> Sequence[PractisedRecord]:
    tool = {"state": "published", "panel": "not_assessed"}
    return (
        PractisedRecord(
            Tool,
            "harbour-line",
            tool
            | {
                "name": _("Harbour Line"),
                "summary": _("An app with which seafarers report that they are not let go."),
                "caution": _("Reports can be read by whoever owns the ship."),
            },
            earlier={
                "caution": _(
                    "Reports can be read by whoever owns the ship. Ask for Marta Quellenfeld, who "
                    "escaped from one, at the house in Lantern Street."
                )
            },
        ),
        PractisedRecord(
            Tool,
            "night-desk",
            tool
            | {
                "name": _("Night Desk"),
                "summary": _("A shared case file for shelters, kept on the shelter’s own machine."),
                "notes": _("The makers say that it has not been worked on since 2021."),
            },
        ),
        PractisedRecord(
            Tool,
            "night-desk-shelters",
            tool
            | {
                "name": _("NightDesk for shelters"),
                "summary": _("Case files for shelters, on a machine of their own."),
            },
        ),
        PractisedRecord(
            Organisation,
            "open-harbour",
            {"state": "published", "name": _("Open Harbour Foundation")},
        ),
        PractisedRecord(
            Organisation,
            "foundation-open-harbour",
            {"state": "published", "name": _("Foundation Open Harbour")},
        ),
    )


def _make(practised: PractisedRecord) -> Record:
    record = practised.model(slug=PREFIX + practised.slug)
    versions = [practised.facts | practised.earlier]
    if practised.earlier:
        versions.append(practised.facts)
    for facts in versions:
        with recorded_change(record, news=False):
            for name, value in facts.items():
                setattr(record, name, value)
            record.full_clean(exclude=["slug"])
            record.save()
    return record


def _letters(records: dict[str, Record]) -> Iterator[Draft]:
    """What readers sent: danger, a mistake with a source, praise that is no fact."""
    harbour, night = records["harbour-line"], records["night-desk"]
    yield Draft(
        kind="danger",
        about=f"tool/{harbour.slug}",
        record=harbour,
        words=_("An earlier version of this page says where somebody lives. Please take it away."),
    )
    yield Draft(
        kind="correction",
        about=f"tool/{night.slug}",
        record=night,
        words=_("It is not abandoned: there was a release last month."),
        source_title=_("Night Desk, list of releases"),
        source_url="https://night-desk.example/releases",
        email="reader@course.example",
    )
    yield Draft(
        kind="correction",
        about=f"tool/{night.slug}",
        record=night,
        words=_("This is by far the best one. Put it first."),
    )
