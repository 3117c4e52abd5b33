"""The cast: the records that tests are about, each made by a factory that is named for it.

Loaded by tests/conftest.py, so that Django is set up when the models are imported. A record that a
factory makes is written through the ledger like any other, published, and without news.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from catalogue.models import (
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Tool,
    ToolOrganisation,
    ToolTerm,
)
from hub.accounts.models import Person
from hub.records.models import Record, recorded_change
from hub.records.seq_cache import clear_caches
from hub.records.stored_records import StoredRecord, read_records
from hub.vocabulary.models import Scheme, Term

# Schemes with one value per record, as in the data file.
SINGLE = {"access", "status", "evidence_level", "organisation_type", "verification"}
# A factory saves at once, and the database refuses what breaks a constraint. To ask it before, with
# three statements for each constraint, took a quarter of the whole suite's time.
LEFT_TO_THE_DATABASE = {"validate_unique": False, "validate_constraints": False}
numbers = count(1)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Rolled-back transactions give the same numbers again: what was made from them must go."""
    clear_caches()


def scheme_of(slug: str) -> Scheme:
    found, _made = Scheme.objects.get_or_create(
        slug=slug,
        defaults={
            "label": slug.replace("_", " ").capitalize(),
            "multiple": slug not in SINGLE,
            "position": next(numbers),
        },
    )
    return found


def make_a_term(key: str = "purpose/case-management", **changes: Any) -> Term:
    """The term with this key (``scheme/slug``), made with its scheme where it is missing."""
    scheme_slug, _slash, slug = key.partition("/")
    scheme = scheme_of(scheme_slug)
    found = scheme.terms.filter(slug=slug).first()
    if found is not None and not changes:
        return found
    values = {
        "label": slug.replace("-", " ").capitalize(),
        "definition": f"What {slug} means.",
        "position": next(numbers),
    }
    return Term.objects.create(**{"scheme": scheme, "slug": slug, **values, **changes})


def make_an_organisation(
    *, names: tuple[str, ...] = (), terms: tuple[str, ...] = (), **changes: Any
) -> Organisation:
    """A published organisation; ``names``: other names that readers see, ``terms``: keys."""
    number = next(numbers)
    values = {"slug": f"body-{number}", "name": f"Body {number}", "state": "published", **changes}
    body = Organisation(**values)
    carried = [make_a_term(key) for key in terms]
    with recorded_change(body, news=False):
        body.full_clean(**LEFT_TO_THE_DATABASE)
        body.save()
        for name in names:
            OrganisationName.objects.create(organisation=body, text=name)
        for term in carried:
            OrganisationTerm.objects.create(organisation=body, term=term)
    return body


def make_a_tool(
    *,
    terms: tuple[str, ...] = (),
    inferred: tuple[str, ...] = (),
    organisations: tuple[Organisation, ...] = (),
    **changes: Any,
) -> Tool:
    """A published tool; ``terms`` and ``inferred`` are keys of terms."""
    number = next(numbers)
    values = {
        "slug": f"tool-{number}",
        "name": f"Tool {number}",
        "summary": "It helps caseworkers.",
        "state": "published",
        "panel": "not_assessed",
        **changes,
    }
    tool = Tool(**values)
    carried = [(make_a_term(key), key in inferred) for key in (*terms, *inferred)]
    with recorded_change(tool, news=False):
        tool.full_clean(**LEFT_TO_THE_DATABASE)
        tool.save()
        for term, was_inferred in carried:
            ToolTerm.objects.create(tool=tool, term=term, inferred=was_inferred)
        for position, body in enumerate(organisations):
            ToolOrganisation.objects.create(tool=tool, organisation=body, position=position)
    return tool


def records_as_stored(model: type[Record]) -> list[StoredRecord]:
    """All records of a kind by their slugs, with what `Record.facts` says of each, read at once."""
    keys = model._default_manager.values_list("pk", flat=True)
    return sorted(read_records(model, keys).values(), key=lambda stored: stored.slug)


def make_a_person(**changes: Any) -> Person:
    values = {"email": f"person-{next(numbers)}@example.org", **changes}
    return Person.objects.create_user(**values)


@pytest.fixture
def make_term() -> Callable[..., Term]:
    return make_a_term


@pytest.fixture
def make_organisation() -> Callable[..., Organisation]:
    return make_an_organisation


@pytest.fixture
def make_tool() -> Callable[..., Tool]:
    return make_a_tool


@pytest.fixture
def make_person() -> Callable[..., Person]:
    return make_a_person


@pytest.fixture
def signed_in(client: Client) -> Callable[..., Client]:
    """A browser in which a person with the given role (a group's name) is signed in."""

    def sign_in(*roles: str, **changes: Any) -> Client:
        person = make_a_person(is_staff=True, **changes)
        person.groups.set(Group.objects.filter(name__in=roles))
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        note_password(client, person)
        return client

    return sign_in


def note_password(client: Client, person: Person, at: float | None = None) -> None:
    """In the session: that the password was given, as by the form of the sign-in."""
    session = client.session
    records = [{"method": "password", "at": time.time() if at is None else at}]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


# Databases beside the test database.

elsewhere: list[str] = []  # those that this process went to, and has not left


@contextmanager
def in_database(name: str) -> Iterator[None]:
    """Every connection of this process goes to another database for a while."""
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    elsewhere.append(name)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        elsewhere.remove(name)


def copy_of_test_database(suffix: str) -> tuple[str, Callable[[], None]]:
    """The name of a copy of the empty test database, and what drops it."""
    name = connection.settings_dict["NAME"]
    assert not elsewhere, f"{elsewhere[-1]} is no empty database"
    copied = name_of_copy(suffix)
    if connection.vendor == "sqlite":
        Path(copied).unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [copied])
    else:
        connection.close()
        create_database(copied, template=name)
    return copied, partial(drop_database, copied)


def name_of_copy(suffix: str) -> str:
    separator = "." if connection.vendor == "sqlite" else "_"
    return f"{connection.settings_dict['NAME']}{separator}{suffix}"


def create_database(name: str, template: str = "template1") -> None:
    """Of PostgreSQL, in the place of the one with that name."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop_database(name: str) -> None:
    """A file of SQLite goes with its folder."""
    if connection.vendor != "postgresql":
        return
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def empty_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A migrated database in which nothing is rolled back, for tests whose processes share it."""
    with django_db_blocker.unblock():
        name, drop = copy_of_test_database("empty")
        with in_database(name):
            yield name
        drop()
