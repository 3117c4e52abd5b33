"""Places that a text names, and help of other countries behind that of these."""

import pytest

from catalogue.fit.scoring_engine import STATED_WORLD
from catalogue.models import Tool
from catalogue.named_places import rows_of_places
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("hotline Kenya", {"place/ke"}),
        ("I need help in South Sudan", {"place/ss"}),
        ("help in the Gulf of Aden", set()),
        ("east africa helpline", {"place/m49-014"}),
        ("肯尼亚热线", {"place/ke"}),
        ("línea de ayuda México", {"place/mx"}),
        ("hotline France or Spain", {"place/fr", "place/es"}),
        ("help me", set()),
        ("", set()),
    ],
)
def test_the_places_that_a_text_names(text: str, rows: set[str]) -> None:
    assert rows_of_places(text) == (rows | {STATED_WORLD} if rows else set())


@pytest.fixture
def order_of(make_tool, make_term):
    """The slugs of the tools that a query finds, the best first."""
    for slug, label in (("ke", "Kenya"), ("ug", "Uganda")):
        make_term(f"country/{slug}", label=label)
    hotline = "purpose/helpline-contact"
    text = "A hotline for workers. It knows Kenya and Uganda well: Kenya, Kenya."
    make_tool(slug="ugandan", summary=text, terms=(hotline, "country/ug"))
    make_tool(slug="kenyan", summary="A hotline.", terms=(hotline, "country/ke"))
    make_tool(slug="anywhere", summary="A hotline, also for Kenya.", terms=(hotline,))
    make_tool(slug="map", summary="A map of every hotline, Kenya too.", terms=("country/ug",))

    def order(text: str) -> list[str]:
        slugs = dict(Tool.objects.values_list("pk", "slug"))
        return [slugs[pk] for pk in search(get_snapshot("tool"), Query.of(text)).ids]

    return order


def test_help_of_another_country_stands_behind_all_else(order_of) -> None:
    found = order_of("hotline Kenya")
    assert found[-1] == "ugandan"
    assert set(found) == {"kenyan", "anywhere", "map", "ugandan"}


def test_without_a_place_nothing_stands_behind(order_of) -> None:
    assert order_of("hotline workers Uganda")[0] == "ugandan"


def test_a_card_of_help_says_for_which_countries_it_is(order_of, visit) -> None:
    page = visit("/tools/?q=hotline+Kenya")
    assert "For Uganda" in page.text
    assert "For Kenya" in page.text
    assert [b.text for b in page.all("b") if b.text.startswith("For ")] == [
        "For Kenya",
        "For Uganda",
    ]
