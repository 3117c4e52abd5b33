"""Why one tool fits or does not: its reasons in sentences, from the rows of the index alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from catalogue.fit.checks import Case, Check
from catalogue.fit.facts import fact_label, joined, named, recorded
from catalogue.fit.reason import Judgement, Reason
from catalogue.fit.rules import RULES, checks_of
from catalogue.fit.situation import Situation
from hub.index.snapshot import Snapshot
from hub.vocabulary.book import Book, book


def judgement(snapshot: Snapshot, pk: int, situation: Situation) -> Judgement:
    """The reasons of one visible tool. LookupError where the snapshot does not hold it."""
    held = snapshot.rows_of(pk)
    if not held:
        raise LookupError(f"No visible tool has the key {pk}.")
    terms = book()
    return judge(pk, held, checks_of(situation, terms), terms)


def judge(pk: int, held: Collection[str], checks: Iterable[Check], terms: Book) -> Judgement:
    """The reasons of a record with these rows."""
    found = [
        reason_of(check, case, held, terms)
        for check in checks
        if (case := check.case_of(held)) is not None and case.level.sentence
    ]
    found.sort(key=lambda reason: (not reason.breaks, -abs(reason.weight)))
    return Judgement(pk, tuple(found))


def reason_of(check: Check, case: Case, held: Collection[str], terms: Book) -> Reason:
    fact = fact_label(check.facet)
    decided = named(case.rows, held, terms) if case.rows else []
    there = recorded(check.facet, held, terms)
    sentence = str(case.sentence)
    names = {"named": decided, "recorded": there, "fact": [fact]}
    return Reason(
        verdict=case.level.verdict,
        weight=case.points,
        sentence=sentence
        % {
            "asked": check.asked,
            "named": joined(decided),
            "recorded": joined(there),
            "fact": fact,
        },
        rule=check.rule,
        question=check.question,
        answer=check.answer,
        breaks=case.level.breaks,
        names=tuple(
            name for part, found in names.items() if f"%({part})s" in sentence for name in found
        ),
    )


def schemes_that_matter(situation: Situation) -> frozenset[str]:
    """The facts of a tool that any rule looks at in this situation; none in the empty one."""
    terms = book()
    found: set[str] = set()
    for rule in RULES:
        if situation.is_empty or not any(rule.checks(situation, terms)):
            continue
        found.update(rule.facets if rule.slug != "limit" else _of_limits(situation, terms))
    return frozenset(found)


def _of_limits(situation: Situation, terms: Book) -> set[str]:
    """Of the facts that limits can be about, those that the chosen ones are about."""
    return {
        row.partition("/")[0]
        for check in checks_of(situation, terms)
        if check.rule == "limit"
        for case in check.cases
        for row in case.rows or ()
    }
