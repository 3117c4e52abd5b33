"""What readers see of a statement: told apart from what was checked, in letters and not in colour
alone."""

import pytest

from catalogue.compare.fact_lines import fact_line
from catalogue.compare.facts import CompareCell
from hub.curation.confirmations import decisions
from hub.web.view_models import Fact, FactState, Value
from tests.hub.curation.confirmations.conftest import text_of

pytestmark = pytest.mark.django_db
SAYS_SO = "◇ its maker says so"


@pytest.fixture
def stated(answered, person):
    confirmation = answered(f__licence="MIT", a__url="right")
    decisions.settle(confirmation.pk, ["url", "licence"], by=person)


def test_a_stated_fact_says_so_on_the_page(client, stated):
    text = text_of(client.get("/tools/safe-case/"))
    assert text.count(SAYS_SO) == 1
    assert "◇ Own statement of" in text
    assert "made to this site and not checked by it. Licence, " in text


def test_a_page_without_a_statement_says_nothing_of_it(client, tool):
    assert "◇" not in text_of(client.get("/tools/safe-case/"))


def test_the_record_stays_unreviewed(client, stated):
    text = text_of(client.get("/tools/safe-case/"))
    assert "Unreviewed" in text
    assert "checked 2" not in text


def test_the_comparison_says_so_too(client, stated, make_tool):
    make_tool(slug="other", name="Other")
    assert SAYS_SO in text_of(client.get("/tools/compare/?tool=safe-case&tool=other"))


def test_a_printed_comparison_says_so_too():
    made = Fact("url", FactState.VALUE, (Value("a"),), stated="2026-12-02")
    assert SAYS_SO in fact_line("Site", CompareCell(made, "a")).note
