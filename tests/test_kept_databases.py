"""A database that is kept is the one that was made."""

import pytest
from django.db import connection

from tests.plugins import kept_databases
from tests.plugins.cast import copy_of_test_database, drop_database, in_database, name_of_copy


@pytest.mark.both_databases
def test_what_was_made_once_is_restored_whole(
    transactional_db, django_db_blocker, monkeypatch, tmp_path
):
    monkeypatch.setattr(kept_databases, "FOLDER", tmp_path)
    made, read = [], []

    def make():
        made.append(copy_of_test_database("kept"))
        with in_database(name), connection.cursor() as cursor:
            cursor.execute("INSERT INTO auth_group (name) VALUES ('kept')")

    with django_db_blocker.unblock():
        name = name_of_copy("kept")
        for _run in range(2):
            kept_databases.provide(name, "some", "key", make)
            with in_database(name), connection.cursor() as cursor:
                cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
                migrations = cursor.fetchall()
                cursor.execute("SELECT id, name FROM auth_group ORDER BY id")
                groups = cursor.fetchall()
                read.append((connection.introspection.table_names(), migrations, groups))
            drop_database(name)
        kept_databases.provide(name, "some", "another key", make)
        drop_database(name)
    assert (len(made), read[0]) == (2, read[1])
    assert "kept" in dict(read[1][2]).values()
