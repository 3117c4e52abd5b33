"""The choices of a facet, in their order and their words."""

import pytest
from django.utils import translation

from catalogue.index_documents import TOOL_LIST
from hub.lists.facets import Facet, prepared
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.models import TermLabel
from hub.web.view_models import FactState

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def labels(facet, *slugs):
    return [choice.label for choice in facet.choices(slugs)]


def test_choices_stand_in_the_order_of_their_scheme(make_term):
    make_term("purpose/z", label="Z", position=1)
    make_term("purpose/a", label="A", position=2)
    assert labels(Facet("purpose", "What"), "a", "z") == ["Z", "A"]


def test_choices_of_a_long_list_stand_by_their_words(make_term):
    make_term("language/sw", label="swahili", position=1)
    make_term("language/am", label="Amharic", position=2)
    assert labels(Facet("language", "Language", by_label=True), "sw", "am") == [
        "Amharic",
        "swahili",
    ]


def test_narrower_choices_stand_below_their_broader_one(make_term):
    africa = make_term("region/africa", label="Africa")
    make_term("region/asia", label="Asia")
    make_term("country/ke", label="Kenya", broader=africa)
    place = Facet("place", "Where", schemes=("region", "country"), tree=True)
    found = [(choice.label, choice.depth) for choice in place.choices(("asia", "ke", "africa"))]
    assert found == [("Africa", 0), ("Kenya", 1), ("Asia", 0)]


def test_what_is_no_term_stands_last(make_term):
    make_term("purpose/a", label="A")
    found = Facet("purpose", "What").choices(("known-none", "a", "not-known"))
    assert [(choice.slug, choice.state) for choice in found] == [
        ("a", FactState.VALUE),
        ("not-known", FactState.UNKNOWN),
        ("known-none", FactState.NONE),
    ]


def test_a_facet_that_is_no_scheme_has_words_of_its_own():
    facet = Facet("scope", "Made for", fixed={"dedicated": "Against trafficking"})
    assert (labels(facet, "dedicated"), facet.label_of("dedicated")) == (
        ["Against trafficking"],
        "Against trafficking",
    )


@pytest.mark.parametrize(
    ("slug", "resolved"),
    [
        ("a", ("a",)),
        ("old", ("a",)),
        ("x", ()),
        ("not-known", ("not-known",)),
        ("known-none", ("known-none",)),
    ],
)
def test_a_slug_is_resolved_to_what_is_searched_by(make_term, slug, resolved):
    make_term("purpose/old").deprecate(successor=make_term("purpose/a"))
    assert Facet("purpose", "What").resolve(slug) == resolved


def test_choices_are_labelled_once_for_a_snapshot(make_tool, django_assert_max_num_queries):
    make_tool(terms=("purpose/a",))
    snapshot = get_snapshot("tool")
    first = prepared(TOOL_LIST, snapshot)
    assert prepared(TOOL_LIST, snapshot) is first


def test_choices_are_labelled_in_the_language_of_the_page(make_tool, make_term):
    term = make_term("purpose/a", label="A")
    TermLabel.objects.create(term=term, language="fr", text="Un", kind="preferred")
    make_tool(terms=("purpose/a",))
    snapshot = get_snapshot("tool")
    prepared(TOOL_LIST, snapshot)
    with translation.override("fr"):
        assert prepared(TOOL_LIST, snapshot)[0][0].after == ">Un <i>"


def test_two_lists_with_the_same_first_facet_have_choices_of_their_own(make_tool):
    make_tool(terms=("purpose/a",))
    snapshot = get_snapshot("tool")
    prepared(TOOL_LIST, snapshot)
    assert len(prepared(TOOL_LIST[:1], snapshot)) == 1
