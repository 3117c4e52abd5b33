"""The safety panel, assessed question by question."""

import pytest
from django.utils import timezone

from catalogue.fields.tool import PANEL_FACTS
from catalogue.models import ToolCitation
from tests.hub.curation.record_checks.conftest import ADDRESS, Pages

pytestmark = pytest.mark.django_db
SAFETY = f"{ADDRESS}safety/"


@pytest.fixture
def panel(curator, tool):
    return Pages(curator, SAFETY)


def assess(panel, **answers):
    """Answers by question; the others were looked for and not found."""
    for name in PANEL_FACTS:
        given = answers.get(name, "not_found")
        if given in ("not_found", "unclear"):
            response = panel.answer(name, given)
        else:
            words = {"to-value": given, "new_title": "Privacy notice"}
            response = panel.answer(name, "changed", **words)
        assert response.status_code == 302, response.text


def end(panel, assessed_by="A legal clinic"):
    return panel.client.post(f"{SAFETY}end/", {"assessed_by": assessed_by})


def test_all_nine_questions_are_asked_though_nothing_is_known(panel):
    page = panel.client.get(SAFETY)
    assert "0 of 9" in page.text
    assert "Which data does it take about people?" in page.text


def test_an_answer_is_written_with_its_own_source(panel, tool):
    panel.answer("data_taken", "changed", **{"to-value": "Names", "new_url": "https://e.org/p"})
    tool.refresh_from_db()
    assert tool.data_taken == "Names"
    assert ToolCitation.objects.get(subject="data_taken").source.url == "https://e.org/p"


def test_the_panel_is_assessed_once_all_is_answered(panel, tool):
    assess(panel, data_taken="Names and telephone numbers")
    assert end(panel)["Location"] == f"{SAFETY}done/"
    tool.refresh_from_db()
    assert tool.panel == "assessed"
    assert tool.panel_assessed_on == timezone.localdate()
    assert tool.panel_assessed_by == "A legal clinic"
    assert "Assessed on" in panel.client.get("/tools/beacon/").text


def test_what_could_not_be_told_leaves_the_panel_not_assessed(panel, tool):
    assess(panel, data_taken="Names", consent="unclear")
    end(panel)
    tool.refresh_from_db()
    assert (tool.panel, tool.data_taken) == ("not_assessed", "Names")


@pytest.mark.parametrize("nobody", ["", "<b></b>"])
def test_an_assessment_says_whose_it_is(panel, tool, nobody):
    assess(panel)
    assert end(panel, assessed_by=nobody).status_code == 400
    tool.refresh_from_db()
    assert tool.panel == "not_assessed"


def test_an_assessment_leaves_the_verification_of_the_record_alone(panel, tool):
    assess(panel)
    end(panel)
    tool.refresh_from_db()
    assert tool.verification == "unreviewed"
