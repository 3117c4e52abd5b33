"""What must hold in every situation, whatever the records are."""

from collections.abc import Callable

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.fit.checks import Check, FitAssessment, FitVerdict
from catalogue.fit.contexts import WHAT
from catalogue.fit.explanation import assess
from catalogue.fit.limits import LIMIT_BY_SLUG, LIMITS, LimitStep
from catalogue.fit.questions import TASK, WHO, WHOM
from catalogue.fit.ranking import build_ranking
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import SITUATION_PARAMETERS, Situation
from hub.search_engine import bitmaps
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache

ROWS = [
    "purpose/case-management", "purpose/referral-directory", "purpose/helpline-contact",
    "purpose/family-tracing", "context/displacement-camp", "context/armed-conflict",
    "context/online", "user/ngo-caseworker", "user/law-enforcement", "user/displaced-person",
    "target_population/children", "target_population/girls", "language/ar", "language/en",
    "language/known-none", "connectivity/offline-first", "connectivity/offline-cache",
    "connectivity/sms-only", "connectivity/voice-call", "connectivity/smartphone",
    "connectivity/internet-required", "connectivity/desktop", "connectivity/self-hosted-server",
    "connectivity/known-none", "access/free-public", "access/free-vetted", "access/paid",
    "access/law-enforcement-only", "access/internal", "access/open-source-self-run",
    "safeguard/personal-data", "safeguard/children-data", "safeguard/no-personal-data",
    "safeguard/anonymous-use", "safeguard/disguise-quick-exit", "safeguard/risk-retaliation",
    "safeguard/risk-surveillance", "_inferred/risk-surveillance", "_caution/noted",
    "evidence_level/practice-note", "status/active", "status/concept", "scope/dedicated",
    "scope/adjacent", "evidence_level/user-study", "evidence_level/none", "status/pilot",
    "verification/unreviewed", "verification/disputed", "country/ke", "place/ke", "place/m49-014",
    "place/m49-002", "_stated/m49-014", "_stated/m49-001", "place/m49-001",
]  # fmt: skip
ANSWERS = {
    "who": [one.slug for one in WHO.answers],
    "what": [one.slug for one in WHAT.answers],
    "place": ["ke", "th", "m49-014", "m49-002"],
    "task": [one.slug for one in TASK.answers],
    "whom": [one.slug for one in WHOM.answers],
    "limit": [one.slug for one in LIMITS],
    "language": ["ar", "en", "sw"],
}
tools = st.lists(st.frozensets(st.sampled_from(ROWS), max_size=14), min_size=1, max_size=40)
situations = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from(slugs), max_size=3) for name, slugs in ANSWERS.items()}
).map(Situation.of)
often = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SnapshotOf = Callable[..., Snapshot]


def shown(snapshot: Snapshot, situation: Situation, terms: TermCache) -> list[tuple[int, int]]:
    """The whole ranking: (key, weight)."""
    field = Scoring(snapshot, checks_of(situation, terms), ended=False)
    found, page = [], 1
    while True:
        part = build_ranking(field, page=page, show_broken=False, terms=terms)
        found += [(one.pk, one.weight) for one in part.assessments]
        page += 1
        if page > part.pages:
            return found


def group_and_order(found: FitAssessment, scoring: Scoring) -> tuple[int, bool, object]:
    """The group, in it the help of other places last, then as the page of the rules tells it."""
    (place,) = np.flatnonzero(scoring.snapshot.pks == found.pk)[-1:]
    groups = list(scoring.grouped.bits.values())
    number = next(n for n, bits in enumerate(groups) if bitmaps.unpack_flags(bits)[place])
    return number, bool(bitmaps.unpack_flags(scoring.behind)[place]), order_of_equals(found)


def order_of_equals(found: FitAssessment) -> tuple[int, int, int, int, str]:
    """As the page of the rules tells it, from the reasons alone; the name ends in the key."""
    by_rule = {reason.rule: reason.weight for reason in found.reasons}
    fitting = {reason.question for reason in found.fits if reason.question}
    evidence, status = (by_rule.get(rule, 0) for rule in ("evidence", "status"))
    return -found.weight, -evidence, -status, -len(fitting), f"tool {found.pk}"


def test_ranking_by_bits_equals_judging_each_record(
    terms: TermCache, snapshot_of: SnapshotOf
) -> None:
    @often
    @given(
        tools, st.lists(st.frozensets(st.sampled_from(ROWS), max_size=9), max_size=5), situations
    )
    def holds(rows: list, changed: list, situation: Situation) -> None:
        changed = changed[: len(rows)]
        snapshot = snapshot_of(rows, changed)
        checks = checks_of(situation, terms)
        each = [assess(pk, snapshot.rows_of(pk), checks, terms) for pk in range(1, len(rows) + 1)]
        scoring = Scoring(snapshot, checks, ended=False)
        # Many at once, of which equal facts are worded once, are judged as each alone is.
        assert list(scoring.assess([one.pk for one in each], terms)) == each
        expected = sorted(
            (one for one in each if not one.breaks), key=lambda one: group_and_order(one, scoring)
        )
        pairs = [] if situation.is_empty else [(one.pk, one.weight) for one in expected]
        assert shown(snapshot, situation, terms) == pairs

    holds()


def test_adding_a_limit_never_adds_a_tool_known_to_break_it(
    terms: TermCache, snapshot_of: SnapshotOf
) -> None:
    @often
    @given(tools, situations, st.sampled_from([one.slug for one in LIMITS if one.hard]))
    def holds(rows: list, situation: Situation, limit: str) -> None:
        snapshot = snapshot_of(rows)
        answers = {name: situation.answers(name) for name in SITUATION_PARAMETERS}
        limited = Situation.of(answers | {"limit": [*situation.limit, limit]})
        before = {pk for pk, _weight in shown(snapshot, situation, terms)}
        after = {pk for pk, _weight in shown(snapshot, limited, terms)}
        if not situation.is_empty:
            assert after <= before
        assert not any(is_known_to_break(limit, snapshot.rows_of(pk)) for pk in after)

    holds()


def is_known_to_break(limit: str, held: frozenset[str]) -> bool:
    """Without the machinery: something breaks it, and nothing recorded keeps within it."""
    steps = LIMIT_BY_SLUG[limit].steps
    keeps = {
        row
        for step, rows, _s in steps
        if step in (LimitStep.FITS, LimitStep.PARTLY)
        for row in rows
    }
    breaks = {row for step, rows, _s in steps if step is LimitStep.BREAKS for row in rows}
    return bool(breaks & held) and not keeps & held


def test_the_order_of_answers_never_matters(terms: TermCache, snapshot_of: SnapshotOf) -> None:
    @often
    @given(tools, situations, st.randoms())
    def holds(rows: list, situation: Situation, chance: st.DataObject) -> None:
        shuffled = {name: list(situation.answers(name)) for name in SITUATION_PARAMETERS}
        for answers in shuffled.values():
            chance.shuffle(answers)
        again = Situation.of(dict(reversed(shuffled.items())))
        snapshot = snapshot_of(rows)
        assert again.canonical() == situation.canonical()
        assert shown(snapshot, again, terms) == shown(snapshot, situation, terms)

    holds()


def test_what_is_not_known_never_leaves_a_tool_out(
    terms: TermCache, snapshot_of: SnapshotOf
) -> None:
    @often
    @given(tools, situations)
    def holds(rows: list, situation: Situation) -> None:
        nothing_known = len(rows) + 1
        snapshot = snapshot_of([*rows, frozenset()])
        listed = {pk for pk, _weight in shown(snapshot, situation, terms)}
        assert situation.is_empty or nothing_known in listed

    holds()


def test_what_is_not_known_is_worth_nothing(terms: TermCache) -> None:
    @often
    @given(st.frozensets(st.sampled_from(ROWS)), situations)
    def holds(rows: frozenset[str], situation: Situation) -> None:
        found = assess(1, rows, checks_of(situation, terms), terms)
        assert not any(one.weight for one in found.reasons if one.verdict is FitVerdict.UNKNOWN)
        assert all(one.weight > 0 for one in found.fits)
        assert all(one.weight < 0 for one in found.conflicts)

    holds()


def test_a_hard_limit_is_broken_only_where_no_recorded_way_keeps_within_it(
    terms: TermCache,
) -> None:
    @often
    @given(st.frozensets(st.sampled_from(ROWS)), st.sampled_from([one.slug for one in LIMITS]))
    def holds(rows: frozenset[str], limit: str) -> None:
        checks = checks_of(Situation(limit=(limit,)), terms)
        broken = {one.answer for one in assess(1, rows, checks, terms).breaks}
        for slug in broken - {""}:
            steps = LIMIT_BY_SLUG[slug].steps
            keeping = {row for step, found, _s in steps if step is LimitStep.FITS for row in found}
            assert not keeping & rows

    holds()


def completed(rows: frozenset[str], added: list[str], checks: tuple[Check, ...]) -> frozenset[str]:
    """The record with those of the added facts that leave all that is known of it as it is.

    What an open check says that it does not know may become anything; so may what its rule has no
    word on, such as either kind of safeguard where no safeguard is recorded.
    """
    cases = [(check, check.case_of(rows)) for check in checks]
    open_rules = {check.rule for check, case in cases if case and case.is_open}
    known = [
        (check, case)
        for check, case in cases
        if not (case and case.is_open) and (case or check.rule not in open_rules)
    ]
    for row in added:
        more = (rows | {row}) - {f"{row.partition('/')[0]}/not-known"}
        if all(check.case_of(more) is case for check, case in known):
            rows = more
    return rows


def test_the_range_of_a_sum_holds_whatever_the_open_facts_turn_out_to_be(
    terms: TermCache, snapshot_of: SnapshotOf
) -> None:
    @settings(often, max_examples=300)
    @given(
        st.frozensets(st.sampled_from(ROWS), max_size=9),
        st.lists(st.sampled_from(ROWS), max_size=25),
        situations,
    )
    def holds(rows: frozenset[str], added: list[str], situation: Situation) -> None:
        record = snapshot_of([rows]).rows_of(1)
        checks = checks_of(situation, terms)
        least, greatest = assess(1, record, checks, terms).span
        weight = assess(1, completed(record, added, checks), checks, terms).weight
        assert least <= weight <= greatest

    holds()


def test_without_an_open_fact_the_range_is_the_sum(terms: TermCache) -> None:
    @often
    @given(st.frozensets(st.sampled_from(ROWS)), situations)
    def holds(rows: frozenset[str], situation: Situation) -> None:
        checks = checks_of(situation, terms)
        found = assess(1, rows, checks, terms)
        cases = [check.case_of(rows) for check in checks]
        assert found.span[0] <= found.weight <= found.span[1]
        if not any(case and case.is_open for case in cases):
            assert found.span == (found.weight, found.weight)

    holds()


def test_an_order_is_claimed_only_where_ranges_do_not_overlap(
    terms: TermCache, snapshot_of: SnapshotOf
) -> None:
    @often
    @given(tools, situations)
    def holds(rows: list, situation: Situation) -> None:
        snapshot, checks = snapshot_of(rows), checks_of(situation, terms)
        scoring = Scoring(snapshot, checks, ended=False)
        for group, bits in scoring.grouped.bits.items():
            behind = set(scoring.pks_within(scoring.behind, range(1, len(rows) + 1)))
            members = set(scoring.pks_within(bits, range(1, len(rows) + 1)))
            spans = {pk: assess(pk, snapshot.rows_of(pk), checks, terms).span for pk in members}
            for pk, (first, last) in scoring.places(group, members).items():
                same = [spans[one] for one in members if (one in behind) == (pk in behind)]
                before = len(members - behind) if pk in behind else 0
                above = sum(span[0] > spans[pk][1] for span in same)
                below = sum(span[1] < spans[pk][0] for span in same)
                assert (first, last) == (before + above + 1, before + len(same) - below)

    holds()
