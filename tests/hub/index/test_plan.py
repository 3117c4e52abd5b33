from hub.index.inverted import Way
from hub.index.plan import BEGINNING, MOST_CLAUSES, PHRASE, plan


def typed(text: str) -> list[tuple[str, ...]]:
    return [clause.typed for clause in plan(text)]


def test_words_that_say_nothing_are_left_out_beside_others() -> None:
    assert typed("the satellite of hope") == [("satellite",), ("hope",)]


def test_words_that_say_nothing_are_searched_alone() -> None:
    assert typed("the") == [("the",)]


def test_words_that_deny_are_kept() -> None:
    assert ("without",) in typed("app without camera")


def test_quoted_words_are_one_phrase() -> None:
    clause = plan('x "supply of chains"')[1]
    assert clause.ways == (Way(("supply", "of", "chains"), PHRASE),)


def test_a_quotation_mark_that_is_not_closed_still_begins_a_phrase() -> None:
    assert plan('"a b')[0].quoted


def test_quotation_marks_of_other_languages_count() -> None:
    assert plan("«traite des êtres»")[0].quoted
    assert plan("„Opfer Schutz“")[0].quoted


def test_a_known_phrase_is_one_clause_with_its_synonyms() -> None:
    clause = plan("modern slavery")[0]
    assert clause.typed == ("modern", "slavery")
    assert "thb" in {way.tokens[0] for way in clause.ways}


def test_a_known_phrase_is_also_met_by_its_words_apart() -> None:
    assert [each.typed for each in plan("modern slavery")[0].or_all] == [("modern",), ("slavery",)]


def test_only_the_last_word_may_be_unfinished() -> None:
    first, last = plan("radar imag")
    assert not any(way.prefix for way in first.ways)
    assert Way(("imag",), BEGINNING, prefix=True) in last.ways


def test_a_short_word_that_is_known_is_finished() -> None:
    assert not any(way.prefix for way in plan("bus", lambda token: True)[0].ways)


def test_most_of_the_pairs_of_a_chinese_run_must_be_there() -> None:
    clause = plan("人口贩运受助人")[0]
    assert (len(clause.ways), clause.least) == (6, 4)


def test_the_number_of_clauses_is_bounded() -> None:
    assert len(plan(" ".join(f"word{i}" for i in range(500)))) == MOST_CLAUSES


def test_a_word_twice_is_looked_up_once() -> None:
    assert typed("radar radar boat") == [("radar",), ("boat",)]


def test_a_text_without_words_has_no_clauses() -> None:
    assert plan('%% "" --') == ()
