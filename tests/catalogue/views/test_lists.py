"""The list of tools: filters, counts, what is left out, and what to do when nothing is found."""

from urllib.parse import quote

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_the_heading_holds_the_count(make_tool, visit):
    for _ in range(3):
        make_tool()
    assert visit("/tools/").heading == "3 tools"


def test_the_heading_names_the_words_and_the_filters(make_tool, visit):
    make_tool(name="Hotline", terms=("purpose/outreach",))
    page = visit("/tools/?q=hotline&purpose=outreach")
    assert page.heading == "1 tool for “hotline”: Outreach"


def test_choices_of_one_facet_widen_the_list(make_tool, visit):
    make_tool(slug="a", terms=("purpose/outreach",))
    make_tool(slug="b", terms=("purpose/training",))
    make_tool(slug="c", terms=("purpose/mapping",))
    assert set(visit("/tools/?purpose=outreach&purpose=training").cards) == {"a", "b"}


def test_choices_of_different_facets_narrow_the_list(make_tool, visit):
    make_tool(slug="a", terms=("purpose/outreach", "context/online"))
    make_tool(slug="b", terms=("purpose/outreach",))
    make_tool(slug="c", terms=("context/online",))
    assert visit("/tools/?purpose=outreach&context=online").cards == ["a"]


def test_a_choice_does_not_narrow_the_counts_of_its_own_facet(make_tool, visit):
    make_tool(terms=("purpose/outreach",))
    make_tool(terms=("purpose/training",))
    page = visit("/tools/?purpose=outreach")
    assert page.choice("purpose", "training") == "Training 1"


def test_a_choice_narrows_the_counts_of_the_other_facets(make_tool, visit):
    make_tool(terms=("purpose/outreach", "context/online"))
    make_tool(terms=("purpose/training", "context/online"))
    assert visit("/tools/?purpose=outreach").choice("context", "online") == "Online 1"


def test_a_choice_that_would_find_nothing_is_not_offered(make_tool, visit):
    make_tool(terms=("purpose/outreach",))
    make_tool(terms=("purpose/training", "context/online"))
    assert visit("/tools/?purpose=outreach").choice("context", "online") == ""


def test_not_known_can_be_chosen(make_tool, visit):
    make_tool(slug="a", terms=("language/en",))
    make_tool(slug="b")
    make_tool(slug="c", known_none=["language"])
    assert visit("/tools/?language=not-known").cards == ["b"]


def test_known_to_be_none_can_be_chosen(make_tool, visit):
    make_tool(slug="a", terms=("safeguard/encryption",))
    make_tool(slug="b")
    make_tool(slug="c", known_none=["safeguard"])
    assert visit("/tools/?safeguard=known-none").cards == ["c"]


def test_not_known_and_a_value_may_be_chosen_together(make_tool, visit):
    make_tool(slug="a", terms=("language/en",))
    make_tool(slug="b")
    make_tool(slug="c", terms=("language/fr",))
    assert set(visit("/tools/?language=not-known&language=en").cards) == {"a", "b"}


def test_a_filter_in_force_can_be_removed_by_its_link(make_tool, visit):
    make_tool(terms=("purpose/outreach", "context/online"))
    page = visit("/tools/?purpose=outreach&context=online&ended=1&sort=name")
    assert page.href("Remove: What it does Outreach") == "/tools/?context=online&ended=1&sort=name"


def test_a_broader_place_finds_what_is_recorded_for_a_narrower(make_tool, make_term, visit):
    africa = make_term("region/m49-002", label="Africa")
    make_term("country/ke", label="Kenya", broader=africa)
    make_tool(slug="a", terms=("country/ke",))
    make_tool(slug="b")
    assert visit("/tools/?place=m49-002").cards == ["a"]


def test_a_replaced_term_finds_what_its_successor_finds(make_tool, make_term, visit):
    make_term("purpose/old").deprecate(successor=make_term("purpose/new"))
    make_tool(slug="a", terms=("purpose/new",))
    assert visit("/tools/?purpose=old").cards == ["a"]


# What has ended


@pytest.fixture
def two_ended(make_tool):
    make_tool(slug="living", terms=("status/active",))
    make_tool(slug="dead", terms=("status/discontinued",))
    make_tool(slug="silent", terms=("status/inactive",))
    make_tool(slug="unknown")


def test_what_has_ended_is_left_out(two_ended, visit):
    assert set(visit("/tools/").cards) == {"living", "unknown"}


def test_the_number_left_out_is_said(two_ended, visit):
    assert "2 more have ended and are not counted." in visit("/tools/").text


def test_what_has_ended_can_be_included_by_a_link(two_ended, visit):
    page = visit(visit("/tools/").href("Include them"))
    assert set(page.cards) == {"living", "unknown", "dead", "silent"}


def test_what_is_included_can_be_left_out_again(two_ended, visit):
    page = visit(visit("/tools/?ended=1").href("Leave it out"))
    assert set(page.cards) == {"living", "unknown"}


def test_one_that_has_ended_is_spoken_of_as_one(make_tool, visit):
    make_tool(slug="dead", terms=("status/discontinued",))
    page = visit("/tools/")
    assert "1 more has ended and is not counted." in page.text
    assert visit(page.href("Include it")).cards == ["dead"]


def test_a_tool_that_has_ended_says_so_on_its_card(two_ended, visit):
    page = visit("/tools/?ended=1&status=discontinued")
    assert page.one("p", class_="gone").text == "Discontinued"


# Nothing found


@pytest.fixture
def hard_to_satisfy(make_tool):
    make_tool(name="Hotline", terms=("purpose/outreach", "context/online"))
    make_tool(terms=("purpose/outreach", "user/survivor"))
    make_tool(terms=("purpose/training", "user/survivor"))


OFFERS = (
    "purpose=training&context=online",
    {"Without “Online”: 1 found", "Without “Training”: 1 found"},
)


def offers(page):
    return {a.text: a.attributes["href"] for a in page.all("a") if a.text.startswith("Without")}


def test_an_empty_list_offers_which_filter_dropped_finds_how_many(hard_to_satisfy, visit):
    address, expected = OFFERS
    assert set(offers(visit(f"/tools/?{address}"))) == expected


@pytest.mark.parametrize(
    "query", [OFFERS[0], "q=hotline&user=survivor", "q=hotline&purpose=training&ended=1"]
)
def test_the_number_offered_is_the_number_found(hard_to_satisfy, visit, query):
    page = visit(f"/tools/?{query}")
    offered = offers(page)
    assert offered
    for words, address in offered.items():
        found = visit(address).heading.split()[0]
        assert words.endswith(f": {found} found")


def test_an_empty_list_offers_the_most_first(make_tool, visit):
    make_tool(terms=("purpose/outreach",))
    make_tool(terms=("context/online",))
    make_tool(terms=("context/online",))
    found = list(offers(visit("/tools/?purpose=outreach&context=online")))
    assert found == ["Without “Outreach”: 2 found", "Without “Online”: 1 found"]


def test_an_empty_catalogue_answers(visit):
    assert visit("/tools/").heading == "0 tools"


@pytest.mark.parametrize(
    "words",
    ["Ivory Coast", "Cote d'Ivoire", "Côte d’Ivoire", "ivory coast", "Costa de Marfil",
     "Кот-д’Ивуар", "ساحل العاج"],
)  # fmt: skip
def test_a_country_is_found_by_what_people_call_it(make_tool, make_term, visit, words):
    make_term("country/ci", label="Côte d’Ivoire")
    make_term("country/ng", label="Nigeria")
    make_tool(slug="there", name="Desk", terms=("country/ci",))
    make_tool(slug="elsewhere", name="Board", terms=("country/ng",))
    assert visit(f"/tools/?q={quote(words)}").cards == ["there"]


@pytest.mark.parametrize(
    ("words", "code"),
    [("Burma", "mm"), ("Swaziland", "sz"), ("UAE", "ae"), ("DRC", "cd"), ("UK", "gb"),
     ("Russian Federation", "ru"), ("Viet Nam", "vn"), ("Turkey", "tr"), ("Holland", "nl")],
)  # fmt: skip
def test_a_country_is_found_by_its_official_older_and_short_names(
    make_tool, make_term, visit, words, code
):
    make_term(f"country/{code}", label=code.upper())
    make_tool(slug="there", name="Desk", terms=(f"country/{code}",))
    assert visit(f"/tools/?q={quote(words)}").cards == ["there"]


def test_what_nobody_recorded_of_a_scope_is_a_choice_of_its_own(make_tool, visit):
    make_tool(slug="own", scope="dedicated")
    make_tool(slug="general", scope="adjacent")
    make_tool(slug="unknown")
    page = visit("/tools/")
    assert page.choice("scope", "not-known") == "Not known 1"
    assert page.choice("scope", "dedicated") == "Made against trafficking 1"
    assert visit("/tools/?scope=not-known").cards == ["unknown"]
    assert set(visit("/tools/?scope=dedicated&scope=adjacent").cards) == {"own", "general"}


@pytest.mark.parametrize("path", ["/tools/", "/tools/unknown/"])
def test_a_scope_that_is_not_known_says_what_is_not_known(make_tool, visit, path):
    make_tool(slug="unknown")
    page = visit(path)
    unknown = [span.text for span in page.all("span", class_="unknown")]
    assert unknown.count("Not known whether it was made against trafficking") == 1
    assert "Made against trafficking" not in page.one("main").text


@pytest.mark.parametrize("path", ["/tools/", "/tools/general/"])
def test_a_scope_that_is_known_stands_beside_the_tool(make_tool, visit, path):
    make_tool(slug="general", scope="adjacent")
    text = visit(path).one("main").text
    assert "General protection tool" in text
    assert "Not known whether" not in text
