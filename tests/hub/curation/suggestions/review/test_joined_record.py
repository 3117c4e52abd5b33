"""A suggestion about a record that was joined with another, withdrawn or renamed meanwhile."""

import html

import pytest

from catalogue.models import Organisation
from tests.plugins.merges import merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(waiting, make_organisation):
    """Said of “Hope Trust”, which is joined with “Light House” afterwards."""
    leaving = make_organisation(name="Hope Trust", url="https://hope.example/")
    suggestion = waiting(record=leaving, kind="correction", facts={"url": "https://new.example/"})
    suggestion.facts.update(before={"url": "https://hope.example/", "known_none": []})
    return suggestion


@pytest.fixture
def stayed(sent, make_organisation, curator):
    into = make_organisation(name="Light House", url="https://light.example/")
    merge(Organisation.objects.get(pk=sent.record_id), into, by=curator, reason="the same")
    return into


@pytest.fixture
def page(client, curator):
    return lambda suggestion: client.get(f"/desk/suggestions/{suggestion.pk}/")


def text_of(answer):
    return html.unescape(answer.content.decode())


@pytest.mark.both_databases
def test_the_curator_sees_both_records(page, sent, stayed):
    text = text_of(page(sent))
    assert "about “Hope Trust”, which was joined" in text
    assert "Light House" in text


def test_the_fact_of_both_stands_beside_what_was_sent(page, sent, stayed):
    text = text_of(page(sent))
    assert "https://light.example/" in text
    assert "https://hope.example/" in text
    assert "This fact was changed after it was sent." in text


def test_accepting_changes_the_record_that_stayed(client, page, fields_of, sent, stayed):
    fields = fields_of(page(sent)) | {"do": "accept"}
    assert client.post(f"/desk/suggestions/{sent.pk}/", fields).status_code == 302
    stayed.refresh_from_db()
    assert stayed.url == "https://new.example/"


def test_a_page_opened_before_the_joining_changes_nothing(client, page, fields_of, sent, request):
    fields = fields_of(page(sent)) | {"do": "accept"}
    stayed = request.getfixturevalue("stayed")
    answer = client.post(f"/desk/suggestions/{sent.pk}/", fields)
    assert answer.status_code == 409
    assert "joined" in text_of(answer)
    stayed.refresh_from_db()
    assert stayed.url == "https://light.example/"


def test_that_page_sent_again_changes_the_record_that_stayed(
    client, page, fields_of, sent, request
):
    fields = fields_of(page(sent)) | {"do": "accept"}
    stayed = request.getfixturevalue("stayed")
    again = client.post(f"/desk/suggestions/{sent.pk}/", fields)
    client.post(f"/desk/suggestions/{sent.pk}/", fields_of(again) | {"do": "accept"})
    stayed.refresh_from_db()
    assert stayed.url == "https://new.example/"


def test_a_danger_of_a_joined_record_hides_the_one_that_stayed(
    client, curator, waiting, make_organisation
):
    leaving, into = make_organisation(name="Hope Trust"), make_organisation(name="Light House")
    danger = waiting(record=leaving, kind="danger", about_kind="")
    merge(leaving, into, by=curator, reason="the same")
    client.post(f"/desk/suggestions/{danger.pk}/hide/")
    into.refresh_from_db()
    assert into.state == "draft"


def test_a_withdrawn_record_says_so_and_can_be_corrected(
    client, page, fields_of, waiting, make_tool, curator
):
    tool = make_tool(name="Safe Steps")
    suggestion = waiting(record=tool, kind="correction", facts={"name": "Safer Steps"})
    tool.archive(by=curator, reason="no longer run")
    assert "(Archived)" in text_of(page(suggestion))
    fields = fields_of(page(suggestion)) | {"do": "accept"}
    client.post(f"/desk/suggestions/{suggestion.pk}/", fields)
    tool.refresh_from_db()
    assert (tool.name, tool.state) == ("Safer Steps", "archived")


def test_a_renamed_record_is_still_the_one(client, page, fields_of, waiting, make_tool, curator):
    tool = make_tool(name="Safe Steps", slug="old")
    suggestion = waiting(record=tool, kind="correction", facts={"name": "Safer Steps"})
    tool.rename("new", by=curator)
    fields = fields_of(page(suggestion)) | {"do": "accept"}
    client.post(f"/desk/suggestions/{suggestion.pk}/", fields)
    tool.refresh_from_db()
    assert (tool.name, tool.slug) == ("Safer Steps", "new")
