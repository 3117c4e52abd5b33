"""What is missing, in sentences counted from the records, each with the list that proves it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.gaps.parameters import GapParameters
from catalogue.index_documents import SEAT
from hub.lists.presenter import address
from hub.search_engine import bitmaps
from hub.search_engine.query import Query
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_number
from hub.web.view_models import Link

# Situations of crisis, in the sense of the Global Protection Forum's finding of 2021.
CRISIS = (
    "armed-conflict",
    "post-conflict",
    "disaster",
    "pandemic",
    "displacement-camp",
    "urban-displacement",
    "overlapping-emergencies",
)
LOW_CONNECTIVITY = (
    "offline-first",
    "offline-cache",
    "low-bandwidth",
    "sms-only",
    "ussd-only",
    "voice-call",
    "toll-free",
    "feature-phone",
)
# What somebody needs who stands before a person at risk; the other tasks are about them.
DIRECT_HELP = (
    "victim-identification",
    "victim-screening",
    "helpline-contact",
    "outreach",
    "case-management",
    "referral-directory",
    "survivor-support",
    "family-tracing",
    "safe-migration-information",
)
# UN M49: Northern America and Europe.
NORTH = ("m49-021", "m49-150")
# More choices than that would be refused at an address (hub.web.middleware.request_limits).
MOST_CHOICES = 50


@dataclass(frozen=True)
class Emptiest:
    """A situation of crisis and the tasks of direct help for which no tool is recorded in it.

    ``of`` is how many such tasks there are, ``tools`` how many tools the situation has at all.
    """

    situation: CachedTerm
    tasks: tuple[CachedTerm, ...]
    of: int
    tools: int


def findings(snapshot: Snapshot) -> tuple[Link, ...]:
    """Sentences over all public tools, also those that have ended; () while there are none."""
    if not snapshot.total:
        return ()
    found = (
        _in_crises(snapshot),
        _made_in_the_north(snapshot),
        _low_connectivity(snapshot),
        _beyond_english(snapshot),
        _language_unknown(snapshot),
    )
    return tuple(one for one in found if one)


def emptiest(snapshot: Snapshot) -> tuple[Emptiest, ...]:
    """The situations of crisis by their number of tasks of direct help without a tool, most first.

    Of all tools not known to have ended.
    """
    terms = term_cache()
    crises = [entry for slug in CRISIS if (entry := terms.get("context", slug))]
    tasks = [entry for slug in DIRECT_HELP if (entry := terms.get("purpose", slug))]
    within = match_bits(snapshot, GapParameters().query)
    rows = [crisis.key for crisis in crises]
    table = snapshot.cross_counts(rows, [task.key for task in tasks], within).tolist()
    found = [
        Emptiest(
            crisis,
            tuple(task for task, number in zip(tasks, numbers, strict=True) if not number),
            len(tasks),
            bitmaps.popcount(snapshot.row(crisis.key) & within),
        )
        for crisis, numbers in zip(crises, table, strict=True)
    ]
    return tuple(sorted((one for one in found if one.tasks), key=lambda one: -len(one.tasks)))


def _total(snapshot: Snapshot, query: Query) -> int:
    return bitmaps.popcount(match_bits(snapshot, query))


def _of(facet: str, *slugs: str) -> Query:
    return Query.of(chosen={facet: slugs}, include_ended=True)


def _sentence(text: str, some: int, every: int, query: Query) -> Link:
    words = text % {"some": localize_number(some), "all": localize_number(every)}
    return Link(words, address(reverse("tools"), query), note=_("See them"))


def _in_crises(snapshot: Snapshot) -> Link:
    crisis = _of("context", *CRISIS)
    every = _total(snapshot, crisis)
    dedicated = _total(snapshot, crisis.with_choice("scope", "dedicated"))
    if dedicated * 2 > every:
        text = _("Of the %(all)s tools used in crises, %(some)s were made against trafficking.")
    else:
        text = ngettext(
            "Of the %(all)s tool used in crises, %(some)s was made against trafficking.",
            "Of the %(all)s tools used in crises, only %(some)s were made against trafficking.",
            every,
        )
    return _sentence(text, dedicated, every, crisis)


def _made_in_the_north(snapshot: Snapshot) -> Link | None:
    known = snapshot.total - _total(snapshot, _of(SEAT, NOT_KNOWN))
    north = _of(SEAT, *NORTH)
    text = _(
        "Of the %(all)s tools whose maker’s seat is known, %(some)s were made in Europe or "
        "Northern America."
    )
    return _sentence(text, _total(snapshot, north), known, north) if known else None


def _low_connectivity(snapshot: Snapshot) -> Link:
    low = _of("connectivity", *LOW_CONNECTIVITY)
    text = _("%(some)s of %(all)s tools are known to work with little or no internet.")
    return _sentence(text, _total(snapshot, low), snapshot.total, low)


def _beyond_english(snapshot: Snapshot) -> Link | None:
    """Those with a language besides English; their list names every language but that one."""
    states = {NOT_KNOWN, KNOWN_NONE}
    others = [s for s in snapshot.choices("language") if s not in states and s != "en"]
    if not others or len(others) > MOST_CHOICES:
        return None
    beyond = _of("language", *others)
    known = _total(snapshot, _of("language", "en", *others))
    some = _total(snapshot, beyond)
    text = _(
        "Of the %(all)s tools whose languages are recorded, %(some)s are recorded in a language "
        "other than English."
    )
    return _sentence(text, some, known, beyond)


def _language_unknown(snapshot: Snapshot) -> Link:
    unknown = _of("language", NOT_KNOWN)
    text = _("For %(some)s of %(all)s tools nobody has recorded a language.")
    return _sentence(text, _total(snapshot, unknown), snapshot.total, unknown)
