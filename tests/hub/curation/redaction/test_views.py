"""The pages by which a person or a passage is asked for and removed."""

import pytest

from hub.curation.redaction.models import Redaction
from hub.curation.redaction.redaction_run import run_due
from tests.hub.curation.redaction.conftest import NAME, TITLE

pytestmark = pytest.mark.django_db
GIVEN = {
    "what": "person", "text": NAME, "instead": "a survivor advocate", "reason": "She asked for it.",
}  # fmt: skip


@pytest.fixture
def asked(first, tool):
    answer = first.post("/desk/redactions/ask/", GIVEN)
    assert answer.status_code == 302
    return answer["Location"]


def test_two_curators_remove_a_person(asked, first, second, tool):
    assert "another curator has to have it removed" in first.get(asked).content.decode()
    assert second.post(asked, {"outcome": "applying"}).status_code == 302
    assert "A worker removes it" in second.get(asked).content.decode()
    run_due(seconds=600)
    page = second.get(asked).content.decode()
    assert "It stood in" in page
    history = second.get(f"/admin/catalogue/tool/{tool.pk}/history/").content.decode()
    assert NAME not in history
    assert "Something was removed from this record on" in history


def test_where_it_stands_is_shown_record_by_record(asked, second, tool):
    page = second.get(asked)
    (line,) = page.context["survey"].records
    assert (line.facts, line.history) == (0, 4)
    assert NAME in page.content.decode()


def test_titles_are_asked_for_one_by_one(first, second, others):
    where = first.post("/desk/redactions/ask/", GIVEN)["Location"]
    assert TITLE in first.get(where).content.decode()
    (title,) = first.get(where).context["survey"].titles
    answer = first.post(where, {"outcome": "titles"})
    assert (answer.status_code, "Say of each title" in answer.content.decode()) == (400, True)
    assert "not decided yet" in second.get(where).content.decode()
    answer = second.post(where, {"outcome": "applying"})
    assert (answer.status_code, "nobody has decided" in answer.content.decode()) == (409, True)
    first.post(where, {"outcome": "titles", f"title-{title.key}": "keep"})
    assert "stays" in second.get(where).content.decode()
    assert second.post(where, {"outcome": "applying"}).status_code == 302


def test_whoever_asked_cannot_do_it(asked, first):
    answer = first.post(asked, {"outcome": "applying"})
    assert answer.status_code == 409
    assert Redaction.objects.get().is_waiting


def test_whoever_asked_can_withdraw(asked, first):
    first.post(asked, {"outcome": "withdrawn"})
    assert (Redaction.objects.get().state, Redaction.objects.get().sealed) == ("withdrawn", "")


def test_a_request_decided_twice_is_told(asked, second):
    second.post(asked, {"outcome": "refused"})
    answer = second.post(asked, {"outcome": "applying"})
    assert (answer.status_code, "decided on this" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("outcome", ["", "x", "done", "clearing", "waiting"])
def test_a_decision_that_is_none(asked, second, outcome):
    answer = second.post(asked, {"outcome": outcome})
    assert (answer.status_code, "Choose what you decide." in answer.content.decode()) == (400, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "M"}, "three letters"),
        ({"text": "Nobody Here"}, "stands nowhere on the site"),
        ({"reason": f"{NAME} is in danger."}, "without the text itself"),
        ({"reason": ""}, "This field is required."),
        ({"what": "x"}, "Select a valid choice"),
        ({"instead": f"was {NAME}"}, "must not contain"),
        ({"text": "word " * 300, "what": "passage"}, "at most 200 words"),
    ],
)
def test_a_mistake_loses_nothing(first, tool, changes, sentence):
    given = GIVEN | changes
    answer = first.post("/desk/redactions/ask/", given)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (400, True)
    assert given["text"].strip() in page
    assert not Redaction.objects.exists()


def test_opening_the_pages_changes_nothing(asked, second):
    for path in (asked, "/desk/redactions/", "/desk/redactions/ask/"):
        assert second.get(path).status_code == 200
    assert Redaction.objects.get().is_waiting


@pytest.mark.parametrize("path", ["9999999/", f"{'9' * 30}/"])
def test_what_is_not_there(first, path):
    assert first.get(f"/desk/redactions/{path}").status_code == 404


def test_a_sign_in_of_an_hour_ago_is_confirmed_first(asked, second):
    session = second.session
    session["account_authentication_methods"] = []
    session.save()
    answer = second.post(asked, {"outcome": "applying"})
    assert (answer.status_code, "Confirm that it is you" in answer.content.decode()) == (403, True)
    assert Redaction.objects.get().is_waiting


def test_the_list_tells_what_was_decided_and_not_whom_it_was_about(asked, second):
    second.post(asked, {"outcome": "applying"})
    run_due(seconds=600)
    page = second.get("/desk/redactions/").content.decode()
    assert "A person to remove, asked for on" in page
    assert NAME not in page


def test_staff_without_a_role_sees_nothing(asked, client, make_person):
    client.force_login(
        make_person(is_staff=True), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for path in (asked, "/desk/redactions/", "/desk/redactions/ask/"):
        assert client.get(path).status_code == 403
