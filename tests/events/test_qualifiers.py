"""Words that limit what a source says: what ships keeps them, and who loses one is told which."""

import json
from pathlib import Path

import pytest

import events
from events.qualifiers import lost_qualifiers

DATA = Path(events.__file__).parent / "data"
CHILDREN = (
    "one in five girls and one in 13 boys are reportedly sexually exploited or abused before "
    "reaching 18"
)
ORIGIN = (
    "of detected victims who originate from conflict-affected countries come from the Middle East "
    "and Africa"
)


def shipped_figures():
    rows = json.loads((DATA / "statistics.json").read_text("utf-8"))
    return [(f"{row['value']} {row['counts']}", row["quote"]) for row in rows if row.get("quote")]


def test_the_four_figures_of_the_united_nations_ship_with_their_words():
    quotes = [quote for _finding, quote in shipped_figures()]
    assert quotes == [
        ORIGIN, "one in every three detected victims globally is a child", CHILDREN, CHILDREN,
    ]  # fmt: skip


@pytest.mark.parametrize(("finding", "quote"), shipped_figures())
def test_no_shipped_figure_has_lost_a_word_of_its_source(finding, quote):
    assert lost_qualifiers(finding, quote) == ()
    for word in lost_qualifiers("", quote):  # and of each that limits it the loss would be seen
        assert word in lost_qualifiers(finding.replace(word, ""), quote)


@pytest.mark.parametrize(
    ("finding", "quote", "lost"),
    [
        ("1 in 5 girls is exploited or abused", CHILDREN, ("reportedly", "sexually")),
        ("1 in 5 girls is reportedly exploited", CHILDREN, ("sexually",)),
        ("84 % of victims come from Africa", ORIGIN,
         ("detected", "originate", "conflict", "affected", "countries")),
        ("1 in 3 victims is a child", "one in every three detected victims globally is a child",
         ("detected", "globally")),
        ("27 million people", "an estimated 27 million people", ("estimated",)),
        ("60 sites", "up to 60 sites, at least in Europe", ("up to", "at least")),
        ("60 sites", "about 60 sites", ("about",)),
        ("Sites are mapped", "What stands about sites", ()),
        ("more than 5", "no more than 5", ("no more than",)),
        ("Prices rose in spring", "Prices rose in May", ()),
        ("Prices fall", "Prices may fall", ("may",)),
        ("", "A family in Italy relies on supply early in July", ()),
    ],
)  # fmt: skip
def test_a_lost_word_is_named(finding, quote, lost):
    assert lost_qualifiers(finding, quote) == lost


@pytest.mark.parametrize(
    ("finding", "quote"),
    [
        ("Some 60 sites", "about 60 sites"),
        ("an estimate of 27 million", "estimated 27 million"),
        ("sexual abuse worldwide", "sexually abused globally"),
        ("no fewer than 5", "at least 5"),
        ("Victims who come from countries in conflict", "who come from countries in conflict"),
    ],
)
def test_another_word_for_it_serves(finding, quote):
    assert lost_qualifiers(finding, quote) == ()


@pytest.mark.parametrize(
    ("quote", "language", "lost"),
    [
        ("au moins 3 victimes détectées", "fr-CA", ("au moins", "détectées")),
        ("al menos 3 víctimas", "es", ("al menos",)),
        ("не менее 3 выявленных жертв", "ru", ("не менее", "выявленных")),
        ("at least 3 victims", "sw", ()),
    ],
)
def test_each_language_has_its_own_words(quote, language, lost):
    assert lost_qualifiers("3", quote, language) == lost
