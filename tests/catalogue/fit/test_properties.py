"""What must hold in every situation, whatever the records are."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.fit.checks import FitAssessment, FitVerdict
from catalogue.fit.contexts import WHAT
from catalogue.fit.explanation import assess
from catalogue.fit.limits import LIMIT_BY_SLUG, LIMITS, LimitStep
from catalogue.fit.questions import TASK, WHO, WHOM
from catalogue.fit.ranking import build_ranking
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import SITUATION_PARAMETERS, Situation
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
        expected = sorted((one for one in each if not one.breaks), key=order_of_equals)
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
