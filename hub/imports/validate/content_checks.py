"""What a curator must look at before a row is written: personal data, and rows off topic."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from hub.imports.record_types import RecordImporter
from hub.records.models.ledger import Facts
from hub.records.text_cleaning import personal_data
from hub.records.text_folding import fold_letters
from hub.vocabulary.term_cache import TermCache, term_cache

PERSONAL = "personal"


def find_personal_data(
    importer: RecordImporter, facts: Facts, stored: Facts
) -> list[tuple[str, str, str]]:
    """(fact, match, sentence) for the texts that would be written and are not stored yet."""
    findings = []
    for name in sorted(importer.prose & facts.keys()):
        text = _prose(facts[name])
        if not text:
            continue
        stored_text = _prose(stored.get(name))
        for finding in personal_data(text):
            if finding.value not in stored_text:
                findings.append((name, finding.value, _sentence(finding.kind)))
    return findings


def _prose(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_prose(item) for item in value)
    return ""


def _sentence(kind: str) -> str:
    sentences = {
        "email": _("This looks like an e-mail address of a person. Allow it, or leave it out."),
        "phone": _("This looks like a telephone number. Allow it, or leave it out."),
        "coordinates": _("These look like coordinates of a place. Allow them, or leave them out."),
    }
    return sentences.get(kind, _("This looks like personal data. Allow it, or leave it out."))


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
PROSE_SCHEMES = ("trafficking_type", "topic")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def folded(text: str) -> str:
    """Small letters without accents, words apart by one space."""
    return " ".join(re.findall(r"\w+", fold_letters(text)))


def is_off_topic(importer: RecordImporter, facts: Facts) -> bool:
    """Whether neither a term of the row nor a word of its texts has to do with trafficking."""
    if not importer.on_topic or any(facts.get(scheme) for scheme in importer.on_topic):
        return False
    text = folded(importer.words(facts))
    return not CORE.search(text) and not _has_phrase(text)


def _has_phrase(text: str) -> bool:
    phrases = term_cache().derived.get("imports.topic", lambda: _phrases(term_cache()))
    padded = f" {text} "
    return any(
        start in padded and any(phrase in padded for phrase in candidates)
        for start, candidates in phrases.items()
    )


def _phrases(terms: TermCache) -> dict[str, list[str]]:
    """Names of terms by their first word; of more than one word, unless they have no spaces."""
    phrases: dict[str, list[str]] = {}
    for scheme in PROSE_SCHEMES:
        for entry in terms.schemes[scheme].terms if scheme in terms.schemes else ():
            for text in {entry.plain_label, *(other for _language, other in entry.others)}:
                phrase = folded(text)
                if CJK.search(phrase) and len(phrase) > 1:
                    phrases.setdefault(phrase[:2], []).append(phrase)
                elif " " in phrase:
                    phrases.setdefault(f" {phrase.split()[0]}", []).append(f" {phrase} ")
    return phrases
