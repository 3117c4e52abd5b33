"""Words by which cells say that they hold no value."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.imports.map import ColumnMap, MappedColumn, RowMapper, ValueMap
from hub.imports.map.missing_values import CODES, KEEP, MISSING, WORDS, is_missing
from hub.imports.record_types import importer_for

NOTHING = (
    "N/A", "n/a", "NA", "n.a.", "N.A", "-", "–", "—", "--", "?", "...", "TBC", "tbd", "Unknown",
    "UNKNOWN", "none given", "(none)", "[unknown]", "N/A - unknown", "not available", "null", "nil",
    "Sans objet", "non renseigné", "inconnu", "À confirmer", "Néant", "No aplica", "desconocido",
    "s/d", "Por confirmar", "não se aplica", "Desconhecido", "keine Angabe", "k. A.", "unbekannt",
    "н/д", "нет данных", "неизвестно", "غير معروف", "لا ينطبق", "غير متوفر", "不适用", "未知",
    "暂无", "_", "n\\a", "o. J.", "б/г", "s/f", "无日期", "بدون تاريخ",
)  # fmt: skip
SOMETHING = (
    "Kenya",
    "no",
    "0",
    "Nada Tech",
    "A tool for unknown places",
    "TBC Bank",
    "✓",
    "🇰🇪",
    "NATO",
)


@pytest.mark.parametrize("text", NOTHING)
def test_a_word_that_says_nothing_is_known_in_every_language_of_the_headings(text):
    assert is_missing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_what_holds_such_a_word_or_is_one_elsewhere_is_a_value(text):
    assert not is_missing(text)


def canonical_row(field, cell, words=None, kind="tool", **column):
    mapping = ColumnMap((MappedColumn("C", field, **column),))
    mapper = RowMapper(importer_for(kind), mapping, ValueMap(words))
    return mapper.canonical_row({"C": cell})


@pytest.fixture
def countries(make_term):
    for slug, label in (("na", "Namibia"), ("no", "Norway"), ("ke", "Kenya")):
        make_term(f"country/{slug}", label=label)
    make_term("purpose/screening", label="Screening")


spelling = st.sampled_from([*WORDS, *NOTHING]).flatmap(
    lambda word: st.sampled_from(
        [word, word.upper(), word.title(), f" {word} ", f"({word})", f"{word}."]
    )
)
cells = st.sampled_from(
    ["countries", "purpose", "url", "first_released", "open_source", "status_checked_on",
     "licence", "organisations", "languages", "confidence", "sources", "summary"]
)  # fmt: skip


@pytest.mark.django_db
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=spelling, field=cells)
def test_a_cell_that_says_nothing_never_becomes_a_term_or_a_fact(countries, text, field):
    row, problems = canonical_row(field, text)
    value = row.get(field)
    # "none" states that there is none, which is no term either; "нет" is no, too.
    assert value in (None, []) or (field == "open_source" and value is False)
    is_code = field in ("countries", "languages") and text.strip().lower() in CODES
    assert problems == [] or is_code


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["NA", "na", "NO", "No"])
def test_a_code_that_also_says_nothing_is_asked_about(countries, code):
    row, problems = canonical_row("countries", code)
    assert row == {}
    assert code in problems[0]


@pytest.mark.django_db
def test_in_a_column_of_codes_it_is_the_country(countries):
    assert canonical_row("countries", "NA", codes=True) == ({"countries": ["na"]}, [])


@pytest.mark.django_db
def test_a_part_of_a_cell_that_says_nothing_leaves_the_others(countries):
    row, problems = canonical_row("countries", "Kenya; N/A; ?", separator=";")
    assert (row, problems) == ({"countries": ["ke"]}, [])


@pytest.mark.django_db
def test_a_curator_says_which_country_a_code_is(countries):
    row, _problems = canonical_row("countries", "NA", {"country": {"na": "na"}})
    assert row == {"countries": ["na"]}


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["countries", "licence", "first_released", "organisations"])
def test_a_curator_declares_other_words_empty_in_every_column(countries, field):
    assert canonical_row(field, "ask Jane", {MISSING: {"ask jane": ""}}) == ({}, [])


@pytest.mark.django_db
def test_a_curator_says_that_a_word_is_a_value_after_all(countries):
    row, _problems = canonical_row("licence", "Unknown", {MISSING: {"unknown": KEEP}})
    assert row == {"licence": "Unknown"}


@pytest.mark.django_db
def test_a_name_may_be_a_word_that_says_nothing_elsewhere(countries):
    assert canonical_row("name", "Nada") == ({"name": "Nada"}, [])
    assert canonical_row("name", "N/A") == ({}, [])


@pytest.mark.django_db
def test_a_word_that_is_the_name_of_a_term_is_the_term(make_term):
    make_term("evidence_level/none", label="No evidence found")
    assert canonical_row("evidence_level", "none") == ({"evidence_level": ["none"]}, [])
