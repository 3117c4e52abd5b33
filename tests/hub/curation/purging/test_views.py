"""The pages by which a text is asked for and taken out."""

import pytest

from hub.curation.purging.models import PurgeRequest
from tests.hub.curation.purging.conftest import NAME

pytestmark = pytest.mark.django_db
GIVEN = {"text": NAME, "reason": "A person is in danger."}


@pytest.fixture
def asked(first, tool):
    answer = first.post(f"/desk/purging/ask/tool/{tool.pk}/", GIVEN)
    assert answer.status_code == 302
    return answer["Location"]


def test_the_history_leads_to_it(first, tool):
    page = first.get(f"/admin/catalogue/tool/{tool.pk}/history/").content.decode()
    assert f"/desk/purging/ask/tool/{tool.pk}/" in page


def test_two_curators_take_a_text_out(asked, first, second, tool):
    assert "another curator has to take it out" in first.get(asked).content.decode()
    assert "Take it out for good" in second.get(asked).content.decode()
    assert second.post(asked, {"outcome": "done"}).status_code == 302
    history = second.get(f"/admin/catalogue/tool/{tool.pk}/history/").content.decode()
    assert NAME not in history
    assert "asked for by Ada" in history


def test_where_it_stands_is_shown(asked, second):
    page = second.get(asked)
    labels = {line.label for line in page.context["preview"].ours}
    assert labels >= {"Earlier versions, in the history", "Old addresses"}
    assert NAME in page.content.decode()


def test_whoever_asked_cannot_do_it(asked, first):
    answer = first.post(asked, {"outcome": "done"})
    assert answer.status_code == 409
    assert "another curator has to do it" in answer.content.decode()
    assert PurgeRequest.objects.get().is_waiting


def test_whoever_asked_can_withdraw(asked, first):
    first.post(asked, {"outcome": "withdrawn"})
    assert PurgeRequest.objects.get().text == ""


def test_a_request_decided_twice_is_told(asked, second):
    second.post(asked, {"outcome": "refused"})
    answer = second.post(asked, {"outcome": "done"})
    assert answer.status_code == 409
    assert "Grace decided on this request already" in answer.content.decode()


@pytest.mark.parametrize("outcome", ["", "x", "DONE"])
def test_a_decision_that_is_none(asked, second, outcome):
    answer = second.post(asked, {"outcome": outcome})
    assert (answer.status_code, "Choose what you decide." in answer.content.decode()) == (400, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "M"}, "three letters"),
        ({"text": "Nobody Here"}, "neither in the record nor in its history"),
        ({"reason": f"{NAME} is in danger."}, "without the text itself"),
        ({"reason": ""}, "This field is required."),
        ({"text": "x " * 60}, "at most forty words"),
    ],
)
def test_a_mistake_loses_nothing(first, tool, changes, sentence):
    given = GIVEN | changes
    answer = first.post(f"/desk/purging/ask/tool/{tool.pk}/", given)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (400, True)
    assert given["text"].strip() in page


def test_opening_the_pages_changes_nothing(asked, second, tool):
    second.get(asked)
    second.get(f"/desk/purging/ask/tool/{tool.pk}/")
    assert PurgeRequest.objects.get().is_waiting


@pytest.mark.parametrize("path", ["ask/tool/9999999/", "ask/nothing/1/", f"{'9' * 30}/"])
def test_what_is_not_there(first, path):
    assert first.get(f"/desk/purging/{path}").status_code == 404


def test_a_sign_in_of_an_hour_ago_is_confirmed_first(asked, second):
    session = second.session
    session["account_authentication_methods"] = []
    session.save()
    answer = second.post(asked, {"outcome": "done"})
    assert (answer.status_code, "Confirm that it is you" in answer.content.decode()) == (403, True)
    assert PurgeRequest.objects.get().is_waiting


def test_the_list_tells_what_was_decided(asked, second):
    second.post(asked, {"outcome": "done"})
    page = second.get("/desk/purging/").content.decode()
    assert "Taken out" in page
    assert NAME not in page


def test_staff_without_a_role_sees_nothing(asked, client, make_person):
    client.force_login(
        make_person(is_staff=True), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for path in (asked, "/desk/purging/"):
        assert client.get(path).status_code == 403
