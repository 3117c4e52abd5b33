"""Why one tool fits or does not: its reasons in sentences, from the rows of the index alone."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.fit.checks import SILENT, Case, Check
from catalogue.fit.facts import Facts, joined, speech
from catalogue.fit.reason import Judgement, Reason
from catalogue.fit.rules import RULES, checks_of
from catalogue.fit.situation import Situation
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache, term_cache


def judgement(snapshot: Snapshot, pk: int, situation: Situation) -> Judgement:
    """The reasons of one visible tool. LookupError where the snapshot does not hold it."""
    held = snapshot.rows_of(pk)
    if not held:
        raise LookupError(f"No visible tool has the key {pk}.")
    terms = term_cache()
    return judge(pk, held, checks_of(situation, terms), terms)


def judge(pk: int, held: frozenset[str], checks: Iterable[Check], terms: TermCache) -> Judgement:
    """The reasons of a record with these rows."""
    facts = Facts(held, speech(terms))
    found = [
        reason_of(check, case, facts)
        for check in checks
        if (case := check.case_of(held)) is not None and case.level.sentence is not SILENT
    ]
    found.sort(key=lambda reason: (not reason.breaks, -abs(reason.weight)))
    return Judgement(pk, tuple(found))


def reason_of(check: Check, case: Case, facts: Facts) -> Reason:
    spoken = facts.spoken.sentence(case.sentence)
    values: dict[str, str] = {"asked": check.asked}
    names: list[str] = []
    for part in spoken.parts:
        if part == "named":
            found = facts.named(case.rows or ())
        elif part == "recorded":
            found = facts.recorded(check.facet)
        else:
            found = [facts.spoken.fact(check.facet)]
        values[part] = joined(found)
        names += found
    return Reason(
        verdict=case.level.verdict,
        weight=case.points,
        sentence=spoken.text % values,
        rule=check.rule,
        question=check.question,
        answer=check.answer,
        breaks=case.level.breaks,
        names=tuple(names),
    )


def schemes_that_matter(situation: Situation) -> frozenset[str]:
    """The facts of a tool that any rule looks at in this situation; none in the empty one."""
    terms = term_cache()
    found: set[str] = set()
    for rule in RULES:
        if situation.is_empty or not any(rule.checks(situation, terms)):
            continue
        found.update(rule.facets if rule.slug != "limit" else _of_limits(situation, terms))
    return frozenset(found)


def _of_limits(situation: Situation, terms: TermCache) -> set[str]:
    """Of the facts that limits can be about, those that the chosen ones are about."""
    return {
        row.partition("/")[0]
        for check in checks_of(situation, terms)
        if check.rule == "limit"
        for case in check.cases
        for row in case.rows or ()
    }
