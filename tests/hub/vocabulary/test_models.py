"""Terms are never deleted: they are deprecated, and what leads to them keeps working."""

import pytest
from django.core.exceptions import ValidationError

from hub.records.models import SearchState
from hub.vocabulary.models import Term, TermLabel

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_deprecated_term_leads_to_its_successor(make_term):
    old, new = make_term("purpose/old"), make_term("purpose/new")
    old.deprecate(successor=new)
    assert old.successor() == new


def test_a_chain_of_successors_is_followed_to_its_end(make_term):
    first, second, third = (make_term(f"purpose/{name}") for name in ("a", "b", "c"))
    second.deprecate(successor=third)
    first.deprecate(successor=second)
    assert first.successor() == third


def test_successors_in_a_circle_do_not_go_on_for_ever(make_term):
    first, second = make_term("purpose/a"), make_term("purpose/b")
    first.deprecate(successor=second)
    second.deprecate(successor=first)
    assert first.successor() in (first, second)


def test_a_current_term_is_its_own_successor(make_term):
    assert make_term().successor() == make_term()


def test_only_current_terms_are_to_be_used(make_term):
    make_term("purpose/old").deprecate()
    new = make_term("purpose/new")
    assert list(Term.objects.current()) == [new]


@pytest.mark.parametrize("slug", ["a b", "ä", "a_b", "-a", "a-", "a--b", "", "a\n"])
def test_a_slug_is_letters_digits_and_hyphens(make_term, slug):
    with pytest.raises(ValidationError):
        Term(scheme=make_term().scheme, slug=slug, label="A").full_clean()


@pytest.mark.parametrize("slug", ["zh-Hant", "m49-001", "ke", "pt-BR"])
def test_a_slug_may_be_a_language_tag(make_term, slug):
    Term(scheme=make_term().scheme, slug=slug, label="A").full_clean()


def test_a_term_knows_all_terms_below_it(make_term):
    top = make_term("region/a")
    middle = make_term("region/b", broader=top)
    low = make_term("country/c", broader=middle)
    make_term("region/d")
    assert top.narrower_pks() == {middle.pk, low.pk}


def test_saving_a_term_raises_the_number_of_the_terms(make_term):
    term = make_term()
    before = SearchState.current_terms()
    term.save()
    assert SearchState.current_terms() == SearchState.current() == before + 1


@pytest.mark.parametrize("act", ["save", "delete"])
def test_a_label_raises_the_number_of_the_terms(make_term, act):
    label = TermLabel.objects.create(term=make_term(), language="fr", text="A")
    before = SearchState.current_terms()
    getattr(label, act)()
    assert SearchState.current_terms() == before + 1
