"""The page on which a curator decides."""

import pytest

from events.recommendations.models import FollowUp
from events.reporting.models import ReportAnswer
from hub.web.localization import localize_date

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def decide(signed_in, fields_of):
    client = signed_in("curator")

    def post(request, **changes):
        address = f"/admin/reporting/reportrequest/{request.pk}/answers/"
        fields = fields_of(client.get(address))
        action = request.answers.first().recommendation_id
        return client.post(address, fields | {f"{action}-{n}": v for n, v in changes.items()})

    return post


def test_an_answer_is_published_in_the_words_of_the_form(sent_in, decide):
    answer = decide(sent_in(), decision="accept", evidence="The Act passed in 2010.")
    assert answer.status_code == 302
    assert FollowUp.objects.get().evidence == "The Act passed in 2010."


def test_later_decides_nothing(sent_in, decide, signed_in):
    request = sent_in()
    page = signed_in("curator").get(f"/admin/reporting/reportrequest/{request.pk}/answers/")
    (answer,) = page.context["shown"]
    assert localize_date(answer.answer.date) in page.content.decode()
    assert page.content.decode().count("later") == 1
    assert decide(request).status_code == 302
    request.refresh_from_db()
    assert (request.taken_at, FollowUp.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"decision": "accept", "evidence": " "}, "Write what is to be published."),
        ({"decision": "decline", "evidence": "My words."}, "Say why, in a sentence"),
        ({"decision": "accept", "seen": "0"}, "The addressee has sent other words meanwhile."),
        ({"decision": "accept", "seen": "x" * 30}, "The addressee has sent other words"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_decided(sent_in, decide, changes, sentence):
    answer = decide(sent_in(), **changes)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (400, True)
    assert changes.get("evidence", "").strip() in page
    assert ReportAnswer.objects.get().decision == ""


@pytest.fixture
def two_actions(make_recommendation, make_round, make_request):
    """A request about two actions, and their keys."""
    first = make_recommendation(terms=("addressee/states",))
    second = make_recommendation(terms=("addressee/states",), document=first.document)
    return make_request(round=make_round(first.document)), (first.pk, second.pk)


def test_words_sent_meanwhile_are_shown_and_the_second_submit_decides_on_them(
    signed_in, sent_in, fields_of
):
    request = sent_in()
    curator = signed_in("curator")
    address = f"/admin/reporting/reportrequest/{request.pk}/answers/"
    action = request.answers.get().recommendation_id
    mine = {f"{action}-decision": "accept", f"{action}-evidence": "My wording."}
    fields = fields_of(curator.get(address)) | mine
    sent_in(request, evidence="The Act was amended.")
    answer = curator.post(address, fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "The addressee has sent other words meanwhile." in page
    assert "My wording." in page
    assert curator.post(address, fields_of(answer)).status_code == 302
    assert FollowUp.objects.get().evidence == "The Act was amended."


def test_a_correction_that_adds_an_answer_hinders_no_decision_on_the_others(
    signed_in, two_actions, sent_in, answers, client, fields_of
):
    request, (first, second) = two_actions
    form = answers(request)
    whole = dict(form)
    form |= {name: "" for name in form if name.startswith(f"{second}-")}
    assert client.post("/report/", form).status_code == 303
    curator = signed_in("curator")
    address = f"/admin/reporting/reportrequest/{request.pk}/answers/"
    fields = fields_of(curator.get(address)) | {f"{first}-decision": "accept"}
    client.post("/report/", whole)
    answer = curator.post(address, fields)  # the first was sent anew as well
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count("The addressee has sent other words meanwhile.") == 1
    assert "This field is required" not in page
    again = fields_of(answer)
    assert again[f"{second}-evidence"] == ["The Act was passed in 2010."]
    assert curator.post(address, again).status_code == 302
    assert FollowUp.objects.get().recommendation_id == first
    assert request.answers.get(recommendation=second).decision == ""


def test_a_decision_on_an_answer_that_was_taken_back_is_told(
    signed_in, two_actions, answers, client, fields_of
):
    request, (_first, second) = two_actions
    form = answers(request)
    client.post("/report/", form)
    curator = signed_in("curator")
    address = f"/admin/reporting/reportrequest/{request.pk}/answers/"
    mine = {f"{second}-decision": "decline", f"{second}-reason": "No such Act."}
    fields = fields_of(curator.get(address)) | mine
    client.post("/report/", form | {n: "" for n in form if n.startswith(f"{second}-")})
    answer = curator.post(address, fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "has been taken back" in page
    assert "No such Act." in page
    assert curator.post(address, fields_of(answer)).status_code == 302


def test_what_would_make_personal_data_public_is_told(signed_in, sent_in):
    request = sent_in(evidence="Ask desk@example.org.", publish="1")
    page = signed_in("curator").get(f"/admin/reporting/reportrequest/{request.pk}/answers/")
    assert "It holds an e-mail address, which would be public." in page.content.decode()


def test_there_is_none_of_a_request_that_is_not_there(signed_in, db):
    assert signed_in("curator").get("/admin/reporting/reportrequest/0/answers/").status_code == 404


def test_an_answer_that_one_person_may_not_publish_is_said(
    sent_in, decide, signed_in, refusing_ledger
):
    request = sent_in()
    with refusing_ledger() as refused:
        answer = decide(request, decision="accept", evidence="The Act passed in 2010.")
    refused.check(signed_in("curator"), answer)
    assert "The Act passed in 2010." in answer.content.decode()
    assert not FollowUp.objects.exists()
