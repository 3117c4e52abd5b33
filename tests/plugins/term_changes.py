"""Changes of the vocabulary made in one call, and what readers find by an address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from catalogue.models import Tool
from hub.curation.vocabulary_changes import term_changes
from hub.curation.vocabulary_changes.models import TermChange
from hub.curation.vocabulary_changes.term_changes import Part
from hub.search_engine.replaced_rows import replaced_rows
from hub.vocabulary.models import Term

WHY = "The words are clearer."


def a_rename(term: Term, name: str = "", slug: str = "", **options: Any) -> TermChange:
    names = {"name": name or term.label, "slug": slug or term.slug}
    return term_changes.rename(term, **names, by=None, reason=WHY, **options)


def a_merge(term: Term, into: Term) -> TermChange:
    return term_changes.merge(term, into, by=None, reason=WHY)


def a_split(term: Term, *names: str, **options: Any) -> TermChange:
    """Into new terms with these slugs, which are called like them."""
    parts = [Part(name.capitalize(), name) for name in names]
    return term_changes.split(term, parts, by=None, reason=WHY, **options)


def a_retirement(term: Term, successor: Term | None = None) -> TermChange:
    return term_changes.retire(term, successor, by=None, reason=WHY)


def slugs_of(tool: Tool, scheme: str = "purpose") -> list[str]:
    return list(tool.facts().get(scheme) or [])


@pytest.fixture(autouse=True)
def _no_terms_without_a_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that has no database searches by the terms that code names."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        yield
        return
    read = replaced_rows["terms"]
    replaced_rows.unregister("terms")
    yield
    replaced_rows.register("terms", read)


@pytest.fixture
def tools_at(client: Client, db: None) -> Callable[[str], set[str]]:
    """The names of the tools on a list, by the query of its address."""

    def read(query: str) -> set[str]:
        page = client.get(f"/tools/?{query}", headers={"accept-encoding": "identity"})
        assert page.status_code == 200, page.content[:300]
        text = page.content.decode()
        return {tool.name for tool in Tool.objects.all() if f">{tool.name}</a>" in text}

    return read


@pytest.fixture
def transaction_rolled_back(db: None) -> Callable[[], Any]:
    """What is written within is gone afterwards: for examples of Hypothesis."""

    @contextmanager
    def rolled_back() -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return rolled_back
