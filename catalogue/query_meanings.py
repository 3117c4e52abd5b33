"""What readers' phrases mean: the limits of the situation finder, and help for the person herself.

The phrases, in six languages, are in ``data/query_phrases.json``: lists whose entries are combined
("no", "without" and "internet", "signal"). They are ours.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.fit.limits import LIMITS, Limit, LimitStep
from catalogue.fit.questions import LazyText, term_rows
from hub.search_engine.interpretation import Meaning

PHRASES_FILE = Path(__file__).parent / "data" / "query_phrases.json"
STEP_WEIGHTS = {LimitStep.FITS: 1.0, LimitStep.PARTLY: 0.6}

# Who denies one denies the other.
DENIED_WITH = {"technology/biometrics": ("technology/facial-recognition",)}

# Words that mean a limit only where nothing else is left beside what is denied.
ALONE = {"no-budget": ("free",)}

# Completes “Understood as: …”, by the slug of the finder's limit.
LIMIT_LABELS: dict[str, LazyText] = {
    "no-internet": _("works without internet"),
    "weak-internet": _("works where internet is slow or unreliable"),
    "sms-only": _("works by text message"),
    "basic-phones": _("works on basic phones"),
    "no-computer": _("works without a computer"),
    "no-reading": _("speaks, for people who do not read"),
    "no-airtime": _("costs people nothing to contact"),
    "no-budget": _("free of charge"),
    "no-vetting": _("open to everyone"),
    "no-technician": _("nothing to install or run"),
    "no-sensitive-data": _("takes no data about known people"),
}

# Whom a helpline is for: the person herself, then anybody, and only then professionals.
PERSONS = (
    ("user/survivor", 1.0),
    *((row, 0.9) for row in term_rows("user", "migrant-worker displaced-person child-youth")),
    *((row, 0.75) for row in term_rows("user", "general-public parent-educator")),
)

# Of the tools that keep within a limit of connection or devices those made for work in the field
# stand first: a spreadsheet for buyers also works without internet.
FIELD_LIMITS = frozenset(
    ("no-internet", "weak-internet", "sms-only", "basic-phones", "no-computer", "no-airtime")
)
FIELD = (
    *((row, 1.0) for row in term_rows("context", "displacement-camp remote-rural disaster")),
    *((row, 1.0) for row in term_rows("context", "armed-conflict at-sea")),
    *((row, 0.95) for row in term_rows("context", "border-crossing migration-route community")),
    *((row, 0.95) for row in term_rows("user", "humanitarian-protection ngo-caseworker")),
)
OUTSIDE_THE_FIELD = 0.8


def read_phrases() -> dict[str, list[dict[str, Any]]]:
    """By the slug of a meaning: for each language the lists whose entries are combined."""
    phrases: dict[str, list[dict[str, Any]]] = json.loads(PHRASES_FILE.read_text(encoding="utf-8"))
    return phrases


def combine_phrases(entries: list[dict[str, Any]]) -> tuple[str, ...]:
    """Every combination; in Chinese, which has no blanks, without one between the parts."""
    phrases = []
    for entry in entries:
        blank = "" if entry["language"] == "zh" else " "
        phrases += [
            blank.join(filter(None, parts)) for parts in itertools.product(*entry["combine"])
        ]
    return tuple(dict.fromkeys(phrases))


def limit_meaning(limit: Limit, phrases: tuple[str, ...]) -> Meaning:
    """The rows that satisfy a limit; those that a step names first weigh a little more."""
    rows = {
        row: STEP_WEIGHTS[step] - 0.02 * i
        for step, step_rows, _sentence in reversed(limit.steps)
        if step in STEP_WEIGHTS
        for i, row in enumerate(step_rows)
    }
    meaning = Meaning(
        limit.slug,
        LIMIT_LABELS[limit.slug],
        tuple(rows.items()),
        phrases,
        alone=ALONE.get(limit.slug, ()),
    )
    if limit.slug not in FIELD_LIMITS:
        return meaning
    return replace(meaning, readers=FIELD, other_readers=OUTSIDE_THE_FIELD)


def query_meanings() -> list[Meaning]:
    """Every meaning, with its phrases."""
    phrases = {slug: combine_phrases(entries) for slug, entries in read_phrases().items()}
    limits = [limit_meaning(each, phrases[each.slug]) for each in LIMITS if each.slug in phrases]
    return [*limits, *_kinds_of_help(phrases), *_orders(phrases)]


def _kinds_of_help(phrases: Mapping[str, tuple[str, ...]]) -> list[Meaning]:
    """What a person in need of help means; results have it."""
    return [
        Meaning(
            "own-help",
            _("help for a person who was trafficked or is in danger"),
            _purposes("helpline-contact survivor-support referral-directory incident-reporting"),
            phrases["own-help"],
            PERSONS,
            in_danger=True,
        ),
        Meaning(
            "no-login",
            _("can be used without a name or an account"),
            (("safeguard/anonymous-use", 1.0),),
            phrases["no-login"],
        ),
        Meaning(
            "image-removal",
            _("help to have intimate images removed"),
            (("technology/hash-matching", 1.0), ("purpose/survivor-support", 0.5)),
            phrases["image-removal"],
            (("user/child-youth", 1.0), ("user/survivor", 0.95)),
            in_danger=True,
        ),
    ]


def _orders(phrases: Mapping[str, tuple[str, ...]]) -> list[Meaning]:
    """What results have first, and need not have."""
    return [
        Meaning(
            "helpline",
            _("helplines first"),
            _purposes("helpline-contact incident-reporting survivor-support"),
            phrases["helpline"],
            PERSONS,
            orders=True,
            in_danger=True,
        ),
        Meaning(
            "image-abuse",
            _("help for the person herself first"),
            _purposes("survivor-support helpline-contact incident-reporting"),
            phrases["image-abuse"],
            PERSONS,
            orders=True,
            in_danger=True,
        ),
        Meaning(
            "reporting",
            _("where to report first"),
            _purposes("incident-reporting helpline-contact"),
            phrases["reporting"],
            PERSONS,
            orders=True,
            in_danger=True,
        ),
    ]


def _purposes(slugs: str) -> tuple[tuple[str, float], ...]:
    """Rows of purposes, the first with the whole weight, each other with a fifth less."""
    return tuple((row, 1.0 - 0.2 * i) for i, row in enumerate(term_rows("purpose", slugs)))
