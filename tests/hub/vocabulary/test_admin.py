"""The curators' side of the vocabulary."""

import pytest

from hub.records.models import SearchState
from hub.vocabulary.admin import TermForm, digest_of
from hub.vocabulary.models import Term, TermSuccessor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", "vocabulary")


def looked_at(term):
    """What the button of a term sends when its form was opened on it as it is."""
    return {"seen": digest_of(term)}


def suggested(browser, **query):
    answer = browser.get("/admin/vocabulary/term/suggest/", query)
    return [result["text"] for result in answer.json()["results"]]


def test_type_ahead_stays_in_its_scheme(curator, make_term):
    make_term("purpose/outreach")
    make_term("user/outreach-worker")
    assert suggested(curator, scheme="purpose", term="outreach") == ["Outreach"]


def test_type_ahead_finds_other_labels_and_shows_the_definition(curator, make_term):
    term = make_term("purpose/outreach")
    term.labels.create(language="fr", text="Travail de rue")
    answer = curator.get("/admin/vocabulary/term/suggest/?scheme=purpose&term=travail rue")
    assert answer.json()["results"][0]["definition"] == "What outreach means."


def test_type_ahead_leaves_out_terms_no_longer_used(curator, make_term):
    make_term("purpose/outreach").deprecate()
    assert suggested(curator, scheme="purpose") == []


def test_type_ahead_goes_on_page_by_page(curator, make_term):
    for number in range(21):
        make_term(f"purpose/t-{number}")
    assert len(suggested(curator, scheme="purpose")) == 20
    assert len(suggested(curator, scheme="purpose", page="2")) == 1


def test_type_ahead_is_for_curators(client):
    assert client.get("/admin/vocabulary/term/suggest/?scheme=purpose").status_code == 302


def test_a_term_cannot_be_deleted(signed_in, make_term):
    term = make_term()
    browser = signed_in(is_superuser=True)
    assert browser.post(f"/admin/vocabulary/term/{term.pk}/delete/").status_code == 403
    assert Term.objects.filter(pk=term.pk).exists()


def test_a_retired_term_can_be_used_again(curator, make_term):
    term = make_term("purpose/old")
    term.deprecate(successor=make_term("purpose/new"))
    curator.post(f"/admin/vocabulary/term/{term.pk}/revive/", looked_at(term))
    term.refresh_from_db()
    assert (term.deprecated, term.replaced_by) == (False, None)


def test_a_split_term_that_is_used_again_stands_for_itself(curator, make_term):
    term = make_term("purpose/old")
    TermSuccessor.objects.create(term=term, successor=make_term("purpose/one"))
    term.deprecate()
    curator.post(f"/admin/vocabulary/term/{term.pk}/revive/", looked_at(term))
    assert not TermSuccessor.objects.exists()


def labels(term, **row):
    fields = {
        "label": term.label,
        "definition": term.definition,
        "position": term.position,
        "seen": TermForm(instance=term).initial["seen"],
        "labels-TOTAL_FORMS": "1",
        "labels-INITIAL_FORMS": "0",
    }
    return fields | {f"labels-0-{name}": value for name, value in row.items()}


def test_a_label_is_kept_with_language_kind_and_origin(curator, make_term):
    term = make_term()
    row = {"language": "fr", "text": "Gestion de cas", "kind": "preferred", "origin": "machine"}
    curator.post(f"/admin/vocabulary/term/{term.pk}/change/", labels(term, **row))
    label = term.labels.get()
    assert (label.language, label.text, label.kind, label.origin) == tuple(row.values())


def test_a_new_label_restamps_the_tools_that_carry_the_term(curator, make_term, make_tool):
    tool = make_tool(terms=("purpose/outreach",))
    term = make_term("purpose/outreach")
    row = {"language": "fr", "text": "Travail", "kind": "alternative", "origin": "human"}
    curator.post(f"/admin/vocabulary/term/{term.pk}/change/", labels(term, **row))
    tool.refresh_from_db()
    assert tool.index_seq == SearchState.current()


def test_the_slug_of_a_term_is_fixed(curator, make_term):
    term = make_term("purpose/outreach")
    curator.post(
        f"/admin/vocabulary/term/{term.pk}/change/",
        labels(term) | {"labels-TOTAL_FORMS": "0", "slug": "other"},
    )
    term.refresh_from_db()
    assert term.slug == "outreach"


def test_a_broader_term_of_another_scheme_is_refused(curator, make_term):
    term, other = make_term("purpose/outreach"), make_term("user/parent")
    answer = curator.post(
        f"/admin/vocabulary/term/{term.pk}/change/",
        labels(term) | {"labels-TOTAL_FORMS": "0", "broader": other.pk},
    )
    assert "broader" in answer.context["adminform"].form.errors


def test_use_again_stands_on_the_page_with_what_was_seen(curator, make_term):
    term = make_term()
    term.deprecate()
    page = curator.get(f"/admin/vocabulary/term/{term.pk}/change/").content.decode()
    assert f'name="seen" value="{digest_of(term)}"><button' in page


def test_a_term_changed_meanwhile_is_not_used_again(curator, make_term):
    term = make_term()
    term.deprecate()
    sent = looked_at(term)
    term.deprecate(successor=make_term("purpose/new"))
    address = f"/admin/vocabulary/term/{term.pk}/revive/"
    page = curator.post(address, sent, follow=True).content.decode()
    assert "was changed meanwhile" in page
    term.refresh_from_db()
    assert term.deprecated
