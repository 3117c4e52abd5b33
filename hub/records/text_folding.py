"""Folding: letters as people write them who leave out what their keyboard has not.

One table for search, for the slugs of addresses and for the likeness of names, so that a name that
is found by one is known to the others.
"""

import re
import unicodedata

from django.utils.text import slugify as django_slugify

# Marks that readers leave out: accents (Latin, Greek, Cyrillic), Hebrew and Arabic vowel signs.
# No others: in Hindi, Thai or Burmese a mark is a vowel.
OPTIONAL_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
# Letters that Unicode does not take apart, as they are written without them: of Polish, Croatian,
# Danish, French, Icelandic, Maltese, Sami, Turkish, Azerbaijani, Hausa, Ewe and Vietnamese; then
# the Arabic ones that keyboards confuse.
PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h",
        "ŧ": "t", "ŋ": "n", "ı": "i", "ə": "e", "ĸ": "k", "ɓ": "b", "ɖ": "d", "ɗ": "d", "ƙ": "k",
        "ƴ": "y", "ɛ": "e", "ǝ": "e", "ɔ": "o", "ƒ": "f", "ɣ": "g", "ʋ": "v", "ɲ": "n", "ɨ": "i",
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا",
    }
)  # fmt: skip
APOSTROPHES = re.compile("['’ʼ‘`´]")


def fold_letters(text: str) -> str:
    """The text in small letters without accents, each special letter as its plain one.

    Folding twice changes nothing. Other than letters and their marks is left as it is.
    """
    if text.isascii():
        return text.lower()
    plain = OPTIONAL_MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    # A second time: taking apart can bring a letter that has a small form ("ℌ", "㎯").
    return unicodedata.normalize("NFC", plain.casefold().translate(PLAIN_LETTERS))


def slugify(text: str) -> str:
    """A slug of a name: as Django's, but "Łódź" is "lodz" and "Cote d’Ivoire" "cote-divoire"."""
    return django_slugify(APOSTROPHES.sub("", fold_letters(text)))
