"""Asking for changes: from a list to a request."""

import html

import pytest
from kombu.exceptions import OperationalError

from hub.digests import tasks
from hub.digests.models import PendingSignup, SignUp, Subscriber
from hub.digests.signup.signup import SignupRequest, process_pending
from hub.outbox import sealing
from hub.records.models import recorded_change

pytestmark = pytest.mark.django_db

FORM = {
    "of": "tool",
    "query": "q=hotline",
    "whats": ["new", "safety"],
    "address": "reader@example.org",
    "frequency": "weekly",
    "language": "en",
    "time_zone": "Africa/Nairobi",
}


@pytest.fixture
def send(client):
    """Post the form with changes; a value of None leaves the field out."""

    def send(headers=None, **changes):
        form = {name: value for name, value in {**FORM, **changes}.items() if value is not None}
        return client.post("/subscribe/", form, headers=headers or {})

    return send


def typed():
    return SignupRequest.from_text(sealing.unseal(PendingSignup.objects.get().sealed))


@pytest.mark.parametrize(
    ("page", "asks"),
    [
        ("/tools/?q=hotline&page=1&sort=name", "/subscribe/?of=tool&q=hotline"),
        ("/tools/?q=hotline&exact=1", "/subscribe/?of=tool&q=hotline&exact=1"),
        ("/organisations/", "/subscribe/?of=organisation"),
        ("/practice/?q=kenya", "/subscribe/?of=deployment&q=kenya"),
        ("/misuse/", "/subscribe/?of=misuse"),
        ("/events/?when=coming", "/subscribe/?of=event&when=coming"),
        ("/documents/", "/subscribe/?of=document"),
        ("/recommendations/", "/subscribe/?of=recommendation"),
        ("/search/?q=data&kind=tools", "/subscribe/?of=everything&q=data&kind=tools"),
        ("/search/?q=data", "/subscribe/?of=everything&q=data"),
        ("/whats-new/", "/subscribe/?of=everything"),
        ("/situation/?limit=no-internet", "/subscribe/?of=situation&limit=no-internet"),
    ],
)
def test_every_filtered_page_leads_to_the_form_with_its_filter(visit, page, asks):
    assert visit(page).href("Get updates by e-mail") == asks


def test_before_anything_is_answered_the_situation_offers_no_mails(visit):
    assert "Get updates by e-mail" not in visit("/situation/").html


@pytest.mark.parametrize(
    "asks",
    [
        "of=tool&q=hotline",
        "of=organisation",
        "of=deployment",
        "of=misuse",
        "of=event",
        "of=document",
        "of=recommendation",
        "of=situation&limit=no-internet",
        "of=everything&q=data&kind=tools",
    ],
)
def test_every_kind_of_filter_has_its_form(visit, asks):
    page = visit(f"/subscribe/?{asks}")
    assert page.one("input", name="of").attributes["value"] in asks


def test_the_filter_stands_there_in_words(visit, make_term):
    make_term("purpose/case-management")
    make_term("purpose/mapping")
    page = visit("/subscribe/?of=tool&q=hotline&purpose=case-management&purpose=mapping")
    assert page.fact("What it does").text == "Case management or Mapping"
    assert page.fact("Words searched for").text == "“hotline”"


def test_four_weeks_are_counted_before_an_address_is_given(visit):
    page = visit("/subscribe/?of=tool")
    assert len(page.all("progress")) == 4


def test_the_feed_is_offered_as_the_way_without_an_address(visit):
    page = visit("/subscribe/?of=tool&q=hotline")
    assert page.href("these updates as a feed (Atom)") == "/changes/feed/?of=tool&q=hotline"


def test_a_filter_that_is_none_is_refused_with_a_sentence(visit):
    page = visit("/subscribe/?of=tool&purpose=nothing-like-it", status=400)
    assert "There is no choice “nothing-like-it”" in page.text


def test_a_list_that_is_none_is_refused(visit):
    assert "no such list to follow" in visit("/subscribe/?of=person", status=400).text


def test_a_form_that_is_right_is_answered_by_a_page_to_come(send):
    response = send()
    assert (response.status_code, response.headers["Location"]) == (303, "/subscribe/asked/")


def test_all_that_was_typed_arrives(send):
    send(discreet="1")
    signup_request = typed()
    assert (
        signup_request.address,
        signup_request.query,
        signup_request.whats,
        signup_request.preferences.discreet,
        signup_request.preferences.time_zone,
    ) == (
        "reader@example.org",
        "q=hotline",
        ("new", "safety"),
        True,
        "Africa/Nairobi",
    )


def test_the_order_in_which_a_filter_was_chosen_makes_no_other_filter(send, make_term):
    make_term("purpose/mapping")
    send(query="purpose=mapping&q=hotline&page=3&sort=name")
    assert typed().query == "q=hotline&purpose=mapping"


def test_nobody_is_looked_up_before_the_answer(send):
    send()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"address": "reader@example"}, "We cannot send e-mail to this address"),
        (
            {"address": "reader@example.org\r\nBcc: victim@example.org"},
            "We cannot send e-mail to this address",
        ),
        ({"address": ""}, "Type your e-mail address"),
        ({"whats": None}, "Choose at least one kind of update"),
        ({"whats": ["follow_ups"]}, "Choose one of the options"),
        ({"frequency": "hourly"}, "Choose one of the options"),
        ({"language": "xx"}, "Choose one of the options"),
        ({"time_zone": "Middle/Earth"}, "There is no such time zone"),
    ],
)
def test_a_bad_input_is_told_in_a_sentence_and_nothing_is_lost(send, wrong, sentence):
    response = send(**{"discreet": "1", "frequency": "monthly", **wrong})
    page = html.unescape(response.content.decode())
    assert response.status_code == 400
    assert sentence in page
    assert PendingSignup.objects.count() == 0


def test_after_a_mistake_the_form_stands_there_filled_in(send):
    page = send(address="rea der@example", discreet="1", frequency="monthly").content.decode()
    assert 'value="rea der@example"' in page
    assert 'value="monthly" checked' in page
    assert 'value="Africa/Nairobi" selected' in page
    assert 'name="discreet" value="1" checked' in page
    assert 'value="changed" checked' not in page


def test_a_filter_that_makes_no_sense_is_refused(send):
    assert send(query="purpose=nothing-like-it").status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_form_of_another_site_is_not_taken(send, headers, status):
    assert send(headers=headers).status_code == status


def test_a_form_of_another_site_can_be_sent_again_from_here(send):
    page = send(headers={"Origin": "https://evil.example"}).content.decode()
    assert 'value="reader@example.org"' in page


def test_the_request_is_made_once_a_worker_looks(send):
    send()
    process_pending()
    assert SignUp.objects.get().title == "Tools · Words searched for: “\u2068hotline\u2069”"


def test_the_form_is_taken_in_where_the_broker_is_away(send, monkeypatch):
    def away(**options):
        raise OperationalError

    monkeypatch.setattr(tasks.process_signups, "apply_async", away)
    assert send().status_code == 303


@pytest.mark.parametrize(("happened", "told"), [(True, "None yet"), (False, "None. Nothing")])
def test_what_goes_into_the_next_mail_is_not_denied(visit, make_tool, monkeypatch, happened, told):
    monkeypatch.setattr("hub.digests.view_models.last_news", lambda wanted: ((), 0))
    tool = make_tool()
    if happened:
        with recorded_change(tool):
            tool.summary = "It helps everybody."
            tool.save()
    page = visit("/subscribe/?of=tool")
    assert told in page.html


# Names and texts only


BOX = "Only where the words are in a name or a text"


def test_where_the_words_shall_stand_is_asked_of_filters_with_words_only(visit):
    shown = [
        BOX in visit(f"/subscribe/?of={of}").text
        for of in ("tool&q=hotline", "everything&q=hotline", "tool", "situation&limit=no-internet")
    ]
    assert shown == [True, True, False, False]


def test_unless_one_chooses_words_count_as_on_the_list(visit, send):
    box = visit("/subscribe/?of=tool&q=hotline").one("input", name="texts")
    send()
    assert ("checked" in box.attributes, typed().query) == (False, "q=hotline")


def test_the_choice_is_stored_with_the_filter_and_said_in_words(send, client, visit):
    send(texts="1")
    process_pending()
    request = SignUp.objects.get()
    assert request.query == "q=hotline&texts=1"
    assert request.title.translate(dict.fromkeys((0x2068, 0x2069))) == (
        "Tools · Words searched for in names and texts: “hotline”"
    )


def test_the_choice_is_not_lost_when_the_form_comes_back(send):
    page = send(texts="1", address="nobody").content.decode()
    assert 'name="texts" value="1" checked' in page
    assert 'name="query" value="q=hotline"' in page


def test_the_choice_stands_in_the_address_of_the_feed(visit):
    page = visit("/subscribe/?of=tool&q=hotline&texts=1")
    assert page.href("these updates as a feed (Atom)") == "/changes/feed/?of=tool&q=hotline&texts=1"
    assert "checked" in page.one("input", name="texts").attributes


def test_too_many_refused_forms_are_told_when_to_come_back_and_keep_what_was_typed(send, settings):
    settings.REFUSED_FORMS_PER_MINUTE = 2
    answers = [send(address="no address", whats=["safety"]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert answers[2].headers["Retry-After"] == "30"
    page = answers[2].content.decode()
    assert 'value="no address"' in page
    assert "Many forms are being sent just now." in page
    assert "The last four weeks" not in page


def test_a_form_that_is_right_is_taken_in_however_many_were_refused(send, settings):
    settings.REFUSED_FORMS_PER_MINUTE = 1
    for _ in range(3):
        send(address="no address")
    assert send().status_code == 303
