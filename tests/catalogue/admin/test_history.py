"""The history of a record: our revisions, fact by fact."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", name="Ada")


def history(browser, tool):
    return browser.get(f"/admin/catalogue/tool/{tool.pk}/history/")


def test_each_change_shows_who_why_and_from_what_to_what(curator, change, make_tool):
    tool = make_tool()
    change(curator, f"/admin/catalogue/tool/{tool.pk}/change/", summary="Second.", why="first why")
    change(curator, f"/admin/catalogue/tool/{tool.pk}/change/", summary="Third.")
    third, second, made = history(curator, tool).context["steps"]
    (difference,) = second.differences
    assert (difference.before, difference.after) == ("It helps caseworkers.", "Second.")
    assert (third.differences[0].before, third.differences[0].after) == ("Second.", "Third.")
    assert (str(second.revision.by), second.revision.reason) == ("Ada", "first why")
    assert made.is_creation


def test_terms_are_shown_by_their_labels(curator, change, make_tool, make_term):
    tool = make_tool()
    key = make_term("purpose/case-management").pk
    change(curator, f"/admin/catalogue/tool/{tool.pk}/change/", terms_purpose=[key])
    difference = history(curator, tool).context["steps"][0].differences[0]
    assert (difference.label, difference.before, difference.after) == (
        "Purpose",
        "Not known",
        "Case management",
    )


def test_choices_are_shown_in_their_words(curator, make_tool, make_person):
    tool = make_tool(state="draft", panel="not_assessed")
    tool.publish(by=make_person())
    difference = history(curator, tool).context["steps"][0].differences[0]
    assert (difference.before, difference.after) == ("Draft", "Published")


def test_what_is_known_to_be_none_is_named(curator, change, make_tool):
    tool = make_tool()
    change(curator, f"/admin/catalogue/tool/{tool.pk}/change/", none_caution="on")
    assert history(curator, tool).context["steps"][0].differences[0].after == "caution"


def test_the_ledger_can_be_read_and_not_written(curator, make_tool):
    make_tool()
    assert curator.get("/admin/core/revision/").status_code == 200
    assert curator.get("/admin/core/revision/add/").status_code == 403
