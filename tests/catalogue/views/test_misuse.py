"""The pages of misuse patterns, and that nothing of a hidden one gets out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.records.models import recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

STAGES = (
    "misuse_stage/target-selection",
    "misuse_stage/grooming-recruitment",
    "misuse_stage/advertising",
)


def test_patterns_stand_under_their_stage(make_pattern, make_term, visit):
    for key in STAGES:
        make_term(key)
    make_pattern(title="Adverts", terms=("misuse_stage/advertising",))
    make_pattern(title="Grooming", terms=("misuse_stage/grooming-recruitment",))
    page = visit("/misuse/")
    headings = [e.text for e in page.elements if e.tag in ("h2", "h3")]
    assert headings[:4] == ["Grooming recruitment", "Grooming", "Advertising", "Adverts"]


def test_each_stage_has_an_anchor(make_pattern, visit):
    for stage in ("advertising", "recruitment"):
        make_pattern(terms=(f"misuse_stage/{stage}",))
    page = visit("/misuse/")
    assert page.one("h2", id="advertising")
    assert page.href("Advertising") == "#advertising"


def test_a_pattern_of_two_stages_is_told_once_and_pointed_to(make_pattern, make_term, visit):
    for key in STAGES:
        make_term(key)
    make_pattern(slug="both", title="Both", terms=STAGES[:2])
    page = visit("/misuse/")
    assert len(page.all("h3")) == 1
    assert page.all("a", href="#both")[0].text == "Both"


def test_a_pattern_without_a_stage_says_so(make_pattern, visit):
    make_pattern(title="Somewhere")
    assert "Stage not known" in visit("/misuse/").text


def test_the_list_is_narrowed(make_pattern, visit):
    make_pattern(title="By text", terms=("technology/sms",))
    make_pattern(title="By post")
    page = visit("/misuse/?technology=sms")
    assert [e.text for e in page.all("h3")] == ["By text"]
    assert "1 misuse pattern: Sms" in page.text


def test_a_word_is_searched(make_pattern, visit):
    make_pattern(title="Listings", summary="Offers on platforms.")
    make_pattern(title="Payments")
    assert [e.text for e in visit("/misuse/?q=platforms").all("h3")] == ["Listings"]


@pytest.mark.parametrize("query", ["technology=zzz", "misuse_stage=%2e%2e", "page=x", "sort=up"])
def test_parameters_that_make_no_sense_are_told(make_pattern, visit, query):
    make_pattern()
    visit(f"/misuse/?{query}", status=400)


def test_there_is_one_page_only(make_pattern, visit):
    make_pattern()
    visit("/misuse/?page=2", status=404)


def test_signs_that_nobody_recorded_say_so(make_pattern, visit):
    make_pattern(slug="one")
    page = visit("/misuse/one/")
    assert page.fact("Warning signs").text == "Not recorded"
    assert page.fact("Counter-measures").text == "Not recorded"


def test_signs_stand_line_by_line_with_their_source(make_pattern, visit):
    make_pattern(slug="one", warning_signs="A sign.\nAnother.", cites=("warning_signs",))
    for path in ("/misuse/", "/misuse/one/"):
        page = visit(path)
        assert page.fact("Warning signs").text == "A sign.Another."
        assert page.all("a", href="#source-1")


def test_a_pattern_and_the_tool_that_answers_it_lead_to_each_other(make_pattern, make_tool, visit):
    tool = make_tool(slug="a-tool", name="A tool")
    make_pattern(slug="one", title="A pattern", answers=[(tool, "It warns in time.")])
    for path in ("/misuse/", "/misuse/one/"):
        page = visit(path)
        assert page.href("A tool") == "/tools/a-tool/"
        assert "It warns in time." in page.text
    page = visit("/tools/a-tool/")
    assert page.href("A pattern") == "/misuse/one/"
    assert "It warns in time." in page.text


@pytest.mark.parametrize("changes", [{"state": "draft"}, {"visibility": "vetted"}])
def test_a_hidden_tool_is_not_named(make_pattern, make_tool, visit, changes):
    tool = make_tool(name="Unspeakable", **changes)
    make_pattern(slug="one", answers=[(tool, "Because.")])
    for path in ("/misuse/", "/misuse/one/"):
        assert "Unspeakable" not in visit(path).html
    assert not visit("/misuse/?q=unspeakable").all("h3")


HIDDEN = [
    {"visibility": "practitioner"},
    {"visibility": "vetted"},
    {"visibility": "law_enforcement"},
    {"visibility": "internal"},
    {"state": "draft"},
    {"state": "in_review"},
]
PLACES = [
    "/misuse/",
    "/misuse/feed/",
    "/misuse/?misuse_stage=advertising",
    "/misuse/?q=unspeakable",
    "/tools/a-tool/",
    "/sitemap.xml",
    "/whats-new/",
    "/whats-new/feed/",
    "/",
    "/vocabulary/misuse_stage/",
    "/vocabulary/misuse_stage/advertising/",
]


@pytest.fixture
def with_hidden(make_pattern, make_tool):
    def make(changes):
        tool = make_tool(slug="a-tool")
        make_pattern(title="Open", slug="open", terms=("misuse_stage/advertising",))
        make_pattern(
            slug="secret-ways",
            title="Unspeakable",
            summary="Unspeakable things.",
            terms=("misuse_stage/advertising", "technology/sms"),
            answers=[(tool, "Unspeakable reason.")],
            **changes,
        )

    return make


@pytest.mark.parametrize("changes", HIDDEN, ids=lambda changes: "-".join(changes.values()))
def test_a_hidden_pattern_appears_nowhere(with_hidden, client, changes):
    with_hidden(changes)
    for path in PLACES:
        html = client.get(path).content.decode()
        assert "Unspeakable" not in html, path
        assert "secret-ways" not in html, path


@pytest.mark.parametrize("changes", HIDDEN, ids=lambda changes: "-".join(changes.values()))
def test_a_hidden_pattern_is_not_counted(with_hidden, visit, changes):
    with_hidden(changes)
    page = visit("/misuse/")
    assert "1 misuse pattern" in page.text
    assert page.choice("misuse_stage", "advertising").endswith("1")
    assert page.choice("technology", "sms") == ""
    assert "misuse pattern" not in visit("/vocabulary/technology/sms/").text


@pytest.mark.parametrize("changes", HIDDEN, ids=lambda changes: "-".join(changes.values()))
def test_a_hidden_pattern_has_no_page(with_hidden, client, changes):
    with_hidden(changes)
    hidden = client.get("/misuse/secret-ways/")
    missing = client.get("/misuse/there-is-nothing-here/")
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_what_becomes_hidden_goes_with_its_news(make_pattern, make_person, client):
    pattern = make_pattern(slug="one", title="Unspeakable", state="draft")
    pattern.publish(by=make_person())
    assert b"Unspeakable" in client.get("/whats-new/").content
    with recorded_change(pattern, by=make_person()):
        pattern.visibility = "vetted"
        pattern.save()
    for path in ("/whats-new/", "/misuse/", "/misuse/feed/"):
        assert b"Unspeakable" not in client.get(path).content


def test_a_renamed_pattern_is_found_at_its_new_address(make_pattern, make_person, client):
    make_pattern(slug="old").rename("new", by=make_person())
    response = client.get("/misuse/old/")
    assert (response.status_code, response.headers["Location"]) == (301, "/misuse/new/")


def test_an_archived_pattern_is_gone(make_pattern, make_person, visit):
    make_pattern(slug="one").archive(by=make_person(), reason="A double.")
    visit("/misuse/one/", status=410)


def test_a_term_leads_to_the_patterns_that_carry_it(make_pattern, visit):
    make_pattern(terms=("technology/sms",))
    page = visit("/vocabulary/technology/sms/")
    assert page.href("1 misuse pattern with this term") == "/misuse/?technology=sms"


def test_the_page_takes_few_queries_however_many_patterns(make_pattern, make_tool, client):
    for number in range(6):
        make_pattern(
            terms=("misuse_stage/advertising", f"technology/t-{number}"),
            answers=[(make_tool(), "So."), (make_tool(), "So.")],
            cites=("", "context"),
        )
    client.get("/misuse/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/misuse/?misuse_stage=advertising")
    assert len(queries) <= 9
