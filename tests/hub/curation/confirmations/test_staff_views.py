"""The curators' pages of confirmations."""

import datetime
import re

import pytest
from django.utils import timezone

from catalogue.models import Tool
from hub.curation.confirmations import schedule
from hub.curation.confirmations.models import Confirmation
from hub.curation.contacts.models import Contact
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database
from hub.records.models import recorded_change
from tests.hub.curation.confirmations.conftest import text_of

pytestmark = pytest.mark.django_db


def ask_path(tool):
    return f"/desk/confirmations/ask/tool/{tool.pk}/"


def path_of(confirmation):
    return f"/desk/confirmations/{confirmation.pk}/"


def name_now():
    return Tool.objects.get().name


def test_the_form_of_a_record_leads_to_its_maker(client, curator, tool):
    assert ask_path(tool) in text_of(client.get(f"/admin/catalogue/tool/{tool.pk}/change/"))


def test_a_curator_asks_the_makers(client, curator, tool, add_contact):
    assert "No contact can be written to" in text_of(client.get(ask_path(tool)))
    add_contact(tool)
    assert client.post(ask_path(tool)).status_code == 302
    assert Confirmation.objects.get().asked_by == curator
    assert "asked already" in text_of(client.post(ask_path(tool), follow=True))


def test_no_page_shows_an_address(client, curator, ask, tool):
    confirmation = ask()
    for path in (ask_path(tool), path_of(confirmation), "/desk/confirmations/"):
        assert "info@maker" not in text_of(client.get(path))


def test_a_request_is_withdrawn(client, curator, ask, show):
    confirmation = ask()
    assert client.post(f"{path_of(confirmation)}withdraw/").status_code == 302
    assert show(confirmation).status_code == 404


def test_the_desk_leads_to_the_answers_in_one_click(client, curator, answered):
    assert path_of(answered(a__url="right")) in text_of(client.get("/desk/"))


def test_a_conflict_leads_to_the_ten_minute_check(client, curator, answered, tool):
    confirmation = answered(f__url="https://other.example/")
    values = {"verification": "source-checked", "verified_on": timezone.localdate()}
    Tool.objects.filter(pk=tool.pk).update(**values)
    assert "never" in text_of(client.get(path_of(confirmation)))
    client.post(path_of(confirmation), {"do": "settle", "accept": ["url"]})
    text = text_of(client.get("/desk/?kind=maker_conflict"))
    step = re.search(r'href="(/desk/check/[^"]+)"', text)[1]
    assert client.get(step, follow=True).status_code == 200


def test_a_silent_maker_leads_to_another_contact(client, curator, ask, tool):
    ask()
    Mail.objects.update(state=Mail.State.SENT)
    schedule.close_run_out(now_in_database() + datetime.timedelta(days=61))
    assert ask_path(tool) in text_of(client.get("/desk/?kind=maker_silent"))


def test_a_curator_enters_what_is_ticked(client, curator, answered):
    confirmation = answered(f__name="Safer Case", a__url="right")
    text = text_of(client.get(path_of(confirmation)))
    assert ("Safer Case" in text, "Safe Case" in text) == (True, True)
    response = client.post(path_of(confirmation), {"do": "settle", "accept": ["name"]})
    assert (response.status_code, name_now()) == (302, "Safer Case")
    again = client.post(path_of(confirmation), {"do": "settle"}, follow=True)
    assert "Somebody else has decided on this meanwhile." in text_of(again)


def test_a_record_that_changed_meanwhile_is_shown_with_both(client, curator, answered, tool):
    confirmation = answered(f__name="Safer Case")
    seen = tool.version
    with recorded_change(tool, by=curator, reason="found"):
        tool.name = "Safe Case 2"
        tool.save()
    response = client.post(
        path_of(confirmation), {"do": "settle", "accept": ["name"], "seen": str(seen)}
    )
    text = text_of(response)
    assert response.status_code == 409
    for words in ("Safer Case", "Safe Case 2", "Stood there when they answered"):
        assert words in text
    assert name_now() == "Safe Case 2"
    assert 'value="name" checked' in text


def test_what_cannot_be_read_has_no_box_and_is_not_entered(client, curator, answered):
    confirmation = answered(f__url="ask our office")
    assert 'name="accept"' not in text_of(client.get(path_of(confirmation)))
    response = client.post(path_of(confirmation), {"do": "settle", "accept": ["url"]})
    assert response.status_code == 400


def test_a_wrong_contact_is_removed_in_one_step(client, curator, answered):
    confirmation = answered(whole="not_ours")
    assert "We do not run this" in text_of(client.get(path_of(confirmation)))
    assert client.post(path_of(confirmation), {"do": "remove"}).status_code == 302
    assert not Contact.objects.exists()


def test_plain_answers_are_entered_together(client, curator, answered):
    confirmation = answered(a__url="right")
    assert f'value="{confirmation.pk}"' in text_of(client.get("/desk/confirmations/"))
    client.post("/desk/confirmations/enter/", {"confirmation": [confirmation.pk]})
    assert Confirmation.objects.get().state == "settled"


def test_a_record_that_is_gone_can_be_settled(client, curator, answered, tool):
    confirmation = answered(a__url="right")
    Tool.objects.filter(pk=tool.pk).update(state="archived")
    assert "is not public any more" in text_of(client.get(path_of(confirmation)))
    assert client.post(path_of(confirmation), {"do": "settle"}).status_code == 302


@pytest.mark.parametrize("key", ["abc", "9" * 30, "9" * 5_000, "-1", ""])
def test_nonsense_is_no_fault(client, curator, answered, key):
    confirmation = answered(a__url="right")
    response = client.post("/desk/confirmations/enter/", {"confirmation": [key]})
    assert response.status_code == 302
    response = client.post(path_of(confirmation), {"seen": key, "accept": ["none such"]})
    assert response.status_code in (302, 409)


def test_records_that_nobody_makes_have_no_maker(client, curator):
    assert client.get("/desk/confirmations/ask/misuse/1/").status_code == 404
    assert client.get("/desk/confirmations/ask/tool/99999999999999999999/").status_code == 404


def test_the_form_of_a_misuse_pattern_leads_to_no_maker(client, curator, make_pattern):
    pattern = make_pattern()
    text = text_of(client.get(f"/admin/catalogue/misusepattern/{pattern.pk}/change/"))
    assert "/desk/confirmations/ask/" not in text


def test_an_answer_of_an_addressee_is_entered_whole(
    client, curator, answered, ask, make_recommendation, make_term
):
    make_term("followup_status/under-way")
    record = make_recommendation()
    typed = {"f__actor": "The Ministry", "f__status": "under way", "f__evidence": "We began."}
    confirmation = answered(ask(record, role="addressee"), **typed)
    text = text_of(client.get(path_of(confirmation)))
    assert text.count('name="accept"') == 1
    client.post(path_of(confirmation), {"do": "settle", "accept": ["evidence"]})
    assert record.follow_ups.get().evidence == "We began."


@pytest.mark.parametrize("path", ["", "enter"])
def test_what_one_person_may_not_enter_is_said(client, curator, answered, path, refusing_ledger):
    confirmation = answered(f__name="Safer Case", a__url="right")
    with refusing_ledger() as refused:
        if path:
            sent = {"confirmation": [confirmation.pk]}
            answer = client.post("/desk/confirmations/enter/", sent)
        else:
            sent = {"do": "settle", "accept": ["name"]}
            answer = client.post(path_of(confirmation), sent)
    refused.check(client, answer)
    assert name_now() == "Safe Case"
