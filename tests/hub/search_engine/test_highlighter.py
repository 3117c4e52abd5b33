import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.search_engine.highlighter import PASSAGE_LENGTH, Highlighter, MatchReason
from tests.plugins.steps import count_calls

LABELS = {"purpose/a": [("en", "Case work"), ("fr", "Suivi des victimes")]}


@pytest.fixture(scope="session")
def marker(snapshot_of, make):
    snapshot = snapshot_of(
        [
            make(1, title="Victims of trafficking", rows=frozenset({"purpose/a"})),
            make(2, summary="Blockchain"),
        ],
        LABELS,
    )
    return lambda words: Highlighter(snapshot, words)


def shown(segments) -> str:
    return "".join(f"[{s.text}]" if s.marked else s.text for s in segments)


@pytest.mark.parametrize(
    ("words", "language", "text", "expected"),
    [
        ("victim", "en", "Two victims, one VICTIM.", "Two [victims], one [VICTIM]."),
        ("securite", "fr", "La sécurité d'abord", "La [sécurité] d'abord"),
        ("жертва", "ru", "Помощь жертвам", "Помощь [жертвам]"),
        ("ضحايا", "ar", "حماية الضَّحَايَا هنا", "حماية [الضَّحَايَا] هنا"),
        ("受害者", "zh", "帮助受害者的工具", "帮助[受害者]的工具"),
        ("kids", "en", "For children at risk", "For [children] at risk"),
        ("modern slavery", "en", "On human trafficking now", "On [human trafficking] now"),
        ('"one two"', "en", "one three, one two", "one three, [one two]"),
        ("blockch", "en", "A blockchain ledger", "A [blockchain] ledger"),
        ("hope", "en", "Nothing here", "Nothing here"),
    ],
)
def test_what_matched_is_marked(marker, words, language, text, expected) -> None:
    assert shown(marker(words).mark(text, language)) == expected


@given(st.text(max_size=400), st.sampled_from(["victim", "受害者", "الضحايا", '"a b"', "e"]))
def test_marked_text_is_the_text_letter_for_letter(marker, text, words) -> None:
    assert "".join(segment.text for segment in marker(words).mark(text)) == text


WORDS = st.sampled_from(
    ["victim", "Victims", "VICTIM2", "_victim", "e", "even", "2b", "a", "b", "kid"]
)
BETWEEN = st.sampled_from([" ", "-", "_", "\u2019", ", ", "", "\u201c", "\u2026 "])
QUERIES = st.sampled_from(["victim", '"a b"', "e", "kids", "2b", "child labour", "victim e"])


@given(st.lists(st.tuples(WORDS, BETWEEN), max_size=30), QUERIES)
def test_plain_letters_are_marked_as_beside_other_letters(marker, parts, words) -> None:
    """The short way through plain texts: one Greek letter at the end makes it the long one."""
    text = "".join(word + between for word, between in parts)
    assert (
        shown(marker(words).mark(f"{text} ω", "en"))
        == shown(marker(words).mark(f"{text} ", "en")) + "ω"
    )


@given(st.text(max_size=900), st.sampled_from(["victim", "a", "受害者"]))
def test_a_passage_is_short_whatever_the_text(marker, text, words) -> None:
    card = marker(words).card(2, "", "", text)
    assert sum(len(segment.text) for segment in card.passage) <= PASSAGE_LENGTH + 24


def test_the_passage_is_around_the_match(marker) -> None:
    text = "word " * 200 + "a victim of it. " + "word " * 200
    passage = shown(marker("victim").card(2, "", "", text).passage)
    assert "[victim]" in passage
    assert passage.startswith("… ")
    assert passage.endswith(" …")


def test_the_summary_is_shown_where_nothing_matches(marker) -> None:
    assert shown(marker("radar").card(2, "T", "Summary", "Description").passage) == "Summary"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": "Victims first"}, MatchReason("title", "Victims")),
        ({"title": "x", "names": ("Victim Fund",)}, MatchReason("name", "Victim Fund")),
        ({"title": "x", "summary": "for a victim"}, MatchReason("summary", "victim")),
        ({"title": "x", "description": "a victim"}, MatchReason("description", "victim")),
    ],
)
def test_why_says_where_it_was_found(marker, fields, why) -> None:
    usual = {"title": "", "summary": "", "description": ""}
    assert marker("victim").card(2, **{**usual, **fields}).why == why


def test_why_names_the_label_of_the_term(marker) -> None:
    why = marker("victimes").card(1, "x", "y", "").why
    assert why == MatchReason("label", "Suivi des victimes", "purpose/a")


def test_markup_stays_text(marker) -> None:
    segments = marker("victim").mark("<b>victim</b>")
    assert [(s.text, s.marked) for s in segments] == [
        ("<b>", False),
        ("victim", True),
        ("</b>", False),
    ]


def test_a_card_is_marked_in_few_steps_for_each_word(snapshot_of, make) -> None:
    """`make bench PART=hostile` measures how long twenty cards take."""
    snapshot = snapshot_of([make(1, title="Victims")])
    text = "Identification and protection of victims by trained officers. " * 12
    marker = Highlighter(snapshot, "victim officer")
    marker.card(1, "x", "y", text)
    steps = count_calls(lambda: marker.card(1, "Victims", "A summary", text))
    assert steps < 20 * len(text.split())


def test_a_longer_word_is_marked_only_where_it_is_why_the_record_matches(snapshot_of, make) -> None:
    documents = [make(1, summary="A campaign in camps"), make(2, summary="A campaign")]
    marker = Highlighter(snapshot_of(documents), "camp")
    cards = [marker.card(document.pk, "", document.summary, "") for document in documents]
    assert [shown(card.passage) for card in cards] == ["A campaign in [camps]", "A [campaign]"]


def test_labels_that_are_kept_for_words_are_those_found_anew(snapshot_of, make) -> None:
    rows = frozenset({"purpose/a"})
    snapshot, other = (snapshot_of([make(1, rows=rows)], LABELS) for _ in range(2))
    for words in ("victims", "cas", "suivi des", "nothing", "victims"):
        for unfinished in (True, False):
            anew = Highlighter(other, words, unfinished=unfinished).row_labels
            other.derived = type(other.derived)()
            assert Highlighter(snapshot, words, unfinished=unfinished).row_labels == anew
    assert Highlighter(snapshot, "cas").row_labels == {"purpose/a": "Case work"}
    assert Highlighter(snapshot, "cas", unfinished=False).row_labels == {}
