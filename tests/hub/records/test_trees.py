"""Rows that name their parent, on both databases, with and without cycles."""

from itertools import pairwise

import numpy as np
import pytest

from hub.records.trees import (
    CycleError,
    ancestors,
    has_cycle,
    read_descendants,
    read_parents,
    root,
)
from hub.vocabulary.models import Term

PARENTS = {"leaf": "branch", "branch": "trunk", "trunk": None, "a": "b", "b": "c", "c": "b"}


def test_ancestors_come_nearest_first() -> None:
    assert list(ancestors("leaf", PARENTS.get)) == ["branch", "trunk"]


def test_of_a_cycle_each_member_comes_once() -> None:
    assert list(ancestors("a", PARENTS.get)) == ["b", "c"]


def test_a_cycle_is_an_error_where_it_must_not_be() -> None:
    with pytest.raises(CycleError):
        list(ancestors("a", PARENTS.get, strict=True))


def test_a_node_that_is_its_own_parent_is_a_cycle() -> None:
    with pytest.raises(CycleError):
        list(ancestors("x", lambda node: node, strict=True))


@pytest.mark.parametrize(("node", "top"), [("leaf", "trunk"), ("trunk", "trunk"), ("a", "c")])
def test_the_root_is_the_last_ancestor(node, top) -> None:
    assert root(node, PARENTS.get) == top


@pytest.mark.parametrize("seed", range(20))
def test_every_walk_ends_with_distinct_ancestors(seed) -> None:
    random = np.random.default_rng(seed)
    parents = {node: int(random.integers(10)) for node in range(10) if random.random() < 0.8}
    for node in range(10):
        above = list(ancestors(node, parents.get))
        assert len(set(above)) == len(above)
        assert node not in above


@pytest.fixture
def chain(make_term) -> list[Term]:
    """Three terms, each below the one before."""
    terms = [make_term(f"context/level-{number}") for number in range(3)]
    for wider, term in pairwise(terms):
        Term.objects.filter(pk=term.pk).update(broader=wider)
        term.refresh_from_db()
    return terms


def close(chain: list[Term]) -> None:
    """The first is now below the last, as two curators can bring about in one moment."""
    Term.objects.filter(pk=chain[0].pk).update(broader=chain[2])
    chain[0].refresh_from_db()


@pytest.mark.django_db
@pytest.mark.both_databases
class TestRows:
    def test_parents_are_read_in_one_query(self, chain, django_assert_num_queries) -> None:
        top, middle, low = chain
        with django_assert_num_queries(1):
            parents = read_parents(Term, "broader", [low.pk])
        assert parents == {low.pk: middle.pk, middle.pk: top.pk, top.pk: None}

    def test_descendants_are_read_in_one_query(self, chain, django_assert_num_queries) -> None:
        top, middle, low = chain
        with django_assert_num_queries(1):
            assert read_descendants(Term, "broader", [top.pk]) == {middle.pk, low.pk}

    def test_nothing_is_below_nothing(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(0):
            assert read_descendants(Term, "broader", []) == set()

    def test_reading_a_cycle_ends(self, chain) -> None:
        close(chain)
        keys = {term.pk for term in chain}
        assert read_parents(Term, "broader", [chain[0].pk]).keys() == keys
        assert read_descendants(Term, "broader", [chain[0].pk]) == keys

    def test_a_chain_is_no_cycle(self, chain) -> None:
        assert not any(has_cycle(term, "broader") for term in chain)

    def test_a_row_below_its_own_descendant_is_a_cycle_before_it_is_saved(self, chain) -> None:
        chain[0].broader = chain[2]
        assert has_cycle(chain[0], "broader")

    def test_a_row_below_a_cycle_is_in_a_chain_that_comes_back(self, chain, make_term) -> None:
        close(chain)
        below = make_term("context/below")
        below.broader = chain[1]
        assert has_cycle(below, "broader")

    def test_a_new_row_below_a_chain_is_no_cycle(self, chain) -> None:
        assert not has_cycle(Term(scheme=chain[0].scheme, slug="new", broader=chain[2]), "broader")

    def test_a_new_row_below_itself_is_a_cycle(self, chain) -> None:
        new = Term(scheme=chain[0].scheme, slug="new")
        new.broader = new
        assert has_cycle(new, "broader")

    def test_a_root_needs_no_query(self, chain, django_assert_num_queries) -> None:
        with django_assert_num_queries(0):
            assert not has_cycle(chain[0], "broader")
