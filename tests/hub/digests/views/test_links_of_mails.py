"""What stands behind the links of mails: confirming, managing, leaving."""

import pytest
from django.test import Client
from django.utils import timezone

from hub.digests import signed_links
from hub.digests.models import SignUp, Subscriber, Subscription, Suppression
from hub.digests.preferences import unsubscribe
from hub.digests.retention import sweep

pytestmark = pytest.mark.django_db


def path(address):
    return f"/{address.partition('://')[2].partition('/')[2]}"


def token(address):
    return address.partition("token=")[2]


def confirm_token(subscriber):
    return token(signed_links.confirmation_link(subscriber))


def test_the_link_to_confirm_shows_what_was_asked_for(visit, asked_for):
    page = visit(
        path(signed_links.confirmation_link(asked_for(preferences={"frequency": "daily"})))
    )
    assert page.fact("Words searched for").text == "“hotline”"
    assert page.fact("How often").text == "Once a day"
    assert len(page.all("button")) == 1


def test_opening_the_link_confirms_nothing(visit, asked_for):
    visit(path(signed_links.confirmation_link(asked_for())))
    assert not Subscription.objects.exists()


def test_the_button_confirms(client, asked_for):
    subscriber = asked_for()
    form = {
        "token": confirm_token(subscriber),
        "request": SignUp.objects.get().pk,
    }
    answer = client.post("/subscribe/confirm/", form, follow=True)
    assert "Confirmed" in answer.content.decode()
    assert Subscription.objects.count() == 1


def test_of_two_requests_one_can_be_chosen(client, asked_for):
    subscriber = asked_for()
    asked_for(query="q=other")
    wanted = SignUp.objects.get(query="q=other")
    form = {"token": confirm_token(subscriber), "request": wanted.pk}
    client.post("/subscribe/confirm/", form)
    assert [one.query for one in Subscription.objects.all()] == ["q=other"]


def test_nothing_ticked_is_told_and_loses_nothing(client, asked_for):
    answer = client.post("/subscribe/confirm/", {"token": confirm_token(asked_for())})
    assert (answer.status_code, SignUp.objects.count()) == (400, 1)


def test_what_is_one_filter_too_many_is_told_and_goes_on_waiting(
    client, subscribed, asked_for, monkeypatch
):
    subscriber = subscribed()
    monkeypatch.setattr("hub.digests.signup.confirmation.MAX_SUBSCRIPTIONS", 1)
    asked_for(query="q=other")
    form = {
        "token": confirm_token(subscriber),
        "request": SignUp.objects.get().pk,
    }
    answer = client.post("/subscribe/confirm/", form, follow=True)
    assert (answer.status_code, SignUp.objects.count()) == (409, 1)


def test_a_number_too_long_to_be_read_chooses_nothing(client, asked_for):
    form = {"token": confirm_token(asked_for()), "request": "1" * 5000}
    client.post("/subscribe/confirm/", form)
    assert not Subscription.objects.exists()


def test_confirming_a_second_time_says_the_same(client, subscribed):
    page = client.get(path(signed_links.confirmation_link(subscribed())))
    assert (page.status_code, "Confirmed" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("page", ["/subscribe/confirm/", "/subscription/", "/subscription/leave/"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("forged", ["", "1-abcdefghijklmnop.aaaaaaaaaaaaaaaaaaaaaa", "x" * 3000])
def test_a_token_that_is_not_ours_opens_nothing(client, subscribed, page, method, forged):
    subscribed()
    answer = getattr(client, method)(page, {"token": forged})
    assert (answer.status_code, Subscriber.objects.active().count()) == (404, 1)


def test_a_token_to_confirm_does_not_manage(client, subscribed):
    answer = client.get("/subscription/", {"token": confirm_token(subscribed())})
    assert answer.status_code == 404


def test_another_nonce_revokes_all_links(client, subscribed):
    address = path(signed_links.preferences_link(subscribed()))
    Subscriber.objects.update(nonce="another-nonce-here")
    assert client.get(address).status_code == 404


@pytest.fixture
def press(client):
    """Press a button of the page where everything is managed."""

    def press(subscriber, do, **form):
        form = {"token": token(signed_links.preferences_link(subscriber)), "do": do, **form}
        return client.post("/subscription/", form, follow=True).content.decode()

    return press


def test_everything_that_is_followed_stands_there(visit, subscribed):
    subscribed()
    page = visit(path(signed_links.preferences_link(subscribed(query="q=other"))))
    headings = [h3.text for h3 in page.all("h3")]
    assert headings == ["Tools", "Tools"]


def test_the_manner_and_the_news_are_saved(press, subscribed):
    subscriber = subscribed()
    key = subscriber.subscriptions.get().pk
    manner = {"frequency": "monthly", "language": "en", "time_zone": "UTC"}
    assert "Saved." in press(subscriber, "save", **manner, **{f"whats-{key}": ["ended"]})
    subscriber.refresh_from_db()
    assert (subscriber.frequency, subscriber.subscriptions.get().whats) == ("monthly", ["ended"])


def test_a_bad_choice_is_told_and_changes_nothing(press, subscribed):
    subscriber = subscribed()
    manner = {"frequency": "hourly", "language": "en", "time_zone": "UTC"}
    assert "Choose one of the options" in press(subscriber, "save", **manner)
    subscriber.refresh_from_db()
    assert subscriber.frequency == "weekly"


def test_a_pause_and_its_end(press, subscribed):
    subscriber = subscribed()
    assert "Paused: we send nothing." in press(subscriber, "pause")
    assert "You get e-mails again" in press(subscriber, "resume")


def test_one_filter_is_left(press, subscribed):
    subscribed()
    subscriber = subscribed(query="q=other")
    press(subscriber, f"stop-{subscriber.subscriptions.get(query='q=other').pk}")
    assert subscriber.subscriptions.count() == 1


def test_everything_is_left(press, subscribed):
    assert "You have unsubscribed" in press(subscribed(), "leave")
    assert Suppression.objects.count() == 1


def test_what_waits_is_shown_with_the_way_to_confirm_it(visit, subscribed, asked_for):
    subscriber = subscribed()
    asked_for(query="q=other")
    page = visit(path(signed_links.preferences_link(subscriber)))
    assert page.href("Confirm your requests") == signed_links.confirmation_link(subscriber)


def test_one_click_leaves_without_cookie_or_token_of_django(client, subscribed):
    address = path(signed_links.unsubscribe_link(subscribed()))
    answer = client.post(
        address,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert (answer.status_code, Subscriber.objects.active().count()) == (200, 0)


def test_one_click_works_where_the_token_of_django_is_demanded(subscribed):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        path(signed_links.unsubscribe_link(subscribed())), {"List-Unsubscribe": "One-Click"}
    )
    assert (answer.status_code, Subscriber.objects.active().count()) == (200, 0)


def test_who_was_erased_is_answered_as_who_leaves(client, subscribed):
    address = path(signed_links.unsubscribe_link(subscribed()))
    first = client.post(address)
    sweep(now=timezone.now())
    again = client.post(address)
    assert (again.status_code, again.content) == (first.status_code, first.content)


@pytest.mark.parametrize("erased", [True, False])
def test_one_click_in_a_mail_from_before_leaving_ends_what_came_after(client, subscribed, erased):
    first = subscribed()
    address = path(signed_links.unsubscribe_link(first))
    unsubscribe(first)
    if erased:
        sweep(now=timezone.now())
    subscribed("Reader@example.org")
    other = subscribed("other@example.org")
    client.post(address)
    assert list(Subscriber.objects.active()) == [other]


@pytest.mark.parametrize("changed", [lambda of: of[:-1], lambda of: f"1{of}", lambda of: ""])
def test_nobody_leaves_by_a_hash_that_is_not_signed(client, subscribed, changed):
    first = subscribed()
    address = path(signed_links.unsubscribe_link(first))
    unsubscribe(first)
    sweep(now=timezone.now())
    subscribed()
    given, _of, own = address.partition("&of=")
    client.post(f"{given}&of={changed(own)}")
    assert Subscriber.objects.active().count() == 1


def test_a_mail_from_before_leaving_manages_nothing(client, subscribed):
    first = subscribed()
    address = path(signed_links.preferences_link(first))
    unsubscribe(first)
    subscribed()
    assert client.get(address).status_code == 404


def test_the_button_on_the_page_of_one_click_leaves_too(client, visit, subscribed):
    subscribed()
    subscriber = Subscriber.objects.get()
    form = visit(path(signed_links.unsubscribe_link(subscriber)))
    fields = [one.attributes for one in form.all("input")]
    given = {one["name"]: one["value"] for one in fields if "value" in one}
    Subscriber.objects.update(nonce="another-nonce-here")
    client.post("/subscription/leave/", given)
    assert not Subscriber.objects.active().exists()


def test_opening_the_address_of_one_click_only_asks(visit, subscribed):
    page = visit(path(signed_links.unsubscribe_link(subscribed())))
    assert (page.heading, Subscriber.objects.active().count()) == ("Stop all these e-mails?", 1)


def test_who_left_can_manage_nothing_any_more(client, subscribed):
    subscriber = subscribed()
    address = path(signed_links.preferences_link(subscriber))
    unsubscribe(subscriber)
    assert client.get(address).status_code == 404


# Where the words of a filter count


def manage(client, subscriber, **fields):
    row = {f"whats-{one.pk}": one.whats for one in subscriber.subscriptions.all()}
    form = {"token": manage_token(subscriber), "do": "save", "frequency": "weekly",
            "language": "en", "time_zone": "UTC", **row, **fields}  # fmt: skip
    return client.post("/subscription/", form)


def manage_token(subscriber):
    return token(signed_links.preferences_link(subscriber))


def test_words_can_be_held_to_names_and_texts_later_and_back(client, subscribed):
    subscriber = subscribed(query="q=hotline")
    row = subscriber.subscriptions.get()
    queries = []
    for fields in ({f"texts-{row.pk}": "1"}, {}):
        assert manage(client, subscriber, **fields).status_code == 303
        queries.append(subscriber.subscriptions.get().query)
    assert queries == ["q=hotline&texts=1", "q=hotline"]
    assert subscriber.subscriptions.get().pk == row.pk  # what it was told stays with it


def test_saving_changes_nothing_of_a_filter_without_words(client, subscribed):
    subscriber = subscribed(query="ended=1")
    row = subscriber.subscriptions.get()
    manage(client, subscriber, **{f"texts-{row.pk}": "1"})
    assert (subscriber.subscriptions.get().query, row.title) == (
        "ended=1", subscriber.subscriptions.get().title,
    )  # fmt: skip


def test_the_same_filter_is_not_followed_twice_in_one_way(client, subscribed):
    subscribed(query="q=hotline&texts=1")
    subscriber = subscribed(query="q=hotline")
    row = subscriber.subscriptions.get(query="q=hotline")
    other = subscriber.subscriptions.exclude(pk=row.pk).get()
    answer = manage(client, subscriber, **{f"texts-{row.pk}": "1", f"texts-{other.pk}": "1"})
    assert (
        answer.status_code,
        "already follow this in the same way" in answer.content.decode(),
    ) == (409, True)
    assert sorted(subscriber.subscriptions.values_list("query", flat=True)) == [
        "q=hotline", "q=hotline&texts=1",
    ]  # fmt: skip
