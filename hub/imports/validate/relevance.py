"""Whether a new row has to do with trafficking in persons: by its terms, its bodies, its words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hub.imports.record_types import RecordImporter, current_lookup
from hub.imports.record_types.body_index import current_bodies
from hub.records.models.ledger import Facts
from hub.records.text_folding import fold_letters
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache

# Beginnings of words that name the subject itself, without accents, in our languages.
CORE = re.compile(
    r"traffick|trafic d|traite des|traite d etres|trata de|(?:contra|sobre|la|de) trata\b|"
    r"(?:contre|sur) la traite\b|victimes? de (?:la )?traite\b|tratta (?:di|degli) |"
    r"trafico de p|trafico de s|trafico humano|"
    r"\btip\b|\bthb\b|menschenhandel|slavery|esclavage|esclavitud|escravidao|sklaverei|"
    r"forced labou?r|travail force|trabajo forzoso|trabalho forcado|zwangsarbeit|"
    r"торговл\w* людьми|рабств|принудительн\w* труд|اتجار|الاتجار|العبودي|السخر|"
    r"траффикинг|трафик\w* людей|торг[іi]вл\w* людьми|mensenhandel|"
    r"handel ludzmi|trafic de persoane|"
    r"人口贩|贩运|贩卖人口|拐卖|强迫劳动|奴隶|人口販|販運|販賣人口|強迫勞動|奴隸"
)
# Beginnings of words for those whom it concerns and for what leads to it.
NEAR = (
    "migrant", "migration", "migrator", "migratoire", "labour migra", "labor migra",
    "recruiter", "recruitment", "recruteur", "recrutement", "reclutador", "reclutamiento",
    "recrutador", "recrutamento", "anwerb", "arbeitsvermittl", "arbeitsmigra", "wanderarbeit",
    "smuggl", "passeurs", "coyote", "schleus", "refugee", "refugie", "refugiad", "fluchtling",
    "gefluchtet", "opfer", "asylum", "demandeurs d asile", "solicitantes de asilo", "survivor",
    "survivant", "sobrevivient", "victim", "victima", "vitima", "child abuse", "sexual abuse",
    "abus sexuel", "abuso sexual", "sextor", "grooming", "missing child", "missing person",
    "domestic worker", "travailleurs domestiques", "trabajadoras del hogar", "workers rights",
    "droits des travailleurs", "exploitation of", "sexual exploitation", "labour exploitation",
    "labor exploitation", "exploitation sexuelle", "explotacion sexual", "explotacion laboral",
    "мигра", "вербов", "рекрут", "бежен", "жертв", "пострадавш", "эксплуатац",
    "مهاجر", "الهجره", "الهجرة", "استقدام", "التوظيف", "ضحايا", "الضحايا", "لاجئ", "اللاجئ",
    "استغلال", "移民", "移徙", "招聘", "招募", "难民", "受害者", "幸存者", "剥削",
)  # fmt: skip
# The names of these schemes' terms count in prose. Those of action areas ("Protection") are words
# of every day, and count where a column says them.
PROSE_SCHEMES = ("trafficking_type", "topic", "purpose", "target_population", "misuse_stage")
MIN_CJK = {"trafficking_type": 2, "topic": 2}  # letters of a name without blanks; else 4
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# Scripts in which a word may begin with an article, or does not end at a blank.
WITHIN_WORDS = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff]")
# What a series is called before it says what it is about: "World Day", "OSCE Alliance".
ABOUT = re.compile(r" (?:against|on|of|for|to|in|contre|sur|contra|sobre|gegen|uber) ")
MIN_WORDS = 3  # of a body's name in prose: "Polaris" is also a star
MIN_ACRONYM = 3


def folded(text: str) -> str:
    """Small letters without accents, words apart by one space."""
    return " ".join(re.findall(r"\w+", fold_letters(text)))


NEAR_SUBJECT = re.compile(
    "|".join(
        re.escape(start) if WITHIN_WORDS.search(start) else rf"\b{re.escape(start)}"
        for start in sorted({folded(start) for start in NEAR})
    )
)


def is_off_topic(importer: RecordImporter, facts: Facts) -> bool:
    """Whether neither a term, a body nor a word of the row has to do with trafficking."""
    if not importer.on_topic or any(facts.get(scheme) for scheme in importer.on_topic):
        return False
    prose = importer.words(facts)
    text = folded(prose)
    if CORE.search(text) or NEAR_SUBJECT.search(text) or _has_phrase(text, _term_phrases()):
        return False
    if any(slug in current_lookup().organisations for slug in importer.organisations_named(facts)):
        return False
    return not _names_body(prose, text) and not _has_phrase(text, _series_phrases())


def _has_phrase(text: str, phrases: dict[str, list[str]]) -> bool:
    padded = f" {text} "
    return any(
        start in padded and any(phrase in padded for phrase in candidates)
        for start, candidates in phrases.items()
    )


def _by_first_word(phrases: Iterable[str]) -> dict[str, list[str]]:
    """Phrases between blanks by their first word; without blanks by their first two letters."""
    by_word: dict[str, list[str]] = {}
    for phrase in phrases:
        if CJK.search(phrase):
            by_word.setdefault(phrase[:2], []).append(phrase)
        else:
            by_word.setdefault(f" {phrase.split()[0]} ", []).append(f" {phrase} ")
    return by_word


def _term_phrases() -> dict[str, list[str]]:
    terms = term_cache()
    return terms.derived.get("imports.topic", lambda: _by_first_word(_names_of_terms(terms)))


def _labels(term: CachedTerm) -> set[str]:
    texts = {term.plain_label, *term.labels.values(), *(text for _language, text in term.others)}
    return {folded(text) for text in texts}


def _names_of_terms(terms: TermCache) -> set[str]:
    """In all languages; of more than one word, unless they have no blanks."""
    return {
        phrase
        for scheme in PROSE_SCHEMES
        if scheme in terms.schemes
        for term in terms.schemes[scheme].terms
        for phrase in _labels(term)
        if (len(phrase) >= MIN_CJK.get(scheme, 4) if CJK.search(phrase) else " " in phrase)
    }


def _series_phrases() -> dict[str, list[str]]:
    terms = term_cache()
    return terms.derived.get("imports.series", lambda: _by_first_word(_names_of_series(terms)))


def _names_of_series(terms: TermCache) -> set[str]:
    """What the series are called, also without what they are about."""
    series = terms.schemes["series"].terms if "series" in terms.schemes else ()
    names = {label for term in series for label in _labels(term)}
    heads = {ABOUT.split(name)[0] for name in names}
    return {name for name in names | heads if " " in name}


def _names_body(prose: str, text: str) -> bool:
    """Whether a body of ours that is no company is named: "OSCE", "Council of Europe"."""
    bodies = current_bodies()
    acronyms, names = bodies.derived.get("imports.named_bodies", lambda: _body_phrases())
    return not acronyms.isdisjoint(re.findall(r"\w+", prose)) or _has_phrase(text, names)


def _body_phrases() -> tuple[frozenset[str], dict[str, list[str]]]:
    bodies = current_bodies()
    names = [name for name, pk in bodies.spelt_names if not bodies.is_company(pk)]
    acronyms = {
        name for name in names if name.isalnum() and name.isupper() and len(name) >= MIN_ACRONYM
    }
    long_names = {key for name in names if len((key := folded(name)).split()) >= MIN_WORDS}
    return frozenset(acronyms), _by_first_word(long_names)
