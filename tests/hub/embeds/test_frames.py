"""Lists and records in frames on pages of others."""

import pytest

from catalogue.models import Tool
from hub.lists.spec import list_specs
from hub.records.models import recorded_change
from hub.web.middleware.page_cache import is_kept

pytestmark = pytest.mark.usefixtures("starter")

LISTS = [f"/embed/{spec.route}/" for spec in list_specs.values()]
CARDS = ("card", "card brief")
FRAMED = ["/embed/tools/", "/embed/tools/primero/", "/embed/tools/?purpose=x",
          "/embed/tools/nothing/", "/embed/tools/?page=99", "/embed/tools/?colour=red",
          "/embed/misuse-patterns/"]  # fmt: skip


def policy_of(headers):
    parts = (part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    return dict(parts)


@pytest.mark.parametrize("path", FRAMED)
def test_anybody_may_frame_it_and_it_runs_and_fetches_nothing(client, path):
    headers = client.get(path).headers
    assert policy_of(headers) == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "*",
    }
    assert "X-Frame-Options" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in headers


def test_a_frame_from_the_page_cache_may_be_framed_too(client):
    client.get("/embed/tools/primero/")
    kept = client.get("/embed/tools/primero/")
    assert is_kept(kept)
    assert "X-Frame-Options" not in kept.headers
    assert policy_of(kept.headers)["frame-ancestors"] == "*"


@pytest.mark.parametrize("path", ["/tools/", "/tools/primero/", "/embed/", "/embed/nothing/",
                                  "/embed/?address=/tools/", "/admin/login/"])  # fmt: skip
def test_everything_else_still_refuses_frames(client, path):
    headers = client.get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert policy_of(headers)["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("path", LISTS)
def test_every_list_has_a_frame_with_its_cards(visit, make_answered_question, path):
    make_answered_question()
    framed = visit(path)
    assert any(framed.all("article", class_=each) for each in CARDS)
    assert framed.one("base").attributes["target"] == "_blank"
    assert not framed.all("script")
    assert not framed.all("form")


@pytest.mark.parametrize("parameters", ["?purpose=case-management&place=m49-002", "?q=traficking",
                                        "?sort=name&ended=1", "?q=data&page=2"])  # fmt: skip
def test_the_same_filter_finds_the_same_records_in_the_same_order(visit, parameters):
    def names(path):
        page = visit(path)
        return page.one("h1").text, [card.text for card in page.all("h2") if card.attributes == {}]

    heading, framed = names(f"/embed/tools/{parameters}")
    assert framed
    listed = names(f"/tools/{parameters}")
    assert (heading, framed) == (listed[0], listed[1][: len(framed)])


def test_the_card_of_a_record_leads_to_its_page(visit):
    framed = visit("/embed/tools/primero/")
    assert framed.all("a")[0].attributes["href"] == "/tools/primero/"
    assert len(framed.all("article")) == 1


def test_what_is_withdrawn_leaves_its_frames(visit, make_person):
    before = visit("/embed/tools/?q=tella")
    assert "/tools/tella/" in before.html
    Tool.objects.get(slug="tella").archive(by=make_person(), reason="A double.")
    assert "/tools/tella/" not in visit("/embed/tools/?q=tella").html
    gone = visit("/embed/tools/tella/", 410)
    assert "removed" in gone.one("main").text
    assert "A double" not in gone.html


def test_a_draft_is_as_unknown_as_what_never_was(visit, make_tool):
    make_tool(slug="a-draft", name="A draft", state="draft")
    draft, never = (visit(f"/embed/tools/{slug}/", 404).html for slug in ("a-draft", "none"))
    assert draft == never


def test_a_former_address_leads_to_the_frame_of_the_new_one(client):
    tool = Tool.objects.get(slug="tella")
    with recorded_change(tool):
        tool.slug = "tella-app"
        tool.save()
    answer = client.get("/embed/tools/tella/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/embed/tools/tella-app/")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/embed/tools/?purpose=x", 400, "There is no choice “x”"),
        ("/embed/tools/?colour=red", 400, "does not know “colour”"),
        ("/embed/documents/?purpose=case-management", 400, "does not know “purpose”"),
        ("/embed/tools/?page=99", 404, "no page 99"),
        ("/embed/tools/none/", 404, "no such record"),
    ],
)
def test_what_is_wrong_is_said_in_the_frame(visit, path, status, words):
    framed = visit(path, status)
    assert words in framed.one("main").text
    assert framed.one("base").attributes["target"] == "_blank"
    assert not framed.all("nav")


def test_a_filter_that_finds_nothing_says_so(visit):
    framed = visit("/embed/tools/?q=zzzyyyxxx")
    assert framed.one("h1").text.startswith("0 tools")
    assert "Nothing fits at the moment" in framed.one("main").text


def test_a_grouped_list_has_one_card_for_each_pattern(visit):
    framed = visit("/embed/misuse-patterns/")
    assert "/misuse/grooming-on-social-media/" in framed.html
    assert not framed.all("section", class_="stage")
