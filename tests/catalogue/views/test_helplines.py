"""Help for who is in danger: the page of all lines, of a country, and of one line."""

from urllib.parse import quote, urlencode

import pytest

from hub.records.models import recorded_change

pytestmark = [pytest.mark.usefixtures("starter_or_empty"), pytest.mark.both_databases]


@pytest.fixture
def kenya(make_term):
    return make_term("country/ke", label="Kenya")


def headings(page, *tags):
    return [element.text for element in page.elements if element.tag in tags]


def test_every_page_leads_there(visit, make_tool):
    tool = make_tool()
    for path in ("/", "/about/", "/tools/", "/tools/?q=zzzz", tool.get_absolute_url()):
        assert visit(path).href("Need help now?") == "/help-now/"


def test_lines_stand_by_country_and_those_across_borders_last(make_helpline, make_term, visit):
    make_term("country/zm", label="Zambia")
    make_term("country/ke", label="Kenya")
    make_helpline(name="Ours", terms=("country/zm",))
    make_helpline(name="Theirs", terms=("country/ke",))
    make_helpline(name="Everybody's")
    assert headings(visit("/help-now/"), "h2", "h3") == [
        "Kenya", "Theirs", "Zambia", "Ours", "Across borders", "Everybody's",
    ]  # fmt: skip


def test_of_a_country_lines_for_victims_come_first_and_for_professionals_last(
    kenya, make_helpline, visit
):
    make_helpline(name="A", terms=("country/ke", "helpline_public/professionals"))
    make_helpline(name="B", terms=("country/ke", "helpline_public/children"))
    make_helpline(name="C", terms=("country/ke", "helpline_public/victims"))
    assert headings(visit("/help-now/"), "h3") == ["C", "B", "A"]


def test_a_country_is_found_by_its_name_in_any_language(kenya, make_helpline, visit):
    make_helpline(name="Child line", terms=("country/ke",))
    for typed in ("Kenya", "kenya", "Кения", "肯尼亚", "كينيا", "KE", "ken"):
        page = visit(f"/help-now/?{urlencode({'country': typed})}")
        assert page.one("input", name="country").attributes["value"] == "Kenya"
        assert headings(page, "h2", "h3") == ["Kenya", "Child line"]


def test_of_a_country_without_a_line_nothing_is_claimed(make_term, make_helpline, visit):
    make_term("country/td", label="Chad")
    make_helpline(name="Seafarers' line")
    page = visit("/help-now/?country=Chad")
    assert "We know of no line in this country. There may still be one." in page.text
    assert headings(page, "h3") == ["Seafarers' line"]


def test_where_two_countries_are_called_so_both_are_shown(make_term, make_helpline, visit):
    make_term("country/cd", label="Congo - Kinshasa")
    make_term("country/cg", label="Congo - Brazzaville")
    make_helpline(name="Ligne 117", terms=("country/cd",))
    page = visit("/help-now/?country=Congo")
    assert {"Congo - Kinshasa", "Congo - Brazzaville", "Ligne 117"} <= {*headings(page, "h2", "h3")}


@pytest.mark.parametrize("typed", ["Nowhere", "x" * 5000, "\u202e", "%00"])
def test_what_names_no_country_is_said(kenya, make_helpline, visit, typed):
    make_helpline(terms=("country/ke",))
    page = visit(f"/help-now/?{urlencode({'country': typed})}", status=400)
    assert "We do not know a country called" in page.text
    assert page.href("Kenya") == "/help-now/#ke"


def test_whatever_decides_about_a_call_stands_beside_the_number(kenya, make_helpline, visit):
    make_helpline(
        terms=("country/ke", "helpline_answerer/police", "helpline_public/children"),
        hours="24/7",
        channels=({"kind": "short-code", "value": "116", "toll_free": True},),
    )
    text = visit("/help-now/").text
    assert "116 free · only inside Kenya" in text
    assert "Answered by: Police" in text
    assert "For: Children" in text
    assert "24/7" in text
    assert "Languages: not known" in text
    assert "Source from 2024, not checked by a person yet." in text


def test_what_is_not_known_is_never_a_no(kenya, make_helpline, visit):
    make_helpline(terms=("country/ke",), source_year=None, channels=({"value": "020 1234"},))
    text = visit("/help-now/").text
    assert "020 1234 from abroad: not known" in text
    assert "Who answers: not known" in text
    assert "For whom: not known" in text
    assert "Hours: not known" in text
    assert "Source without a date" in text
    assert "costs money" not in text


def test_who_has_checked_a_line_is_said_with_the_day(kenya, make_helpline, visit):
    make_helpline(terms=("country/ke",), verification="source-checked", verified_on="2026-03-04")
    assert "Checked by a person on 4 March 2026" in visit("/help-now/").text


def test_a_line_has_a_page_with_its_sources(kenya, make_helpline, visit):
    line = make_helpline(name="Child line", terms=("country/ke", "helpline_answerer/state"))
    page = visit(line.get_absolute_url())
    assert page.one("a", href="tel:0800116116")
    assert "The State or the police answer here." in page.text
    assert page.one("li", id="source-1")
    assert page.fact("Languages").text == "Not known"


def test_a_tab_does_not_tell_what_was_looked_for(kenya, make_helpline, visit):
    line = make_helpline(terms=("country/ke",))
    for path in ("/help-now/", line.get_absolute_url()):
        assert visit(path).one("title").text == "Information"


def test_lines_that_are_over_or_not_published_are_not_offered(kenya, make_helpline, visit):
    make_helpline(name="Gone", terms=("country/ke",), ended="2020")
    hidden = make_helpline(name="Unsure", state="in_review", confidence="low")
    page = visit("/help-now/")
    assert "Gone" not in page.text
    assert "Unsure" not in page.text
    visit(hidden.get_absolute_url(), status=404)


def test_a_withdrawn_line_is_gone_at_once(kenya, make_helpline, visit):
    line = make_helpline(name="Child line", terms=("country/ke",))
    assert "Child line" in visit("/help-now/").text
    with recorded_change(line):
        line.state = "draft"
        line.save()
    assert "Child line" not in visit("/help-now/").text


def test_lines_are_searched_by_country_language_and_word(make_term, make_helpline, visit):
    make_term("country/ke", label="Kenya")
    make_term("language/sw", label="Swahili")
    make_helpline(name="Child line", terms=("country/ke", "language/sw"))
    make_helpline(name="Other")
    for query in ("q=child", "q=Kenya", "q=Swahili", "language=sw", "place=ke"):
        assert headings(visit(f"/help-now/lines/?{query}"), "h2")[0] == "Child line"
    assert "Child line" in visit("/search/?q=Kenya").text


@pytest.mark.parametrize("path", ["/search/", "/tools/"])
@pytest.mark.parametrize(
    ("words", "offered"),
    [("I was trafficked", True), ("hotline", True), ("горячая линия", True), ("remove my photo "
     "from the internet", True), ("law database", False), ("no internet", False)],
)  # fmt: skip
def test_a_search_that_sounds_like_a_call_for_help_leads_to_help(
    starter, visit, path, words, offered
):
    links = visit(f"{path}?{urlencode({'q': words})}").all("a", href="/help-now/")
    on_every_page = visit("/vocabulary/").all("a", href="/help-now/")
    assert (len(links) > len(on_every_page)) is offered


def test_behind_a_countrys_lines_come_those_of_its_region_and_then_those_across_borders(
    starter, make_helpline, visit
):
    make_helpline(name="Kenyan line", terms=("country/ke",))
    make_helpline(name="Ugandan line", terms=("country/ug",))
    make_helpline(name="Chadian line", terms=("country/td",))
    make_helpline(name="Everybody's line")
    page = visit("/help-now/?country=Kenya")
    order = [page.text.index(name) for name in ("Kenyan line", "Ugandan line", "Everybody's line")]
    assert order == sorted(order)
    assert "Lines of other countries in the same region: Eastern Africa" in page.text
    assert "Chadian line" not in page.text


def test_a_line_of_the_region_says_in_which_country_it_is(starter, make_helpline, visit):
    make_helpline(name="Ugandan line", terms=("country/ug",))
    page = visit("/help-now/?country=Kenya")
    assert "Uganda" in [element.text for element in page.all("p", class_="by")]


def test_lines_across_borders_stand_once_where_a_country_has_none(make_term, make_helpline, visit):
    make_term("country/td", label="Chad")
    make_helpline(name="Everybody's line")
    assert headings(visit("/help-now/?country=Chad"), "h3") == ["Everybody's line"]


@pytest.mark.parametrize("path", ["/search/", "/tools/"])
@pytest.mark.parametrize(
    ("words", "country"),
    [("helpline Kenya", "Kenya"), ("hotline Ukraine", "Ukraine"), ("hotline", None)],
)
def test_a_call_for_help_in_a_country_leads_to_the_numbers_there(
    starter, visit, path, words, country
):
    page = visit(f"{path}?{urlencode({'q': words})}")
    led = {one.attributes["href"] for one in page.all("a", class_="help")} - {"/help-now/"}
    assert led == ({f"/help-now/?q={quote(words)}"} if country else set())
    for address in led:
        assert headings(visit(address), "h2")[0] == country


def test_a_sentence_that_names_no_country_opens_the_whole_page(starter, visit):
    assert visit("/help-now/?q=I+am+afraid").text == visit("/help-now/").text
