"""The sheet as plain text."""

from hypothesis import given
from hypothesis import strategies as st

from catalogue.compare.printable_document import (
    Bullets,
    DocumentHeading,
    DocumentLine,
    DocumentParagraph,
    DocumentTable,
    PrintableDocument,
    TextRun,
)
from catalogue.compare.text_export import display_width, render_text, wrap_lines

LONG = "https://example.org/" + "a-long-path/" * 12


def sheet(*blocks):
    return PrintableDocument("Briefing sheet", "2026-11-21", "en", "ltr", blocks)


@given(st.text())
def test_no_line_is_wider_than_78_columns(text):
    text = text.replace("://", "")
    assert all(display_width(line) <= 78 for line in wrap_lines(text, "- ", "  "))


@given(st.lists(st.text("abcdéß漢字", min_size=1, max_size=30), max_size=40))
def test_no_letter_is_lost(words):
    text = " ".join(words)
    assert "".join("".join(wrap_lines(text)).split()) == "".join(words)


def test_an_address_is_never_broken():
    lines = list(wrap_lines(f"Read it at {LONG} before you go."))
    assert LONG in [line.strip() for line in lines]


def test_words_of_one_line_stay_together_across_a_no_break_space():
    text = "x" * 75 + " [1,\u00a02]"
    assert list(wrap_lines(text)) == ["x" * 75, "[1,\u00a02]"]


def test_text_without_blanks_is_broken_by_its_width():
    lines = list(wrap_lines("人" * 100))
    assert [display_width(line) for line in lines] == [78, 78, 44]


def test_paragraphs_of_a_text_stay_apart():
    assert list(wrap_lines("one\r\ntwo\n\nthree", "- ", "  ")) == ["- one", "  two", "  three"]


def test_every_kind_of_block_is_written():
    text = render_text(
        sheet(
            DocumentHeading(1, TextRun("Sheet")),
            DocumentParagraph(TextRun("Be careful.", look="warning")),
            Bullets((TextRun("first"), TextRun("second")), numbered=True),
            DocumentTable(
                ("Fact", "Known"),
                (DocumentLine("Access", (TextRun("Free"), TextRun("Paid")), "[1]"),),
            ),
        )
    )
    rule = "=" * 78
    assert text == (
        f"\n{rule}\nSheet\n{rule}\n\n! Be careful.\n\n1. first\n2. second\n\n"
        "Access:\n    Free · Paid [1]\n"
    )


def test_lines_end_with_a_line_feed_alone():
    text = render_text(sheet(DocumentParagraph(TextRun("one\r\ntwo\x0bthree"))))
    assert text == "one\ntwo three\n"
