"""What is missing, in sentences counted from the records, each with the list that proves it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.gaps.parameters import GapParameters
from catalogue.index_documents import SEAT
from hub.lists.presenter import query_url
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
# Tasks done together with a person at risk.
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
MAX_CHOICES = 50


@dataclass(frozen=True)
class CrisisGap:
    """A situation of crisis and the tasks of direct help for which no tool is recorded in it.

    ``task_count`` is how many such tasks there are, ``tool_count`` how many tools the situation has
    at all.
    """

    situation: CachedTerm
    tasks: tuple[CachedTerm, ...]
    task_count: int
    tool_count: int


def findings(snapshot: Snapshot) -> tuple[Link, ...]:
    """Sentences over all public tools, also those that have ended; () while there are none."""
    if not snapshot.total:
        return ()
    candidates = (
        _crisis_finding(snapshot),
        _seat_finding(snapshot),
        _connectivity_finding(snapshot),
        _language_finding(snapshot),
        _unknown_language_finding(snapshot),
    )
    return tuple(finding for finding in candidates if finding)


def crisis_gaps(snapshot: Snapshot) -> tuple[CrisisGap, ...]:
    """The situations of crisis by their number of tasks of direct help without a tool, most first.

    Of all tools not known to have ended.
    """
    terms = term_cache()
    crises = [term for slug in CRISIS if (term := terms.get("context", slug))]
    tasks = [term for slug in DIRECT_HELP if (term := terms.get("purpose", slug))]
    counted = match_bits(snapshot, GapParameters().query)
    rows = [crisis.key for crisis in crises]
    table = snapshot.cross_counts(rows, [task.key for task in tasks], counted).tolist()
    gaps = [
        CrisisGap(
            crisis,
            tuple(task for task, count in zip(tasks, numbers, strict=True) if not count),
            len(tasks),
            bitmaps.popcount(snapshot.row(crisis.key) & counted),
        )
        for crisis, numbers in zip(crises, table, strict=True)
    ]
    return tuple(sorted((gap for gap in gaps if gap.tasks), key=lambda gap: -len(gap.tasks)))


def _count(snapshot: Snapshot, query: Query) -> int:
    return bitmaps.popcount(match_bits(snapshot, query))


def _tools_with(facet: str, *slugs: str) -> Query:
    return Query.of(chosen={facet: slugs}, include_ended=True)


def _finding(text: str, part: int, total: int, query: Query) -> Link:
    sentence = text % {"some": localize_number(part), "all": localize_number(total)}
    return Link(sentence, query_url(reverse("tools"), query), note=_("See them"))


def _crisis_finding(snapshot: Snapshot) -> Link:
    crisis = _tools_with("context", *CRISIS)
    total = _count(snapshot, crisis)
    dedicated = _count(snapshot, crisis.with_choice("scope", "dedicated"))
    unknown = _count(snapshot, crisis.with_choice("scope", NOT_KNOWN))
    text = _crisis_text(total, dedicated, unknown)
    if unknown:
        more = ngettext(
            "For %(unknown)s of them nobody has recorded what it was made for.",
            "For %(unknown)s of them nobody has recorded what they were made for.",
            unknown,
        )
        text = f"{text} {more % {'unknown': localize_number(unknown)}}"
    return _finding(text, dedicated, total, crisis)


def _crisis_text(total: int, dedicated: int, unknown: int) -> str:
    """With "only" where they are no more than half, even if all were of which it is not known."""
    if total == 1:
        return _("Of the %(all)s tool used in crises, %(some)s was made against trafficking.")
    if (dedicated + unknown) * 2 > total:
        return ngettext(
            "Of the %(all)s tools used in crises, %(some)s was made against trafficking.",
            "Of the %(all)s tools used in crises, %(some)s were made against trafficking.",
            dedicated,
        )
    return ngettext(
        "Of the %(all)s tools used in crises, only %(some)s was made against trafficking.",
        "Of the %(all)s tools used in crises, only %(some)s were made against trafficking.",
        dedicated,
    )


def _seat_finding(snapshot: Snapshot) -> Link | None:
    seat_known = snapshot.total - _count(snapshot, _tools_with(SEAT, NOT_KNOWN))
    north = _tools_with(SEAT, *NORTH)
    text = _(
        "Of the %(all)s tools whose maker’s seat is known, %(some)s were made in Europe or "
        "Northern America."
    )
    return _finding(text, _count(snapshot, north), seat_known, north) if seat_known else None


def _connectivity_finding(snapshot: Snapshot) -> Link:
    low = _tools_with("connectivity", *LOW_CONNECTIVITY)
    text = _("%(some)s of %(all)s tools are known to work with little or no internet.")
    return _finding(text, _count(snapshot, low), snapshot.total, low)


def _language_finding(snapshot: Snapshot) -> Link | None:
    """Those with a language besides English; their list names every language but that one."""
    states = {NOT_KNOWN, KNOWN_NONE}
    others = [slug for slug in snapshot.choices("language") if slug not in states and slug != "en"]
    if not others or len(others) > MAX_CHOICES:
        return None
    beyond = _tools_with("language", *others)
    language_known = _count(snapshot, _tools_with("language", "en", *others))
    count = _count(snapshot, beyond)
    text = _(
        "Of the %(all)s tools whose languages are recorded, %(some)s are recorded in a language "
        "other than English."
    )
    return _finding(text, count, language_known, beyond)


def _unknown_language_finding(snapshot: Snapshot) -> Link:
    unknown = _tools_with("language", NOT_KNOWN)
    text = _("For %(some)s of %(all)s tools nobody has recorded a language.")
    return _finding(text, _count(snapshot, unknown), snapshot.total, unknown)
