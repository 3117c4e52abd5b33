import json

from hub.search_engine.inverted_index import TermQuery
from hub.search_engine.query_parser import (
    MAX_CLAUSES,
    MAX_SYNONYM_WORDS,
    PHRASE_BOOST,
    PREFIX_BOOST,
    SYNONYMS_FILE,
    find_synonyms,
    parse_query,
)


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
    assert not any(term.prefix for term in first.alternatives)
    assert TermQuery(("imag",), PREFIX_BOOST, prefix=True) in last.alternatives


def test_a_short_word_that_is_known_is_finished() -> None:
    assert not any(term.prefix for term in parse_query("bus", lambda token: True)[0].alternatives)


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
