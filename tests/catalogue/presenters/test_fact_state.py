"""A value, known to be none, and not known: three things, never shown alike, for every scheme."""

import pytest

from catalogue.models import Tool, ToolCitation
from hub.records.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

# Scheme -> the words beside it on the page, and the facet of the list that holds it. Not
# "misuse_stage", which no list of tools is narrowed by: the patterns of misuse are.
SHOWN = {
    "purpose": ("What it does", "purpose"),
    "action_area": ("Area of action", "action_area"),
    "trafficking_type": ("Form of exploitation", "trafficking_type"),
    "user": ("Who uses it", "user"),
    "target_population": ("For whom", "target_population"),
    "context": ("Situation", "context"),
    "technology": ("Technology", "technology"),
    "connectivity": ("Connection and device", "connectivity"),
    "access": ("Access and cost", "access"),
    "status": ("Status", "status"),
    "safeguard": ("Safeguards", "safeguard"),
    "evidence_level": ("Evidence", "evidence_level"),
    "region": ("Regions", "place"),
    "country": ("Countries", "place"),
    "language": ("Languages", "language"),
}
SCHEMES = pytest.mark.parametrize("scheme", SHOWN)
CHOICES = ("some-thing", "known-none", "not-known")


@pytest.fixture(scope="module")
def read_pages():
    """The pages of each scheme, by their addresses; see `pages_of`."""
    return {}


@pytest.fixture
def pages_of(read_pages, make_tool, visit):
    """The pages of a tool in each of the three states for a scheme, and lists of the three; read
    once for all tests, which only look at them."""

    def pages_of(scheme):
        if scheme not in read_pages:
            make_tool(slug="value", terms=(f"{scheme}/some-thing",))
            # A place is one facet of two schemes: none is known of it only where none is of both.
            none = ["region", "country"] if scheme in ("region", "country") else [scheme]
            make_tool(slug="none", known_none=none)
            make_tool(slug="unknown")
            _label, facet = SHOWN[scheme]
            paths = [f"/tools/{slug}/" for slug in ("value", "none", "unknown")]
            paths += [f"/tools/?{facet}={choice}&ended=1" for choice in CHOICES]
            read_pages[scheme] = {path: visit(path) for path in (*paths, "/tools/?ended=1")}
        return read_pages[scheme]

    return pages_of


def test_every_scheme_of_a_tool_is_looked_at_here():
    assert set(SHOWN) == set(Tool.schemes) - {"misuse_stage"}


@SCHEMES
def test_a_value_is_shown_as_a_value(pages_of, scheme):
    shown = pages_of(scheme)["/tools/value/"].fact(SHOWN[scheme][0]).text
    assert "ot known" not in shown
    assert "none" not in shown.lower()
    assert shown


@SCHEMES
def test_known_to_be_none_is_said_in_these_words(pages_of, scheme):
    page = pages_of(scheme)["/tools/none/"]
    assert page.fact(SHOWN[scheme][0]).text == "Known: none"


@SCHEMES
def test_not_known_is_said_in_these_words(pages_of, scheme):
    page = pages_of(scheme)["/tools/unknown/"]
    assert page.fact(SHOWN[scheme][0]).text == "Not known"


@SCHEMES
def test_the_three_look_different_also_without_colour(pages_of, scheme):
    """Each has a class of its own, to which the style sheet gives an outline and a sign."""
    looks = []
    for slug in ("value", "none", "unknown"):
        page = pages_of(scheme)[f"/tools/{slug}/"]
        at = page.elements.index(page.fact(SHOWN[scheme][0]))
        looks.append(page.elements[at + 1].attributes.get("class", page.elements[at + 1].tag))
    assert len(set(looks)) == 3


@SCHEMES
@pytest.mark.parametrize(
    ("choice", "found"), list(zip(CHOICES, (["value"], ["none"], ["unknown"]), strict=True))
)
def test_each_of_the_three_can_be_chosen_in_the_list(pages_of, scheme, choice, found):
    page = pages_of(scheme)[f"/tools/?{SHOWN[scheme][1]}={choice}&ended=1"]
    assert page.cards == found


@SCHEMES
def test_the_list_counts_the_three_apart(pages_of, scheme):
    page = pages_of(scheme)["/tools/?ended=1"]
    counted = [page.choice(SHOWN[scheme][1], choice)[-1:] for choice in CHOICES]
    assert counted == ["1", "1", "1"]


FIELDS = {
    "preconditions": ("Preconditions", "A coordination body."),
    "open_source": ("Open source", True),
    "licence": ("Licence", "MIT"),
    "repository": ("Source code", "https://code.example/a"),
    "first_released": ("First released", "2021-10"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_without_a_value_is_not_known(make_tool, visit, name):
    make_tool(slug="unknown")
    assert visit("/tools/unknown/").fact(FIELDS[name][0]).text == "Not known"


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_may_be_known_to_be_none(make_tool, visit, name):
    make_tool(slug="none", known_none=[name])
    assert visit("/tools/none/").fact(FIELDS[name][0]).text == "Known: none"


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_with_a_value_shows_it(make_tool, visit, name):
    label, value = FIELDS[name]
    make_tool(slug="value", **{name: value})
    shown = {True: "Yes", "2021-10": "October 2021"}.get(value, value)
    assert visit("/tools/value/").fact(label).text == shown


def test_a_no_is_said_as_no_and_not_as_not_known(make_tool, visit):
    make_tool(slug="closed", open_source=False)
    assert visit("/tools/closed/").fact("Open source").text == "No"


def test_a_card_tells_the_three_apart(make_tool, visit):
    make_tool(terms=("access/some-thing",), known_none=["language"])
    shown = {dt.text: dd.text for dt, dd in pairs(visit("/tools/"))}
    assert (shown["Access"], shown["Languages"], shown["Status"]) == (
        "Some thing",
        "Known: none",
        "Not known",
    )


def pairs(page):
    rows = zip(page.elements, page.elements[1:], strict=False)
    return [(dt, dd) for dt, dd in rows if (dt.tag, dd.tag) == ("dt", "dd")]


def test_a_safeguard_that_is_known_does_not_hide_that_no_risk_is(make_tool, visit):
    make_tool(slug="half", terms=("safeguard/encryption",))
    assert visit("/tools/half/").fact("Risks").text == "Not known"


def test_what_an_editor_inferred_is_marked_as_such(make_tool, visit):
    make_tool(slug="risky", inferred=("safeguard/risk-surveillance",))
    assert "inferred by an editor" in visit("/tools/risky/").fact("Risks").text


def test_the_page_counts_what_is_not_known(make_tool, visit):
    make_tool(slug="unknown")
    make_tool(slug="knows", licence="MIT")
    counts = [
        int(visit(f"/tools/{slug}/").one("p", class_="hint").text.split(". ")[1].split()[0])
        for slug in ("unknown", "knows")
    ]
    assert counts[0] == counts[1] + 1


def test_a_fact_leads_to_its_source(make_tool, visit):
    tool = make_tool(slug="sourced", licence="MIT")
    for subject, title in (("", "Report"), ("licence", "Its repository")):
        source = Source.objects.create(title=title)
        ToolCitation.objects.create(tool=tool, source=source, subject=subject)
    page = visit("/tools/sourced/")
    at = page.elements.index(page.fact("Licence"))
    link = next(element for element in page.elements[at:] if element.tag == "a")
    (source,) = (
        li for li in page.all("li") if li.attributes.get("id") == link.attributes["href"][1:]
    )
    assert "Its repository" in source.text


def test_the_stage_of_the_crime_is_shown_or_said_to_be_unknown(make_tool, visit):
    make_tool(slug="knows", terms=("misuse_stage/grooming",))
    make_tool(slug="unknown")
    label = "Stage of the crime that it answers"
    shown = [visit(f"/tools/{slug}/").fact(label).text for slug in ("knows", "unknown")]
    assert ("Grooming" in shown[0], shown[1]) == (True, "Not known")


def test_countries_stand_in_the_order_of_their_names(make_tool, visit):
    make_tool(slug="far", terms=("country/sv", "country/za", "country/gt"))
    page = visit("/tools/far/")
    names = ("El Salvador", "Guatemala", "South Africa")
    assert [a.text for a in page.all("a") if a.text in names] == list(names)
