"""A site that runs takes in new words for its terms, unless somebody here changed them."""

import pytest

from hub.vocabulary.models import Scheme, Term, TermLabel
from hub.vocabulary.vocabulary_loader import load_vocabulary, read_schemes, write_scheme

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BEFORE = {
    "slug": "stage", "label": "Stage / maturity", "definition": "Where it is.", "multiple": False,
    "standard": None, "applies_to": ["tool"],
    "terms": [{"slug": "scaled", "label": "Scaled", "definition": "Much used."},
              {"slug": "pilot", "label": "Pilot", "definition": "Tried."}],
}  # fmt: skip
NOW = BEFORE | {
    "label": "Stage", "former_labels": ["Maturity", "Stage / maturity"],
    "terms": [{"slug": "scaled", "label": "In wide use", "former_labels": ["Scaled"],
               "definition": "Used in many places.", "former_definitions": ["Much used."]},
              {"slug": "pilot", "label": "Pilot", "definition": "Tried."}],
}  # fmt: skip


def texts(slug):
    term = Term.objects.get(scheme__slug="stage", slug=slug)
    return term.label, term.definition


@pytest.fixture
def loaded():
    write_scheme(BEFORE, 1)


def test_what_an_earlier_release_said_becomes_what_this_one_says(loaded):
    write_scheme(NOW, 1)
    assert texts("scaled") == ("In wide use", "Used in many places.")
    assert texts("pilot") == ("Pilot", "Tried.")
    assert Scheme.objects.get(slug="stage").label == "Stage"


def test_what_a_curator_wrote_stays(loaded):
    Term.objects.filter(slug="scaled", scheme__slug="stage").update(label="Everywhere")
    write_scheme(NOW, 1)
    assert texts("scaled") == ("Everywhere", "Used in many places.")


def test_the_records_that_show_a_renewed_term_are_indexed_anew(loaded, make_tool):
    shown, other = make_tool(terms=("stage/scaled",)), make_tool(terms=("stage/pilot",))
    before = {tool.pk: tool.index_seq for tool in (shown, other)}
    write_scheme(NOW, 1)
    for tool in (shown, other):
        tool.refresh_from_db()
    assert shown.index_seq > before[shown.pk]
    assert other.index_seq == before[other.pk]


def test_to_write_the_same_again_changes_nothing(loaded, make_tool):
    write_scheme(NOW, 1)
    tool = make_tool(terms=("stage/scaled",))
    before = tool.index_seq
    write_scheme(NOW, 1)
    tool.refresh_from_db()
    assert tool.index_seq == before


def test_every_former_label_that_ships_stays_findable():
    for _progress in load_vocabulary():
        pass
    kept = set(TermLabel.objects.values_list("term__scheme__slug", "term__slug", "text"))
    former = {
        (scheme["slug"], term["slug"], text)
        for scheme in read_schemes()
        for term in scheme["terms"]
        for text in term.get("former_labels", ())
    }
    assert ("status", "scaled", "Scaled") in former
    assert former <= kept
