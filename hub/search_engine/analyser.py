"""From text to tokens: words as written (folded) and their stems, in any script.

A token without a mark is a folded surface form ("securite"); a stem carries its language
("\\x01fr:secur"), so that stems of two languages never meet, and sorts before every surface form.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import Stemmer

from hub.records.text_folding import OPTIONAL_MARKS, fold_letters

STEM_MARK = "\x01"
MAX_WORD_LENGTH = 64

# Scripts without blanks between words: searched by bigrams of neighbouring letters.
UNSPACED_SCRIPTS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
# Python's \w leaves out combining marks, which would cut Hindi and vowelled Arabic words to pieces.
COMBINING_MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, 0x10000)
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_LETTER = rf"(?:[^\W_{UNSPACED_SCRIPTS}]|[{COMBINING_MARKS}])"
# A word, or single letters with points between them: "I.O.M." is the word "iom".
WORD = re.compile(
    rf"[{UNSPACED_SCRIPTS}]+|"
    rf"{_LETTER}(?:{_LETTER}+|(?:(?<!\d)\.[^\W\d_{UNSPACED_SCRIPTS}](?!{_LETTER}))*)"
)
ASCII_WORD = re.compile(r"[a-z0-9](?:[a-z0-9]+|(?:(?<!\d)\.[a-z](?![a-z0-9]))*)")
IS_UNSPACED = re.compile(rf"[{UNSPACED_SCRIPTS}]")

LANGUAGES_BY_SCRIPT = {"latin": ("en", "fr", "es"), "cyrillic": ("ru",), "arabic": ("ar",)}
STEMMED_LANGUAGES = tuple(language for group in LANGUAGES_BY_SCRIPT.values() for language in group)
# Joined particles: and, so, by, as, for, before or without the article; longest first.
PARTICLES = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ك", "ل")

_thread = threading.local()


def tokenize(text: str) -> list[str]:
    """The words of a text in order, lower case; a run of an unspaced script as its bigrams.

    The last letter of a run is a token as well, so that every letter begins some token.
    """
    if text.isascii():
        return ASCII_WORD.findall(text.lower())
    tokens: list[str] = []
    for word in WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        tokens.extend([*bigrams(word), word[-1]] if IS_UNSPACED.match(word) else [word])
    return tokens


def bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


# What readers type fills them too, at 400 bytes a word. Texts repeat few words often: an index is
# built as fast with a thousand as with all.
KEPT_WORDS = 1024


@lru_cache(maxsize=KEPT_WORDS)
def fold(word: str) -> str:
    """The folded form (`hub.records.text_folding`), an abbreviation without its points."""
    return fold_letters(word[:MAX_WORD_LENGTH]).replace(".", "")


# Words that say nothing alone; dropped from a query that has others. None that denies ("without").
STOP_WORDS = frozenset(
    map(fold, (Path(__file__).parent / "data" / "stop_words.txt").read_text("utf-8").split())
)


@lru_cache(maxsize=KEPT_WORDS)
def stem(word: str, language: str | None = None) -> tuple[str, ...]:
    """Stem tokens of a word of a text in ``language``; of a query (None), in all of its script."""
    word = word[:MAX_WORD_LENGTH].casefold().replace(".", "")
    tokens: dict[str, None] = {}
    for stem_language in _languages(word, language):
        stemmer = _stemmer(stem_language)
        for form in _forms(word, stem_language):
            tokens[f"{STEM_MARK}{stem_language}:{fold(stemmer.stemWord(form))}"] = None
    return tuple(tokens)


def stem_phrase(words: Iterable[str]) -> tuple[str, ...]:
    """The first stem of each word, so that endings do not matter."""
    return tuple((stem(word) or (fold(word),))[0] for word in words)


def stem_languages(stems: Iterable[str]) -> int:
    """The languages of stem tokens, as bits in the order of STEMMED_LANGUAGES."""
    places = {STEMMED_LANGUAGES.index(token[1:].partition(":")[0]) for token in stems}
    return sum(1 << place for place in places)


def primary_language(language: str) -> str:
    """The language of a BCP 47 tag without script and region: "zh-Hans" is "zh"."""
    return language.replace("_", "-").partition("-")[0].lower()


def _languages(word: str, language: str | None) -> tuple[str, ...]:
    candidates = LANGUAGES_BY_SCRIPT.get(_script(word), ())
    if not language or not candidates:
        return candidates
    if language in candidates:
        return (language,)
    # A Russian name in an English text is stemmed as Russian; a Portuguese text not at all.
    return candidates if language in STEMMED_LANGUAGES else ()


def _script(word: str) -> str:
    code = ord(word[0])
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return "latin"
    if 0x400 <= code < 0x530:
        return "cyrillic"
    return "arabic" if 0x600 <= code < 0x780 else ""


def _forms(word: str, language: str) -> list[str]:
    """What to stem: as written, and as written by someone who leaves accents or marks out."""
    plain = fold(word)
    if language == "ar":
        particles = (p for p in PARTICLES if plain.startswith(p) and _leaves_a_word(plain, p))
        bare = [plain[len(particle) :] for particle in particles]
        forms = [OPTIONAL_MARKS.sub("", word), plain, *bare[:1]]
    else:
        forms = [word.replace("ё", "е"), plain]
    return list(dict.fromkeys(form for form in forms if form))


def _leaves_a_word(word: str, particle: str) -> bool:
    return len(word) - len(particle) >= (3 if len(particle) > 1 else 4)


def _stemmer(language: str) -> Stemmer.Stemmer:
    """This thread's stemmer: a stemmer is not thread-safe."""
    stemmers: dict[str, Stemmer.Stemmer] = _thread.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(language, 0)
    return stemmers[language]
