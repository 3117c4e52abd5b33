"""The page of a recommendation: what is asked, what serves it, what became of it."""

import pytest

from events.recommendations.models import ManagementResponse
from hub.records.models import Source, recorded_change

pytestmark = [pytest.mark.usefixtures("starter_or_empty"), pytest.mark.both_databases]


@pytest.fixture
def asked(make_recommendation, make_tool):
    """A recommendation with two actions, the second of which a tool serves."""
    above = make_recommendation(
        slug="A-1", source_paragraph="para. 12", terms=("addressee/states", "topic/crisis")
    )
    make_recommendation(slug="A-1-b", parent=above, label="b", position=2, text="Second.",
                        tools=(make_tool(name="Serving tool"),))  # fmt: skip
    make_recommendation(slug="A-1-a", parent=above, label="a", position=1, text="First.")
    return above


def test_actions_stand_in_their_order_with_their_letters(asked, visit):
    headings = [one.text for one in visit("/recommendations/A-1/").all("h3")]
    assert headings == ["(a) First.", "(b) Second."]


def test_it_says_who_is_asked_and_where_it_stands(asked, visit):
    page = visit("/recommendations/A-1/")
    assert page.fact("Where it is in the document").text == "para. 12"
    assert page.fact("Who is asked to act").text.startswith("States")


def test_every_action_begins_as_not_assessed(asked, make_term, visit):
    make_term("followup_status/not-assessed", label="Not assessed")
    page = visit("/recommendations/A-1/")
    assert [one.text for one in page.all("span", class_="unknown")].count("Not assessed") == 3


def test_an_action_has_its_own_follow_up(asked, make_follow_up, visit):
    first = asked.sub_actions.get(slug="A-1-a")
    make_follow_up(first, "under-way", date="2023-05", actor="The ministry")
    text = visit("/recommendations/A-1/").one("section", aria_labelledby="actions").text
    assert "Under way The ministry A law was passed." in text
    assert "A report" in visit("/recommendations/A-1/").one("ol", class_="sources").text


def test_an_answer_is_shown_with_its_source(asked, visit):
    source, _made = Source.objects.get_or_create(title="Reply of the government", url="")
    with recorded_change(asked):
        ManagementResponse.objects.create(
            recommendation=asked, answer="partly", text="In part only.", source=source, date="2022"
        )
    page = visit("/recommendations/A-1/")
    assert "In part only." in page.fact("Answers").text
    assert "Reply of the government" in page.one("ol", class_="sources").text


def test_tools_of_its_actions_are_not_called_none(asked, visit):
    values = [dd.text for dd in visit("/recommendations/A-1/").all("dd")]
    assert "Tools can help with its actions; see below." in values


def test_what_no_tool_serves_says_so(make_recommendation, visit):
    make_recommendation(slug="GAP")
    text = visit("/recommendations/GAP/").fact("Tools that can help").text
    assert text == "No tool here is known to help"


def test_a_tool_leads_to_the_recommendations_that_it_serves(make_recommendation, make_tool, visit):
    tool = make_tool(slug="one")
    make_recommendation(slug="R-1", text="Take it down.", tools=(tool,))
    make_recommendation(text="Hidden words.", tools=(tool,), state="draft")
    section = visit("/tools/one/").one("section", aria_labelledby="serves").text
    assert section == "Recommendations that it can help with Take it down. It does that."


def test_a_tool_that_serves_none_has_no_empty_heading(make_tool, visit):
    make_tool(slug="one")
    assert "Recommendations that it can help with" not in visit("/tools/one/").text


def test_the_working_group_s_eight_have_tools_or_are_shown_as_gaps(starter, visit):
    shown = visit("/recommendations/?document=wg-tip-2021")
    assert shown.heading.startswith("8 recommendations")
    gaps = visit("/recommendations/?document=wg-tip-2021&tools=not-served").cards
    served = visit("/recommendations/?document=wg-tip-2021&tools=served").cards
    assert (sorted(gaps + served), len(served)) == (sorted(shown.cards), 7)


# A document or a body that readers do not see, behind something that they do


@pytest.fixture
def of_a_hidden_document(make_document, make_recommendation):
    def make(**changes):
        document = make_document(slug="hidden-one", title="Unheard", **changes)
        return make_recommendation(slug="R-1", document=document)

    return make


HIDDEN = ({"state": "draft"}, {"visibility": "internal"}, {"state": "archived"})
SHOWN_ON = ("/recommendations/R-1/", "/recommendations/", "/recommendations/gaps/",
            "/recommendations/feed/", "/search/?q=do")  # fmt: skip


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_document_that_is_hidden_is_not_named(of_a_hidden_document, client, hidden):
    of_a_hidden_document(**hidden)
    pages = {path: client.get(path).content.decode() for path in SHOWN_ON}
    assert [p for p in pages if "Unheard" in pages[p] or "hidden-one" in pages[p]] == []


def test_a_recommendation_is_not_found_by_a_hidden_document(of_a_hidden_document, visit):
    of_a_hidden_document(state="draft")
    assert visit("/recommendations/?q=unheard").heading.startswith("0 recommendations")


def test_a_document_that_is_published_is_named_from_then_on(of_a_hidden_document, visit):
    one = of_a_hidden_document(state="draft")
    visit("/recommendations/R-1/")
    one.document.publish(by=None)
    assert visit("/recommendations/R-1/").href("Unheard") == "/documents/hidden-one/"
    assert visit("/recommendations/?q=unheard").heading.startswith("1 recommendation ")


def test_a_body_that_is_hidden_is_not_named_in_follow_up_and_answers(
    asked, make_follow_up, make_organisation, visit
):
    body = make_organisation(name="Unheard", visibility="internal")
    make_follow_up(asked, date="2023", organisation=body)
    with recorded_change(asked):
        ManagementResponse.objects.create(
            recommendation=asked, answer="partly", text="In part only.", organisation=body,
            source=Source.objects.get(title="A report"),
        )  # fmt: skip
    assert "Unheard" not in visit("/recommendations/A-1/").html
