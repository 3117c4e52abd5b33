import json

import pytest

from hub.search_engine.inverted_index import TermQuery
from hub.search_engine.query_parser import (
    MAX_CLAUSES,
    MAX_SYNONYM_WORDS,
    PHRASE_BOOST,
    PREFIX_BOOST,
    SYNONYMS_FILE,
    EmptyLexicon,
    find_synonyms,
    parse_query,
)


class Knowing(EmptyLexicon):
    """The lexicon of records with these words, phrases and names."""

    def __init__(self, words=(), phrases=(), names=()) -> None:
        self.words = {*words, *(word for phrase in phrases for word in phrase.split())}
        self.phrases, self.names = set(phrases), set(names)

    def contains_token(self, token):
        return token in self.words

    def contains_phrase(self, tokens):
        return " ".join(tokens) in self.phrases

    def is_name(self, token):
        return token in self.names


def words_of(text: str) -> list[tuple[str, ...]]:
    return [clause.words for clause in parse_query(text)]


def test_words_that_say_nothing_are_left_out_beside_others() -> None:
    assert words_of("the satellite of hope") == [("satellite",), ("hope",)]


def test_words_that_say_nothing_are_searched_alone() -> None:
    assert words_of("the") == [("the",)]


def test_words_that_deny_are_kept() -> None:
    assert ("without",) in words_of("app without camera")


def test_quoted_words_are_one_phrase() -> None:
    clause = parse_query('x "supply of chains"')[1]
    assert clause.alternatives == (TermQuery(("supply", "of", "chains"), PHRASE_BOOST),)


def test_a_quotation_mark_that_is_not_closed_still_begins_a_phrase() -> None:
    assert parse_query('"a b')[0].quoted


def test_quotation_marks_of_other_languages_count() -> None:
    assert parse_query("«traite des êtres»")[0].quoted
    assert parse_query("„Opfer Schutz“")[0].quoted


def test_a_known_phrase_is_one_clause_with_its_synonyms() -> None:
    clause = parse_query("modern slavery")[0]
    assert clause.words == ("modern", "slavery")
    assert "thb" in {term.tokens[0] for term in clause.alternatives}


def test_a_known_phrase_is_also_met_by_its_words_apart() -> None:
    assert [each.words for each in parse_query("modern slavery")[0].all_words] == [
        ("modern",),
        ("slavery",),
    ]


def test_only_the_last_word_may_be_unfinished() -> None:
    first, last = parse_query("radar imag")
    assert (first.beginning, last.beginning) == (
        None,
        TermQuery(("imag",), PREFIX_BOOST, prefix=True),
    )


def test_a_short_word_that_is_known_is_finished() -> None:
    assert parse_query("bus", Knowing({"bus"}))[0].beginning is None


def test_what_something_is_called_is_finished() -> None:
    assert parse_query("niger", Knowing(names={"niger"}))[0].beginning is None


def test_most_of_the_pairs_of_a_chinese_run_must_be_there() -> None:
    clause = parse_query("人口贩运受助人")[0]
    assert (len(clause.alternatives), clause.minimum_match) == (6, 4)


def test_the_number_of_clauses_is_bounded() -> None:
    assert len(parse_query(" ".join(f"word{i}" for i in range(500)))) == MAX_CLAUSES


def test_a_word_twice_is_looked_up_once() -> None:
    assert words_of("radar radar boat") == [("radar",), ("boat",)]


def test_a_text_without_words_has_no_clauses() -> None:
    assert parse_query('%% "" --') == ()


def test_plurals_are_the_same_phrase() -> None:
    assert find_synonyms(("mobile", "phones")) == find_synonyms(("mobile", "phone"))


def test_a_word_of_no_group_has_none() -> None:
    assert find_synonyms(("radar",)) == ()


def test_no_phrase_of_the_file_is_longer_than_what_is_looked_for() -> None:
    groups = json.loads(SYNONYMS_FILE.read_text(encoding="utf-8"))
    longest = max(len(phrase.replace("-", " ").split()) for group in groups for phrase in group)
    assert longest <= MAX_SYNONYM_WORDS


def test_every_group_of_the_file_says_at_least_two_things() -> None:
    groups = json.loads(SYNONYMS_FILE.read_text(encoding="utf-8"))
    assert [group for group in groups if len(set(group)) < 2] == []


def tokens_of(text: str, lexicon) -> set[tuple[str, ...]]:
    """What the one clause of a text may be matched by, stems left out."""
    (clause,) = parse_query(text, lexicon)
    return {query.tokens for query in clause.alternatives if "\x01" not in query.tokens[0]}


HELP_DESK = Knowing({"helpdesk"}, {"help desk"})


@pytest.mark.parametrize("text", ["helpdesk", "help-desk", "help‐desk", "help_desk", "help desk"])
def test_a_word_is_the_same_joined_parted_and_with_a_hyphen(text) -> None:
    assert tokens_of(text, HELP_DESK) == {("helpdesk",), ("help", "desk")}


def test_a_word_that_nobody_else_writes_is_its_two_parts() -> None:
    (clause,) = parse_query("countersatellite", Knowing({"counter", "satellite"}))
    assert [each.words for each in clause.all_words] == [("counter",), ("satellite",)]


def test_a_word_of_the_dictionary_is_not_two_others() -> None:
    (clause,) = parse_query("manslaughter", Knowing({"mans", "laughter"}))
    assert (clause.words, clause.all_words) == (("manslaughter",), ())
    assert tokens_of("therapist", Knowing(phrases={"the rapist"})) == {("therapist",)}


def test_the_parts_of_a_hyphened_word_are_also_met_apart_unless_it_is_a_word() -> None:
    (clause,) = parse_query("vessel-radar", Knowing({"vessel", "radar"}))
    assert [each.words for each in clause.all_words] == [("vessel",), ("radar",)]
    assert parse_query("hot-spot", Knowing({"hotspot"}))[0].all_words == ()


def test_letters_with_points_and_blanks_are_an_abbreviation_that_is_known() -> None:
    assert tokens_of("O. S. C. E.", Knowing({"osce"})) == {("osce",)}
    assert tokens_of("O.S.C.E.", Knowing()) == {("osce",)}
    assert words_of("X. Q.") == [("x",), ("q",)]


def test_a_hyphened_word_counts_as_one_clause_of_many() -> None:
    assert words_of("well-known radar") == [("well", "known"), ("radar",)]
