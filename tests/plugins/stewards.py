"""Stewards of records and focal points, of the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from catalogue.models import Organisation
from hub.accounts.models import Person
from hub.accounts.roles import FOCAL_POINT
from hub.curation.stewards.steward_changes import name_steward
from tests.plugins.cast import make_a_person, note_password


def make_a_focal_point(*organisations: Organisation, **changes: Any) -> Person:
    person = make_a_person(is_staff=True, **changes)
    person.groups.add(Group.objects.get(name=FOCAL_POINT))
    for organisation in organisations:
        person.focal_point_of.create(organisation=organisation)
    return person


def browser_of(person: Person) -> Client:
    """A browser of its own in which a person is signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    note_password(client, person)
    return client


@pytest.fixture
def make_focal_point() -> Callable[..., Person]:
    """A person who works for the records of these organisations."""
    return make_a_focal_point


@pytest.fixture
def steward() -> Callable[[Any, Organisation | None], None]:
    """Name the steward of a record."""

    def name(record: Any, organisation: Organisation | None) -> None:
        name_steward(record.kind, [record.pk], organisation, by=None)

    return name


@pytest.fixture
def browse() -> Callable[[Person], Client]:
    return browser_of
