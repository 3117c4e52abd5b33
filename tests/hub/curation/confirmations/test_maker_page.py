"""A maker answers by a mailed link: looked at, kept, sent, never lost."""

import datetime

import pytest
from django.utils import timezone

from hub.curation.confirmations import confirmation_requests
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer
from hub.curation.desk.task_list import open_task
from hub.records.models import recorded_change
from tests.hub.curation.confirmations.conftest import text_of
from tests.hub.curation.record_checks.conftest import cite

pytestmark = pytest.mark.django_db


def answers():
    return dict(ConfirmationAnswer.objects.values_list("fact", "answer"))


def test_the_page_shows_each_fact_and_changes_nothing(ask, show):
    response = show(ask())
    text = text_of(response)
    assert response.status_code == 200
    assert ("Safe Case" in text, "https://safe-case.example/" in text) == (True, True)
    assert "no-store" in response.headers["Cache-Control"]
    assert not ConfirmationAnswer.objects.exists()


def test_the_source_of_a_fact_stands_beside_it(ask, show, tool):
    cite(tool, "url", title="Handbook of makers", url="https://handbook.example/")
    assert "Handbook of makers" in text_of(show(ask()))


def test_what_would_decide_most_is_asked_first(ask, show, tool):
    assert "What readers most need to know" not in text_of(show(ask()))
    columns = {"matter": "connectivity", "record_kind": "tool", "record_id": tool.pk}
    open_task("deciding-fact", f"tool:{tool.pk}", title="Safe Case", **columns)
    text = text_of(show(Confirmation.objects.get()))
    wanted = text.index("What readers most need to know")
    assert wanted < text.index("f-connectivity") < text.index("What is not known yet")


def test_what_is_kept_comes_back_by_the_link(ask, save, show):
    confirmation = ask()
    response = save(confirmation, a__url="right", f__name="Safer Case", step="later")
    assert response.status_code == 303
    assert answers() == {"url": "right", "name": "changed"}
    assert "Safer Case" in text_of(show(confirmation))
    assert Confirmation.objects.get().state == "asked"


def test_it_is_looked_at_before_it_is_sent(ask, save, show):
    confirmation = ask()
    save(confirmation, f__name="Safer Case")
    text = text_of(show(confirmation, step="look"))
    assert ("Safer Case" in text, "Safe Case" in text) == (True, True)


def test_what_was_sent_waits_for_a_curator(answered, show):
    confirmation = answered(a__url="right")
    assert (confirmation.state, answers()) == ("answered", {"url": "right"})
    assert "A curator reads it" in text_of(show(confirmation))


def test_we_do_not_run_this_sends_no_answer_to_a_fact(answered):
    confirmation = answered(whole="not_ours", a__url="right")
    assert (confirmation.whole, answers()) == ("not_ours", {})


def test_that_it_has_ended_says_so_of_its_status(answered, make_term):
    make_term("status/discontinued")
    answered(whole="ended", ended_on="2025-06")
    rows = {row.fact: row for row in ConfirmationAnswer.objects.all()}
    assert rows["status"].value is not None
    assert rows["status"].answer == "changed"


def test_nothing_at_all_gets_a_sentence(ask, save):
    response = save(ask())
    assert response.status_code == 400
    assert "Answer one of the questions at least." in text_of(response)


def test_a_text_that_is_too_long_gets_a_sentence_and_stays(ask, save):
    response = save(ask(), words="x" * 10_001)
    assert response.status_code == 400
    assert "Shorten this to 10000 letters." in text_of(response)
    assert "x" * 10_001 in text_of(response)


def test_changed_without_a_text_gets_a_sentence(ask, save):
    response = save(ask(), a__url="changed")
    assert (response.status_code, "Write what it should say." in text_of(response)) == (400, True)


def test_what_cannot_be_read_can_be_sent_all_the_same(answered):
    answered(f__url="ask our office")
    row = ConfirmationAnswer.objects.get()
    assert (row.text, row.value) == ("ask our office", None)
    assert row.problem


def test_private_data_are_found_before_it_is_sent(ask, save, send):
    confirmation = ask()
    save(confirmation, words="Call Mira on +41 79 123 45 67.")
    response = send(confirmation)
    assert response.status_code == 400
    assert "a telephone number" in text_of(response)
    assert send(confirmation, public="1").status_code == 303


def test_a_fact_that_changed_meanwhile_is_shown_with_both(ask, show, save, tool, person):
    confirmation = ask()
    page = show(confirmation)
    with recorded_change(tool, by=person, reason="found"):
        tool.url = "https://new.example/"
        tool.save()
    response = save(confirmation, page=page, a__url="right", words="All else is right.")
    text = text_of(response)
    assert response.status_code == 409
    for words in ("https://safe-case.example/", "https://new.example/", "All else is right."):
        assert words in text
    assert not ConfirmationAnswer.objects.exists()
    assert save(confirmation, page=response, a__url="right").status_code == 303


def test_two_who_save_by_one_link_lose_nothing(ask, show, save):
    confirmation = ask()
    page = show(confirmation)
    save(confirmation, page=page, f__name="Mine")
    response = save(confirmation, page=page, f__name="Yours", words="And more")
    text = text_of(response)
    assert response.status_code == 409
    for words in ("Mine", "Yours", "And more", "Somebody saved other answers"):
        assert words in text
    assert save(confirmation, page=response, f__name="Yours").status_code == 303


def test_what_comes_after_it_was_sent_stays_on_the_page(ask, show, save, send):
    confirmation = ask()
    page = show(confirmation)
    save(confirmation, page=page, a__url="right")
    send(confirmation)
    response = save(confirmation, page=page, f__name="A name in vain")
    assert response.status_code == 409
    assert "A name in vain" in text_of(response)
    assert answers() == {"url": "right"}


def test_to_send_twice_sends_once(answered, send):
    confirmation = answered(a__url="right")
    assert send(confirmation).status_code in (200, 303)
    assert Confirmation.objects.get().sent_in_at == confirmation.sent_in_at


# Links that lead nowhere


def dead(client):
    return client.get("/confirm/", {"token": "1-abcdefghijkl.abcdefghijklmnopqrstuv"})


@pytest.fixture
def run_out(ask):
    def make():
        confirmation = ask()
        asked_at = timezone.now() - datetime.timedelta(days=60)
        Confirmation.objects.filter(pk=confirmation.pk).update(asked_at=asked_at)
        return confirmation

    return make


@pytest.fixture
def withdrawn(ask):
    def make():
        confirmation = ask()
        confirmation_requests.withdraw([confirmation.pk])
        return confirmation

    return make


@pytest.fixture
def hidden(ask, tool, person):
    def make():
        confirmation = ask()
        with recorded_change(tool, by=person, reason="hidden"):
            tool.state = "archived"
            tool.save()
        return confirmation

    return make


@pytest.mark.parametrize("why", ["run_out", "withdrawn", "hidden"])
def test_dead_links_look_like_wrong_ones(client, show, request, why):
    confirmation = request.getfixturevalue(why)()
    response = show(confirmation)
    assert response.status_code == 404
    assert response.content == dead(client).content


def test_what_is_sent_to_a_dead_link_stays_on_the_page(ask, show, save):
    confirmation = ask()
    page = show(confirmation)
    confirmation_requests.withdraw([confirmation.pk])
    response = save(confirmation, page=page, f__name="A name in vain")
    assert (response.status_code, "A name in vain" in text_of(response)) == (404, True)


def test_a_link_works_on_its_last_day(ask, show):
    confirmation = ask()
    asked_at = timezone.now() - datetime.timedelta(days=59, hours=23)
    Confirmation.objects.filter(pk=confirmation.pk).update(asked_at=asked_at)
    assert show(confirmation).status_code == 200
