"""The table of a comparison: rows, states, sources, and which rows are left out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.compare.parameters import CompareParameters, select_tools
from catalogue.compare.table import assess_tools, build_comparison
from catalogue.fit.situation import Situation
from catalogue.models import Tool
from hub.records.models import SearchState
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.view_models import FactState

pytestmark = pytest.mark.django_db


def table(*tools, only=(), situation=None):
    slugs = tuple(tool.slug for tool in tools)
    asked = CompareParameters(slugs, situation or Situation(), frozenset(only))
    found = select_tools(slugs).tools
    judged = []
    if situation:
        snapshot = get_snapshot(Tool.kind, "public")
        judged = assess_tools(snapshot, [tool.pk for tool in found], situation)
    return build_comparison(found, judged, asked, "/tools/compare/")


def rows(shown):
    return {row.label: row for group in shown.groups for row in group.rows}


def test_a_fact_is_in_one_of_three_states(make_tool):
    shown = table(
        make_tool(terms=("connectivity/offline-first",)),
        make_tool(known_none=["connectivity"]),
        make_tool(),
    )
    states = [cell.fact.state for cell in rows(shown)["Connection and device"].cells]
    assert states == [FactState.VALUE, FactState.NONE, FactState.UNKNOWN]


def test_a_scope_that_nobody_recorded_is_not_known_and_another_than_either(make_tool):
    shown = table(make_tool(scope="dedicated"), make_tool(), make_tool(scope="adjacent"))
    row = rows(shown)["Made for"]
    states = [cell.fact.state for cell in row.cells]
    assert states == [FactState.VALUE, FactState.UNKNOWN, FactState.VALUE]
    assert len({cell.key for cell in row.cells}) == 3


@pytest.mark.parametrize(("known", "answer"), [(True, "yes"), (False, "no"), (None, "")])
def test_yes_no_and_not_known_are_three(make_tool, known, answer):
    shown = table(make_tool(open_source=known), make_tool())
    assert rows(shown)["Open source"].cells[0].answer == answer
    assert rows(shown)["Open source"].differs is (known is not None)


def test_one_unlike_the_first_two_marks_the_row(make_tool):
    alike = [make_tool(terms=("language/fr",)) for _each in range(2)]
    shown = table(*alike, make_tool(terms=("language/ar",)))
    assert rows(shown)["Languages"].differs
    assert not rows(table(*alike))["Languages"].differs


def test_an_inferred_risk_is_not_the_same_as_a_stated_one(make_tool):
    key = "safeguard/risk-surveillance"
    assert rows(table(make_tool(terms=(key,)), make_tool(inferred=(key,))))["Risks"].differs


def test_not_assessed_is_not_the_same_as_looked_for_and_not_found(make_tool):
    assessed = make_tool(
        panel="assessed", panel_assessed_on="2026-01-02", panel_assessed_by="A body"
    )
    shown = rows(table(assessed, make_tool()))
    assert shown["Consent"].differs
    assert [cell.assessed for cell in shown["Consent"].cells] == [True, False]
    assert not rows(table(make_tool(), make_tool()))["Consent"].differs


def test_only_differences_leaves_out_what_is_the_same_and_counts_it(make_tool):
    tools = [make_tool(terms=("language/fr",)), make_tool(terms=("language/ar",))]
    whole, narrow = table(*tools), table(*tools, only=["differences"])
    assert set(rows(narrow)) == {label for label, row in rows(whole).items() if row.differs}
    assert "Languages" in rows(narrow)
    assert narrow.left_out == whole.total - len(rows(narrow))
    assert narrow.differing == whole.differing == len(rows(narrow))


def test_a_caution_stays_where_all_tools_have_the_same(make_tool):
    tools = [make_tool(caution="Do not use it near the border.") for _each in range(2)]
    assert "Caution" in rows(table(*tools, only=["differences"]))


def test_only_what_matters_keeps_the_rows_of_the_rules_and_of_safety(make_tool):
    tools = [make_tool(terms=("connectivity/offline-first",)), make_tool()]
    situation = Situation(limit=("no-internet",))
    kept = set(rows(table(*tools, only=["situation"], situation=situation)))
    assert {"Connection and device", "Caution", "Preconditions", "Consent", "Score"} <= kept
    assert not {"Languages", "Licence", "Countries"} & kept


def test_both_choices_of_rows_together_keep_what_is_in_both(make_tool):
    tools = [make_tool(terms=("connectivity/offline-first", "language/fr")), make_tool()]
    situation = Situation(limit=("no-internet",))
    both = rows(table(*tools, only=["situation", "differences"], situation=situation))
    matter = rows(table(*tools, only=["situation"], situation=situation))
    differ = rows(table(*tools, only=["differences"], situation=situation))
    assert set(both) == set(matter) & set(differ)
    assert "Connection and device" in both


def test_without_a_situation_its_choice_leaves_nothing_out(make_tool):
    assert table(make_tool(), make_tool(), only=["situation"]).left_out == 0


def test_each_answer_of_the_reader_has_a_row_with_its_sentence(make_tool):
    fits = make_tool(terms=("connectivity/offline-first",))
    breaks = make_tool(terms=("connectivity/internet-required",))
    shown = table(fits, breaks, situation=Situation(limit=("no-internet",)))
    row = rows(shown)["No internet"]
    assert [cell.reasons[0].breaks for cell in row.cells] == [False, True]
    assert row.differs
    said = [value.label for value in rows(shown)["Score"].cells[1].fact.values]
    assert said == ["Not recommended: known to break a limit"]


def test_the_points_of_the_rows_add_up_to_the_score(make_tool):
    tool = make_tool(terms=("connectivity/offline-first", "language/ar", "status/active"))
    situation = Situation(limit=("no-internet",), language=("ar",))
    shown = rows(table(tool, make_tool(), situation=situation))
    parts = [reason.weight for row in shown.values() for reason in row.cells[0].reasons]
    rest = shown["Safeguards, evidence, status"].cells[0].points.replace("−", "-")
    total = shown["Score"].cells[0].points.replace("−", "-")
    assert sum(parts) / 10 + float(rest) == pytest.approx(float(total))


def test_a_cell_names_its_sources_and_when_it_was_checked(make_tool, cite):
    one, other = make_tool(terms=("access/paid",)), make_tool(terms=("access/paid",))
    cite(one, "access", title="First", checked="2026-03-04")
    cite(other, "access", title="Second")
    cite(other, "access", title="First")
    shown = table(one, other)
    cells = rows(shown)["Access"].cells
    assert [cell.fact.sources for cell in cells] == [(1,), (2, 1)]
    assert [cell.fact.checked for cell in cells] == ["2026-03-04", None]
    assert [source.title for source in shown.sources] == ["First", "Second"]


def test_every_recorded_fact_of_a_sourced_tool_has_its_source(make_tool, cite):
    tool = make_tool(
        terms=("access/paid", "language/fr", "purpose/case-management", "safeguard/encryption"),
        preconditions="A phone.",
        caution="Take care.",
        open_source=True,
    )
    cite(tool)
    shown = table(tool, make_tool())
    own_words = {"Verification", "Made for"}  # of the hub, not of a source
    for label, row in rows(shown).items():
        cell = row.cells[0]
        if cell.fact.state == "value" and label not in own_words:
            assert cell.fact.sources == (1,), label


def test_a_row_of_which_nothing_is_known_is_named_for_paper(make_tool):
    shown = table(make_tool(terms=("language/fr",)), make_tool())
    assert "Licence" in shown.unknown_labels
    assert "Languages" not in shown.unknown_labels


def test_more_tools_need_no_more_queries(make_tool, cite, make_deployment):
    tools = [make_tool(terms=("language/fr", "purpose/case-management")) for _each in range(6)]
    for tool in tools:
        cite(tool, title=f"Of {tool.slug}")
        make_deployment(tool=tool, terms=("country/ke",))
    table(*tools[:2])  # the terms are cached

    def queries(*compared):
        with SearchState.held(), CaptureQueriesContext(connection) as asked:
            table(*compared)
        return len(asked)

    assert queries(*tools) == queries(*tools[:2]) <= 8
