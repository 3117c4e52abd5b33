"""Mail scanners open every link of every mail: nothing may change by that."""

import datetime
import re
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import timezone

from hub.digests.digest.schedule import schedule_due
from hub.digests.models import Subscriber
from hub.outbox.mail_kinds import compose
from hub.outbox.models import Mail
from hub.records.models import Change, SearchState
from hub.records.seq_cache import clear_caches

pytestmark = pytest.mark.django_db

WEEK = datetime.timedelta(days=7)


def rows() -> dict[str, list[dict]]:
    """Every row of every table that holds anything of the product."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in ("digests", "catalogue", "events", "core", "accounts")
    }


def links_of(message: EmailMessage) -> set[str]:
    """Everything in a mail that a scanner would open: text, HTML and headers."""
    texts = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
    texts += [str(value) for value in message.values()]
    found = re.findall(r"https?://[^\s<>\"']+", "\n".join(texts))
    return {link.replace("&amp;", "&").rstrip(".,)") for link in found}


@pytest.fixture
def mails(make_tool, subscribed, asked_for):
    """A digest with news, and a confirmation mail that waits."""
    tool = make_tool(name="A hotline tool")
    subscriber = subscribed(query="", whats=("new", "safety"))
    Subscriber.objects.update(period_from=timezone.now() - 2 * WEEK)
    subscriber.subscriptions.update(created_at=timezone.now() - 2 * WEEK)
    seq = SearchState.raise_seq()
    Change.objects.create(
        kind="tool",
        record_id=tool.pk,
        slug=tool.slug,
        title=tool.name,
        what="published",
        visibility="public",
        at=timezone.now() - 8 * datetime.timedelta(days=1),
        seq=seq,
    )
    clear_caches()
    asked_for("other@example.org")
    assert schedule_due() == 1
    return [compose(mail) for mail in Mail.objects.all()]


def test_every_link_of_every_mail_changes_no_row(mails):
    links = set().union(*map(links_of, mails))
    ours = [link for link in links if link.startswith(settings.SITE_ADDRESS)]
    assert {urlsplit(link).path for link in ours} >= {
        "/subscribe/confirm/",
        "/subscription/",
        "/subscription/leave/",
    }
    before = rows()
    client = Client()
    for link in sorted(ours):
        path = link.removeprefix(settings.SITE_ADDRESS) or "/"
        for method in (client.get, client.head):
            assert method(path).status_code == 200, path
    assert rows() == before


def test_no_mail_leads_out_of_the_site(mails):
    links = set().union(*map(links_of, mails))
    assert [link for link in links if not link.startswith(settings.SITE_ADDRESS)] == []
