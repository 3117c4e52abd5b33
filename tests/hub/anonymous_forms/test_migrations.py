"""The counts came from the app ``digests``: whoever has had enough mails stays protected."""

import datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hub.anonymous_forms.mail_limits import enqueue_to_stranger, limit_key
from hub.anonymous_forms.models import MailCount
from hub.outbox.models import Mail

BEFORE = [("anonymous_forms", None), ("digests", "0009_order_by_numbers")]
NOW = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)


@pytest.mark.both_databases
def test_counts_of_the_release_before_go_on(transactional_db):
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    before = MigrationExecutor(connection).loader.project_state(BEFORE[1:]).apps
    try:
        before.get_model("digests", "ConfirmationCount").objects.create(
            limit_key=limit_key("victim@example.org"), last_at=NOW, in_all=1
        )
    finally:
        MigrationExecutor(connection).migrate(latest)
    assert MailCount.objects.get().recent == []
    hour = datetime.timedelta(hours=1)
    sent = [
        enqueue_to_stranger(
            Mail(purpose="no_account"), "victim@example.org", now=NOW + hours * hour
        )
        for hours in (1, 23, 24, 48, 72)
    ]
    assert [mail is not None for mail in sent] == [False, False, True, True, False]
