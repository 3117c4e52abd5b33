"""The link of a focal point: what it shows, what it takes in, and what it refuses in a sentence."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.recommendations.models import FollowUp, ReportingRound
from events.reporting import report_requests, review, signed_links, views
from events.reporting.models import ReportAnswer
from hub.records import signed_token
from hub.records.models import recorded_change
from hub.web.localization import localize_date
from tests.plugins.cast import make_a_term
from tests.plugins.page_reader import Visited

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def refused(answer, status):
    page = Visited(answer)
    assert page.status == status
    return page


def test_it_says_what_is_asked_by_when_and_what_becomes_of_it(visit, make_request, link):
    request = make_request()
    ((_depth, action),) = report_requests.actions_of(request)
    page = visit(link(request))
    assert page.heading == "Kenya: First report"
    due = localize_date(request.round.due.isoformat())
    for words in ("asks what Kenya has done", "A curator reads your answers", action.text, due):
        assert words in page.text
    labels = {one.attributes["for"].rpartition("-")[2]: one.text for one in page.all("label")}
    needed = {name for name, text in labels.items() if "needed for an answer" in text}
    assert needed == {"status", "evidence", "source_title"}
    assert {name for name, text in labels.items() if "may stay empty" in text} == {
        "source_url",
        "date",
    }


def test_it_shows_what_others_said_for_a_reply_and_what_was_said_before(
    visit, make_request, make_follow_up, link, kenya
):
    request = make_request()
    ((_depth, action),) = report_requests.actions_of(request)
    make_follow_up(action, "no-action-known", country=kenya, evidence="None seen.", said_by="other")
    make_follow_up(action, "done", country=kenya, evidence="A law.", said_by="addressee")
    make_follow_up(action, "done", evidence="About another.", actor="Somebody")
    page = visit(link(request))
    others, own = (section.text for section in page.all("ul", class_="log said"))
    assert ("None seen." in others, "A law." in own, "About another." in page.text) == (
        True, True, False,
    )  # fmt: skip


def test_only_actions_that_address_them_are_asked(
    visit, make_recommendation, make_request, make_round, link
):
    asked = make_recommendation(terms=("addressee/states",), text="For States.")
    make_recommendation(
        terms=("addressee/companies",), text="For companies.", document=asked.document
    )
    page = visit(link(make_request(round=make_round(asked.document))))
    assert ("For States." in page.text, "For companies." in page.text) == (True, False)


def every_row():
    """What all tables hold."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.managed
    }


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_get_changes_nothing(client, make_request, sent_in, link, is_answered):
    request = make_request()
    if is_answered:
        sent_in(request)
    stop = "/" + signed_links.stop_link(request).split("/", 3)[3]
    before = every_row()
    with CaptureQueriesContext(connection) as captured:
        for address in (link(request), link(request) + "&change=1", stop, "/report/?token=x"):
            client.get(address)
            client.head(address)
    writes = [query["sql"] for query in captured if not query["sql"].startswith("SELECT")]
    assert (writes, every_row() == before) == ([], True)
    assert len(captured) > 4


def test_what_is_sent_is_kept_for_a_curator_and_published_nowhere(sent_in):
    request = sent_in()
    answer = ReportAnswer.objects.get()
    assert (answer.evidence, answer.date, request.sent_in_at is not None) == (
        "The Act was passed in 2010.", "2010", True,
    )  # fmt: skip
    assert not FollowUp.objects.exists()


def test_used_twice_it_shows_what_was_sent_and_lets_it_be_corrected(
    client, visit, sent_in, answers, link
):
    request = sent_in()
    page = visit(link(request))
    assert (page.heading, "The Act was passed in 2010." in page.text) == (
        "Your answers were sent", True,
    )  # fmt: skip
    assert "The Act was passed" in visit(page.href("Correct them")).text
    sent_in(request, evidence="The Act was amended.")
    assert ReportAnswer.objects.get().evidence == "The Act was amended."


def test_once_a_curator_has_begun_to_read_nothing_is_corrected(
    client, visit, sent_in, answers, link
):
    request = sent_in()
    review.take(request.pk)
    assert "can no longer be changed" in visit(link(request) + "&change=1").text
    page = refused(client.post("/report/", answers(request, evidence="Other words.")), 409)
    assert "Other words." in page.text
    assert ReportAnswer.objects.get().evidence == "The Act was passed in 2010."


@pytest.mark.parametrize("method", ["get", "post"])
def test_too_late_is_a_sentence_with_whom_to_write_to(
    client, settings, make_request, make_round, answers, link, days, method
):
    settings.CONTACT_EMAIL = "desk@example.org"
    round_ = make_round()
    request = make_request(round=round_)
    ReportingRound.objects.filter(pk=round_.pk).update(
        opens=days(-30), due=days(-20), closes=days(-1)
    )
    form = answers(request)
    answer = client.get(link(request)) if method == "get" else client.post("/report/", form)
    page = refused(answer, 410)
    assert "This round is closed" in page.heading
    assert "desk@example.org" in page.text
    assert ("The Act was passed" in page.text) == (method == "post")
    assert not ReportAnswer.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("end", [report_requests.withdraw, report_requests.renew_link])
def test_a_link_that_was_ended_says_so_and_loses_nothing(
    client, make_request, answers, link, end, method
):
    request = make_request()
    form, address = answers(request), link(request)
    end(request.pk)
    page = refused(client.get(address) if method == "get" else client.post("/report/", form), 410)
    assert ("The Act was passed" in page.text) == (method == "post")
    assert not ReportAnswer.objects.exists()


def test_a_link_opens_its_own_request_and_no_other(client, make_request, make_term, make_round):
    round_ = make_round()
    one = make_request(round=round_)
    other = make_request("b@example.org", round=round_, country=make_term("country/za"))
    swapped = signed_token.sign(signed_links.REPORT, other.pk, one.nonce)
    purpose = signed_token.sign(signed_links.STOP, one.pk, one.nonce)
    forged = signed_links.report_link(one).partition("token=")[2][:-2] + "xx"
    statuses = [
        client.get("/report/", {"token": token}).status_code
        for token in (swapped, purpose, forged, "", "x" * 500, f"{one.pk}")
    ]
    assert statuses == [410, 404, 404, 404, 404, 404]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"status": ""}, "Choose an answer"),
        ({"status": "not-assessed"}, "Choose one of the answers."),
        ({"evidence": "  "}, "Say what was done"),
        ({"evidence": "x" * 2001}, "Shorten this to 2000 letters."),
        ({"source_title": "", "source_url": ""}, "Name a source"),
        ({"source_url": "javascript:alert(1)"}, "This is no address of a page"),
        ({"source_url": "not an address"}, "This is no address of a page"),
        ({"date": "30 July"}, "is not a date"),
        ({"date": "2999"}, "still to come"),
        ({"evidence": "Ask amina@example.org."}, "This holds an e-mail address"),
        ({"evidence": "Her passport AB1234567 was found."}, "the number of an identity document"),
        ({"status": "", "evidence": "", "source_title": "", "source_url": "", "date": ""},
         "Answer one action at least"),
    ],
)  # fmt: skip
def test_a_mistake_is_a_sentence_and_nothing_typed_is_lost(
    client, make_request, answers, changes, sentence
):
    request = make_request()
    form = answers(request, **changes)
    page = refused(client.post("/report/", form), 400)
    assert sentence in page.text
    fields = [*page.all("input"), *page.all("textarea")]
    shown = {each.attributes.get("name"): each for each in fields}
    for name, value in form.items():
        if name.endswith(("evidence", "title", "url", "date")):
            typed = shown[name].attributes.get("value") or shown[name].text
            assert typed.strip() == value.strip()
    assert not ReportAnswer.objects.exists()


def test_what_is_meant_to_be_public_is_taken_in_when_it_is_ticked(client, make_request, answers):
    request = make_request()
    text = "The office is reached at desk@example.org."
    page = refused(client.post("/report/", answers(request, evidence=text)), 400)
    assert "This is meant to be public" in page.text
    assert client.post("/report/", answers(request, evidence=text, publish="1")).status_code == 303


@pytest.fixture
def two_actions(make_recommendation, make_round, make_request):
    """A request, and the two actions that it is about."""
    first = make_recommendation(terms=("addressee/states",), text="First duty.")
    second = make_recommendation(
        terms=("addressee/states",), text="Second duty.", document=first.document
    )
    return make_request(round=make_round(first.document)), first, second


def hide(record):
    with recorded_change(record):
        record.state = "in_review"
        record.save()


def ask_somebody_else(action):
    with recorded_change(action):
        action.term_links.all().delete()
        action.term_links.create(term=make_a_term("addressee/companies"))


@pytest.mark.parametrize("end", [hide, ask_somebody_else])
def test_what_was_typed_for_an_action_that_is_none_by_now_comes_back(
    client, two_actions, answers, fields_of, end
):
    request, first, second = two_actions
    form = answers(request) | {f"{second.pk}-evidence": "Of the second."}
    end(second)
    answer = client.post("/report/", form)
    page = refused(answer, 409)
    assert ("Of the second." in page.text, "Second duty." in page.text) == (True, False)
    assert not ReportAnswer.objects.exists()
    assert client.post("/report/", fields_of(answer)).status_code == 303
    assert ReportAnswer.objects.get().recommendation_id == first.pk


@pytest.mark.parametrize("end", [hide, ask_somebody_else])
def test_a_correction_deletes_no_answer_to_an_action_that_it_does_not_show(
    client, visit, two_actions, sent_in, fields_of, link, end
):
    request, first, second = two_actions
    sent_in(request)
    end(second)
    fields = fields_of(client.get(link(request) + "&change=1"))
    fields[f"{first.pk}-evidence"] = "Corrected."
    assert client.post("/report/", fields).status_code == 303
    texts = dict(request.answers.values_list("recommendation", "evidence"))
    assert texts == {first.pk: "Corrected.", second.pk: "The Act was passed in 2010."}
    page = visit(link(request))
    assert ("First duty." in page.text, "Second duty." in page.text) == (True, end is not hide)


@pytest.mark.parametrize("method", ["get", "post"])
def test_of_a_document_that_is_hidden_nothing_is_shown(
    client, two_actions, sent_in, answers, link, method
):
    request, first, _second = two_actions
    form = answers(request, evidence="Typed meanwhile.")
    sent_in(request)
    hide(first.document)
    answer = client.get(link(request)) if method == "get" else client.post("/report/", form)
    page = refused(answer, 410)
    for hidden in ("First report", first.document.title, first.text):
        assert hidden not in answer.content.decode()
    assert ("Typed meanwhile." in page.text) == (method == "post")
    assert request.answers.count() == 2


def test_markup_is_taken_out_as_of_imports(sent_in):
    sent_in(evidence="The <b>Act</b> was passed.")
    assert ReportAnswer.objects.get().evidence == "The Act was passed."


def test_an_empty_date_is_today(sent_in, days):
    sent_in(date="")
    assert ReportAnswer.objects.get().date == days(0).isoformat()


def test_no_cookie_no_store_no_index_no_referrer_and_no_address(client, sent_in, link):
    answer = client.get(link(sent_in()))
    assert not client.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert 'name="robots" content="noindex"' in answer.content.decode()
    assert b"amina" not in answer.content


def test_one_link_cannot_flood(client, settings, make_request, answers, monkeypatch):
    monkeypatch.setattr(views, "SENT_PER_HOUR", 2)
    request = make_request()
    statuses = [client.post("/report/", answers(request)).status_code for _try in range(3)]
    assert statuses == [303, 303, 429]


def test_many_mistakes_are_answered_429_with_what_was_typed(
    client, settings, make_request, answers
):
    settings.REFUSED_FORMS_PER_MINUTE = 1
    request = make_request()
    client.post("/report/", answers(request, status=""))
    page = refused(client.post("/report/", answers(request, status="")), 429)
    assert "The Act was passed in 2010." in page.text


def test_reminders_end_by_a_button_and_the_link_goes_on(client, visit, make_request, link):
    request = make_request()
    address = "/" + signed_links.stop_link(request).split("/", 3)[3]
    visit(address)
    request.refresh_from_db()
    assert request.reminders_refused_at is None
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    request.refresh_from_db()
    assert request.reminders_refused_at is not None
    visit(link(request))


def test_the_first_stop_alone_is_noted_and_many_are_answered_429(
    client, make_request, monkeypatch, settings, tmp_path
):
    removals = settings.STORAGES["removals"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"removals": removals}
    monkeypatch.setattr(views, "STOPS_PER_HOUR", 2)
    address = "/" + signed_links.stop_link(make_request()).split("/", 3)[3]
    stops = [client.post(address) for _try in range(3)]
    assert [answer.status_code for answer in stops] == [200, 200, 429]
    assert int(stops[2].headers["Retry-After"]) > 0
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_the_form_comes_back(
    client, make_request, answers, database_away
):
    form = answers(make_request())
    client.raise_request_exception = False
    with database_away():
        answer = client.post("/report/", form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 503
    assert "The Act was passed in 2010." in answer.content.decode()
    assert client.post("/report/", form).status_code == 303
