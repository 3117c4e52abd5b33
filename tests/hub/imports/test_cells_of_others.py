"""Small files of others on their whole way: what a cell means is what they meant by it."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from hub.imports import job_runner
from hub.imports.map import ValueMap, source_values, unmapped_values
from hub.imports.models import ImportSource
from hub.imports.report import report_lines
from hub.imports.staging import create_job

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CASES = Path(__file__).parents[2] / "data" / "imports" / "cases"


@pytest.fixture
def country_terms(make_term):
    names = {"na": "Namibia", "ke": "Kenya", "gh": "Ghana", "cd": "Congo - Kinshasa",
             "no": "Norway", "us": "United States", "ba": "Bosnia & Herzegovina",
             "ru": "Russia"}  # fmt: skip
    for slug, label in names.items():
        make_term(f"country/{slug}", label=label)


@pytest.fixture
def check(work, country_terms):
    def run(content, kind="tool"):
        source = ImportSource.objects.create(slug=kind, title=kind, kind=kind, key_field="name")
        if isinstance(content, str):
            content = content.encode() if "\n" in content else (CASES / content).read_bytes()
        job = work(create_job(ContentFile(content), source=source, name="file"))
        assert job_runner.check(job), job.sentence
        return work(job)

    return run


def mapped(job):
    return {column["heading"]: column["field"] for column in job.mapping["columns"]}


def facts(job, *names):
    return [tuple(row.row.get(name) for name in names) for row in job.rows.in_order()]


def unmapped(job):
    return [value.text for value in unmapped_values(source_values(job), ValueMap(job.words))]


def test_na_in_a_column_of_names_is_asked_about(check):
    job = check("na-is-not-namibia.csv")
    assert unmapped(job) == ["NA"]
    assert facts(job, "country") == [(None,), (["gh"],)]
    assert ("na", 50) in [
        (slug, score) for slug, _label, score in ValueMap().suggest("country", "NA")
    ]


def test_na_in_a_column_of_codes_is_namibia(check):
    job = check("Name,Description,Country\n" + "".join(
        f"Tool {code},Against human trafficking,{code}\n" for code in ("KE", "GH", "NA", "NO")
    ))  # fmt: skip
    assert unmapped(job) == []
    assert facts(job, "country") == [(["ke"],), (["gh"],), (["na"],), (["no"],)]


def test_words_that_say_nothing_are_empty_and_told_once_for_each_column(check):
    job = check("placeholders.csv")
    assert job.counts == {"new": 3}
    assert facts(job, "url", "first_released", "open_source", "country") == [
        (None, None, None, None),
        (None, None, None, None),
        ("https://h3.example.org", "2021", True, ["ke"]),
    ]
    lines = [(line.row, line.column, line.value) for line in report_lines(job)]
    assert lines == [
        (1, "Website", "-, N/A"), (1, "First released", "TBC, n/a"),
        (1, "Open source", "-, unknown"), (1, "Country", "-, N/A"),
    ]  # fmt: skip


def test_official_names_and_codes_of_countries_are_known(check):
    job = check("un-country-names.csv")
    assert unmapped(job) == []
    assert facts(job, "country") == [(["cd"],), (["us"],), (["ba"],), (["ru"],), (["ke"],)]


def test_after_the_summary_took_a_column_the_description_takes_the_next(check):
    job = check("two-descriptions.csv")
    assert list(mapped(job).values()) == ["name", "summary", "description"]


def test_headings_of_programs_are_known(check):
    job = check("camel-case.json", "event")
    assert mapped(job) == {
        "name": "name", "startDate": "start_date", "endDate": "end_date", "city": "place",
        "country": "country", "url": "url",
    }  # fmt: skip


def test_checked_is_yes_and_an_empty_box_is_not_known(check):
    assert facts(check("checked.csv"), "open_source") == [(True,), (None,)]


def test_a_year_that_a_spreadsheet_made_a_number_is_a_year(check):
    assert facts(check("year-with-a-point.csv"), "first_released") == [("2019",), ("2020",)]


def test_of_a_long_text_the_first_sentences_say_what_it_is(check):
    job = check("long-description.csv")
    (row,) = job.rows.all()
    summary, whole = row.row["summary"], row.row["description"]
    assert row.verdict == "new"
    assert len(whole) == 615
    assert whole.startswith(summary)
    assert summary.endswith("what they know.")
    assert 0 < len(summary) <= 600
    assert "first sentences are proposed for “What it is”" in row.problems[0]["sentence"]


def test_an_address_needs_no_scheme(check):
    assert facts(check("bare-address.csv"), "url") == [("https://bare.example.org/tool",)]


def test_one_bad_cell_that_a_record_can_do_without_is_no_problem_of_its_row(check):
    job = check(
        "Name,Description,Website,First released,Open source,Licence\n"
        f"Cell One,Against human trafficking,ask us,soon,partly,{'x' * 61}\n"
        "Cell Two,Against trafficking of men,https://c.example.org,2019,yes,MIT\n"
    )
    row = job.rows.get(number=2)
    assert (row.verdict, row.row["name"]) == ("new", "Cell One")
    assert {entry["column"] for entry in row.problems} == {
        "Website", "First released", "Open source", "Licence",
    }  # fmt: skip
    assert not {"url", "first_released", "open_source", "licence"} & row.row.keys()


def test_a_sentence_on_a_cell_is_in_the_words_of_the_page(check):
    good = "Other,Against trafficking of men,https://b.example.org\n"
    bad = "Cell,Against human trafficking,see annex\n"
    (line,) = report_lines(check(f"Name,Description,Website\n{good}{bad}"))
    assert "Write it in full, such as https://www.example.org." in line.sentence
    assert "url" not in line.sentence.casefold()


def test_no_row_is_named_by_a_word_that_says_nothing(check):
    job = check(
        "Name,Description,name id,Other names\n"
        "Key One,Against human trafficking,N/A,One; N/A\n"
        "Moonshine,Against trafficking of men,N/A,-\n"
    )
    assert job.counts == {"new": 2}
    assert [row.key for row in job.rows.in_order()] == ["Key One", "Moonshine"]
    assert facts(job, "other_names") == [(["One"],), (None,)]


def test_rows_with_no_slug_are_named_by_their_names(work, country_terms):
    source = ImportSource.objects.create(slug="s", title="S", kind="tool", key_field="slug")
    rows = "Slug,Name,Description\nN/A,Key One,Against trafficking\n-,Moonshine,Against slavery\n"
    job = work(create_job(ContentFile(rows.encode()), source=source, name="file"))
    assert job_runner.check(job), job.sentence
    assert work(job).counts == {"new": 2}
    assert facts(job, "slug") == [("key-one",), ("moonshine",)]
