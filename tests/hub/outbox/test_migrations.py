"""``Mail`` came from the app ``digests``: rows, tables, columns and what hangs on them stay."""

import datetime
from importlib import import_module

import pytest
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("outbox", None), ("digests", "0005_standard_names")]
AFTER = [("outbox", "0003_way_back"), ("digests", "0006_mail_to_outbox")]
NUMBER = "<0123456789abcdef@example.org>"
OURS = (
    "hub.outbox.migrations.0001_from_digests",
    "hub.outbox.migrations.0002_recipients_and_messages",
    "hub.outbox.migrations.0003_way_back",
    "hub.digests.migrations.0006_mail_to_outbox",
)


def migrate(targets):
    """The models as they are then, those of all other apps as they are today."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    graph = MigrationExecutor(connection).loader
    # One took a model from ``digests`` later than that, the others have keys to mails of today.
    moved = dict(targets) | {"anonymous_forms": None, "reporting": None, "suggestions": None}
    moved |= {"questions": None}
    moved |= {"confirmations": None}
    nodes = [node for node in graph.graph.leaf_nodes() if node[0] not in moved]
    return graph.project_state(nodes + [target for target in targets if target[1]]).apps


def columns(table):
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in described}


def constraints(table):
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


def fill(apps):
    """As before the change: a mail with what it carried, who may see it, and what was decided."""
    model = apps.get_model
    subscriber = model("digests", "Subscriber").objects.create(address="sealed", address_key="k")
    now = timezone.now()
    mail = model("digests", "Mail").objects.create(
        subscriber=subscriber,
        message_id=NUMBER,
        state="uncertain",
        period_start=now - datetime.timedelta(days=1),
        period_end=now,
    )
    model("digests", "MailItem").objects.create(mail=mail, subscriber_id=subscriber.pk, change_id=7)
    content_type = model("contenttypes", "ContentType").objects.get_or_create(
        app_label="digests", model="mail"
    )[0]
    permission = model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="change_mail", defaults={"name": "Can change mail"}
    )[0]
    group = model("auth", "Group").objects.create(name="night watch")
    group.permissions.add(permission)
    person = model("accounts", "Person").objects.create(email="watch@example.org")
    log = model("admin", "LogEntry").objects.create(
        user=person, content_type=content_type, object_id=str(mail.pk), action_flag=2
    )
    return mail.pk, content_type.pk, permission.pk, log.pk


@pytest.fixture
def upgraded(transactional_db):
    """The state of the code after the migrations, with the keys from before them."""
    try:
        keys = fill(migrate(BEFORE))
        columns_before, constraints_before = columns("digests_mail"), constraints("digests_mail")
        yield migrate(AFTER), keys, columns_before, constraints_before
    finally:
        latest = MigrationExecutor(connection)
        latest.migrate(latest.loader.graph.leaf_nodes())


@pytest.mark.both_databases
def test_rows_keys_and_what_hangs_on_them_stay(upgraded):
    apps, (mail, content_type, permission, log), columns_before, constraints_before = upgraded
    row = apps.get_model("outbox", "Mail").objects.get(pk=mail)
    assert (row.message_id, row.state, row.purpose) == (NUMBER, "uncertain", "digest")
    assert (row.person, row.address, row.sealed_message) == (None, "", "")
    assert apps.get_model("digests", "MailItem").objects.get().mail == row
    kept = apps.get_model("contenttypes", "ContentType").objects.get(pk=content_type)
    assert (kept.app_label, kept.model) == ("outbox", "mail")
    group = apps.get_model("auth", "Group").objects.get(name="night watch")
    assert list(group.permissions.values_list("pk", "codename")) == [(permission, "change_mail")]
    assert apps.get_model("admin", "LogEntry").objects.get(pk=log).content_type == kept
    assert columns_before <= columns("digests_mail")
    named = {name for name in constraints_before if name.startswith("digests_")}
    assert len(named) >= 6
    assert named <= constraints("digests_mail")


@pytest.mark.parametrize("name", OURS)
def test_no_table_and_no_column_is_renamed_or_dropped(name):
    operations = import_module(name).Migration.operations
    renaming = (
        migrations.RenameModel,
        migrations.RenameField,
        migrations.AlterModelTable,
        migrations.RemoveField,
        migrations.DeleteModel,
    )
    assert not [operation for operation in operations if isinstance(operation, renaming)]
    separate = [
        each for each in operations if isinstance(each, migrations.SeparateDatabaseAndState)
    ]
    assert not [each for each in separate if each.database_operations]


@pytest.mark.django_db
def test_the_pages_of_the_admin_stay_at_their_addresses(signed_in, make_mail):
    mail = make_mail()
    browser = signed_in("administrator")
    for address in ("/admin/digests/mail/", f"/admin/digests/mail/{mail.pk}/change/"):
        assert browser.get(address).status_code == 200
