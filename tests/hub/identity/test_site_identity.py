"""What the site's dress costs: pages, and mails by the hundred, ask for it once."""

import datetime
from contextlib import contextmanager
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.digests.models import MailItem, Subscriber, Subscription
from hub.identity.models import IdentityVersion
from hub.identity.publication import publish
from hub.outbox import sealing
from hub.outbox.dispatcher import BATCH, Dispatcher
from hub.outbox.models import Mail
from hub.records.models import Change, SearchState
from hub.records.seq_cache import SeqCache
from tests.plugins.sent_mails import RecordingTransport

pytestmark = pytest.mark.django_db
PATHS = ("/", "/tools/", "/tools/one/", "/about/")
DRESS = {
    "name": "Harbour Council Watch",
    "colour_light": "#123456",
    "texts": {"home": {"en": "We keep *watch*."}, "about": {"en": "By the quay."}},
    "menu": [{"entry": "tools", "names": {}}, {"entry": "about", "names": {}}],
}
TABLE = IdentityVersion._meta.db_table
numbers = count(1)


def forget_the_identity():
    """As a process that has not read this version."""
    from hub.identity import site_identity

    assert isinstance(site_identity._published, SeqCache)
    site_identity._published.clear()


@pytest.fixture
def kept_queries(client):
    """What a page costs that is kept: the second time somebody asks for it."""

    def count_queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    return count_queries


@pytest.fixture
def _records(make_tool, make_organisation):
    make_tool(slug="one", organisations=(make_organisation(),), terms=("purpose/outreach",))


@pytest.mark.usefixtures("_records")
def test_a_fresh_page_asks_no_more_in_a_process_that_knows_the_dress(queries_of):
    undressed = {path: queries_of(path) for path in PATHS}
    publish(DRESS, based_on=0, by=None)
    assert {path: queries_of(path) for path in PATHS} == undressed


@pytest.mark.usefixtures("_records")
@pytest.mark.parametrize("path", PATHS)
def test_a_fresh_page_asks_once_in_a_process_that_does_not(queries_of, client, monkeypatch, path):
    undressed = queries_of(path)
    publish(DRESS, based_on=0, by=None)
    answer = client.get

    def get_in_another_process(*args, **options):
        forget_the_identity()
        return answer(*args, **options)

    monkeypatch.setattr(client, "get", get_in_another_process)
    assert queries_of(path) == undressed + 1


@pytest.mark.usefixtures("_records")
def test_a_kept_page_asks_for_the_numbers_and_for_nothing_else(kept_queries):
    undressed = {path: kept_queries(path) for path in PATHS}
    publish(DRESS, based_on=0, by=None)
    assert {path: kept_queries(path) for path in PATHS} == undressed == dict.fromkeys(PATHS, 1)


@pytest.mark.usefixtures("_records")
def test_a_kept_page_does_not_need_the_dress_in_a_process_that_does_not_know_it(
    client, kept_queries
):
    publish(DRESS, based_on=0, by=None)
    kept_queries("/tools/")
    forget_the_identity()
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/tools/").content.decode()
    assert DRESS["name"] in page
    assert [query["sql"] for query in captured if TABLE in query["sql"]] == []


# Mails


@pytest.fixture
def make_digests(make_tool):
    """So many digests that are due, each of a subscriber of its own, of one change."""
    tool = make_tool(slug="map", name="Map")
    seq = SearchState.raise_seq()
    now = timezone.now()
    change = Change.objects.create(
        kind="tool", record_id=tool.pk, slug="map", title="Map", what="ended", visibility="public",
        at=now, seq=seq,
    )  # fmt: skip

    def make(amount):
        subscribers = Subscriber.objects.bulk_create(
            Subscriber(
                address=sealing.seal(f"reader-{number}@example.org"), address_key=f"key-{number}",
                state="active", confirmed_at=now, period_from=now,
            )
            for number in (next(numbers) for _ in range(amount))
        )  # fmt: skip
        subscriptions = Subscription.objects.bulk_create(
            Subscription(subscriber=subscriber, kind="tool", query="", title="Tools")
            for subscriber in subscribers
        )
        mails = Mail.objects.bulk_create(
            Mail(
                purpose="digest", subscriber=subscriber, period_end=now,
                period_start=now - datetime.timedelta(days=7),
                next_try_at=now - datetime.timedelta(seconds=5),
            )
            for subscriber in subscribers
        )  # fmt: skip
        MailItem.objects.bulk_create(
            MailItem(
                mail=mail, subscriber_id=mail.subscriber_id, change_id=change.pk,
                subscriptions=[subscription.pk], position=0,
            )
            for mail, subscription in zip(mails, subscriptions, strict=True)
        )  # fmt: skip
        return mails

    return make


def send_all(mails):
    """Sent by one run of a worker; its statements."""
    transport = RecordingTransport()

    @contextmanager
    def open_transport():
        yield transport

    with CaptureQueriesContext(connection) as captured:
        assert Dispatcher(open_transport=open_transport).send_due(600) == len(mails)
    assert len(transport.sent) == len(mails)
    assert Mail.objects.filter(state="sent", pk__in=[mail.pk for mail in mails]).count() == len(
        mails
    )
    return transport.sent, [query["sql"] for query in captured]


def test_digests_ask_for_the_name_once_a_batch_at_most(make_digests):
    amount = 2 * BATCH + 5
    _sent, undressed = send_all(make_digests(amount))
    publish(DRESS, based_on=0, by=None)
    forget_the_identity()
    sent, dressed = send_all(make_digests(amount))
    assert all(DRESS["name"] in f"{mail.subject}\n{mail.text}" for mail in sent)
    assert len([sql for sql in dressed if TABLE in sql]) == 1
    assert len(dressed) == len(undressed) + 1


def test_so_do_mails_that_show_no_record(make_person):
    """Their numbers are read for the name alone: not once for each of them."""

    def notices(amount):
        return Mail.objects.bulk_create(
            Mail(purpose="factor_added", person=make_person(), next_try_at=timezone.now())
            for _ in range(amount)
        )

    publish(DRESS, based_on=0, by=None)
    forget_the_identity()
    sent, statements = send_all(notices(BATCH))
    assert all(DRESS["name"] in f"{mail.subject}\n{mail.text}" for mail in sent)
    assert len([sql for sql in statements if TABLE in sql]) == 1
    assert len([sql for sql in statements if SearchState._meta.db_table in sql]) == 1
