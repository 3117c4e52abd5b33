"""All terms in memory, as new as the database says."""

import pytest
from django.utils import translation

from hub.records.models import SearchState
from hub.vocabulary.models import TermLabel
from hub.vocabulary.term_cache import newest_term_cache, term_cache

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_changed_term_is_in_the_next_book(make_term):
    term = make_term("purpose/outreach")
    term_cache()
    term.label = "Street work"
    term.save()
    assert term_cache().label("purpose", "outreach") == "Street work"


def test_a_book_that_is_new_enough_costs_one_query(make_term, django_assert_num_queries):
    make_term()
    term_cache()
    with django_assert_num_queries(1):
        term_cache()


def test_a_new_book_costs_a_fixed_number_of_queries(make_term, django_assert_max_num_queries):
    for number in range(10):
        make_term(f"purpose/p{number}")
    with django_assert_max_num_queries(5):
        term_cache()


def test_a_page_reads_the_book_of_its_beginning(make_term):
    term = make_term("purpose/outreach", label="Outreach")
    held = term_cache()
    with SearchState.held():
        assert term_cache() is held
        term.label = "Street work"
        term.save()
        assert term_cache() is held


def test_what_is_read_later_than_the_page_began_has_the_newest_book(make_term):
    term = make_term("purpose/outreach", label="Outreach")
    term_cache()
    with SearchState.held():
        term.label = "Street work"
        term.save()
        assert newest_term_cache().label("purpose", "outreach") == "Street work"


def test_terms_newer_than_the_book_are_left_out(make_term):
    known = make_term("purpose/a")
    held = term_cache()
    newer = make_term("purpose/b")
    assert [entry.pk for entry in held.entries([known.pk, newer.pk])] == [known.pk]


def test_a_label_is_in_the_language_of_the_page(make_term):
    TermLabel.objects.create(
        term=make_term("purpose/outreach"), language="fr", text="Aller vers", kind="preferred"
    )
    with translation.override("fr"):
        assert term_cache().label("purpose", "outreach") == "Aller vers"


def test_without_a_label_in_the_language_it_is_the_plain_one(make_term):
    make_term("purpose/outreach", label="Outreach")
    with translation.override("fr"):
        assert term_cache().label("purpose", "outreach") == "Outreach"


def test_an_alternative_label_is_no_name(make_term):
    TermLabel.objects.create(term=make_term("purpose/outreach"), language="fr", text="Rue")
    assert term_cache().get("purpose", "outreach").label("fr") == "Outreach"


def test_countries_are_named_from_the_table(make_term):
    make_term("country/ke", label="ke")
    assert term_cache().get("country", "ke").label("ru") == "Кения"


@pytest.mark.parametrize(
    ("slug", "words"), [("not-known", "Not known"), ("known-none", "Known: none"), ("x", "x")]
)
def test_what_is_no_term_has_words_too(slug, words):
    assert term_cache().label("purpose", slug) == words


def test_broader_terms_are_named_nearest_first_across_schemes(make_term):
    top = make_term("region/africa")
    make_term("country/ke", broader=make_term("region/east", broader=top))
    entry = term_cache().get("country", "ke")
    assert [above.key for above in term_cache().above(entry)] == ["region/east", "region/africa"]


def test_a_replaced_term_leads_to_its_successor(make_term):
    make_term("purpose/old").deprecate(successor=make_term("purpose/new"))
    assert term_cache().current("purpose/old").key == "purpose/new"


def test_terms_that_are_broader_than_each_other_do_not_hang_the_site(make_term):
    """Forms refuse it; a bulk write could still do it."""
    first = make_term("purpose/a")
    second = make_term("purpose/b", broader=first)
    type(first).objects.filter(pk=first.pk).update(broader=second)
    first.touch_records()
    entry = term_cache().get("purpose", "a")
    assert len(list(term_cache().above(entry))) <= 2
