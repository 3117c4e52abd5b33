"""What is held about somebody is found in every table, and nobody else's data with it."""

import json

import pytest
from django.urls import reverse

from events.reporting import retention as focal_points
from hub.anonymous_forms.mail_limits import limit_key
from hub.curation.contacts import refusals
from hub.curation.contacts.address_book import add_contact
from hub.curation.held_data.held_data import look_up
from hub.curation.held_data.held_rows import rows_about_address
from hub.curation.purging.purged_text import PurgeRefused
from hub.curation.suggestions.submission import sender_key
from hub.digests import keyed_hashes
from hub.digests.models import AddressLookup
from hub.outbox import sealing
from hub.records.data_handling import DataClass, handled_tables
from hub.records.models import Revision, recorded_change
from tests.plugins.cast import note_password

pytestmark = pytest.mark.django_db
PAGE = "/desk/held-data/"
ADDRESS, OTHER = "ada@example.org", "grace@example.org"
NAME = "Maria Quellenfeld"
# By which hash each table recognises an address: one that is not listed would never be found.
HASHES = {
    "digests.Subscriber": keyed_hashes.address_key,
    "digests.Suppression": keyed_hashes.address_key,
    "digests.AddressLookup": keyed_hashes.address_key,
    "anonymous_forms.MailCount": limit_key,
    "reporting.ReportRequest": focal_points.address_key,
    "reporting.ErasedFocalPoint": focal_points.address_key,
    "contacts.Contact": refusals.address_key,
    "contacts.RefusedContact": refusals.address_key,
    "confirmations.Confirmation": refusals.address_key,
    "questions.AnswerRequest": refusals.address_key,
    "questions.Practitioner": refusals.address_key,
    "suggestions.Suggestion": sender_key,
}


@pytest.fixture
def everything(subscribed, make_tool, make_suggestion):
    """Somebody subscribes, is a contact, and has written; so has somebody else."""
    tool = make_tool()
    for address in (ADDRESS, OTHER):
        subscribed(address)
        add_contact(
            "tool", tool.pk, role="maker", address=address,
            page="https://maker.example/contact", by=None,
        )  # fmt: skip
        make_suggestion(
            record=tool, facts={"name": f"Named by {address}"}, words=f"I am {address}.",
            address=sealing.seal(address), address_key=sender_key(address),
        )  # fmt: skip


def labels(rows):
    return {row.model._meta.label for row in rows}


def test_an_address_finds_what_was_kept_with_it_and_what_goes_with_that(everything):
    assert labels(rows_about_address(" Ada@Example.org")) >= {
        "digests.Subscriber",
        "digests.Subscription",
        "anonymous_forms.MailCount",
        "contacts.Contact",
        "suggestions.Suggestion",
        "suggestions.SuggestedFact",
    }


def test_a_request_that_nobody_confirmed_is_found_with_its_mail(asked_for):
    asked_for(ADDRESS)
    held = labels(rows_about_address(ADDRESS))
    assert held == {
        "anonymous_forms.MailCount", "digests.Subscriber", "digests.SignUp", "outbox.Mail"
    }  # fmt: skip


def test_nothing_of_anybody_else_and_nothing_that_opens_something_is_shown(everything):
    rows = rows_about_address(ADDRESS)
    shown = repr([row.values for row in rows])
    assert ADDRESS in shown
    assert OTHER not in shown
    assert not any({"nonce", "receipt_key"} & set(row.values) for row in rows)


def test_nothing_is_found_of_an_address_that_nobody_knows(everything):
    assert rows_about_address("nobody@example.org") == []


def test_every_table_that_recognises_an_address_is_asked_by_its_own_hash():
    recognising = {
        model._meta.label
        for model, columns in handled_tables()
        for column in columns
        if column.data_class is DataClass.CONTACT and column.name.endswith("_key")
    }
    assert recognising == set(HASHES)


def test_of_somebody_with_an_account_what_they_did_is_found(make_tool, make_person):
    person = make_person(email=ADDRESS, name="Ada")
    tool = make_tool()
    with recorded_change(tool, by=person, reason="It is older."):
        tool.summary = "Another summary."
        tool.save()
    (deed,) = [row for row in rows_about_address(ADDRESS) if row.model is Revision]
    assert deed.values["record_id"] == tool.pk
    assert deed.values["reason"] == "It is older."
    assert "before" not in deed.values


def test_a_name_is_found_in_records_and_in_their_earlier_versions(make_tool, make_person):
    tool = make_tool(summary=f"Ask {NAME} for it.")
    with recorded_change(tool):
        tool.summary = "Ask the office."
        tool.caution = "Call maria  QUELLENFELD."
        tool.save()
    tables = look_up(address="", name=NAME, by=make_person(), reason="They asked.")
    held = {table.label: table for table in tables}
    assert set(held) == {"catalogue.Tool", "core.Revision"}
    assert held["catalogue.Tool"].rows == [{"row": tool.pk, "caution": "Call maria QUELLENFELD."}]
    assert held["catalogue.Tool"].kept == "for good"
    assert "before" in held["core.Revision"].rows[0]


def test_a_name_too_short_to_be_told_from_others_is_refused(make_person):
    with pytest.raises(PurgeRefused):
        look_up(address="", name="Li", by=make_person(), reason="They asked.")


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator")


def test_an_administrator_sees_it_and_the_look_up_is_logged(administrator, everything):
    page = administrator.post(PAGE, {"address": ADDRESS, "reason": "They asked."})
    assert "digests.Subscriber" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0") or "no-store" in page["Cache-Control"]
    (asked,) = AddressLookup.objects.all()
    assert (asked.did, asked.reason) == ("exported", "They asked.")
    assert asked.address_key == keyed_hashes.address_key(ADDRESS)


def test_it_is_handed_out_as_a_file(administrator, everything):
    given = {"address": ADDRESS, "reason": "They asked.", "as_file": "1"}
    answer = administrator.post(PAGE, given)
    assert answer["Content-Disposition"] == 'attachment; filename="held-data.json"'
    tables = {table["table"]: table for table in json.loads(answer.content)["tables"]}
    assert tables["digests.Subscriber"]["rows"][0]["address"] == ADDRESS
    assert "72 hours" in tables["digests.Subscriber"]["kept"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Write an address or a name."),
        ({"address": "no address"}, "address"),
        ({"name": "Li"}, "three letters"),
        ({"name": NAME, "reason": f"{NAME.upper()} asked"}, "into the reason"),
        ({"name": NAME, "reason": "ada@example.org asked"}, "into the reason"),
    ],
)
def test_what_cannot_be_asked_is_said_and_kept(administrator, given, sentence):
    answer = administrator.post(PAGE, {"reason": "They asked.", **given})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert not AddressLookup.objects.exists()
    assert all(value in page for value in given.values())


def test_a_curator_may_not(signed_in):
    assert signed_in("curator").get(PAGE).status_code == 403


def test_it_asks_for_a_sign_in_that_was_confirmed_lately(client, make_person):
    from django.contrib.auth.models import Group

    person = make_person(is_staff=True)
    person.groups.set(Group.objects.filter(name="administrator"))
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    note_password(client, person, at=0.0)
    assert client.get(PAGE)["Location"].startswith(reverse("account_reauthenticate"))
