"""What the site's dress costs: pages, and mails by the hundred, ask for it once."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.identity.models import IdentityVersion
from hub.identity.publication import publish
from hub.outbox.dispatcher import BATCH, Dispatcher
from hub.outbox.models import Mail
from hub.records.models import SearchState
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
