from hub.search_engine.inverted_index import TermMatch
from hub.search_engine.query_parser import BEGINNING, MOST_CLAUSES, PHRASE, parse_query


def typed(text: str) -> list[tuple[str, ...]]:
    return [clause.typed for clause in parse_query(text)]


def test_words_that_say_nothing_are_left_out_beside_others() -> None:
    assert typed("the satellite of hope") == [("satellite",), ("hope",)]


def test_words_that_say_nothing_are_searched_alone() -> None:
    assert typed("the") == [("the",)]


def test_words_that_deny_are_kept() -> None:
    assert ("without",) in typed("app without camera")


def test_quoted_words_are_one_phrase() -> None:
    clause = parse_query('x "supply of chains"')[1]
    assert clause.ways == (TermMatch(("supply", "of", "chains"), PHRASE),)


def test_a_quotation_mark_that_is_not_closed_still_begins_a_phrase() -> None:
    assert parse_query('"a b')[0].quoted


def test_quotation_marks_of_other_languages_count() -> None:
    assert parse_query("«traite des êtres»")[0].quoted
    assert parse_query("„Opfer Schutz“")[0].quoted


def test_a_known_phrase_is_one_clause_with_its_synonyms() -> None:
    clause = parse_query("modern slavery")[0]
    assert clause.typed == ("modern", "slavery")
    assert "thb" in {way.tokens[0] for way in clause.ways}


def test_a_known_phrase_is_also_met_by_its_words_apart() -> None:
    assert [each.typed for each in parse_query("modern slavery")[0].or_all] == [
        ("modern",),
        ("slavery",),
    ]


def test_only_the_last_word_may_be_unfinished() -> None:
    first, last = parse_query("radar imag")
    assert not any(way.prefix for way in first.ways)
    assert TermMatch(("imag",), BEGINNING, prefix=True) in last.ways


def test_a_short_word_that_is_known_is_finished() -> None:
    assert not any(way.prefix for way in parse_query("bus", lambda token: True)[0].ways)


def test_most_of_the_pairs_of_a_chinese_run_must_be_there() -> None:
    clause = parse_query("人口贩运受助人")[0]
    assert (len(clause.ways), clause.least) == (6, 4)


def test_the_number_of_clauses_is_bounded() -> None:
    assert len(parse_query(" ".join(f"word{i}" for i in range(500)))) == MOST_CLAUSES


def test_a_word_twice_is_looked_up_once() -> None:
    assert typed("radar radar boat") == [("radar",), ("boat",)]


def test_a_text_without_words_has_no_clauses() -> None:
    assert parse_query('%% "" --') == ()
