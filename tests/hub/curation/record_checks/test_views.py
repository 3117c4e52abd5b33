"""The pages of a check, from the first fact to its end."""

import datetime

import pytest
from django.utils import timezone

from catalogue.models import Tool, ToolCitation
from hub.accounts.models import Person
from hub.curation.record_checks.check_answers import GivenAnswer, give_answer
from hub.curation.record_checks.check_parts import CHECK_PARTS
from hub.curation.record_checks.check_progress import CheckProgress
from hub.curation.record_checks.models import CheckAnswer, RecordCheck
from hub.records.models import Revision, Source, recorded_change
from tests.hub.curation.record_checks.conftest import ADDRESS, Pages, cite

pytestmark = pytest.mark.django_db


def test_the_first_fact_is_shown_with_its_sources(pages):
    page = pages.client.get(ADDRESS)
    assert page.status_code == 200
    assert "0 of 6" in page.text
    assert 'href="https://example.org/about" rel="noreferrer noopener"' in page.text


def test_a_get_changes_nothing(pages):
    for address in (ADDRESS, f"{ADDRESS}?fact=licence", f"{ADDRESS}end/", f"{ADDRESS}done/"):
        pages.client.get(address)
    assert not RecordCheck.objects.exists()


def test_an_answer_is_kept_and_leads_to_the_next_fact(pages):
    response = pages.answer("name")
    assert response["Location"] == f"{ADDRESS}?fact=summary"
    assert CheckAnswer.objects.get().answer == "right"
    assert "1 of 6" in pages.client.get(ADDRESS).text


def test_the_last_answer_leads_to_the_end(pages):
    pages.answer_all()
    assert pages.client.get(ADDRESS)["Location"] == f"{ADDRESS}end/"


def test_a_whole_check_verifies_the_record_with_day_method_and_next_review(pages, tool):
    pages.answer_all()
    assert pages.end(verification="owner-confirmed")["Location"] == f"{ADDRESS}done/"
    tool.refresh_from_db()
    assert (tool.verification, tool.verified_on) == ("owner-confirmed", timezone.localdate())
    assert tool.next_review_on == datetime.date(2099, 1, 1)
    assert "6 facts are as their sources say" in Revision.objects.latest("pk").reason


def test_each_fact_has_the_day_on_which_it_was_compared(pages, tool):
    pages.answer_all()
    pages.end()
    rows = ToolCitation.objects.exclude(subject="").values_list("subject", "checked_on", "says_so")
    today = timezone.localdate()
    names = ("licence", "name", "open_source", "purpose", "summary", "url")
    assert sorted(rows) == [(name, today, True) for name in names]
    assert "checked" in pages.client.get("/tools/beacon/").text


def test_the_end_shows_nothing_is_verified_before_all_is_answered(pages, tool):
    pages.answer("name")
    assert pages.end().status_code == 409
    tool.refresh_from_db()
    assert tool.verification == "unreviewed"


def test_a_correction_is_written_at_once(pages, tool):
    response = pages.answer("licence", "changed", **{"to-value": "GPL-3.0"})
    assert response.status_code == 302
    tool.refresh_from_db()
    assert tool.licence == "GPL-3.0"
    assert Revision.objects.latest("pk").reason == "Ten-minute check: Licence"


def test_a_correction_of_terms(pages, tool):
    pages.answer("purpose", "changed", **{"to-value": ["hotline"]})
    assert tool.facts()["purpose"] == ["hotline"]


def test_a_corrected_fact_is_not_asked_again(pages):
    pages.answer("licence", "changed", **{"to-value": "GPL-3.0"})
    assert "1 of 6" in pages.client.get(ADDRESS).text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"to-value": "MIT"}, "Nothing was changed"),
        ({"to-value": "x" * 61}, "at most 60 characters"),
        ({"to-value": "GPL", "to-known_none": "on"}, "take one of the two away"),
        ({"to-value": "GPL", "source": []}, "Say in which source you looked"),
    ],
)
def test_a_correction_that_is_wrong_is_shown_again_with_what_was_typed(pages, tool, sent, sentence):
    response = pages.answer("licence", "changed", note="See page two", **sent)
    assert response.status_code == 400
    assert sentence in response.text
    assert "See page two" in response.text
    assert sent["to-value"] in response.text
    tool.refresh_from_db()
    assert tool.licence == "MIT"


def test_what_is_known_to_be_none_is_written_so(pages, tool):
    pages.answer("licence", "changed", **{"to-value": "", "to-known_none": "on"})
    facts = tool.facts()
    assert (facts["licence"], facts["known_none"]) == (None, ["licence"])


def test_a_fact_that_its_source_no_longer_says_leaves_the_record_disputed(pages, tool):
    pages.answer_all(licence="gone")
    pages.end()
    tool.refresh_from_db()
    assert (tool.verification, tool.verified_on) == ("disputed", None)
    assert ToolCitation.objects.get(subject="licence").says_so is False


def test_readers_are_told_that_a_source_no_longer_says_it(pages):
    pages.answer_all(licence="gone")
    pages.end()
    assert "its source no longer says so" in pages.client.get("/tools/beacon/").text


def test_a_fact_that_cannot_be_told_has_no_day(pages, tool):
    pages.answer_all(url="unclear")
    pages.end()
    tool.refresh_from_db()
    assert tool.verification == "source-checked"
    assert not ToolCitation.objects.filter(subject="url").exists()


def test_a_record_of_which_nothing_could_be_told_stays_as_it_was(pages, tool):
    pages.answer_all("unclear")
    pages.end()
    tool.refresh_from_db()
    assert (tool.verification, tool.verified_on) == ("unreviewed", None)


def test_a_record_is_not_verified_while_a_fact_of_safety_could_not_be_told(curator, make_tool):
    tool = make_tool(slug="beacon", name="Beacon", caution="Do not rely on it.")
    cite(tool)
    pages = Pages(curator)
    pages.answer_all(caution="unclear")
    pages.end()
    tool.refresh_from_db()
    assert tool.verification == "unreviewed"


def test_a_fact_without_a_source_needs_one_to_be_right(curator, make_tool):
    make_tool(slug="beacon", name="Beacon")
    pages = Pages(curator)
    assert pages.answer("name").status_code == 400
    response = pages.answer("name", new_url="https://example.org/new", new_title="New")
    assert response.status_code == 302
    assert Source.objects.filter(url="https://example.org/new", title="New").exists()


def test_a_source_that_was_named_is_cited_at_the_end(curator, make_tool):
    tool = make_tool(slug="beacon", name="Beacon")
    pages = Pages(curator)
    pages.answer("name", new_url="https://example.org/new")
    pages.answer("summary", "unclear")
    assert "Without a source" in pages.client.get(f"{ADDRESS}end/").text
    pages.end()
    assert tool.citations.get().source.url == "https://example.org/new"


def test_the_source_that_was_read_last_is_ticked_for_the_next_fact(pages, tool):
    second = cite(tool, url="https://example.org/more", title="More")
    pages.answer("name", source=[second.pk])
    assert pages.form("summary")["source"] == [str(second.pk)]


def test_a_fact_that_changed_meanwhile_is_asked_again(pages, tool):
    pages.answer_all()
    tool.licence = "GPL-3.0"
    with recorded_change(tool):
        tool.save()
    assert pages.end().status_code == 409
    page = pages.client.get(ADDRESS)
    assert "This fact was changed since you answered" in page.text
    assert "GPL-3.0" in page.text


def test_an_answer_to_an_older_value_is_not_kept(pages, tool):
    form = pages.form("licence")
    with_change(tool, licence="GPL-3.0")
    response = pages.client.post(
        ADDRESS, form | {"answer": "changed", "to-value": "Apache-2.0", "note": "A long look"}
    )
    assert response.status_code == 409
    assert "Somebody changed this fact while you were looking" in response.text
    assert "A long look" in response.text
    assert "Apache-2.0" in response.text
    assert "GPL-3.0" in response.text
    assert not CheckAnswer.objects.exists()


def with_change(tool, **changes):
    tool = Tool.objects.get(pk=tool.pk)
    with recorded_change(tool):
        for name, value in changes.items():
            setattr(tool, name, value)
        tool.save()


def test_a_group_of_terms_that_is_not_known_has_no_day(curator, make_tool):
    """Data, safeguards and risks are one fact for a curator, and three for a reader."""
    cite(make_tool(slug="beacon", terms=("safeguard/encryption",)))
    pages = Pages(curator)
    pages.answer_all()
    pages.end()
    section = pages.client.get("/tools/beacon/").text.partition('id="safeguards"')[2]
    data, safeguards, risks = section.partition("</section>")[0].split("<dt>")[1:4]
    assert "checked" in safeguards
    assert "checked" not in data + risks


def test_two_windows_of_one_person_are_one_check(pages, tool):
    """Both pages were read before the first answer began the check."""
    first, second = (
        CheckProgress(tool, tool.facts(), CHECK_PARTS["facts"], Person.objects.get(name="Ada"))
        for _window in range(2)
    )
    assert first.check is second.check is None
    for progress, name in ((first, "name"), (second, "summary")):
        asked = progress.get(name)
        keys = [source.pk for source in asked.fact.sources]
        give_answer(progress, asked, GivenAnswer("right", asked.fact.fingerprint, keys))
    assert RecordCheck.objects.get().answers.count() == 2


def test_a_check_that_was_left_alone_for_too_long_begins_anew(pages):
    pages.answer("name")
    long_ago = timezone.now() - datetime.timedelta(days=31)
    RecordCheck.objects.update(last_answer_at=long_ago)
    assert "0 of 6" in pages.client.get(ADDRESS).text
    pages.answer("summary")
    assert set(RecordCheck.objects.values_list("outcome", flat=True)) == {"", "dropped"}
    assert "1 of 6" in pages.client.get(ADDRESS).text


def test_a_check_is_erased_a_year_after_its_last_answer(pages, make_person, tool):
    long_ago = timezone.now() - datetime.timedelta(days=366)
    RecordCheck.objects.create(
        kind="tool", record_id=tool.pk, part="facts", by=make_person(), last_answer_at=long_ago
    )
    pages.answer("name")
    assert RecordCheck.objects.get().by.name == "Ada"
