"""While a migration is applied the release before goes on writing: it must still be able to."""

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField
from django.db.models import NOT_PROVIDED

ROOMS = ("hub.", "catalogue.", "events.")
# The last of the release that filled tests/data/upgrade, where columns of before have no default.
OF_BEFORE = {"catalogue": "0005", "imports": "0014", "outbox": "0002"}


def operations(migration):
    for operation in migration.operations:
        yield from getattr(operation, "database_operations", [operation])


def test_a_new_column_is_empty_or_has_a_default_in_the_database():
    """A default of Python's alone is not known to a process that runs the code of before."""
    without = [
        f"{app}.{name}: {operation.model_name}.{operation.name}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if migration.__module__.startswith(ROOMS) and name[:4] > OF_BEFORE.get(app, "0001")
        for operation in operations(migration)
        if isinstance(operation, AddField)
        and not (operation.field.null or operation.field.many_to_many)
        and operation.field.db_default is NOT_PROVIDED
    ]
    assert without == []
