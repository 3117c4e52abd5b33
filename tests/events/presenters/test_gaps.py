"""The two gaps and the matrix, whose every number is the one behind its link."""

import re

import pytest

from events.presenters.gaps import shade_key, shade_of

pytestmark = pytest.mark.both_databases

PATH = "/recommendations/gaps/"


def cells(page):
    """Address and number of each cell of the matrix, totals included."""
    links = [
        (link.attributes["href"], link.text)
        for cell, link in zip(page.elements, page.elements[1:], strict=False)
        if cell.tag == "td" and link.tag == "a"
    ]
    return [(href, int(text)) for href, text in links]


def test_every_cell_is_the_number_of_the_list_that_it_leads_to(starter, visit):
    found = cells(visit(PATH))
    assert len(found) > 150
    wrong = {
        href: (number, heading)
        for href, number in found
        if int((heading := visit(href).heading).split()[0]) != number
    }
    assert wrong == {}


def test_every_row_and_column_leads_to_its_list(starter, visit):
    page = visit(PATH)
    heads = [
        link.attributes["href"]
        for head, link in zip(page.elements, page.elements[1:], strict=False)
        if head.tag == "th" and link.tag == "a"
    ]
    assert len(heads) > 25
    assert {href for href in heads if visit(href).status != 200} == set()


def test_the_gap_of_recommendations_is_the_number_of_its_list(starter, visit):
    page = visit(PATH)
    link = page.href("recommendations for which no tool is known")
    said = int(re.search(r"(\d+) recommendations for which no tool is known", page.text)[1])
    assert int(visit(link).heading.split()[0]) == said > 0


@pytest.mark.usefixtures("starter_or_empty")
def test_a_served_recommendation_is_no_gap(make_recommendation, make_tool, visit):
    make_recommendation(text="Served one.", tools=(make_tool(),))
    make_recommendation(text="Lonely one.")
    page = visit(PATH)
    assert ("Served one." in page.text, "Lonely one." in page.text) == (False, True)


@pytest.mark.usefixtures("starter_or_empty")
def test_a_recommendation_whose_action_is_served_is_no_gap(make_recommendation, make_tool, visit):
    above = make_recommendation(text="By its action.")
    make_recommendation(parent=above, label="a", tools=(make_tool(),))
    assert "By its action." not in visit(PATH).text


@pytest.mark.usefixtures("starter_or_empty")
def test_tools_that_serve_nothing_are_named(make_recommendation, make_tool, visit):
    make_recommendation(tools=(make_tool(name="Busy"),))
    make_tool(name="Idle")
    make_tool(name="Unseen", state="draft")
    text = visit(PATH).text
    assert "1 tool that is linked to no recommendation" in text
    assert ("Idle" in text, "Unseen" in text) == (True, False)


@pytest.mark.usefixtures("starter_or_empty")
def test_without_records_the_page_stands(visit):
    assert visit(PATH).status == 200


@pytest.mark.parametrize("most", [0, 1, 2, 5, 8, 97])
def test_the_key_covers_every_number_once(most):
    levels = [shade_of(number, most) for number in range(most + 1)]
    assert [shade.shade for shade in shade_key(most)] == sorted(set(levels))
    assert max(levels) == (5 if most else 0)


def test_the_picture_s_shades_are_those_of_its_key(starter, visit):
    page = visit(PATH)
    key = {li.attributes["class"] for li in page.all("li") if "class" in li.attributes}
    used = {td.attributes["class"] for td in page.all("td") if "class" in td.attributes}
    assert used <= key
