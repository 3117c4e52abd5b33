"""What programs and floods cannot do; and that nobody's words are lost by what stops them."""

import datetime

import pytest
from django.db import connection

from hub.anonymous_forms.models import RateLimit
from hub.curation.suggestions import form_stamp
from hub.curation.suggestions.form_stamp import FormStamp
from hub.curation.suggestions.models import Suggestion
from tests.hub.curation.suggestions.conftest import text_of

pytestmark = pytest.mark.django_db


def test_a_form_that_is_sent_too_quickly_is_asked_again_with_everything_kept(tell, monkeypatch):
    monkeypatch.setattr(form_stamp, "LEAST_SECONDS", 4)
    response = tell(what="question", words="Is it safe?")
    assert response.status_code == 400
    assert "then press “Send” again" in text_of(response)
    assert "Is it safe?" in text_of(response)
    assert not Suggestion.objects.exists()


def test_a_danger_waits_for_nothing(told, monkeypatch):
    monkeypatch.setattr(form_stamp, "LEAST_SECONDS", 4)
    told(what="danger", words="A shelter is named.")
    assert Suggestion.objects.exists()


@pytest.mark.parametrize("stamp", ["", "x", "1-aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaa"])
def test_a_form_that_is_none_of_ours_is_asked_again(client, stamp):
    form = {"what": "question", "words": "Is it safe?", "step": "send", "stamp": stamp}
    response = client.post("/tell/", form)
    assert response.status_code == 400
    assert "Is it safe?" in text_of(response)


def test_nobody_writes_another_time_into_a_form():
    stamp = FormStamp(1_700_000_000, "abcdefghijkl")
    assert form_stamp.read_stamp(stamp.token) == stamp
    assert form_stamp.read_stamp(stamp.token.replace("1700", "1600")) is None


def test_a_form_is_too_quick_for_four_seconds():
    stamp = FormStamp(1_700_000_000, "abcdefghijkl")
    made = datetime.datetime.fromtimestamp(1_700_000_000, datetime.UTC)
    quick = [stamp.is_too_quick(made + datetime.timedelta(seconds=n)) for n in (0, 3, 4, 9000)]
    assert quick == [True, True, False, False]


def test_what_fills_in_the_field_that_nobody_sees_is_asked_again(tell):
    response = tell(what="question", words="Is it safe?", website="https://spam.example")
    assert response.status_code == 400
    assert not Suggestion.objects.exists()
    assert "spam.example" not in text_of(response)


def test_beyond_the_limit_of_a_day_it_waits_and_keeps_what_was_typed(tell, told, settings):
    settings.SUGGESTIONS_PER_DAY = 1
    told(what="question", words="Is it safe?")
    response = tell(what="question", words="Is it free?")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 3600
    assert "Is it free?" in text_of(response)
    assert Suggestion.objects.count() == 1


def test_the_limit_of_one_kind_is_no_limit_of_another(told, settings):
    settings.SUGGESTIONS_PER_DAY = 1
    told(what="question", words="Is it safe?")
    told(what="correction", words="It is not.")
    assert Suggestion.objects.count() == 2


def test_no_limit_blocks_a_danger(told, settings):
    settings.SUGGESTIONS_PER_DAY = 1
    for number in range(4):
        told(what="danger", words=f"Shelter {'x' * number}")
    assert Suggestion.objects.count() == 4


def test_no_address_of_a_device_is_stored(told):
    told(what="question", words="Is it safe?")
    rows = [*Suggestion.objects.values(), *RateLimit.objects.values()]
    assert "127.0.0.1" not in str(rows)


def test_what_says_the_same_is_one_group(told, make_tool):
    tool = make_tool(slug="alpha")
    told(what="question", about="tool/alpha", words="Is it safe?")
    told(what="question", about="tool/alpha", words="  is it   SAFE? ")
    told(what="question", about="tool/alpha", words="Is it free?")
    first, second, third = Suggestion.objects.order_by("pk")
    assert first.group_key == second.group_key != third.group_key
    assert list(Suggestion.objects.about("tool", tool.pk).alike(first).order_by("pk")) == [
        first,
        second,
    ]


def test_a_megabyte_is_refused_with_a_sentence_and_comes_back(tell):
    words = "x" * 1_000_000
    response = tell(what="question", words=words)
    assert response.status_code == 400
    assert "Shorten this to 10000 letters." in text_of(response)
    assert words in text_of(response)


def test_a_body_beyond_all_measure_is_refused(client):
    response = client.post("/tell/", {"what": "question", "words": "x" * 4_000_000})
    assert 400 <= response.status_code < 500


def test_ten_thousand_facts_are_refused(client, make_tool):
    make_tool(slug="alpha")
    form = {f"f-{number}": "x" for number in range(10_000)}
    response = client.post("/tell/", {"about": "tool/alpha", "what": "correction", **form})
    assert response.status_code == 413
    assert "<h1>" in text_of(response)


@pytest.mark.parametrize("body", [b"what=question&words=%00%ff%fe", b"\xff\xfe=\x00", b"what=%FF"])
def test_broken_bytes_are_no_error(client, body):
    response = client.post("/tell/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code < 500


def test_a_language_that_nobody_reads_is_taken_in_as_it_is(told):
    words = "ꆈꌠꉙ ᐃᓄᒃᑎᑐᑦ 𐌲𐌿𐍄𐌹𐍃𐌺"
    told(what="question", words=words)
    assert Suggestion.objects.get().words == words


@pytest.mark.both_databases
def test_a_thousand_alike_are_found_by_one_query(make_suggestion, django_assert_num_queries):
    first = make_suggestion(group_key="g" * 64)
    Suggestion.objects.bulk_create(
        Suggestion(kind="question", group_key="g" * 64, receipt_key=f"{number:064}")
        for number in range(1000)
    )
    with django_assert_num_queries(1):
        assert Suggestion.objects.alike(first).count() == 1001
    assert connection.vendor in ("sqlite", "postgresql")


def test_a_danger_is_taken_in_though_a_browser_filled_in_what_nobody_sees(tell, make_tool):
    make_tool(slug="map")
    response = tell(
        what="danger", about="tool/map", words="It shows where we are.", website="https://a.example"
    )
    assert response.status_code == 200
    assert Suggestion.objects.filter(kind="danger").exists()
