"""Names beside their acronyms, and names without what they are the same without."""

import pytest

from hub.imports.record_types.body_name_parts import is_subsequence, name_readings
from hub.imports.record_types.body_name_words import plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("The A21 Campaign, Inc.", "a21 campaign"),
        ("Hope gGmbH", "hope"),
        ("Ltd", "ltd"),
        ("The Who", "who"),
        ("Asociación Hope, A.C.", "asociacion hope"),
    ],
)
def test_a_plain_name_has_no_article_and_no_legal_form(name, plain):
    assert plain_name(name) == plain


def test_a_name_is_read_with_and_without_the_acronym_beside_it():
    assert name_readings("Alpha Beta (AB)") == ["Alpha Beta (AB)", "Alpha Beta", "AB"]
    assert name_readings("Alpha (Kenya)") == ["Alpha (Kenya)"]


@pytest.mark.parametrize(
    ("letters", "text", "is_in_it"),
    [("bka", "bundeskriminalamt", True), ("bak", "bundeskriminalamt", False), ("", "a", True),
     ("aab", "ab", False), ("ab", "ab", True), ("a" * 11 + "b", "a" * 5_000, False)],
)  # fmt: skip
def test_letters_in_their_order(letters, text, is_in_it):
    assert is_subsequence(letters, text) is is_in_it
