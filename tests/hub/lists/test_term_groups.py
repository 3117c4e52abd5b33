"""One scheme, three facts: the data a tool handles, its safeguards, its risks."""

import json
from pathlib import Path

import pytest

from catalogue.fields.shared import DATA_HANDLED, RISKS, SAFEGUARD_GROUPS, SAFEGUARDS
from catalogue.fields.tool import TOOL
from catalogue.models import Deployment, Tool
from hub.digests.matching.filters import parse

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SHIPPED = Path(__file__).parents[3] / "hub/vocabulary/data/vocabularies.json"
DATA, KEY, RISK = "safeguard/personal-data", "safeguard/encryption", "safeguard/risk-retaliation"


@pytest.fixture
def tools(make_tool):
    make_tool(slug="data", terms=(DATA,))
    make_tool(slug="safe", terms=(KEY,))
    make_tool(slug="risky", terms=(RISK,))
    make_tool(slug="all", terms=(DATA, KEY, RISK))


def cards(visit, query):
    return sorted(visit(f"/tools/?{query}&ended=1").cards)


@pytest.mark.parametrize("slug", ["personal-data", "encryption", "risk-retaliation", "brand-new"])
def test_every_term_belongs_to_one_group(slug):
    assert sum(group.has(slug) for group in SAFEGUARD_GROUPS.values()) == 1


def test_a_new_term_protects_unless_it_is_named_a_risk():
    assert SAFEGUARDS.has("brand-new")
    assert RISKS.has("risk-brand-new")


def test_the_groups_are_those_of_the_shipped_terms():
    schemes = json.loads(SHIPPED.read_text(encoding="utf-8"))
    (terms,) = (scheme["terms"] for scheme in schemes if scheme["slug"] == "safeguard")
    shipped = {term["slug"] for term in terms}
    assert shipped >= DATA_HANDLED.slugs
    assert any(map(RISKS.has, shipped))


@pytest.mark.parametrize("model", [Tool, Deployment])
def test_terms_stay_in_one_scheme_of_the_record(model):
    assert "safeguard" in model.schemes
    assert not {"data_handled", "risk"} & set(model.schemes)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("data_handled=personal-data", ["all", "data"]),
        ("safeguard=encryption", ["all", "safe"]),
        ("risk=risk-retaliation", ["all", "risky"]),
        ("data_handled=personal-data&safeguard=encryption", ["all"]),
        ("data_handled=not-known", ["risky", "safe"]),
        ("safeguard=not-known", ["data", "risky"]),
        ("risk=not-known", ["data", "safe"]),
    ],
)
def test_each_group_is_a_facet_of_its_own(tools, visit, query, found):
    assert cards(visit, query) == found


def test_each_group_offers_its_own_terms_only(tools, visit):
    page = visit("/tools/?ended=1")
    assert page.choice("data_handled", "personal-data") == "Personal data 2"
    assert page.choice("safeguard", "encryption") == "Encryption 2"
    assert page.choice("risk", "risk-retaliation") == "Risk retaliation 2"
    for facet, slug in (("safeguard", "personal-data"), ("safeguard", "risk-retaliation")):
        assert page.choice(facet, slug) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("safeguard=personal-data", "data_handled=personal-data"),
        ("safeguard=risk-retaliation", "risk=risk-retaliation"),
        ("safeguard=encryption", "safeguard=encryption"),
    ],
)
def test_an_old_address_finds_the_same_and_is_chosen_where_it_stands_today(tools, visit, old, new):
    assert cards(visit, old) == cards(visit, new)
    (link,) = visit(f"/tools/?{old}").all("link", rel="canonical")
    assert link.attributes["href"].endswith(f"/tools/?{new}")


def test_an_old_address_that_mixes_groups_still_finds_any_of_them(tools, visit):
    old = "safeguard=personal-data&safeguard=encryption"
    assert cards(visit, old) == ["all", "data", "safe"]


def test_a_saved_filter_older_than_the_groups_is_read(tools):
    assert parse("tool", "safeguard=personal-data").query == "data_handled=personal-data"


def test_a_term_of_another_group_is_no_choice_of_a_group(tools, visit):
    page = visit("/tools/?risk=encryption", status=400)
    assert "There is no choice “encryption” under “Risks”" in page.text


def test_the_page_of_a_term_leads_to_the_facet_that_offers_it(tools, visit):
    page = visit("/vocabulary/safeguard/personal-data/")
    assert "/tools/?data_handled=personal-data" in page.href("2 tools with this term")


def test_the_page_of_a_tool_tells_the_three_apart(tools, visit):
    page = visit("/tools/all/")
    said = [page.fact(words).text.split(" What")[0] for words in ("Data it handles", "Safeguards")]
    assert said == ["Personal data", "Encryption"]
    assert page.fact("Risks").text.startswith("Risk retaliation")
    assert visit("/tools/risky/").fact("Safeguards").text == "Not known"


def test_a_comparison_has_a_row_for_each(tools, visit):
    rows = [row.text for row in visit("/tools/compare/?tool=all&tool=risky").all("tr")]
    groups = {"Data it handles": "Personal data", "Safeguards": "Encryption", "Risks": "Risk"}
    told = [
        label
        for row in rows
        for label, value in groups.items()
        if row.removeprefix("≠ differs: ").startswith(f"{label} Tool ") and f" {value}" in row
    ]
    assert told == list(groups)


def test_known_to_be_none_is_said_of_safeguards_and_risks_but_not_of_data(make_tool, visit):
    make_tool(slug="one", known_none=["safeguard"])
    page = visit("/tools/one/")
    said = [page.fact(words).text for words in ("Data it handles", "Safeguards", "Risks")]
    assert said == ["Not known", "Known: none", "Known: none"]


def test_labels_come_from_the_declaration():
    facets = {declared.name: str(declared.facet.label) for declared in TOOL.facet_fields}
    assert [facets[name] for name in SAFEGUARD_GROUPS] == [
        "Data it handles",
        "Safeguards",
        "Risks",
    ]
