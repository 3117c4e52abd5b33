"""Parses the text of a query into clauses, each of which a record must match."""

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise, starmap, takewhile
from pathlib import Path
from typing import Protocol

from hub.search_engine.analyser import (
    IS_UNSPACED,
    STOP_WORDS,
    WORD,
    bigrams,
    fold,
    stem,
    stem_phrase,
    tokenize,
)
from hub.search_engine.inverted_index import TermQuery
from hub.search_engine.named_rows import NamedRows, is_part, named_rows
from hub.search_engine.word_list import is_dictionary_word

QUOTES = re.compile('["“”„‟«»]')
MAX_CLAUSES = 10
STEM_BOOST, SYNONYM_BOOST, PREFIX_BOOST = 0.85, 0.7, 0.4
PHRASE_BOOST = 1.2

# Phrases with the same meaning, a list kept by hand.
SYNONYMS_FILE = Path(__file__).parent / "data" / "synonyms.json"
MAX_SYNONYM_WORDS = 5

# Between the parts of one word: hyphens of all kinds, and what programs write for one.
HYPHEN = re.compile("[-_\u00ad\u2010-\u2013\u2212\ufe63\uff0d]")
CYRILLIC = re.compile("[\u0400-\u052f]")
MIN_PART = 3  # letters of a part of a word that is written as one; a single first one is a part too

Phrase = tuple[str, ...]


class Lexicon(Protocol):
    """What the parser must know of the records that are searched."""

    def contains_token(self, token: str) -> bool:
        """Whether any record or label has a token."""

    def contains_phrase(self, tokens: Phrase) -> bool:
        """Whether any has these surface forms one after the other."""

    def has_longer(self, token: str) -> bool:
        """Whether any has a surface form that begins with this one, and goes on."""

    def is_name(self, token: str) -> bool:
        """Whether a record or a term is called just this surface form."""

    def is_kind_word(self, word: str) -> bool:
        """Whether a word says of what kind all the records are: "tool" in a list of tools."""

    def name_stems(self, token: str, stems: Phrase) -> Phrase:
        """Of the stems of a word those that count: all, unless a record is called so."""


class EmptyLexicon:
    """That of no records."""

    def contains_token(self, token: str) -> bool:
        return False

    def contains_phrase(self, tokens: Phrase) -> bool:
        return False

    def has_longer(self, token: str) -> bool:
        return True

    def is_name(self, token: str) -> bool:
        return False

    def is_kind_word(self, word: str) -> bool:
        return False

    def name_stems(self, token: str, stems: Phrase) -> Phrase:
        return stems


NO_RECORDS = EmptyLexicon()


@dataclass(frozen=True)
class Clause:
    """What stands for ``words`` of the text.

    A record matches if at least ``minimum_match`` of the ``alternatives`` match, or, where there
    are ``all_words``, if each of these clauses matches. ``quoted``: a phrase in quotation marks.
    ``beginning``: the last word taken as unfinished; such records come behind all others.
    ``named``: the words are a name for rows; a record matches that has one of these, or one of the
    alternatives in its own text.
    """

    words: Phrase
    alternatives: tuple[TermQuery, ...]
    minimum_match: int = 1
    all_words: tuple["Clause", ...] = ()
    quoted: bool = False
    beginning: TermQuery | None = None
    named: NamedRows | None = None

    def term_queries(self) -> list[TermQuery]:
        """The alternatives of the clause and of those below it."""
        below = (query for clause in self.all_words for query in clause.term_queries())
        return [*self.alternatives, *below]

    def finished(self) -> "Clause":
        """The clause without what is only the beginning of a word."""
        return replace(self, beginning=None) if self.beginning else self


def parse_query(
    text: str, lexicon: Lexicon = NO_RECORDS, *, literal: bool = False
) -> tuple[Clause, ...]:
    """The clauses of a text. With ``literal`` a name for rows is the words that it is made of.

    Quoted words are a phrase. Stop words and words for the kind are dropped beside others. The last
    word may be unfinished, unless something is called so ("Niger" is not the beginning of
    "Nigeria"), or it is short and indexed ("app" is not the beginning of "approach").
    """
    clauses: list[Clause] = []
    for i, part in enumerate(QUOTES.split(text)):
        if len(clauses) >= MAX_CLAUSES:
            break
        clauses += _parse_phrase(part) if i % 2 else _parse_words(part, lexicon, literal=literal)
    clauses = clauses[:MAX_CLAUSES]
    remaining = [
        clause for clause in clauses if clause.quoted or not _says_nothing(clause, lexicon)
    ] or clauses
    if remaining and remaining[-1] is clauses[-1] and not remaining[-1].quoted:
        remaining[-1] = _add_beginning(remaining[-1], lexicon)
    return tuple(dict.fromkeys(remaining))


def _parse_phrase(part: str) -> list[Clause]:
    tokens = [token for token in map(fold, tokenize(part)) if token][:MAX_CLAUSES]
    if not tokens:
        return []
    if len(tokens) > 1 and len(tokens[-1]) == 1 and IS_UNSPACED.match(tokens[-1]):
        tokens.pop()  # the last letter of a run is a token of its own only in the index
    letter = len(tokens) == 1 and len(tokens[0]) == 1 and bool(IS_UNSPACED.match(tokens[0]))
    query = TermQuery(tuple(tokens), PHRASE_BOOST, prefix=letter)
    return [Clause(tuple(tokens), (query,), quoted=True)]


def _parse_words(part: str, lexicon: Lexicon, *, literal: bool = False) -> list[Clause]:
    """Names for rows and phrases with synonyms first, then words in parts, then single words."""
    words, is_joined = _split_words(part, cut=not literal)
    clauses: list[Clause] = []
    i, unnamed = 0, len(words) if literal else 0
    while i < len(words) and len(clauses) < MAX_CLAUSES:
        length, named = 0, None
        if i >= unnamed:
            length, named = named_rows.table.longest_at_start(words[i:])
        if named and named.rows:
            clauses.append(_named_clause(tuple(words[i : i + length]), named))
            i += length
            continue
        unnamed = max(unnamed, i + length)
        clause, length = _next_clause(words[i:], is_joined[i:], lexicon)
        clauses.append(clause)
        i += length
    return clauses


def _split_words(part: str, *, cut: bool) -> tuple[list[str], list[bool]]:
    """The words of a text; whether each is joined by a hyphen to the one before, one more for the
    end. With ``cut`` a name for rows stands apart in a run of an unspaced script; of the rest a
    single letter is but a particle.
    """
    text = unicodedata.normalize("NFC", part).casefold()
    matches = [match for match in WORD.finditer(text) if fold(match.group())][: MAX_CLAUSES * 2]
    joined = [False, *starmap(partial(_is_hyphenated, text), pairwise(matches))]
    words: list[str] = []
    is_joined: list[bool] = []
    for match, is_next in zip(matches, joined, strict=False):
        parts = [match.group()]
        if cut and IS_UNSPACED.match(parts[0]):
            parts = named_rows.table.cut(parts[0])[: MAX_CLAUSES * 2]
            parts = [each for each in parts if len(each) > 1] if len(parts) > 1 else parts
        words += parts
        is_joined += [is_next, *(False for _part in parts[1:])]
    return words, [*is_joined, False]


def _next_clause(words: list[str], is_joined: list[bool], lexicon: Lexicon) -> tuple[Clause, int]:
    """The clause that the words begin with, and how many of them it takes."""
    length, synonyms = _longest_synonyms(words)
    end = length
    while length == 1 and is_joined[end]:
        end += 1
    parts = tuple(words[:end])
    if initials := _spaced_initials(words, lexicon):
        return _word_clause("".join(initials), lexicon), len(initials)
    if length > 1:
        return _synonym_clause(parts, synonyms, lexicon), length
    if len(parts) > 1:
        apart = not _is_known(parts, lexicon)
        return _compound_clause(parts, parts, lexicon, apart=apart), end
    if _is_parted(words, lexicon) and not is_joined[2]:
        parts = tuple(words[:2])
        return _compound_clause(parts, parts, lexicon, apart=True), 2
    return _single_clause(words[0], synonyms, lexicon), 1


def _named_clause(words: Phrase, named: NamedRows) -> Clause:
    """Any of the names in the text of a record, or any of the rows.

    Only Russian inflects names; elsewhere the stem of one is a word of another language.
    """
    queries: list[TermQuery] = []
    for name in (*named.names, *named.also):
        phrase = tuple(WORD.findall(name.casefold()))
        if not phrase:
            continue
        query = _phrase_query(phrase, 1.0)
        if len(phrase) == 1 and not IS_UNSPACED.match(phrase[0]):
            query = replace(query, prefix=False)
            if not named.apart and CYRILLIC.match(phrase[0]):
                queries += _word_clause(phrase[0], NO_RECORDS).alternatives
        apart = (longer for longer in named.apart if is_part(query.tokens, longer))
        queries.append(replace(query, apart=tuple(apart)))
    return Clause(words, _distinct(queries), named=named)


def _is_hyphenated(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    return bool(HYPHEN.fullmatch(text[before.end() : after.start()]))


def _spaced_initials(words: list[str], lexicon: Lexicon) -> Phrase:
    """The first words, if they are single letters and together an abbreviation: "O. S. C. E."."""
    letters = tuple(takewhile(lambda word: len(word) == 1 and word.isalpha(), words))
    return letters if len(letters) > 1 and lexicon.contains_token("".join(letters)) else ()


def _single_clause(word: str, synonyms: tuple[Phrase, ...], lexicon: Lexicon) -> Clause:
    """A word written as one, which others may write in two parts."""
    parts = _split_word(word, lexicon)
    if parts:
        apart = bool(find_synonyms(parts)) or not _is_known((word,), lexicon)
        return _compound_clause((word,), parts, lexicon, apart=apart)
    return _synonym_clause((word,), synonyms, lexicon) if synonyms else _word_clause(word, lexicon)


def _is_known(parts: Phrase, lexicon: Lexicon) -> bool:
    """Whether these parts, written as one word, are a word."""
    return _is_indexed("".join(parts), lexicon) or is_dictionary_word("".join(map(fold, parts)))


def _is_indexed(word: str, lexicon: Lexicon) -> bool:
    """Whether the records have a word or a form of it."""
    return any(map(lexicon.contains_token, (fold(word), *stem(word))))


def _is_parted(words: list[str], lexicon: Lexicon) -> bool:
    """Whether the first two words are one word in the records: "hot line" is "hotline" there."""
    if len(words) < 2 or any(IS_UNSPACED.match(word) for word in words[:2]):
        return False
    first, second = fold(words[0]), fold(words[1])
    if {first, second} & STOP_WORDS or len(second) < MIN_PART or not (first + second).isalpha():
        return False
    return _is_indexed(words[0] + words[1], lexicon)


def _split_word(word: str, lexicon: Lexicon) -> Phrase:
    """The two words that the records have in its place; empty if they have none.

    Of a word that nobody else writes they may also stand apart: "casemanagement".
    """
    folded = fold(word)
    if len(folded) < MIN_PART + 1 or IS_UNSPACED.match(word) or not folded.isalpha():
        return ()
    apart: Phrase = ()
    for i in (1, *range(MIN_PART, len(folded) - MIN_PART + 1)):
        parts = folded[:i], folded[i:]
        if STOP_WORDS.isdisjoint(parts) and all(map(lexicon.contains_token, parts)):
            if lexicon.contains_phrase(parts):
                return parts
            apart = apart or (parts if i > MIN_PART and len(parts[1]) > MIN_PART else ())
    if not apart or _is_known((word,), lexicon) or not all(map(is_dictionary_word, apart)):
        return ()
    return apart


def _compound_clause(words: Phrase, parts: Phrase, lexicon: Lexicon, *, apart: bool) -> Clause:
    """The parts as one word or one after the other; with ``apart`` also in other places."""
    joined = "".join(parts)
    queries = [*_word_clause(joined, lexicon).alternatives, _phrase_query(parts, 1.0)]
    for phrase in dict.fromkeys((*find_synonyms((joined,)), *find_synonyms(parts))):
        queries += _synonym_queries(phrase)
    content = [part for part in parts if fold(part) not in STOP_WORDS]
    clauses = tuple(_word_clause(part, lexicon) for part in content)
    return Clause(
        words, _distinct(queries), all_words=clauses if apart and len(content) > 1 else ()
    )


def _longest_synonyms(words: list[str]) -> tuple[int, tuple[Phrase, ...]]:
    """How many of the first words are a phrase with synonyms, and these; else 1 and none."""
    for length in range(min(MAX_SYNONYM_WORDS, len(words)), 0, -1):
        if synonyms := find_synonyms(tuple(words[:length])):
            return length, synonyms
    return 1, ()


def _synonym_clause(words: Phrase, synonyms: tuple[Phrase, ...], lexicon: Lexicon) -> Clause:
    """The words as one word, as a phrase or all of them apart, or any synonym."""
    word = _word_clause(words[0], lexicon) if len(words) == 1 else None
    is_simple = word is not None and word.minimum_match == 1
    queries = list(word.alternatives if word and is_simple else (_phrase_query(words, 1.0),))
    if len(words) == 2:
        queries += _word_clause("".join(words), lexicon).alternatives
    for phrase in synonyms:
        queries += _synonym_queries(phrase)
    clauses = tuple(_word_clause(each, lexicon) for each in words if each not in STOP_WORDS)
    return Clause(words, _distinct(queries), all_words=() if is_simple else clauses)


def _synonym_queries(phrase: Phrase) -> list[TermQuery]:
    if len(phrase) > 1 or IS_UNSPACED.match(phrase[0]):
        return [_phrase_query(phrase, SYNONYM_BOOST)]
    return [
        TermQuery((token,), SYNONYM_BOOST * boost)
        for token, boost in [
            (fold(phrase[0]), 1.0),
            *((token, STEM_BOOST) for token in stem(phrase[0])),
        ]
    ]


def _phrase_query(phrase: Phrase, boost: float) -> TermQuery:
    """The words one after the other; the last may have an ending ("mobile phones")."""
    if IS_UNSPACED.match(phrase[0]) and len(phrase[0]) > 1:
        return TermQuery(tuple(map(fold, bigrams(phrase[0]))), boost)
    return TermQuery(tuple(map(fold, phrase)), boost, prefix=len(phrase[-1]) > 3)


def _word_clause(word: str, lexicon: Lexicon) -> Clause:
    if not IS_UNSPACED.match(word):
        folded = fold(word)
        stems = lexicon.name_stems(folded, stem(word))
        queries = [TermQuery((token,), STEM_BOOST) for token in stems]
        return Clause((word,), _distinct([TermQuery((folded,)), *queries]))
    if len(word) == 1:
        return Clause((word,), (TermQuery((fold(word),), prefix=True),))
    # Word boundaries are not written: most bigrams must match, not those across two words.
    queries = [TermQuery((fold(bigram),)) for bigram in dict.fromkeys(bigrams(word[:20]))]
    return Clause((word,), tuple(queries), minimum_match=-(-len(queries) * 3 // 5))


def _add_beginning(clause: Clause, lexicon: Lexicon) -> Clause:
    word = fold(clause.words[-1])
    if len(clause.words) > 1 or clause.minimum_match > 1 or clause.named is not None:
        return clause
    if len(word) < 2 or IS_UNSPACED.match(word):
        return clause
    if not lexicon.has_longer(word) or lexicon.is_name(word):
        return clause
    tokens = (token for query in clause.alternatives for token in query.tokens)
    if len(word) < 4 and any(map(lexicon.contains_token, tokens)):
        return clause
    return replace(clause, beginning=TermQuery((word,), PREFIX_BOOST, prefix=True))


def _distinct(queries: list[TermQuery]) -> tuple[TermQuery, ...]:
    """The first of those that differ in their boost alone."""
    first: dict[tuple[tuple[str, ...], bool], TermQuery] = {}
    for query in queries:
        first.setdefault((query.tokens, query.prefix), query)
    return tuple(first.values())


def _says_nothing(clause: Clause, lexicon: Lexicon) -> bool:
    if len(clause.words) != 1 or clause.named is not None:
        return False
    word = clause.words[0]
    return fold(word) in STOP_WORDS or lexicon.is_kind_word(word)


def names_only_the_kind(text: str, lexicon: Lexicon) -> bool:
    """Whether a text says nothing but of what kind the records are: "the tools"."""
    names_kind = False
    for word in WORD.findall(text.casefold())[: MAX_CLAUSES * 2]:
        if lexicon.is_kind_word(word):
            names_kind = True
        elif fold(word) not in STOP_WORDS:
            return False
    return names_kind


def find_synonyms(phrase: Phrase) -> tuple[Phrase, ...]:
    """Every phrase with the same meaning, itself included; empty if there is none."""
    return _synonyms().get(stem_phrase(phrase), ())


@cache
def _synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    """For each phrase, normalized, the phrases of all its groups, in the order of the file."""
    groups: dict[Phrase, dict[Phrase, None]] = {}
    for group in json.loads(SYNONYMS_FILE.read_text(encoding="utf-8")):
        phrases = [tuple(phrase.casefold().replace("-", " ").split()) for phrase in group]
        for phrase in phrases:
            groups.setdefault(stem_phrase(phrase), {}).update(dict.fromkeys(phrases))
    return {phrase: tuple(synonyms) for phrase, synonyms in groups.items()}
