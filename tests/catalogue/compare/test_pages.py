"""The pages of comparison, shortlist and briefing, as a reader asks for them."""

import io
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Tool
from hub.records.models import FormerSlug

pytestmark = pytest.mark.django_db

COMPARE, LIST = "/tools/compare/", "/shortlist/"
SHEETS = ("/shortlist/briefing/", "/shortlist/briefing.txt", "/shortlist/briefing.docx")


def of(*slugs, **more):
    pairs = [f"tool={slug}" for slug in slugs] + [f"{name}={value}" for name, value in more.items()]
    return "?" + "&".join(pairs)


def tools_in(address):
    return parse_qs(urlsplit(address).query).get("tool", [])


@pytest.fixture
def three(make_tool):
    for slug in ("alpha", "beta", "gamma"):
        make_tool(slug=slug, name=slug.capitalize(), terms=("purpose/case-management",))


def test_without_a_tool_the_page_tells_how_to_choose(visit):
    page = visit(COMPARE)
    assert page.heading == "Compare tools"
    assert page.href("Describe your situation") == "/situation/"


@pytest.mark.parametrize("path", [COMPARE, LIST])
def test_whoever_ticked_nothing_in_the_result_is_led_back_to_it(visit, path):
    page = visit(path + of(task="refer", limit="no-internet"))
    assert page.one("p", role="status").text.startswith("You have not chosen any tool yet.")
    assert page.href("Back to the result") == "/situation/?task=refer&limit=no-internet"
    assert "Nothing is on it yet" not in page.text


@pytest.mark.parametrize("query", ["", of("alpha", task="refer")], ids=["no answers", "a tool"])
@pytest.mark.parametrize("path", [COMPARE, LIST])
def test_else_there_is_no_way_back_to_a_result(visit, three, path, query):
    text = visit(path + query).text
    assert "You have not chosen any tool yet" not in text
    assert "Back to the result" not in text


def test_the_shortlist_says_whether_anybody_has_assessed_a_tool(visit, make_tool):
    made = {"panel": "assessed", "panel_assessed_on": "2026-01-02", "panel_assessed_by": "A panel"}
    make_tool(slug="alpha")
    make_tool(slug="beta", **made)
    states = [line.text for line in visit(LIST + of("alpha", "beta")).all("p", class_="state")]
    assert states[0].endswith("Safety not assessed")
    assert states[1].endswith("Safety assessed")


def test_one_tool_is_offered_those_like_it(visit, three, make_tool):
    for _unlike in range(6):
        make_tool(terms=("purpose/investigation",))
    page = visit(COMPARE + of("alpha"))
    assert page.heading == "Compare Alpha with others"
    added = [a.attributes["href"] for a in page.all("a", class_="button")]
    assert sorted(map(tools_in, added)) == [["alpha", "beta"], ["alpha", "gamma"]]


def test_two_tools_stand_side_by_side(visit, three):
    page = visit(COMPARE + of("beta", "alpha"))
    assert page.heading == "2 tools side by side"
    heads = [th.text for th in page.all("th", scope="col")]
    assert [head.split()[0] for head in heads[1:]] == ["Beta", "Alpha"]


def test_six_tools_can_be_compared_and_no_more_be_added(visit, make_tool):
    slugs = [make_tool().slug for _each in range(6)]
    page = visit(COMPARE + of(*slugs))
    assert page.heading == "6 tools side by side"
    assert "Add a tool" not in page.text


def test_seven_tools_are_refused_with_the_way_to_the_first_six(visit, make_tool):
    slugs = [make_tool().slug for _each in range(7)]
    page = visit(COMPARE + of(*slugs, limit="no-internet"), 400)
    assert "At most 6 tools" in page.text
    way = page.href("Go on with the rest")
    assert tools_in(way) == slugs[:6]
    assert "limit=no-internet" in way
    assert visit(way).status == 200


def test_twenty_tools_fit_on_a_shortlist_and_one_more_does_not(visit, make_tool):
    slugs = [make_tool().slug for _each in range(21)]
    assert visit(LIST + of(*slugs[:20])).heading == "20 tools on my shortlist"
    assert "At most 20 tools" in visit(LIST + of(*slugs), 400).text


@pytest.mark.parametrize("path", [COMPARE, LIST, *SHEETS])
@pytest.mark.parametrize("changes", [{"state": "draft"}, {"state": "archived"},
                                     {"visibility": "vetted"}])  # fmt: skip
def test_a_tool_that_is_not_public_is_missed_by_name_and_the_rest_go_on(
    visit, three, make_tool, path, changes
):
    make_tool(slug="hidden", name="A secret name", **changes)
    page = visit(path + of("alpha", "hidden", "beta", task="refer"), 404)
    assert "There is no tool “hidden”." in page.text
    assert "secret" not in page.html
    way = page.href("Go on with the other tools")
    assert tools_in(way) == ["alpha", "beta"]
    assert "task=refer" in way


@pytest.mark.parametrize("path", [COMPARE, LIST, *SHEETS])
def test_a_renamed_tool_is_followed_in_its_place(client, three, path):
    tool = Tool.objects.get(slug="beta")
    FormerSlug.objects.create(kind="tool", slug="old-beta", record_id=tool.pk)
    answer = client.get(path + of("alpha", "old-beta", "gamma", limit="no-internet"))
    assert answer.status_code == 301
    assert answer["Location"] == path + of("alpha", "beta", "gamma", limit="no-internet")


def test_a_former_name_beside_the_new_one_is_one_tool(client, three):
    tool = Tool.objects.get(slug="beta")
    FormerSlug.objects.create(kind="tool", slug="old-beta", record_id=tool.pk)
    answer = client.get(COMPARE + of("beta", "old-beta", "alpha"))
    assert answer["Location"] == COMPARE + of("beta", "alpha")


HOSTILE = {
    "tool=%3Cscript%3Ealert(1)%3C/script%3E": 404,
    "tool=" + "a" * 5000: 404,
    "tool=..%2F..%2Fetc%2Fpasswd": 404,
    "tool='%20OR%201=1--": 404,
    "tool=%F0%9F%98%80&tool=alpha": 404,
    "tool=%00": 400,
    "tool=%ff": 400,
    "tool=%E2%80%AEalpha": 404,
    "&".join(f"tool=t{n}" for n in range(61)): 400,
    "tool=alpha&only=nothing": 400,
    "tool=alpha&limit=nothing": 400,
    "tool=alpha&place=not-known": 400,
    "tool=alpha&tool=beta&only=differences&only=differences": 200,
    "tool=alpha&tool=alpha&tool=alpha&tool=alpha&tool=alpha&tool=alpha&tool=alpha": 200,
    "tool=alpha&tool=beta&q=%3Cb%3E%22*(": 200,
    "tool[]=alpha&TOOL=beta": 200,
    "tool=alpha&tool=beta&unknown=1": 200,
    "=&&&": 200,
    "tool": 200,
}


UNKNOWN = {"tool[]=alpha&TOOL=beta", "tool=alpha&tool=beta&unknown=1"}


@pytest.mark.parametrize("path", [COMPARE, LIST, *SHEETS])
@pytest.mark.parametrize(("query", "status"), HOSTILE.items())
def test_hostile_input_is_answered_with_a_sentence(client, three, path, query, status):
    answer = client.get(f"{path}?{query}")
    expected = {status} if path in (COMPARE, LIST) else {status, 302}
    if path.endswith((".txt", ".docx")) and query in UNKNOWN:  # a file names what it refuses
        expected = {400}
    assert answer.status_code in expected
    if status != 200:
        assert b"<script>alert" not in answer.content
        assert b'class="lead"' in answer.content


def test_differences_are_marked_in_words_and_by_a_sign(visit, three, make_tool):
    make_tool(slug="other", terms=("language/fr",), known_none=["access"])
    page = visit(COMPARE + of("alpha", "other"))
    rows = [th for th in page.all("th", scope="row") if th.text.endswith("Languages")]
    in_short, marked = rows
    assert in_short.text == "Languages"
    assert marked.text == "≠ differs: Languages"
    assert [one.text for one in page.all("span", class_="none")] == ["Known: none"] * 2


def test_a_choice_of_rows_is_a_link_that_turns_it_on_and_off(visit, three):
    page = visit(COMPARE + of("alpha", "beta", limit="no-internet"))
    narrow = page.href("Only differences")
    both = visit(narrow).href("Only what matters to my situation")
    assert both.endswith("only=differences&only=situation")
    assert visit(both).href("Only differences").endswith("limit=no-internet&only=situation")


def test_without_a_situation_its_rows_are_not_offered(visit, three):
    assert "matters to my situation" not in visit(COMPARE + of("alpha", "beta")).text


def test_a_tool_is_taken_out_of_the_comparison(visit, three):
    page = visit(COMPARE + of("alpha", "beta", "gamma"))
    assert tools_in(page.href("Remove Beta")) == ["alpha", "gamma"]


@pytest.mark.parametrize("path", [COMPARE, LIST])
def test_another_tool_is_found_by_words_and_added(visit, three, make_tool, path):
    make_tool(slug="hotline", name="Hotline", summary="Answers calls.")
    page = visit(path + of("alpha", "beta", limit="no-internet") + "&q=hotline")
    assert "1 tool was found:" in page.text
    added = page.href("Add Hotline")
    assert tools_in(added) == ["alpha", "beta", "hotline"]
    assert "limit=no-internet" in added
    assert "q=" not in added


def test_the_shortlist_leads_to_all_that_is_done_with_it(visit, three):
    page = visit(LIST + of("alpha", "beta", limit="no-internet"))
    query = of("alpha", "beta", limit="no-internet")
    assert page.href("side by side") == COMPARE + query
    assert page.href("Briefing sheet to print") == SHEETS[0] + query
    assert page.href(".txt") == SHEETS[1] + query
    assert page.href(".docx") == SHEETS[2] + query
    assert tools_in(page.href("Change my situation")) == ["alpha", "beta"]
    assert tools_in(page.href("Move up Beta")) == ["beta", "alpha"]
    assert tools_in(page.href("Remove Alpha")) == ["beta"]


def test_too_many_tools_to_compare_are_not_led_there(visit, make_tool):
    page = visit(LIST + of(*(make_tool().slug for _each in range(7))))
    assert "side by side" not in page.text


def test_a_limit_that_is_broken_is_said_on_the_shortlist(visit, make_tool):
    make_tool(slug="online", terms=("connectivity/internet-required",))
    page = visit(LIST + of("online", limit="no-internet"))
    assert "Not recommended: known to break a limit" in page.text
    assert "It does not work without internet" in page.text


def test_nothing_is_kept_about_the_reader(client, three):
    for path in (COMPARE, LIST, *SHEETS):
        assert not client.get(path + of("alpha", "beta")).cookies


@time_machine.travel("2026-11-21T23:30:00Z", tick=False)
@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        (SHEETS[1], "briefing-2026-11-21.txt", "text/plain; charset=utf-8"),
        (SHEETS[2], "briefing-2026-11-21.docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)  # fmt: skip
def test_a_file_has_a_neutral_name_and_is_kept_by_nobody(client, three, path, name, kind):
    answer = client.get(path + of("alpha"))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == kind
    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer


def test_a_renewed_record_is_in_the_next_sheet(client, three):
    path = SHEETS[1] + of("alpha")
    assert "Do not use it" not in client.get(path).content.decode()
    Tool.objects.filter(slug="alpha").update(caution="Do not use it at the border.")
    assert "! Do not use it at the border." in client.get(path).content.decode()


def test_the_sheet_to_print_says_the_caution_whole(visit, make_tool):
    caution = "Be careful with this. " * 200
    make_tool(slug="alpha", caution=caution.strip())
    assert caution.strip() in visit(SHEETS[0] + of("alpha")).text


def test_the_word_file_opens(client, three):
    content = client.get(SHEETS[2] + of("alpha", "beta")).content
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == "Briefing sheet"


@pytest.mark.parametrize("path", SHEETS)
def test_a_sheet_about_nothing_leads_to_the_shortlist(client, path):
    answer = client.get(path + "?limit=no-internet")
    assert (answer.status_code, answer["Location"]) == (302, "/shortlist/?limit=no-internet")


def test_the_page_of_a_tool_leads_to_shortlist_and_comparison(visit, three):
    page = visit("/tools/alpha/")
    assert page.href("Add Alpha to the shortlist") == "/shortlist/?tool=alpha"
    assert page.href("Compare Alpha with others") == "/tools/compare/?tool=alpha"


@pytest.mark.parametrize("path", [COMPARE, LIST])
def test_more_tools_need_no_more_queries(client, make_tool, path):
    slugs = [make_tool(terms=("language/fr",)).slug for _each in range(6)]
    client.get(path + of(*slugs))
    counts = []
    for some in (slugs[:2], slugs):
        with CaptureQueriesContext(connection) as asked:
            client.get(path + of(*some, limit="no-internet") + "&uncached=1")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
