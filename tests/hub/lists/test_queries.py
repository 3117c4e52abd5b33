"""How often a list asks the database: words are searched for in the index alone."""

import pytest

from hub.lists.spec import list_specs


@pytest.mark.parametrize("kind", sorted(list_specs))
def test_words_cost_a_list_no_query_of_their_own(
    starter, visit, queries_of, kind, make_answered_question
):
    make_answered_question(title="Does trafficking of children end?")
    base = list_specs[kind].base
    visit(f"{base}?q=children")  # terms, labels and names are read once for all pages
    assert 1 < queries_of(f"{base}?q=trafficking") <= queries_of(f"{base}?ended=1&sort=name")
