"""The change log for readers."""

import pytest

from hub.records.models import Change, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def tool(make_tool, make_person):
    tool = make_tool(slug="hotline", name="Hotline", state="draft")
    tool.publish(by=make_person())
    return tool


GONE = "A record that was removed from this site (tool)"


def lines(page, name="Hotline"):
    return [li.text for li in page.one("ul", class_="log") and page.all("li") if name in li.text]


def test_a_publication_leads_to_the_record(tool, visit):
    assert visit("/whats-new/").href("Hotline") == "/tools/hotline/"


def test_a_change_names_the_facts_in_words(tool, make_term, visit):
    with recorded_change(tool):
        tool.licence = "MIT"
        tool.save()
        tool.set_terms("purpose", [make_term("purpose/outreach")])
    (line, _published) = lines(visit("/whats-new/"))
    assert line.endswith(
        "Updated Hotline Added to “What it does”: Outreach. “Licence” is now recorded: “MIT”."
    )


def test_a_check_is_a_sentence_on_the_page_and_in_the_feed(tool, visit, client):
    with recorded_change(tool):
        tool.verification, tool.verified_on = "source-checked", "2026-05-03"
        tool.next_review_on = "2027-05-03"
        tool.save()
    (line, _published) = lines(visit("/whats-new/"))
    assert line.endswith("Updated Hotline It was checked against its sources.")
    assert "<summary>It was checked against its sources.</summary>" in (
        client.get("/whats-new/feed/").content.decode().replace(' type="html"', "")
    )


def test_a_change_of_safety_is_grave(tool, visit):
    with recorded_change(tool):
        tool.caution = "It leaks."
        tool.save()
    assert "Safety" in visit("/whats-new/").one("li", class_="grave").text


@pytest.mark.parametrize("address", ["/", "/whats-new/", "/whats-new/feed/"])
def test_no_news_of_what_is_gone_names_it_or_leads_to_it(tool, make_person, visit, address):
    tool.archive(by=make_person(), reason="A double.")
    page = visit(address).html
    assert (GONE in page, "Hotline" in page, "hotline" in page) == (True, False, False)


def test_both_publications_of_what_came_back_lead_to_it(tool, make_person, visit):
    tool.archive(by=make_person(), reason="A double.")
    tool.publish(by=make_person())
    page = visit("/whats-new/")
    assert [a.text for a in page.all("a") if a.text == "Hotline"] == ["Hotline"] * 2


def test_news_of_what_is_gone_says_so(tool, make_person, visit):
    tool.archive(by=make_person(), reason="A double.")
    assert lines(visit("/whats-new/"), GONE)[0].endswith("It was removed from this site.")


def test_news_of_a_hidden_record_is_not_told(tool, visit):
    with recorded_change(tool):
        tool.visibility = "vetted"
        tool.save()
    assert "Hotline" not in visit("/whats-new/").html


def test_the_reason_of_a_change_is_not_told(tool, visit):
    with recorded_change(tool, reason="Her name is in the text."):
        tool.summary = "New words."
        tool.save()
    assert "Her name" not in visit("/whats-new/").html


@pytest.fixture
def long_log(tool):
    first = Change.objects.get()
    Change.objects.bulk_create(
        Change(kind="tool", record_id=tool.pk, slug="hotline", title=f"Hotline {number}",
               what="updated", visibility="public", seq=first.seq)
        for number in range(110)
    )  # fmt: skip


def test_the_log_is_read_fifty_at_a_time(long_log, visit):
    assert [len(lines(visit(f"/whats-new/?page={page}"))) for page in (1, 2, 3)] == [50, 50, 11]


def test_one_can_go_on_to_older_news_and_back(long_log, visit):
    older = visit("/whats-new/").href("Older")
    assert (older, visit(older).href("Newer"), visit("/whats-new/?page=3").href("Newer")) == (
        "/whats-new/?page=2",
        "/whats-new/",
        "/whats-new/?page=2",
    )


def test_the_feed_of_a_withdrawn_record_can_be_read(tool, make_person, client):
    tool.archive(by=make_person(), reason="A double.")
    feed = client.get("/whats-new/feed/").content.decode()
    assert f"Withdrawn: {GONE}" in feed


@pytest.mark.parametrize("address", ["/", "/whats-new/", "/whats-new/feed/"])
def test_a_former_name_and_address_stand_in_no_news(tool, make_person, visit, address):
    with recorded_change(tool):
        tool.name = "Line"
        tool.save()
    tool.rename("line", by=make_person())
    page = visit(address).html
    assert ("Line" in page, "/tools/line/" in page) == (True, True)
    assert ("Hotline" in page, "hotline" in page) == (False, False)
