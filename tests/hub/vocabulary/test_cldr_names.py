"""Names of countries and languages, and the command that writes their tables."""

import json
from importlib import metadata

import pytest
from babel.core import get_cldr_version
from django.core.management import CommandError, call_command

from hub.vocabulary import cldr_names
from hub.vocabulary.management.commands import build_names

REGIONS = {"World": "m49-001", "Southern Europe": "m49-039"}


def entry(**changes):
    row = {"ISO2": "GR", "ISO3": "GRC", "ISOnumeric": "300", "UNregion": "Southern Europe"}
    return row | {"obsolete": ""} | changes


@pytest.fixture(scope="module")
def shipped():
    tables = json.loads((build_names.DATA / "names.json").read_text(encoding="utf-8"))
    if not any(f"CLDR {get_cldr_version()} " in source for source in tables["sources"]):
        pytest.skip("another CLDR is installed than the tables were written from")
    return tables


def test_a_country_is_named_in_the_language_asked_for():
    assert cldr_names.country_name("NP", "ru") == "Непал"


def test_a_country_is_named_in_english_where_the_language_is_not_in_the_table():
    assert cldr_names.country_name("NP", "sw") == "Nepal"


def test_the_script_or_region_of_the_reader_s_language_does_not_matter():
    assert cldr_names.country_name("NP", "zh-Hans") == "尼泊尔"


def test_a_country_code_may_be_in_lower_case():
    assert cldr_names.country_name("np") == "Nepal"


def test_an_unknown_country_is_called_by_its_code():
    assert cldr_names.country_name("ZZ", "fr") == "ZZ"


def test_a_language_is_named_in_the_language_asked_for():
    assert cldr_names.language_name("my", "fr") == "birman"


def test_a_language_that_cldr_files_under_an_alias_has_its_own_name():
    assert cldr_names.language_name("prs", "en") == "Dari"


def test_a_regional_variant_is_named_by_its_language():
    assert cldr_names.language_name("pt-BR", "en") == "Portuguese"


def test_an_unknown_language_is_called_by_its_tag():
    assert cldr_names.language_name("xx", "es") == "xx"


def test_a_language_can_be_called_by_its_own_name():
    assert cldr_names.endonym("uk") == "українська"


def test_a_language_without_its_own_name_in_the_table_gets_the_english_one(monkeypatch):
    table = {"countries": {}, "languages": {"rhg": {"en": "Rohingya"}}}
    monkeypatch.setattr(cldr_names, "_tables", lambda: table)
    assert cldr_names.endonym("rhg") == "Rohingya"


def test_the_shipped_names_of_countries_are_what_the_generator_writes(shipped):
    assert build_names.country_names(list(shipped["countries"])) == shipped["countries"]


def test_the_shipped_names_of_languages_are_what_the_generator_writes(shipped):
    assert build_names.language_names(list(shipped["languages"])) == shipped["languages"]


def test_every_country_and_language_has_a_name_in_all_six_languages(shipped):
    for table in ("countries", "languages"):
        for code, found in shipped[table].items():
            assert set(build_names.UN_LANGUAGES) <= set(found), code


def test_a_code_written_as_a_pattern_is_read():
    rows = build_names.country_rows([entry(ISO2="^GR$|^EL$")], REGIONS)
    assert [row["alpha2"] for row in rows] == ["GR"]


def test_obsolete_and_user_assigned_codes_are_left_out():
    table = [entry(ISO2="AN", obsolete="2010"), entry(ISO2="XK"), entry(ISO2="")]
    assert build_names.country_rows(table, REGIONS) == []


def test_antarctica_lies_directly_in_the_world_and_its_number_has_three_digits():
    table = [entry(ISO2="AQ", ISO3="ATA", ISOnumeric="10", UNregion="Antarctica")]
    row = build_names.country_rows(table, REGIONS)[0]
    assert (row["region"], row["numeric"]) == ("m49-001", "010")


def test_a_region_that_the_scheme_lacks_stops_the_command():
    with pytest.raises(CommandError, match="Atlantis"):
        build_names.country_rows([entry(UNregion="Atlantis")], REGIONS)


def test_the_command_says_what_to_install_where_its_source_is_missing(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(CommandError, match="pip install --no-deps country-converter"):
        call_command("build_names")
