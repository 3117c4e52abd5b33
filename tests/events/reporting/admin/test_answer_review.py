"""The page on which a curator decides."""

import pytest

from events.recommendations.models import FollowUp
from events.reporting.models import ReportAnswer

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


def test_later_decides_nothing(sent_in, decide):
    request = sent_in()
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


def test_what_would_make_personal_data_public_is_told(signed_in, sent_in):
    request = sent_in(evidence="Ask desk@example.org.", publish="1")
    page = signed_in("curator").get(f"/admin/reporting/reportrequest/{request.pk}/answers/")
    assert "It holds an e-mail address, which would be public." in page.content.decode()


def test_there_is_none_of_a_request_that_is_not_there(signed_in, db):
    assert signed_in("curator").get("/admin/reporting/reportrequest/0/answers/").status_code == 404
