"""Shapes that pages are handed: what they work out themselves."""

import pytest

from hub.web.view_models import Fact, FactState, Value


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (Fact("Needs", FactState.VALUE, (Value("SMS"), Value("<b>"))), "SMS\u00a0· &lt;b&gt;"),
        (Fact("Needs", FactState.NONE), '<span class="none">Known: none</span>'),
        (Fact("Needs", FactState.UNKNOWN), '<span class="unknown">Not known</span>'),
    ],
)
def test_a_fact_at_a_glance_says_its_state_in_words(fact, said):
    assert fact.at_a_glance == f"<div><dt>Needs</dt><dd>{said}</dd></div>\n"


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
    assert Fact("Purpose", FactState.VALUE, (value,)).noted is noted
