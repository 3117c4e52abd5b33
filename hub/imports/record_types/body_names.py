"""Names of bodies as others write them: beside an acronym, a country, a department, a legal form.

A body is recognised only where every part of the text is accounted for: "Thorn, USA" is Thorn, and
"Thorn Harbour" is nobody that we know. What is no more than likely is offered to a curator instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from catalogue.models import Organisation, OrganisationName, OrganisationTerm
from catalogue.models.organisation import matching_key
from hub.imports.record_types.lookups import RecordLookup, current_lookup
from hub.records.models import SearchState
from hub.records.seq_cache import DerivedValues, SeqCache
from hub.records.trees import ancestors
from hub.vocabulary.cldr_names import country_names
from hub.vocabulary.term_cache import term_cache


def word_set(text: str) -> frozenset[str]:
    return frozenset(matching_key(text).split())


# What a name is the same without, in the languages of the files: articles and prepositions, as
# ``matching_key`` leaves them.
SMALL_WORDS = word_set(
    "the of for and on in at to a an de du des la le les l d et pour sur en aux au "
    "del los las el y e para por da do das dos der die das den des fur und von zum zur im "
    "и по в на о для"
)
LEGAL_FORMS = tuple(
    sorted(
        (
            tuple(form.split())
            for form in (
                "inc", "incorporated", "ltd", "limited", "llc", "l l c", "llp", "plc", "corp",
                "corporation", "co", "company", "gmbh", "ggmbh", "g gmbh", "mbh", "ug", "kg", "ag",
                "ev", "e v", "sa", "s a", "sas", "sarl", "s a r l", "srl", "s r l", "spa", "s p a",
                "bv", "b v", "nv", "n v", "ab", "oy", "aps", "asbl", "a s b l", "aisbl", "vzw",
                "cic", "c i c", "pty ltd", "pte ltd", "pvt ltd", "onlus", "ets", "ong", "osc",
                "a c", "i a p", "501 c 3", "501c3", "registered charity", "r", "tm",
            )
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
# Words for a part of a body that has no record of its own; a university has more kinds of them.
UNITS = word_set(
    "department departement departamento dept division section unit unite unidad office bureau "
    "buro oficina branch directorate direction direccion secretariat secretariado chapter "
    "delegation delegacion abteilung referat dienststelle headquarters hq "
    "отдел управление департамент секция бюро офис قسم وحدة مكتب إدارة"
)
UNITS_OF_UNIVERSITIES = UNITS | word_set(
    "institute institut instituto centre center centro zentrum lab laboratory laboratoire school "
    "ecole escuela faculty faculte facultad fakultat college programme program programa группа "
    "центр факультет مركز كلية"
)
UNIVERSITIES = word_set(
    "university universite universidad universitat universita universidade университет جامعة "
    "college"
)
ROLES = word_set(
    "lead leader host partner partners funder donor developer coordinator organiser organizer "
    "co-organiser implementer owner chef partenaire socio"
)
# A body that works in one country is another one in another country.
OF_ONE_COUNTRY = frozenset({"government", "ngo-local", "academic", "survivor-led", "trade-union"})
MARKED = re.compile(r"\s+[-–]+\s+|\s*:\s+|\s*—\s*")
COMMA = re.compile(r"\s*[,،，、]\s*")
BRACKETED = re.compile(r"^(?P<before>.+?)\s*[(\[（](?P<inside>[^()\[\]（）]+)[)\]）]\s*$")
ACRONYM = re.compile(r"^\w[\w.&/-]{1,11}$")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
MIN_SIMILARITY, MAX_SUGGESTIONS = 60, 3
ONE_NAME = 70  # of 100: names of one body in languages that are near to each other
MOST_WORDS_OF_COUNTRY, MAX_FOUND = 6, 20_000
ALMOST = 99  # of 100: the most that is said of what is not the very name
MAX_NAME = 300  # characters of a name
BY_INITIALS, BY_LETTERS, BY_PART = 95, 90, 92
# The most where one name lacks words of the other, which may name another body or term: a curator
# who takes every offer of 90 or more must not take it.
WITHIN = 85


def plain_name(name: str) -> str:
    """A name without articles, prepositions and legal form: what spellings of it share."""
    words = matching_key(name).split()
    shortened = True
    while shortened and len(words) > 1:
        shortened = False
        for form in LEGAL_FORMS:
            if len(words) > len(form) and tuple(words[-len(form) :]) == form:
                words, shortened = words[: -len(form)], True
                break
    return " ".join(word for word in words if word not in SMALL_WORDS) or " ".join(words)


def _spaced(text: str) -> str:
    """With single blanks: what a text of many blanks costs is what its letters cost."""
    return " ".join(text.split())


def is_acronym(text: str) -> bool:
    """ "IOM", "U.N.", "ECPAT": one word, and most of its letters are capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return bool(ACRONYM.match(text)) and capitals > 1 and capitals > len(letters) / 2


def name_readings(name: str) -> list[str]:
    """A name with, and without, the acronym that stands beside it."""
    name = _spaced(name)
    if len(name) > MAX_NAME:
        return [name]
    match = BRACKETED.match(name)
    parts = [match["before"], match["inside"]] if match else MARKED.split(name, maxsplit=1)
    if len(parts) == 2 and sum(map(is_acronym, parts)) == 1:
        return [name, *parts]
    return [name]


def is_subsequence(letters: str, text: str) -> bool:
    """Whether the letters come in this order in the text, whatever stands between them."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    return matching_key(text).replace(" ", "")


def _sorted(letters: str) -> str:
    return "".join(sorted(letters))


def initials(name: str) -> set[str]:
    """First letters of a name's words, with the small ones and without."""
    name = _spaced(name)[:MAX_NAME]
    words = matching_key(BRACKETED.sub(r"\g<before>", name)).split()
    long_words = [word for word in words if word not in SMALL_WORDS]
    return {"".join(word[0] for word in some) for some in (words, long_words) if len(some) > 1}


def _country_slugs() -> dict[str, str]:
    return term_cache().derived.get("imports.country_names", _read_country_slugs)


def _read_country_slugs() -> dict[str, str]:
    scheme = term_cache().schemes.get("country")
    slugs: dict[str, str] = {}
    for term in scheme.terms if scheme else ():
        others = (text for _language, text in term.others)
        for text in (*country_names(term.slug), *others, term.plain_label):
            slugs.setdefault(plain_name(text), term.slug)
    return slugs | {"usa": "us", "us": "us", "uk": "gb", "uae": "ae"}


@dataclass(frozen=True)
class BodyNames:
    """The bodies that we hold, by all their names."""

    lookup: RecordLookup
    parents: Mapping[int, int | None] = field(default_factory=dict)
    terms: Mapping[int, frozenset[str]] = field(default_factory=dict)  # "scheme/slug" of each
    # What others make of the names, for as long as no fact changes.
    derived: DerivedValues = field(default_factory=DerivedValues)
    # The same names come again and again.
    found: dict[str, str | None] = field(default_factory=dict)

    @cached_property
    def plain_names(self) -> dict[str, int | None]:
        """Keys by plain name; None where two bodies share one."""
        keys: dict[str, int | None] = {}
        for name, pk in self.lookup.known.organisations.items():
            plain = plain_name(name)
            keys[plain] = pk if keys.get(plain, pk) == pk else None
        return keys

    @cached_property
    def names_by_body(self) -> dict[int, list[str]]:
        names: dict[int, list[str]] = {}
        for name, pk in self.lookup.known.organisations.items():
            names.setdefault(pk, []).append(name)
        return names

    @cached_property
    def long_names(self) -> list[str]:
        return [name for name in self.lookup.known.organisations if len(name) > 3]

    @cached_property
    def spelt_names(self) -> list[tuple[str, int]]:
        """Every name as it is written."""
        names = Organisation.objects.values_list("name", "pk")
        return [*names, *OrganisationName.objects.values_list("text", "organisation_id")]

    @cached_property
    def initials(self) -> dict[str, set[int]]:
        """Bodies by the initials of their names."""
        bodies: dict[str, set[int]] = {}
        for name, pk in self.spelt_names:
            for letters in initials(name):
                bodies.setdefault(letters, set()).add(pk)
        return bodies

    @cached_property
    def acronyms(self) -> dict[str, set[tuple[int, str]]]:
        """Bodies and their acronyms, by the sorted letters of these."""
        bodies: dict[str, set[tuple[int, str]]] = {}
        for name, pk in self.spelt_names:
            if is_acronym(name):
                letters = _letters(name)
                bodies.setdefault(_sorted(letters), set()).add((pk, letters))
        return bodies

    def is_company(self, pk: int) -> bool:
        return "organisation_type/company" in self.terms.get(pk, ())

    def slug(self, pk: int | None) -> str | None:
        return self.lookup.organisation_slugs.get(pk) if pk is not None else None

    # One body for sure

    def find(self, text: str) -> str | None:
        """The slug of the body that a text names, None where that is not certain.

        No text is certain that is longer than a name can be.
        """
        text = _spaced(text)
        if len(text) > MAX_NAME:
            return None
        if text not in self.found:
            if len(self.found) >= MAX_FOUND:
                self.found.clear()
            self.found[text] = self.slug(self.named(text) or self._by_parts(text))
        return self.found[text]

    def named(self, text: str) -> int | None:
        """By one of its names, with or without article and legal form."""
        if len(text) > MAX_NAME and len(text := _spaced(text)) > MAX_NAME:
            return None
        pk = self.lookup.known.organisations.get(matching_key(text))
        return pk if pk is not None else self.plain_names.get(plain_name(text))

    def is_one_name(self, text: str) -> bool:
        """Whether a text with a separator in it is one name: "Thorn, USA" in a list of names."""
        if self.named(text) is not None:
            return True
        before, _comma, country = text.rpartition(",")
        slug = _country_slugs().get(plain_name(country)) if before else None
        pk = self.named(before) if slug else None
        return slug is not None and pk is not None and self._may_be_in(pk, slug)

    def _by_parts(self, text: str) -> int | None:
        for parts, is_gloss in _partings(text):
            pk = self._one_of(parts, is_gloss=is_gloss)
            if pk is not None:
                return pk
        return self._beside_unit(text)

    def _one_of(self, parts: list[str], *, is_gloss: bool) -> int | None:
        """The one body that the parts name, if the others say nothing that speaks against it."""
        named = {part: pk for part in parts if (pk := self.named(part)) is not None}
        others = [part for part in parts if part not in named]
        if not named:
            # "Ministry of Interior, Montenegro" is the one that we call "... of Montenegro".
            orders = (parts, parts[::-1]) if len(parts) == 2 else ()
            return next((pk for order in orders if (pk := self.named(" ".join(order)))), None)
        pk = self._innermost(set(named.values()))
        if pk is None:
            return None
        by_acronym = all(is_acronym(part) for part in named)
        body = " ".join(named)
        if all(
            (is_gloss and is_acronym(part))
            or self._goes_with(part, pk, body, by_acronym=by_acronym)
            for part in others
        ):
            return pk
        return None

    def _innermost(self, pks: set[int]) -> int | None:
        """Of several bodies the one that is part of all others."""
        for pk in pks:
            if pks <= {pk, *ancestors(pk, self.parents.get)}:
                return pk
        return None

    def _goes_with(self, part: str, pk: int, body: str, *, by_acronym: bool) -> bool:
        """Whether a body may have this beside its name."""
        country = _country_slugs().get(plain_name(part))
        if country is not None:
            return self._may_be_in(pk, country)
        if is_acronym(part):
            return self._is_short_for(part, pk)
        words = set(matching_key(part).split())
        if words <= ROLES or words & _units_of(body):
            return True
        # Many bodies have the same acronym: its name beside it must be one of this body's.
        return by_acronym and self._similarity(part, pk) >= ONE_NAME

    def _is_short_for(self, acronym: str, pk: int) -> bool:
        """Whether the letters come in this order in one of its names: "BKA", Bundeskriminalamt."""
        letters = _letters(acronym)
        return any(
            name.startswith(letters[:1]) and is_subsequence(letters, name)
            for name in self.names_by_body.get(pk, ())
        )

    def _similarity(self, text: str, pk: int) -> float:
        plain = plain_name(text)
        names = self.names_by_body.get(pk, ())
        return max((fuzz.token_sort_ratio(plain, plain_name(name)) for name in names), default=0)

    def _may_be_in(self, pk: int, country: str) -> bool:
        terms = self.terms.get(pk, frozenset())
        countries = {term for term in terms if term.startswith("country/")}
        of_one = any(f"organisation_type/{slug}" in terms for slug in OF_ONE_COUNTRY)
        return not of_one or not countries or f"country/{country}" in countries

    def _beside_unit(self, text: str) -> int | None:
        """ "UNODC Human Trafficking Section", "Rights Lab at the University of X", "IOM Kenya"."""
        words = text.split()
        has_unit = not UNITS_OF_UNIVERSITIES.isdisjoint(matching_key(text).split())
        for size in range(len(words) - 1, 0, -1):
            if not has_unit and len(words) - size > MOST_WORDS_OF_COUNTRY:
                return None
            for named, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
                pk = self._beside(" ".join(named).strip(" ,"), " ".join(rest))
                if pk is not None:
                    return pk
        return None

    def _beside(self, body: str, rest: str) -> int | None:
        """The body of this name, if the rest is a country or a part of a body."""
        if " " not in body and not is_acronym(body):
            return None
        country = _country_slugs().get(plain_name(rest))
        if country is None and _units_of(body).isdisjoint(matching_key(rest).split()):
            return None
        pk = self.named(body)
        return pk if pk is None or country is None or self._may_be_in(pk, country) else None

    # Bodies that it may be

    def suggest(self, text: str) -> list[tuple[str, int]]:
        """Slugs of bodies that a text may mean, with a certainty of 0 to 99, best first."""
        scores: dict[int, int] = {}
        for pk, score in self._likely(_spaced(text)[:MAX_NAME]):
            scores[pk] = max(scores.get(pk, 0), score)
        best = sorted(scores.items(), key=lambda item: (-item[1], self.slug(item[0]) or ""))
        return [
            (slug, min(score, ALMOST)) for pk, score in best[:MAX_SUGGESTIONS]
            if (slug := self.slug(pk)) is not None
        ]  # fmt: skip

    def _likely(self, text: str) -> Iterator[tuple[int, int]]:
        parts = {text, *(part for parts, _gloss in _partings(text) for part in parts)}
        for part in parts:
            pk = self.named(part)
            if pk is not None:
                yield pk, BY_PART
        acronyms = [part for part in parts if is_acronym(part)]
        for acronym in acronyms:
            yield from self._by_initials(acronym)
        yield from self._by_own_initials(text)
        if not is_acronym(text):
            yield from self._by_likeness(plain_name(text))

    def _by_likeness(self, plain: str) -> Iterator[tuple[int, int]]:
        """By the words of both names; less where one has words that the other lacks."""
        for scorer, weight in ((fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, WITHIN / 100)):
            similar = process.extract(
                plain, self.long_names, scorer=scorer, limit=12,
                score_cutoff=MIN_SIMILARITY / weight,
            )  # fmt: skip
            for name, score, _at in similar:
                most = WITHIN if is_within(plain, name) else ALMOST
                yield self.lookup.known.organisations[name], min(round(score * weight), most)

    def _by_initials(self, acronym: str) -> Iterator[tuple[int, int]]:
        """An acronym is like what it stands for, and like the same letters in another order: "OIM"
        is "IOM", and never "IBM"."""
        letters = _letters(acronym)
        for pk in self.initials.get(letters, ()):
            yield pk, BY_INITIALS
        for pk, _acronym in self.acronyms.get(_sorted(letters), ()):
            yield pk, BY_LETTERS

    def _by_own_initials(self, text: str) -> Iterator[tuple[int, int]]:
        """A name in another language, by the acronym that its words make."""
        for own in initials(text):
            for pk, letters in self.acronyms.get(_sorted(own), ()) if len(own) > 2 else ():
                likeness = 10 * round(self._similarity(text, pk) / 20)
                yield pk, min((40 if letters == own else 35) + likeness, BY_LETTERS)


def is_within(left: str, right: str) -> bool:
    """Whether all words of one folded name are in the other, which has more."""
    left_words, right_words = set(left.split()), set(right.split())
    return left_words < right_words or right_words < left_words


def _partings(text: str) -> Iterator[tuple[list[str], bool]]:
    """The ways in which a text may be a name and something beside it, or a gloss in brackets."""
    match = BRACKETED.match(text)
    if match:
        yield _texts([match["before"], match["inside"]]), True
    for pattern in (MARKED, COMMA):
        parts = _texts(pattern.split(text))
        if len(parts) > 1:
            yield parts, False
        if len(parts) > 2:
            yield [parts[0], " ".join(parts[1:])], False
            yield [" ".join(parts[:-1]), parts[-1]], False


def _units_of(body: str) -> frozenset[str]:
    is_university = not UNIVERSITIES.isdisjoint(matching_key(body).split())
    return UNITS_OF_UNIVERSITIES if is_university else UNITS


def _texts(parts: Iterable[str]) -> list[str]:
    return [text for part in parts if (text := part.strip())]


_cache: SeqCache[BodyNames] = SeqCache(SearchState.current, max_size=1)


def current_bodies() -> BodyNames:
    """As of now: three queries, and none until a fact changes."""
    return _cache.get("bodies", _read)


def _read() -> BodyNames:
    links = OrganisationTerm.objects.filter(
        term__scheme__slug__in=("country", "organisation_type")
    ).values_list("organisation_id", "term__scheme__slug", "term__slug")
    terms: dict[int, set[str]] = {}
    for pk, scheme, slug in links:
        terms.setdefault(pk, set()).add(f"{scheme}/{slug}")
    return BodyNames(
        current_lookup(),
        dict(Organisation.objects.values_list("pk", "part_of_id")),
        {pk: frozenset(keys) for pk, keys in terms.items()},
    )
