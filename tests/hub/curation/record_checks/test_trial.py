"""Tried by us: a source of its own kind, told apart from what others say."""

import pytest
from django.utils import timezone

from catalogue.models import ToolCitation
from hub.records.models import Revision, Source
from tests.hub.curation.record_checks.conftest import ADDRESS

pytestmark = pytest.mark.django_db
TRIAL = f"{ADDRESS}trial/"


def tried(**changes):
    day = timezone.localdate().isoformat()
    values = {"tried_on": day, "version": "3.1 on Android 15", "offline": "yes", "account": "no"}
    return values | changes


def test_a_trial_is_a_source_with_day_version_and_results(pages, tool):
    assert pages.client.post(TRIAL, tried())["Location"] == ADDRESS
    source = Source.objects.get(kind="trial")
    assert source.trial_results == {"offline": "yes", "account": "no"}
    assert (source.trial_version, source.read_on) == ("3.1 on Android 15", timezone.localdate())
    assert Revision.objects.latest("pk").reason == "Tried by us: version 3.1 on Android 15"


def test_readers_see_it_apart_and_what_was_not_tried_is_no_no(pages):
    pages.client.post(TRIAL, tried())
    page = pages.client.get("/tools/beacon/").text
    section = page.partition('id="trials"')[2].partition("</section>")[0]
    assert "Tried by this site’s curators on" in section
    assert section.count("Not tried") == 3
    assert section.count(">No<") == 1


def test_it_stands_for_no_fact_that_others_state(pages, tool):
    before = pages.client.get("/tools/beacon/").text.count("#source-1")
    pages.client.post(TRIAL, tried())
    assert pages.client.get("/tools/beacon/").text.count('href="#source-1"') >= 1
    assert pages.client.get("/tools/beacon/").text.count("#source-1") == before


def test_the_same_version_on_the_same_day_is_corrected(pages):
    pages.client.post(TRIAL, tried())
    pages.client.post(TRIAL, tried(offline="no"))
    assert Source.objects.get(kind="trial").trial_results["offline"] == "no"
    assert "Opens without a network: No" in pages.client.get("/tools/beacon/").text
    assert ToolCitation.objects.filter(subject="trial").count() == 1


def test_it_is_among_the_sources_of_the_briefing(pages):
    pages.client.post(TRIAL, tried())
    text = pages.client.get("/shortlist/briefing.txt?tool=beacon").text
    assert "Opens without a network: Yes" in text
    assert "Its language is complete" not in text


@pytest.mark.parametrize(
    "sent",
    [
        {"tried_on": "2999-01-01"},
        {"tried_on": ""},
        {"version": ""},
        {"version": "x" * 61},
        {"version": "<b></b>"},
        {"offline": "", "account": ""},
        {"offline": "perhaps"},
        {"note": "x" * 1_000_000},
    ],
)
def test_a_trial_that_makes_no_sense_is_refused(pages, sent):
    response = pages.client.post(TRIAL, tried(**sent))
    assert response.status_code == 400
    assert not Source.objects.filter(kind="trial").exists()


def test_what_is_no_tool_is_not_tried(pages, make_organisation):
    make_organisation(slug="body")
    assert pages.client.get("/desk/check/organisation/body/trial/").status_code == 404


def test_the_form_of_the_record_keeps_it(pages, tool):
    pages.client.post(TRIAL, tried())
    assert pages.client.get(f"/admin/catalogue/tool/{tool.pk}/change/").status_code == 200


def test_a_trial_that_one_person_may_not_enter_is_shown_again_to_be_copied(pages, refusing_ledger):
    with refusing_ledger() as refused:
        answer = pages.client.post(TRIAL, tried(note="It asked for a telephone number."))
    refused.check(pages.client, answer)
    assert "It asked for a telephone number." in answer.text
    assert not Source.objects.filter(kind="trial").exists()
