"""The check boxes of lists."""

import pytest

from hub.lists.view_models import check_box, counted
from hub.web.view_models import FactState
from tests.plugins.page_reader import Tags


def box(value="outreach", label="Outreach", *shape, count=1, chosen=()):
    return counted([check_box("purpose", value, label, *shape)], {value: count}, chosen)[1]


def test_a_choice_is_a_check_box_with_its_count():
    assert box(count=12) == (
        "<label><input type=checkbox name=purpose value=outreach>Outreach <i>12</i></label>\n"
    )


def test_a_chosen_choice_is_checked():
    assert "value=outreach checked>" in box(chosen=("outreach",))


def test_the_same_choice_is_not_checked_on_the_next_page():
    same = [check_box("purpose", "outreach", "Outreach")]
    counted(same, {"outreach": 1}, ("outreach",))
    assert " checked" not in counted(same, {"outreach": 1}, ())[1]


def test_a_choice_that_finds_nothing_is_left_out():
    assert box(count=0) == ""


def test_a_chosen_choice_is_shown_though_it_finds_nothing():
    assert "<i>0</i>" in box(count=0, chosen=("outreach",))


def test_a_label_is_escaped():
    assert "&lt;b&gt;" in box("x", "<b>")


@pytest.mark.parametrize("value", ["b'c", 'b"c', "b c", "b>c", "b=c", "b`c", "b/c", "é", ""])
def test_a_value_stands_in_quotation_marks_where_it_needs_them(value):
    (_label, box) = Tags(check_box("purpose", value, "X").before + ">").elements
    assert box.attributes == {"type": "checkbox", "name": "purpose", "value": value}


def test_a_narrower_term_is_indented():
    assert "<label class=depth-2>" in box("x", "X", 2)


@pytest.mark.parametrize(
    ("state", "look"), [(FactState.UNKNOWN, "unknown"), (FactState.NONE, "none")]
)
def test_not_known_and_known_to_be_none_look_different_from_a_term(state, look):
    assert f"<label class={look}>" in box("x", "X", 0, state)


def test_large_counts_are_written_as_the_language_does():
    assert "<i>1,234</i>" in box(count=1234)
