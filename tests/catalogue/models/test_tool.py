"""A tool's own columns, and the migration that let its scope be not known."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalogue.models import Tool
from hub.records.fields import SHARED_FACTS, Storage
from hub.records.registry import record_types

BEFORE = "0007_fold_special_letters"

# An event that nobody called off takes place: so schema.org reads an eventStatus that is missing.
STATED_BY_DEFAULT = {("event", "status")}


def test_no_record_states_what_nobody_recorded():
    """What can be chosen of a column is chosen by somebody, or is not known."""
    stating = {
        (kind, declared.name)
        for kind, record_type in record_types.items()
        for declared in record_type.stored(Storage.COLUMN)
        if declared.name not in SHARED_FACTS and record_type.column_choices(declared.name)
        if record_type.model._meta.get_field(declared.name).get_default()
    }
    assert stating == STATED_BY_DEFAULT


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_tool_of_which_nothing_is_said_has_no_scope(make_tool):
    assert Tool.objects.get(pk=make_tool().pk).scope is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_the_migration_keeps_what_records_say(make_tool):
    made = {make_tool(scope=scope).pk: scope for scope in ("dedicated", "adjacent")}
    before = {tool.pk: tool.facts() for tool in Tool.objects.filter(pk__in=made)}
    MigrationExecutor(connection).migrate([("catalogue", BEFORE)])
    try:
        assert scopes(made) == made
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert {tool.pk: tool.facts() for tool in Tool.objects.filter(pk__in=made)} == before


def scopes(keys):
    return dict(Tool.objects.filter(pk__in=keys).values_list("pk", "scope"))
