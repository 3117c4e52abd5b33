"""A ranking: what is hidden, what comes first, what would help."""

from catalogue.fit.ranking import rank
from catalogue.fit.situation import Situation

OFFLINE = ("purpose/case-management", "connectivity/offline-first")
ONLINE = ("purpose/case-management", "connectivity/internet-required")
PAID = ("purpose/case-management", "connectivity/offline-first", "access/paid")
OTHER = ("purpose/family-tracing",)
CASES = Situation(task=("manage-cases",), limit=("no-internet",))


def keys(ranking) -> list[int]:
    return [one.pk for one in ranking.assessments]


def test_what_breaks_a_limit_is_hidden_and_counted(terms, snapshot_of) -> None:
    found = rank(snapshot_of([OFFLINE, ONLINE, OTHER]), CASES, terms=terms)
    assert (keys(found), found.total, found.hidden) == ([1, 3], 2, 1)


def test_what_breaks_a_limit_is_shown_on_request_and_marked(terms, snapshot_of) -> None:
    found = rank(snapshot_of([OFFLINE, ONLINE]), CASES, terms=terms, show_broken=True)
    assert (keys(found), found.hidden) == ([1, 2], 1)
    assert [bool(one.breaks) for one in found.assessments] == [False, True]


def test_what_does_the_task_is_counted_apart(terms, snapshot_of) -> None:
    found = rank(snapshot_of([OFFLINE, OTHER, ()]), CASES, terms=terms)
    assert (found.total, found.fitting) == (3, 1)


def test_without_a_task_anything_asked_counts(terms, snapshot_of) -> None:
    asked = Situation(what=("online",))
    found = rank(snapshot_of([("context/online",), OTHER]), asked, terms=terms)
    assert found.fitting == 1


def test_the_limit_that_would_help_most_comes_first(terms, snapshot_of) -> None:
    asked = Situation(task=("manage-cases",), limit=("no-budget", "no-internet"))
    found = rank(snapshot_of([ONLINE, ONLINE, PAID, (*ONLINE, "access/paid")]), asked, terms=terms)
    assert [(one.answer, one.tools, one.freed) for one in found.broken_limits] == [
        ("no-internet", 3, 2),
        ("no-budget", 2, 1),
    ]


def test_where_nothing_fits_the_nearest_are_those_that_would_do_it(terms, snapshot_of) -> None:
    found = rank(snapshot_of([ONLINE, OTHER]), CASES, terms=terms)
    assert found.fitting == 0
    assert [one.pk for one in found.nearest] == [1]


def test_where_something_fits_nothing_is_called_nearest(terms, snapshot_of) -> None:
    assert rank(snapshot_of([OFFLINE, ONLINE]), CASES, terms=terms).nearest == ()


# Sums that are equal, made in different ways. The newest record is the last one.
STUDIED = (*OFFLINE, "evidence_level/user-study")
ACTIVE = (*OFFLINE, "status/active")
TRIED = (*OFFLINE, "status/pilot", "verification/disputed")  # -5 and -10
PLANNED = (*OFFLINE, "status/concept", "scope/dedicated")  # -20 and 5
PILOT = (*OFFLINE, "status/pilot")  # -5
LISTED = (*OFFLINE, "evidence_level/none")  # -5


def test_of_equals_evidence_comes_before_being_in_use(terms, snapshot_of) -> None:
    found = rank(snapshot_of([ACTIVE, STUDIED, ACTIVE]), CASES, terms=terms)
    assert len({one.weight for one in found.assessments}) == 1
    assert keys(found) == [2, 1, 3]


def test_of_equals_what_is_not_known_stands_before_what_was_found_missing(
    terms, snapshot_of
) -> None:
    found = rank(snapshot_of([LISTED, PILOT]), CASES, terms=terms)
    assert len({one.weight for one in found.assessments}) == 1
    assert keys(found) == [2, 1]


def test_of_equals_what_was_tried_comes_before_what_is_planned(terms, snapshot_of) -> None:
    found = rank(snapshot_of([PLANNED, TRIED]), CASES, terms=terms)
    assert len({one.weight for one in found.assessments}) == 1
    assert keys(found) == [2, 1]


def test_of_equals_the_order_is_that_of_the_alphabet_and_not_of_dates(terms, snapshot_of) -> None:
    snapshot = snapshot_of([OFFLINE] * 11)
    names = sorted(f"tool {pk}" for pk in range(1, 12))
    assert [f"tool {pk}" for pk in keys(rank(snapshot, CASES, terms=terms))] == names


def test_the_order_of_equals_does_not_depend_on_what_was_changed_last(terms, snapshot_of) -> None:
    rows = [OFFLINE, ACTIVE, STUDIED, OFFLINE, ACTIVE]
    whole = keys(rank(snapshot_of(rows), CASES, terms=terms))
    assert keys(rank(snapshot_of(rows, changed=rows[:3]), CASES, terms=terms)) == whole


def test_pages_of_equals_hold_each_once(terms, snapshot_of) -> None:
    snapshot = snapshot_of([OFFLINE] * 45)
    shown = [pk for page in (1, 2, 3) for pk in keys(rank(snapshot, CASES, terms=terms, page=page))]
    assert sorted(shown) == list(range(1, 46))


def test_a_changed_tool_is_judged_as_it_is_now(terms, snapshot_of) -> None:
    found = rank(snapshot_of([ONLINE, OFFLINE], changed=[OFFLINE]), CASES, terms=terms)
    assert (sorted(keys(found)), found.hidden) == ([1, 2], 0)


def test_twenty_stand_on_a_page(terms, snapshot_of) -> None:
    snapshot = snapshot_of([OFFLINE] * 45)
    pages = [rank(snapshot, CASES, terms=terms, page=page) for page in (1, 2, 3, 4)]
    assert [len(page.assessments) for page in pages] == [20, 20, 5, 0]
    assert {page.pages for page in pages} == {3}


def test_the_empty_situation_ranks_nothing(terms, snapshot_of) -> None:
    assert rank(snapshot_of([OFFLINE]), Situation(), terms=terms).total == 0


def test_weights_are_those_of_the_reasons(terms, snapshot_of) -> None:
    (one,) = rank(snapshot_of([PAID]), CASES, terms=terms).assessments
    assert one.weight == sum(reason.weight for reason in one.reasons)
