"""The operator's pages: numbers and states, never an address."""

import pytest
from django.contrib.admin.models import LogEntry

from hub.outbox.models import Mail

pytestmark = pytest.mark.django_db
LIST = "/admin/digests/mail/"


@pytest.fixture
def uncertain(make_mail):
    return make_mail(1, to="ada@example.org", state="uncertain", reply="ConnectionResetError")


def test_an_administrator_sees_what_is_open_and_no_address(signed_in, uncertain):
    browser = signed_in("administrator")
    for page in (LIST, f"{LIST}{uncertain.pk}/change/", "/admin/"):
        shown = browser.get(page).content.decode()
        assert "Not known whether it arrived" in shown
        assert "ada@" not in shown
        assert uncertain.subscriber.address not in shown


def test_the_first_page_counts_them(signed_in, uncertain, make_mail):
    make_mail()
    panels = signed_in("administrator").get("/admin/").context["panels"]
    (lines,) = [panel.lines for panel in panels if panel.title == "E-mail"]
    counts = {line.label: line.count for line in lines}
    assert counts["Not known whether it arrived"] == counts["To be sent"] == 1


@pytest.mark.parametrize(("action", "state"), [("send_again", "due"), ("say_delivered", "sent")])
def test_a_decision_is_done_and_logged(signed_in, uncertain, action, state):
    browser = signed_in("administrator")
    browser.post(LIST, {"action": action, "_selected_action": [uncertain.pk]})
    uncertain.refresh_from_db()
    assert uncertain.state == state
    assert LogEntry.objects.get().object_id == str(uncertain.pk)


def test_reading_the_list_decides_nothing(signed_in, uncertain):
    signed_in("administrator").get(f"{LIST}?action=send_again&_selected_action={uncertain.pk}")
    uncertain.refresh_from_db()
    assert uncertain.state == "uncertain"


def test_a_curator_sees_nothing_of_it(signed_in, uncertain):
    browser = signed_in("curator")
    assert browser.get(LIST).status_code == 403
    browser.post(LIST, {"action": "send_again", "_selected_action": [uncertain.pk]})
    assert Mail.objects.get().state == "uncertain"
