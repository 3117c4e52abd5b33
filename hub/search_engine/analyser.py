"""From text to tokens: words as written (folded) and their stems, in any script.

A token without a mark is a folded surface form ("securite"); a stem carries its language
("\\x01fr:secur"), so that stems of two languages never meet, and sorts before every surface form.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path

import Stemmer

STEM_MARK = "\x01"
LONGEST_WORD = 64

# Scripts without blanks between words: searched by pairs of neighbouring letters.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
# Python's \w leaves out combining marks, which would cut Hindi and vowelled Arabic words to pieces.
MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, 0x10000)
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
WORD = re.compile(rf"[{UNSPACED}]+|(?:[^\W_{UNSPACED}]|[{MARKS}])+")
ASCII_WORD = re.compile("[a-z0-9]+")
IS_UNSPACED = re.compile(rf"[{UNSPACED}]")
# Marks that readers leave out: accents (Latin, Greek, Cyrillic), Hebrew and Arabic vowel signs.
LEFT_OUT = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
ONE_LETTER = str.maketrans("ىیکةٱı", "ييكهاi")

BY_SCRIPT = {"latin": ("en", "fr", "es"), "cyrillic": ("ru",), "arabic": ("ar",)}
STEMMED = tuple(language for group in BY_SCRIPT.values() for language in group)
# Joined particles: and, so, by, as, for, before or without the article; longest first.
PARTICLES = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ك", "ل")

# Words that say nothing alone; dropped from a query that has others. None that denies ("without").
STOP_WORDS = frozenset(
    (Path(__file__).parent / "data" / "stop_words.txt").read_text(encoding="utf-8").split()
)

_own = threading.local()


def words(text: str) -> list[str]:
    """The words of a text in order, lower case; runs of an unspaced script as pairs of letters.

    The last letter of a run also stands alone, so that every letter begins some token.
    """
    if text.isascii():
        return ASCII_WORD.findall(text.lower())
    found: list[str] = []
    for word in WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        found.extend([*pairs(word), word[-1]] if IS_UNSPACED.match(word) else [word])
    return found


def pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


@lru_cache(maxsize=50_000)
def surface(word: str) -> str:
    """The folded form: no accents, no vowel signs, one alef, yaa and kaf, full width made plain."""
    word = word[:LONGEST_WORD]
    if word.isascii():
        return word.lower()
    plain = LEFT_OUT.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return unicodedata.normalize("NFC", plain).translate(ONE_LETTER)


@lru_cache(maxsize=50_000)
def stems(word: str, language: str | None = None) -> tuple[str, ...]:
    """Stem tokens of a word of a text in ``language``; of a query (None), in all of its script."""
    word = word[:LONGEST_WORD].casefold()
    found: dict[str, None] = {}
    for each in _languages(word, language):
        for form in _forms(word, each):
            found[f"{STEM_MARK}{each}:{surface(_stemmer(each).stemWord(form))}"] = None
    return tuple(found)


def primary(language: str) -> str:
    """The language of a BCP 47 tag without script and region: "zh-Hans" is "zh"."""
    return language.replace("_", "-").partition("-")[0].lower()


def _languages(word: str, language: str | None) -> tuple[str, ...]:
    plausible = BY_SCRIPT.get(_script(word), ())
    if not language or not plausible:
        return plausible
    if language in plausible:
        return (language,)
    # A Russian name in an English text is Russian; a Portuguese text is none of ours.
    return plausible if language in STEMMED else ()


def _script(word: str) -> str:
    code = ord(word[0])
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return "latin"
    if 0x400 <= code < 0x530:
        return "cyrillic"
    return "arabic" if 0x600 <= code < 0x780 else ""


def _forms(word: str, language: str) -> list[str]:
    """What to stem: as written, and as written by someone who leaves accents or marks out."""
    plain = surface(word)
    forms = [word.replace("ё", "е"), plain] if language != "ar" else [LEFT_OUT.sub("", word), plain]
    if language == "ar":
        bare = [plain[len(p) :] for p in PARTICLES if plain.startswith(p) and _enough(plain, p)]
        forms += bare[:1]
    return list(dict.fromkeys(form for form in forms if form))


def _enough(word: str, particle: str) -> bool:
    return len(word) - len(particle) >= (3 if len(particle) > 1 else 4)


def _stemmer(language: str) -> Stemmer.Stemmer:
    """This thread's stemmer: they keep state while they work."""
    held: dict[str, Stemmer.Stemmer] = _own.__dict__.setdefault("stemmers", {})
    if language not in held:
        held[language] = Stemmer.Stemmer(language, 0)
    return held[language]
