"""Shapes that pages are handed: what they work out themselves."""

import pytest

from hub.core.showing import Fact, Knowing, Value


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (Fact("Needs", Knowing.VALUE, (Value("SMS"), Value("<b>"))), "SMS\u00a0· &lt;b&gt;"),
        (Fact("Needs", Knowing.NONE), '<span class="none">Known: none</span>'),
        (Fact("Needs", Knowing.UNKNOWN), '<span class="unknown">Not known</span>'),
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
    assert Fact("Purpose", Knowing.VALUE, (value,)).noted is noted
