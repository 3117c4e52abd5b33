"""Two records of one organisation become one: what readers hear of it."""

import pytest

from hub.curation.merging import record_merge
from hub.curation.merging.merge_undo import undo
from hub.records.models import Change, recorded_change
from tests.plugins.merges import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def news_of(pk):
    return list(Change.objects.filter(kind="organisation", record_id=pk).values_list("what"))


def test_readers_hear_of_a_merge_under_the_name_they_knew(make_organisation):
    leaving, into = make_organisation(name="U. Hub"), make_organisation()
    key = leaving.pk
    merge(leaving, into, by=None, reason="One body.")
    assert Change.objects.filter(record_id=key).values_list("what", "title").get() == (
        "merged",
        "U. Hub",
    )


def test_the_news_of_a_merge_leads_to_the_record_that_stays(make_organisation, visit):
    leaving = make_organisation(name="U. Hub")
    into = make_organisation(slug="united", name="United Hub")
    merge(leaving, into, by=None, reason="One body.")
    assert visit("/whats-new/").href("United Hub") == "/organisations/united/"


def test_a_merge_into_a_record_that_readers_cannot_see_is_told_as_withdrawn(make_organisation):
    leaving, into = make_organisation(), make_organisation(visibility="vetted")
    key = leaving.pk
    merge(leaving, into, by=None, reason="One body.")
    assert news_of(key) == [("withdrawn",)]


def test_a_merge_of_a_draft_is_no_news(make_organisation):
    leaving, into = make_organisation(state="draft"), make_organisation()
    key = leaving.pk
    merge(leaving, into, by=None, reason="One body.")
    assert news_of(key) == []


def test_the_news_of_a_merge_goes_with_the_merge(make_organisation, monkeypatch):
    leaving, into = make_organisation(), make_organisation()

    def fail(*_facts):
        raise RuntimeError("The light went out.")

    monkeypatch.setattr(record_merge, "delete_records", fail)
    with pytest.raises(RuntimeError, match="light"):
        merge(leaving, into)
    assert news_of(leaving.pk) == []


def test_readers_hear_nothing_of_what_merely_points_elsewhere(make_organisation, make_tool):
    leaving, into = make_organisation(), make_organisation()
    make_tool(organisations=(leaving,))
    merge(leaving, into)
    assert not Change.objects.filter(kind="tool").exists()


def test_taken_back_nothing_was_told_and_nothing_is(make_organisation):
    leaving, into = make_organisation(), make_organisation()
    done = merge(leaving, into, url="take")
    undo(done.pk, by=None)
    assert not Change.objects.exists()


def test_the_end_of_an_organisation_is_news_of_its_own(make_organisation):
    body = make_organisation()
    with recorded_change(body):
        body.ended = "2026-03"
        body.save()
    assert news_of(body.pk) == [("ended",)]


def test_a_corrected_date_of_the_end_is_a_change(make_organisation):
    body = make_organisation(ended="2025")
    with recorded_change(body):
        body.ended = "2026-03"
        body.save()
    assert news_of(body.pk) == [("updated",)]
