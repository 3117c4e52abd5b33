"""Whether a password is more than guessers try first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.identity.site_identity import current_identity

# What a password is worth that must be guessed letter by letter is the number of its letters. Less:
LEAST_WORTH = 6.5
COMMON_WORD, SITE_WORD, SEQUENCE, REPETITION, DECORATION = 2.0, 1.0, 1.0, 0.5, 0.5
LEAST_WORD, LEAST_SITE_WORD, LEAST_SEQUENCE, LEAST_REPETITION = 4, 3, 3, 2
LONGEST_WORD = 30
# Only so much of a password is looked at.
MOST = 128
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop",
            "qsdfghjklm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb", "1q2w3e4r5t6y7u8i9o0p")  # fmt: skip
# Digits and signs that stand for letters; where they stand for two, the second time the other.
SIGNS = (
    str.maketrans("@4830157$!+|", "aabeoistsitl"),
    str.maketrans("@4830157$!+|9", "aabeolstsltig"),
)


class GuessablePasswordValidator(CommonPasswordValidator):
    """Refuses digits alone, and what is worth less than ``LEAST_WORTH`` letters: common passwords
    and the words of this site with decoration around, repetitions and sequences."""

    def validate(self, password: str, user: Any = None) -> None:
        if password.lower().strip() in self.passwords:
            return  # Django's own validator says so
        text = unicodedata.normalize("NFKC", password).casefold()[:MOST]
        if self.worth(text) < LEAST_WORTH or not any(map(_is_letter, text)):
            raise ValidationError(self.get_error_message(), code="password_guessable")

    def get_error_message(self) -> str:
        return _(
            "This password is easily guessed: it is little more than common words, numbers, "
            "repetitions, sequences, or the names of this site. Take several words that nobody "
            "expects together."
        )

    def get_help_text(self) -> str:
        return _(
            "Your password can’t be a common word with numbers around it, a repetition, or the "
            "name of this site."
        )

    def worth(self, text: str) -> float:
        """The letters of a folded text that a guesser has to guess one by one."""
        worth, place, versions = 0.0, 0, [text, *(text.translate(signs) for signs in SIGNS)]
        while place < len(text):
            length, cost = max(
                self._pieces(versions, place), key=lambda piece: (piece[0], -piece[1])
            )
            worth += cost
            place += length
        return worth

    def _pieces(self, versions: list[str], place: int) -> Iterator[tuple[int, float]]:
        """What may begin at a place of a text: length and cost."""
        text = versions[0]
        yield 1, 1.0 if _is_letter(text[place]) else DECORATION
        if (length := _sequence(text, place)) >= LEAST_SEQUENCE:
            yield length, SEQUENCE
        if (length := _repetition(text, place)) >= LEAST_REPETITION:
            yield length, REPETITION
        for version in versions:
            for length in range(min(LONGEST_WORD, len(text) - place), LEAST_SITE_WORD - 1, -1):
                word = version[place : place + length]
                if word in self.site_words:
                    yield length, SITE_WORD
                elif length >= LEAST_WORD and word in self.passwords:
                    yield length, COMMON_WORD

    @cached_property
    def site_words(self) -> frozenset[str]:
        """Of the names of the site and its operator, and of their addresses."""
        host = str(urlsplit(settings.SITE_ADDRESS).hostname)
        who = current_identity()
        texts = (who.name, who.short, who.operator_name, who.operator_address, host)
        words = (word for text in texts for word in re.findall(r"\w+", text.casefold()))
        return frozenset(word for word in words if len(word) >= LEAST_SITE_WORD)


def _is_letter(sign: str) -> bool:
    """Also a mark on a letter, which in some scripts is half of the word."""
    return unicodedata.category(sign)[0] in "LM"


def _sequence(text: str, place: int) -> int:
    """The length of what goes on as it begins: aaa, abc, 97531, or along a keyboard."""
    steps = [ord(after) - ord(sign) for sign, after in zip(text[place:], text[place + 1 :])]  # noqa: B905 (the second is shorter)
    longest = 1
    if steps and abs(steps[0]) <= 2:
        longest = 1 + next((n for n, step in enumerate(steps) if step != steps[0]), len(steps))
    for row in KEYBOARD:
        for keys in (row, row[::-1]):
            while text[place : place + longest + 1] in keys and place + longest < len(text):
                longest += 1
    return longest


def _repetition(text: str, place: int) -> int:
    """The length of what stands before already."""
    length = 0
    while place + length < len(text) and text[place : place + length + 1] in text[:place]:
        length += 1
    return length
