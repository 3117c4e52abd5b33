"""The page: every number leads to exactly what it counts, in words for everybody."""

import html
import re

import pytest
from django.http import QueryDict

from catalogue.models import Tool
from catalogue.views.lists import TOOLS
from hub.lists.filter_form import read_query
from hub.records.models import recorded_change
from hub.records.seq_cache import clear_caches
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot

LINK = re.compile(r'<a [^>]*?href="(/tools/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
# "5", "Kenya: 2 tools", "Africa 10", "60 of 126 tools": the number that the list must have.
NUMBER = re.compile(r"(\d[\d,]*)(?: of [\d,]+)?(?: tools?)?$")
HEADING = re.compile(r"<h1[^>]*>\s*([\d,]+)")


def verify_some(amount=12):
    for tool in Tool.objects.order_by("pk")[:amount]:
        with recorded_change(tool):
            tool.verification = "source-checked"
            tool.save()


def numbers_of(page):
    """Every address of a list on the page with the numbers that stand on its links."""
    found = {}
    for address, inner in LINK.findall(page):
        words = " ".join(TAG.sub(" ", html.unescape(inner)).split())
        number = NUMBER.search(words)
        if number or words.endswith(": no tool"):
            value = int(number[1].replace(",", "")) if number else 0
            found.setdefault(html.unescape(address), set()).add(value)
    return found


@pytest.mark.parametrize("address", ["/gaps/world/", "/gaps/world/?only=verified"])
def test_every_number_of_the_world_is_what_its_list_finds(starter, client, address):
    verify_some()
    snapshot = get_snapshot("tool", "public")
    numbers = numbers_of(client.get(address).content.decode())
    assert len(numbers) > 5
    for list_address, stated in numbers.items():
        sent = QueryDict(list_address.partition("?")[2])
        query, _exact = read_query(TOOLS.form_class, TOOLS.facets, sent)
        assert stated == {search(snapshot, query).total}, list_address


@pytest.mark.parametrize("address", ["/gaps/", "/gaps/?by=region"])
def test_every_number_is_the_one_in_the_heading_of_its_list(starter, client, address):
    verify_some()
    page = client.get(address).content.decode()
    numbers = numbers_of(page)
    cells = len(re.findall(r'<td class="shade-\d">', page))
    assert cells >= 29 * 16
    assert len(numbers) > cells
    for list_address, stated in numbers.items():
        heading = HEADING.search(client.get(list_address).content.decode())
        assert heading, list_address
        assert stated == {int(heading[1].replace(",", ""))}, list_address


@pytest.mark.parametrize("by", ["situation", "region"])
@pytest.mark.parametrize("only", ["active", "verified"])
def test_every_number_of_a_filtered_map_is_what_its_list_finds(starter, client, by, only):
    """As above without making each page: the total that its heading is made from."""
    verify_some()
    snapshot = get_snapshot("tool", "public")
    numbers = numbers_of(client.get(f"/gaps/?by={by}&only={only}").content.decode())
    assert len(numbers) > 29 * 16
    for address, stated in numbers.items():
        sent = QueryDict(address.partition("?")[2])
        query, _exact = read_query(TOOLS.form_class, TOOLS.facets, sent)
        assert stated == {search(snapshot, query).total}, address


def test_every_link_of_a_cell_is_the_one_address_of_its_list(starter, client):
    page = client.get("/gaps/?by=region&only=active").content.decode()
    for address in numbers_of(page):
        sent = address.partition("?")[2]
        query, _exact = read_query(TOOLS.form_class, TOOLS.facets, QueryDict(sent))
        assert query.canonical() == sent


def test_the_findings_are_those_of_the_starter_data(starter, visit):
    assert (
        "Of the 56 tools used in crises, only 14 were made against trafficking."
        in visit("/gaps/").text
    )
    assert "64 of 461 tools are known to work with little or no internet." in visit("/gaps/").text


def test_home_tells_the_same_findings_and_leads_here(starter, visit):
    home = visit("/")
    assert "Of the 56 tools used in crises, only 14 were made against trafficking." in home.text
    assert home.href("Every gap") == "/gaps/"


def test_each_finding_leads_to_a_list_with_one_of_its_numbers(starter, client):
    page = client.get("/gaps/").content.decode()
    found = re.findall(r"<li>([^<]*\d[^<]*) <a href=\"(/tools/[^\"]+)\">See them</a>", page)
    assert len(found) == 5
    for sentence, address in found:
        heading = HEADING.search(client.get(html.unescape(address)).content.decode())
        assert heading[1] in re.findall(r"\d+", sentence)


def test_what_is_not_known_is_printed_on_the_maps_and_beside_the_years(starter, visit):
    world, text = visit("/gaps/world/").text, visit("/gaps/").text
    assert re.search(r"Seat of no maker known: \d+ tools", world)
    assert re.search(r"No country or region recorded: \d+ tools", world)
    assert "Year not known: 218 of 461 tools" in text


def test_every_head_of_the_table_has_a_scope_and_the_table_a_caption(starter, visit):
    page = visit("/gaps/?by=region")
    assert {head.attributes["scope"] for head in page.all("th")} == {"col", "row", "colgroup"}
    assert len(page.all("caption")) == len(page.all("table")) == 2


def test_a_gap_is_one_link_in_words_and_a_number_has_its_parts(starter, visit):
    page = visit("/gaps/")
    gaps = [cell.text for cell in page.all("td", class_="shade-0")]
    assert "Victim identification in Natural disaster or climate shock: no tool" in gaps
    assert all(text.endswith(": no tool") for text in gaps)
    assert all("active" in cell.text for cell in page.all("td", class_="shade-5"))


def test_the_maps_are_a_page_of_their_own_that_keeps_the_filter(starter, visit):
    page = visit("/gaps/?by=region&only=active")
    world = page.href("See two maps")
    assert world == "/gaps/world/?only=active"
    shown = visit(world)
    assert shown.heading == "Where tools are made, and where they are used"
    assert shown.href("Verified") == "/gaps/world/?only=verified"
    assert shown.href("by task") == "/gaps/?only=active"


def test_a_wide_table_can_be_scrolled_with_the_keyboard(starter, visit):
    (region,) = visit("/gaps/").all("div", class_="scroll matrix")
    assert (region.attributes["tabindex"], region.attributes["role"]) == ("0", "region")
    assert region.attributes["aria-labelledby"] == "matrix"


def test_nothing_on_the_page_is_styled_in_place(starter, visit):
    assert not [one for one in visit("/gaps/").elements if "style" in one.attributes]


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"state": "draft"}, {"visibility": "vetted"}])
def test_what_is_hidden_is_counted_nowhere(make_tool, make_organisation, make_term, visit, changes):
    make_term("country/ke")
    maker = make_organisation(terms=("country/ke",))
    make_tool(terms=("purpose/outreach", "context/online"), first_released="2020")
    seen = visit("/gaps/").html
    make_tool(
        terms=("purpose/outreach", "context/online", "country/ke", "status/active"),
        first_released="2020",
        organisations=(maker,),
        **changes,
    )
    assert visit("/gaps/").html == seen


@pytest.mark.django_db
def test_an_empty_catalogue_has_a_page(visit):
    assert visit("/gaps/").heading == "What is missing"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["by=planet", "only=alive", "by=region&by=region", "by=%00", "only=active%00", "by=%ff"],
)
def test_what_cannot_be_used_is_answered_with_400_and_a_sentence(visit, query):
    for address in ("/gaps/", "/gaps/world/"):
        page = visit(f"{address}?{query}", status=400)
        assert page.heading
        assert page.one("main").text


@pytest.mark.django_db
def test_the_way_on_keeps_what_could_be_used(visit):
    page = visit("/gaps/?by=region&only=alive", status=400)
    assert page.href("Show the map") == "/gaps/?by=region"


@pytest.mark.django_db
def test_the_filters_are_links_with_the_current_one_marked(visit):
    page = visit("/gaps/?by=region&only=active")
    current = [a.text for a in page.all("a", aria_current="true")]
    assert current == [
        "What is missing", "Regions", "Known to be active", "What is missing"  # at the foot, too
    ]  # fmt: skip
    assert page.href("Situations") == "/gaps/?only=active#matrix"


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_catalogue(
    make_tool, client, django_assert_max_num_queries
):
    for _ in range(8):
        make_tool(terms=("purpose/outreach", "context/online", "country/ke"))
    client.get("/tools/")  # the snapshot is made once for all pages
    with django_assert_max_num_queries(3):
        client.get("/gaps/?unkept=1")


def crisis_sentence(visit):
    text = visit("/gaps/").text
    return re.search(r"Of the \d+ tools? used in crises.*?See them", text)[0]


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("scopes", "sentence"),
    [
        # Even if the unknown one were, no more than half would be.
        (
            ("dedicated", "adjacent", "adjacent", None),
            "Of the 4 tools used in crises, only 1 was made against trafficking. "
            "For 1 of them nobody has recorded what it was made for. See them",
        ),
        # The unknown ones might make it most of them: not "only".
        (
            ("dedicated", "adjacent", None, None),
            "Of the 4 tools used in crises, 1 was made against trafficking. "
            "For 2 of them nobody has recorded what they were made for. See them",
        ),
        (
            ("dedicated", "dedicated", "adjacent"),
            "Of the 3 tools used in crises, 2 were made against trafficking. See them",
        ),
        (
            ("adjacent", "adjacent", "dedicated"),
            "Of the 3 tools used in crises, only 1 was made against trafficking. See them",
        ),
    ],
)
def test_tools_of_unknown_scope_count_neither_as_yes_nor_as_no(make_tool, visit, scopes, sentence):
    for scope in scopes:
        make_tool(scope=scope, terms=("context/disaster",))
    assert crisis_sentence(visit) == sentence


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/gaps/?by=region", "/gaps/world/?only=active"])
def test_a_page_that_is_kept_is_as_made_anew_until_a_tool_changes(client, make_tool, address):
    def page(number):
        """Of an address that no page cache has."""
        return client.get(f"{address}&no{number}").content.replace(b"no%d" % number, b"")

    make_tool(terms=["purpose/outreach", "context/disaster", "country/KE", "status/active"])
    made, kept = page(1), page(2)
    assert kept == made
    another = make_tool(terms=["purpose/outreach", "country/KE", "status/active"])
    with recorded_change(another):
        another.summary = "Changed"
        another.save()
    after = page(3)
    assert after != made
    clear_caches()
    assert page(4) == after
