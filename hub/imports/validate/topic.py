"""Whether a row is about trafficking in persons at all. It is held, never dropped."""

from __future__ import annotations

import re
import unicodedata

from hub.imports.record_types import RecordImporter
from hub.records.models.ledger import Facts
from hub.vocabulary.term_cache import TermCache, term_cache

# Beginnings of words that name the subject itself, without accents, in our languages.
CORE = re.compile(
    r"traffick|trafic d|traite des|traite d etres|trata de|(?:contra|sobre|la) trata\b|"
    r"trafico de p|trafico de s|"
    r"\btip\b|\bthb\b|menschenhandel|slavery|esclavage|esclavitud|escravidao|sklaverei|"
    r"forced labou?r|travail force|trabajo forzoso|trabalho forcado|zwangsarbeit|"
    r"торговл\w* людьми|рабств|принудительн\w* труд|اتجار|الاتجار|العبودي|السخر|"
    r"人口贩|贩运|贩卖人口|拐卖|强迫劳动|奴隶"
)
# In prose the names of these schemes' terms count; those of action areas ("Protection") are words
# of every day, and count where a column says them.
SPOKEN = ("trafficking_type", "topic")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def folded(text: str) -> str:
    """Small letters without accents, words apart by one space."""
    text = text.casefold()
    if not text.isascii():
        text = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", text)
            if not unicodedata.combining(letter)
        )
    return " ".join(re.findall(r"\w+", text))


def off_topic(kind: RecordImporter, facts: Facts) -> bool:
    """Whether neither a term of the row nor a word of its texts has to do with our subject."""
    if not kind.on_topic or any(facts.get(scheme) for scheme in kind.on_topic):
        return False
    text = folded(kind.words(facts))
    return not CORE.search(text) and not _has_phrase(text)


def _has_phrase(text: str) -> bool:
    phrases = term_cache().derived.get("imports.topic", lambda: _phrases(term_cache()))
    padded = f" {text} "
    return any(
        start in padded and any(phrase in padded for phrase in found)
        for start, found in phrases.items()
    )


def _phrases(terms: TermCache) -> dict[str, list[str]]:
    """Names of terms by their first word; of more than one word, unless they have no spaces."""
    found: dict[str, list[str]] = {}
    for scheme in SPOKEN:
        for entry in terms.schemes[scheme].terms if scheme in terms.schemes else ():
            for text in {entry.plain_label, *(other for _language, other in entry.others)}:
                phrase = folded(text)
                if CJK.search(phrase) and len(phrase) > 1:
                    found.setdefault(phrase[:2], []).append(phrase)
                elif " " in phrase:
                    found.setdefault(f" {phrase.split()[0]}", []).append(f" {phrase} ")
    return found
