"""The migration that writes the keys of other names anew."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from catalogue.models import OrganisationName

migration = import_module("catalogue.migrations.0007_fold_special_letters").Migration
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def names(make_organisation):
    organisation = make_organisation()
    rows = [("Łódź Aid", "łodz aid"), ("Lodz Help", "lodz help"), ("Łodz Help", "łodz help")]
    made = [OrganisationName(organisation=organisation, text=t, key=k) for t, k in rows]
    return OrganisationName.objects.bulk_create(made)


def keys(names):
    by_pk = dict(OrganisationName.objects.values_list("pk", "key"))
    return [by_pk[name.pk] for name in names]


def test_keys_are_folded_unless_another_name_has_them(names):
    migration.operations[0].code(apps, connection.schema_editor())
    assert keys(names) == ["lodz aid", "lodz help", "łodz help"]


def test_the_way_back_gives_the_former_keys(names):
    before = keys(names)
    migration.operations[0].code(apps, connection.schema_editor())
    migration.operations[0].reverse_code(apps, connection.schema_editor())
    assert keys(names) == before
