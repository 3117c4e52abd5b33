"""The language that the texts of a file are written in, proposed from its first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from hub.imports.map.column_map import ColumnMap, Samples
from hub.imports.read.languages import FUNCTION_WORDS
from hub.imports.record_types import RecordImporter

WORDS = {language: frozenset(words.split()) for language, words in FUNCTION_WORDS.items()}
# By script, where that suffices; the first that has a letter of its own in the texts.
SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
# Letters by which a language differs from the one that most texts of its script are in.
OTHERS_OF_SCRIPT = {
    "ar": (("ur", re.compile("[ٹڈڑے]")), ("fa", re.compile("[پچژگ]"))),
    "ru": (("uk", re.compile("[іїєґ]")), ("kk", re.compile("[әғқңөұүһ]"))),
}
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
MIN_WORDS = 2  # function words that must be there
MIN_LEAD = 1.3  # times as many as of the next language


def detect_language(texts: Iterable[str]) -> str:
    """The language (BCP 47) of most of the texts; empty where they do not tell."""
    text = " ".join(texts).casefold()
    letters = Counter({language: len(found.findall(text)) for language, found in SCRIPTS})
    latin = len(LATIN.findall(text))
    language, count = letters.most_common(1)[0]
    if letters["ja"]:  # beside its own letters Japanese has many of Chinese
        language, count = "ja", letters["ja"] + letters["zh"]
    if count > latin:
        return _other_of_script(language, text)
    counts = Counter(
        other
        for word in re.findall(r"\w+", text)
        for other, words in WORDS.items()
        if word in words
    )
    ranked = [*counts.most_common(2), ("", 0), ("", 0)]
    (first, most), (_second, next_most) = ranked[:2]
    return first if most >= MIN_WORDS and most >= MIN_LEAD * next_most else ""


def _other_of_script(language: str, text: str) -> str:
    return next(
        (other for other, found in OTHERS_OF_SCRIPT.get(language, ()) if found.search(text)),
        language,
    )


def language_of_samples(importer: RecordImporter, mapping: ColumnMap, samples: Samples) -> str:
    """The language of the columns that are mapped to free texts; ``samples`` by column."""
    prose = [
        str(value)
        for column, values in zip(mapping.columns, samples, strict=False)
        if column.field in importer.by_name and importer.by_name[column.field].free_text
        for value in values
        if isinstance(value, str)
    ]
    return detect_language(prose)
