"""The mails to makers, what stops them, and what is erased."""

import datetime

import pytest

from hub.curation.confirmations import confirmation_requests, decisions, retention, signed_links
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer, ConfirmationMail
from hub.curation.contacts import refusals
from hub.curation.contacts.models import Contact
from hub.outbox import mail_kinds
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database
from hub.records.removal_journal import Removal, RemovalKind, confirmation_key
from tests.hub.curation.confirmations.conftest import ADDRESS

pytestmark = pytest.mark.django_db


def days(number):
    return now_in_database() + datetime.timedelta(days=number)


def mail_of(confirmation, occasion="asked"):
    return confirmation.mails.get(occasion=occasion).mail


def composed(confirmation):
    return mail_kinds.compose(mail_of(confirmation))


def texts(message):
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


def is_wanted(confirmation):
    mail = mail_of(confirmation)
    return mail_kinds.kind_of(mail).is_wanted(mail)


def test_the_maker_gets_a_link_and_a_way_to_stop(ask):
    message = composed(ask())
    assert message["To"] == ADDRESS
    assert "Safe Case" in message["Subject"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Content-Language"] == "en"
    for text in texts(message):
        for words in ("/confirm/?token=", "/confirm/stop/?token=", "https://maker.example/contact"):
            assert words in text


def test_the_addressee_of_a_recommendation_is_asked_what_became_of_it(ask, make_recommendation):
    message = composed(ask(make_recommendation(slug="REC-1"), role="addressee"))
    assert "What came of" in message["Subject"]
    assert "addressed to you" in texts(message)[0]


def test_no_link_holds_an_address(ask):
    confirmation = ask()
    for link in (signed_links.confirm_link(confirmation), signed_links.stop_link(confirmation)):
        assert "maker" not in link.partition("?")[2]


def test_the_stored_address_is_sealed(ask):
    assert ADDRESS not in mail_of(ask()).address


def test_nobody_is_asked_twice_at_once(ask, tool, person):
    ask()
    assert confirmation_requests.ask_makers(tool, by=person) == []


def test_nobody_is_asked_about_what_is_not_public(tool, add_contact, person):
    add_contact(tool)
    tool.state = "draft"
    assert confirmation_requests.ask_makers(tool, by=person) == []


# Do not ask us again


def stop(client, token_of, confirmation, method="post"):
    token = token_of(confirmation, signed_links.STOP)
    return getattr(client, method)(f"/confirm/stop/?token={token}")


def test_to_look_at_the_page_of_refusal_changes_nothing(client, ask, token_of):
    confirmation = ask()
    assert stop(client, token_of, confirmation, "get").status_code == 200
    assert is_wanted(confirmation)


def test_do_not_ask_us_again_is_honoured_at_once(client, ask, token_of, show):
    confirmation = ask()
    assert stop(client, token_of, confirmation).status_code == 200
    assert refusals.is_refused(ADDRESS)
    assert (Contact.objects.get().address, Confirmation.objects.get().state) == ("", "withdrawn")
    assert not Mail.objects.exclude(address="").exists()
    assert show(confirmation).status_code == 404
    assert stop(client, token_of, confirmation).status_code == 200


def test_a_refusal_holds_for_every_record_of_the_address(client, ask, token_of, make_tool):
    other = ask(make_tool(slug="other"))
    stop(client, token_of, ask())
    other.refresh_from_db()
    assert other.state == "withdrawn"


def test_a_refusal_is_understood_when_all_else_is_erased(client, answered, token_of, person):
    confirmation = answered(a__url="right")
    decisions.settle(confirmation.pk, ["url"], by=person)
    retention.sweep(days(200))
    assert stop(client, token_of, confirmation).status_code == 200
    assert refusals.is_refused(ADDRESS)


def test_answers_that_came_stay_after_a_refusal(client, answered, token_of):
    confirmation = answered(a__url="right")
    stop(client, token_of, confirmation)
    assert Confirmation.objects.get().state == "answered"


def test_a_refusal_elsewhere_holds_here(ask):
    confirmation = ask()
    refusals.refuse(confirmation.address_key)
    assert not is_wanted(confirmation)


def test_a_link_to_answer_stops_nothing(client, ask, token_of):
    response = client.post("/confirm/stop/", {"token": token_of(ask())})
    assert response.status_code == 404
    assert not refusals.is_refused(ADDRESS)


def test_a_mail_that_came_back_ends_the_link_and_marks_the_contact(ask):
    confirmation = ask()
    mail = mail_of(confirmation)
    mail_kinds.kind_of(mail).handle_bounce(mail)
    assert Contact.objects.get().unreachable_at is not None
    assert Confirmation.objects.get().state == "withdrawn"


# What is erased


def test_whose_it_was_goes_thirty_days_after_the_end(answered, person):
    confirmation = answered(f__name="Safer Case")
    decisions.settle(confirmation.pk, ["name"], by=person)
    retention.sweep(days(29))
    assert Confirmation.objects.get().address_key
    retention.sweep(days(31))
    assert Confirmation.objects.get().address_key == ""
    assert not ConfirmationMail.objects.exists()
    assert not Mail.objects.exclude(address="").exists()


def test_what_was_answered_goes_ninety_days_after_the_end(answered, person):
    confirmation = answered(f__name="Safer Case", words="Ours.")
    decisions.settle(confirmation.pk, [], by=person)
    retention.sweep(days(89))
    assert ConfirmationAnswer.objects.get().text == "Safer Case"
    retention.sweep(days(91))
    assert ConfirmationAnswer.objects.get().text == ""
    assert Confirmation.objects.get().words == ""


def test_what_waits_for_a_curator_is_kept(answered):
    answered(f__name="Safer Case")
    assert retention.sweep(days(300)) == 0


def test_what_was_never_sent_goes_with_the_link(ask, save):
    confirmation = ask()
    save(confirmation, f__name="Safer Case", words="Ours.")
    confirmation_requests.withdraw([confirmation.pk])
    assert not ConfirmationAnswer.objects.exists()
    assert Confirmation.objects.get().words == ""


def test_erasing_twice_changes_nothing(answered, person):
    confirmation = answered(a__url="right")
    decisions.settle(confirmation.pk, ["url"], by=person)
    assert (retention.sweep(days(200)), retention.sweep(days(200))) == (2, 0)


# A database that is older than the end of a request


def ended(confirmation):
    keys = frozenset({confirmation_key(confirmation.pk, confirmation.nonce)})
    return [Removal(RemovalKind.CONFIRMATION, now_in_database(), keys)]


def test_a_request_that_had_ended_ends_again(ask):
    removals = ended(ask())
    assert confirmation_requests.withdraw_removed(removals) == 1
    assert Confirmation.objects.get().state == "withdrawn"
    assert confirmation_requests.withdraw_removed(removals) == 0


def test_other_requests_go_on(ask, make_tool):
    removals = ended(ask())
    other = ask(make_tool(slug="other"))
    confirmation_requests.withdraw_removed(removals)
    other.refresh_from_db()
    assert other.state == "asked"
