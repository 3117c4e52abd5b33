"""Shapes that pages are handed: what they work out themselves."""

import pytest

from hub.core.showing import FacetChoice, FacetGroup, Fact, Knowing, Value


def boxes(*choices):
    return FacetGroup("purpose", "Task", choices).boxes


def test_a_choice_is_a_check_box_with_its_count():
    assert boxes(FacetChoice("outreach", "Outreach", 12)) == (
        '<label><input type="checkbox" name="purpose" value="outreach">Outreach <i>12</i></label>\n'
    )


def test_a_chosen_choice_is_checked():
    assert 'value="outreach" checked>' in boxes(FacetChoice("outreach", "Outreach", 1, True))


def test_the_same_choice_is_not_checked_on_the_next_page():
    boxes(FacetChoice("outreach", "Outreach", 1, True))
    assert "checked" not in boxes(FacetChoice("outreach", "Outreach", 1)).replace("checkbox", "")


def test_a_label_is_escaped():
    assert "&lt;b&gt;" in boxes(FacetChoice("x", "<b>", 1))


def test_a_narrower_term_is_indented():
    assert '<label class="d2">' in boxes(FacetChoice("x", "X", 1, depth=2))


@pytest.mark.parametrize(("state", "look"), [(Knowing.UNKNOWN, "unknown"), (Knowing.NONE, "none")])
def test_not_known_and_known_to_be_none_look_different_from_a_term(state, look):
    assert f'<label class="{look}">' in boxes(FacetChoice("x", "X", 1, state=state))


def test_large_counts_are_written_as_the_language_does():
    assert "<i>1,234</i>" in boxes(FacetChoice("x", "X", 1234))


@pytest.mark.parametrize(
    ("value", "noted"),
    [
        (Value("A"), False),
        (Value("A", note="Why"), True),
        (Value("A", inferred=True), True),
        (Value("A", risk=True), True),
    ],
)
def test_values_with_words_of_their_own_stand_on_lines_of_their_own(value, noted):
    assert Fact("Purpose", Knowing.VALUE, (value,)).noted is noted
