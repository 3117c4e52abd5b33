"""An administrator's question about one address."""

import pytest
from django.contrib import admin
from django.urls import reverse

from hub.digests import keyed_hashes, models
from hub.digests.models import AddressLookup, Subscriber

pytestmark = pytest.mark.django_db

ASK = "/admin/digests/asked/add/"


@pytest.fixture
def ask(signed_in):
    client = signed_in("administrator")

    def ask(address="reader@example.org", reason="She wrote to us.", **form):
        return client.post(ASK, {"address": address, "reason": reason, **form})

    return ask


def test_no_page_of_the_admin_lists_addresses():
    kept = {models.Subscriber, models.Subscription, models.SignUp, models.PendingSignup}
    assert not kept & set(admin.site._registry)


def test_a_curator_may_not_ask(signed_in):
    assert signed_in("curator").get(ASK).status_code == 403


def test_an_address_that_is_subscribed_is_told_without_what_it_follows(ask, subscribed):
    subscribed(query="q=a-secret-interest")
    page = ask().content.decode()
    assert "Active" in page
    assert "It follows 1 filter." in page
    assert "a-secret-interest" not in page


def test_an_address_that_is_not_is_told_so(ask):
    assert "This address is not subscribed." in ask().content.decode()


def test_each_question_is_logged_with_who_and_why(ask, subscribed):
    subscribed()
    ask()
    asked = AddressLookup.objects.get()
    assert (asked.by.is_staff, asked.reason, asked.address_key) == (
        True,
        "She wrote to us.",
        keyed_hashes.address_key("reader@example.org"),
    )


def test_without_a_reason_nothing_is_answered(ask, subscribed):
    subscribed()
    page = ask(reason="").content.decode()
    assert ("Active" in page, AddressLookup.objects.count()) == (False, 0)


def test_an_address_in_the_reason_is_refused(ask):
    ask(reason="reader@example.org wrote to us.")
    assert not AddressLookup.objects.exists()


def test_an_owner_is_erased_on_request(ask, subscribed):
    subscribed()
    ask(erase="on")
    assert (Subscriber.objects.active().count(), AddressLookup.objects.get().did) == (0, "erased")


def test_the_log_shows_no_hash_and_cannot_be_changed(signed_in, ask):
    ask()
    asked = AddressLookup.objects.get()
    client = signed_in("administrator")
    address = reverse("admin:digests_addresslookup_change", args=[asked.pk])
    page = client.get(address).content.decode()
    assert asked.address_key not in page
    assert 'name="reason"' not in page


def test_the_answer_is_not_kept_by_the_browser(ask):
    assert "no-store" in ask().headers["Cache-Control"]
