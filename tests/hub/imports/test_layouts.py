"""Files whose layout the importer must find, from their bytes to their records."""

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from catalogue.models import Tool
from hub.imports import job_runner
from hub.imports.map import save_profile
from hub.imports.models import ImportSource
from hub.imports.review import decisions
from hub.imports.staging import create_job

FILES = Path(__file__).resolve().parents[2] / "data" / "imports"
pytestmark = pytest.mark.django_db


@pytest.fixture
def read(words, work):
    def run(name, content=None, kind="tool", **choices):
        source, _made = ImportSource.objects.get_or_create(
            slug=f"layout-{kind}", title="L", kind=kind, key_field="name"
        )
        content = content if content is not None else (FILES / name).read_bytes()
        choices = {"publish_as": "published"} | choices
        return work(create_job(ContentFile(content), source=source, name=name, **choices))

    return run


@pytest.fixture
def apply(work, make_person):
    def run(job):
        assert job_runner.check(job), job.sentence
        work(job)
        decisions.mark_different(job.rows.with_verdict("duplicate"), by=make_person())
        assert job_runner.accept(job)
        return work(job)

    return run


def mapped(job):
    return {one["heading"]: one["field"] for one in job.mapping["columns"] if one["field"]}


def remarks(job):
    return {
        row.number: [(one["code"], one["column"]) for one in row.problems]
        for row in job.rows.in_order()
        if row.problems
    }


def test_stored_results_and_the_address_behind_a_name(read, apply, make_term):
    make_term("country/gh")
    job = read("formulas.xlsx")
    assert mapped(job) == {
        "Name": "name", "Description": "summary", "Country": "countries", "Name (link)": "url",
    }  # fmt: skip
    apply(job)
    assert dict(Tool.objects.values_list("name", "url")) == {
        "Formula One": "https://one.example.org", "Formula Two": None,
    }  # fmt: skip


def test_tags_say_what_columns_are(read):
    content = b"Jina,Aina,Nchi\n#org+name,#org+type,#country+name\nTagged Aid,NGO,Kenya\n"
    job = read("tags.csv", content, "organisation")
    assert mapped(job) == {"Jina": "name", "Aina": "type", "Nchi": "country"}
    assert job.rows_read == 1


def test_a_tagged_list_makes_one_organisation(read):
    job = read("hxl-tags.csv", kind="organisation")
    assert mapped(job) == {"Organisation": "name", "Type": "type", "Country": "country"}
    assert list(job.rows.values_list("number", flat=True)) == [3]
    assert job.sentence == "Left out, since it only describes the columns: row 2."


def test_a_second_row_of_headings_says_what_columns_are(read):
    row = b"A,It traces trafficking,https://a.example.org\n"
    job = read("two.csv", b"Name,Leiras,Honlap\nName,Summary,Website\n" + row)
    assert mapped(job) == {"Name": "name", "Leiras": "summary", "Honlap": "url"}


def test_objects_by_name_become_tools(read, apply):
    apply(read("objects-by-name.json"))
    assert dict(Tool.objects.values_list("name", "url")) == {
        "Keyed One": "https://k1.example.org", "Keyed Two": "https://k2.example.org",
    }  # fmt: skip


def test_equal_headings_hinder_nobody_unless_mapped(read, apply):
    job = apply(read("same-heading-twice.csv"))
    assert (job.state, job.counts) == ("applied", {"new": 1})


def test_of_two_equal_headings_that_are_mapped_a_person_is_asked(read, signed_in):
    content = b"Name,Summary,Country,Country\nA,It maps trafficking,Kenya,France\n"
    job = read("twice.csv", content)
    assert mapped(job)["Country"] == "countries"
    page = signed_in("curator").get(f"/curate/imports/{job.pk}/columns/").content.decode()
    assert "Another column has this heading: “Country (D)”" in page
    assert "Guessed: please look." in page


def test_a_cell_with_an_error_does_not_stop_its_row(read, apply):
    content = b"Name,Summary,Website\nA,It traces trafficking,#N/A\nB,It maps trafficking,\n"
    job = read("errors.csv", content)
    assert remarks(job) == {2: [("error_cell", "Website")]}
    apply(job)
    assert job.counts == {"new": 2}
    assert remarks(job) == {2: [("error_cell", "Website")]}


def test_words_in_angle_brackets_stay_and_markup_is_told(read, apply):
    job = apply(read("angle-brackets.csv"))
    tool = Tool.objects.get()
    assert (tool.name, tool.summary) == (
        "Angle One <beta>",
        "A tool against trafficking: send cases to <intake desk>, for girls <18; "
        "rule a<b and c>d holds",
    )
    assert remarks(job) == {}
    content = b"Name,Summary\nMarked,<p>It maps <b>trafficking</b></p>\n"
    job = apply(read("marked.csv", content))
    assert Tool.objects.get(name="Marked").summary == "It maps trafficking"
    assert remarks(job) == {2: [("markup", "Summary")]}
    assert "<p>, <b>" in job.rows.get().problems[0]["sentence"]


def test_a_formula_without_a_result_in_a_cell_that_is_needed_is_a_problem(read, work, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Name", "Summary"], ["=A1", "It traces trafficking"],
                ["B", "It maps trafficking"]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    job = read("book.xlsx", (tmp_path / "book.xlsx").read_bytes())
    job_runner.check(job)
    work(job)
    assert job.counts == {"problem": 1, "new": 1}
    assert remarks(job)[2][-1] == ("formula_without_result", "Name")


def test_the_row_of_headings_is_chosen_on_the_page_of_the_file(read, work, signed_in):
    content = b"a,b,c\nd,e,f\nTitel,Inhalt,Netz\nA,It traces trafficking,https://a.example.org\n"
    job = read("deep.csv", content)
    curator = signed_in("curator")
    page = curator.get(f"/curate/imports/{job.pk}/file/").content.decode()
    assert 'name="heading_row" value="1" checked' in page
    assert "Titel" in page
    assert "/file/" in curator.get(f"/curate/imports/{job.pk}/columns/").content.decode()
    answer = curator.post(f"/curate/imports/{job.pk}/file/", {"heading_row": "3"})
    assert answer.status_code == 302
    assert work(job).headings == ["Titel", "Inhalt", "Netz"]
    assert list(job.rows.values_list("number", flat=True)) == [4]
    profile = save_profile(job, "deep", "Deep", by=None)
    again = read("again.csv", content, profile=profile)
    assert (again.heading_row, again.headings) == (3, ["Titel", "Inhalt", "Netz"])


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "99999999"])
def test_a_row_that_is_none_is_refused(read, signed_in, wrong):
    job = read("same-heading-twice.csv")
    answer = signed_in("curator").post(f"/curate/imports/{job.pk}/file/", {"heading_other": wrong})
    assert answer.status_code == 400
    assert "is a number, such as 3" in answer.content.decode()


def test_a_row_behind_the_end_of_the_file_is_refused(read, signed_in):
    job = read("same-heading-twice.csv")
    answer = signed_in("curator").post(f"/curate/imports/{job.pk}/file/", {"heading_other": "40"})
    assert answer.status_code == 400
    assert "has no row 40" in answer.content.decode()


def test_another_list_of_a_document_is_chosen(read, work, signed_in):
    document = {
        "tools": [{"name": "A", "summary": "It traces", "url": "https://a.example.org"}],
        "people": [{"name": "B"}, {"name": "C"}],
    }
    job = read("lists.json", json.dumps(document).encode())
    assert (job.sheet, job.rows_read) == ("tools", 1)
    assert "“tools” was read; choose another" in job.sentence
    curator = signed_in("curator")
    page = curator.get(f"/curate/imports/{job.pk}/file/").content.decode()
    assert 'value="people"' in page
    answer = curator.post(f"/curate/imports/{job.pk}/file/", {"sheet": "people"})
    assert answer.status_code == 302
    assert work(job).rows_read == 2


def test_what_is_not_read_of_a_file_is_told_on_its_page(read, signed_in):
    feature = {
        "type": "Feature",
        "properties": {"name": "A"},
        "geometry": {"type": "Point", "coordinates": [1.5, 2.5]},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    job = read("map.geojson", json.dumps(document).encode())
    page = signed_in("curator").get(f"/curate/imports/{job.pk}/file/").content.decode()
    assert "Where the places of this map lie is not read" in page
    assert "2.5" not in page
