"""Mapping columns."""

import pytest
from django.core.files.base import ContentFile
from django.template.loader import render_to_string

from catalogue.models import Tool
from hub.imports import job_runner
from hub.imports.staging import create_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload_file(source, work):
    """An import of a file with these bytes, as far as it goes by itself."""
    return lambda content: work(create_job(ContentFile(content), source=source, name="words.csv"))


def address(job):
    return f"/curate/imports/{job.pk}/columns/"


def test_each_column_stands_with_values_and_its_proposal(curator, mapped, rows_of_file):
    page = curator.get(address(mapped(rows_of_file(3)))).content.decode()
    assert "Kenya" in page
    assert 'value="countries" class="many" selected' in page


def test_a_corrected_column_is_kept(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(2))
    answer = curator.post(address(job), {"field-1": "description", "separator-4": "0"})
    assert (answer.status_code, answer["Location"]) == (302, f"/curate/imports/{job.pk}/words/")
    job.refresh_from_db()
    columns = job.mapping["columns"]
    assert (columns[1]["field"], columns[4]["separator"]) == ("description", ";")
    assert columns[0]["field"] == "name"


def test_two_columns_of_one_field_are_refused_and_nothing_typed_is_lost(
    curator, mapped, rows_of_file
):
    job = mapped(rows_of_file(2))
    answer = curator.post(address(job), {"field-1": "name", "field-2": "notes"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "are both “Name”" in page
    assert '<option value="notes" class="" selected>' in page
    job.refresh_from_db()
    assert job.mapping["columns"][1]["field"] == "summary"


def test_a_field_that_is_none_is_refused(curator, mapped, rows_of_file):
    answer = curator.post(address(mapped(rows_of_file(1))), {"field-0": "nothing-like-it"})
    assert answer.status_code == 400


def test_no_column_at_all_is_refused(curator, mapped, rows_of_file):
    nothing = {f"field-{at}": "" for at in range(5)}
    answer = curator.post(address(mapped(rows_of_file(1))), nothing)
    assert answer.status_code == 400
    assert "No column is mapped" in answer.content.decode()


def test_a_missing_field_is_warned_of(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(1))
    curator.post(address(job), {"field-1": ""})
    assert "No column gives: What it is" in curator.get(address(job)).content.decode()


def test_keeping_can_go_on_to_the_check(curator, mapped, work, rows_of_file):
    job = mapped(rows_of_file(2))
    answer = curator.post(address(job), {"then": "check"})
    assert answer["Location"] == f"/curate/imports/{job.pk}/"
    assert work(job).counts == {"new": 2}


FRENCH = [["Alerte", "Un outil pour les victimes de la traite et les associations qui aident.",
           "https://a.example.org", "", ""]]  # fmt: skip


def test_the_language_of_the_texts_is_proposed_asked_and_stored(curator, mapped, work):
    job = mapped(FRENCH)
    assert job.text_language == "fr"
    address = f"/curate/imports/{job.pk}/columns/"
    page = curator.get(address).content.decode()
    assert '<option value="fr" selected>French</option>' in page
    curator.post(address, {"then": "check", "text_language": "fr"})
    work(job)
    assert job_runner.accept(job)
    work(job)
    assert Tool.objects.get().language == "fr"


@pytest.mark.parametrize(("sent", "stored"), [("es", "es"), ("", ""), ("no language!", "fr")])
def test_another_language_can_be_chosen(curator, mapped, sent, stored):
    job = mapped(FRENCH)
    curator.post(f"/curate/imports/{job.pk}/columns/", {"then": "words", "text_language": sent})
    job.refresh_from_db()
    assert job.text_language == stored


def test_a_separator_can_be_typed(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(2))
    index = job.headings.index("Country")
    curator.post(
        f"/curate/imports/{job.pk}/columns/", {"then": "words", f"own-separator-{index}": " // "}
    )
    job.refresh_from_db()
    assert job.mapping["columns"][index]["separator"] == "//"


def test_columns_changed_after_the_check_are_checked_again_before_they_are_applied(
    curator, ready, work, rows_of_file
):
    job = ready(rows_of_file(2))
    curator.post(address(job), {"field-1": "summary", "field-2": "", "then": "words"})
    curator.post(f"/curate/imports/{job.pk}/apply/")
    job.refresh_from_db()
    assert (job.state, Tool.objects.count()) == ("mapping", 0)
    assert job.sentence == "Columns or words were changed since the rows were checked."
    assert job_runner.check(job)
    assert work(job).state == "ready"
    assert job_runner.accept(job)
    work(job)
    assert list(Tool.objects.values_list("url", flat=True)) == [None, None]


def test_columns_kept_as_they_are_need_no_second_check(curator, ready, rows_of_file):
    job = ready(rows_of_file(2))
    curator.post(address(job), {})
    job.refresh_from_db()
    assert job.state == "ready"


def test_words_changed_after_the_check_are_checked_again_too(curator, ready, rows_of_file):
    job = ready(rows_of_file(2))
    assert job_runner.remap(job, words={"purpose": {"something": "outreach"}})
    assert (job.state, job_runner.accept(job)) == ("mapping", False)


def test_the_encoding_that_was_guessed_is_shown_by_a_word_and_can_be_changed(curator, upload_file):
    job = upload_file("nombre;resumen\nLínea segura;Ayuda para niños y niñas\n".encode("cp1252"))
    page = curator.get(address(job)).content.decode()
    assert "They were read as Western European (Windows-1252), as in “<bdi>niños</bdi>”." in page
    assert "As Central European (Windows-1250) that would be “<bdi>nińos</bdi>”." in page
    assert f'href="/curate/imports/{job.pk}/file/"' in page


def test_a_file_that_says_its_encoding_is_not_spoken_of(curator, upload_file):
    job = upload_file("nombre;resumen\nLínea;Ayuda para niños\n".encode())
    assert "in which encoding" not in curator.get(address(job)).content.decode()


@pytest.mark.parametrize(
    ("missing", "word"), [(["Title"], "Without it"), (["Title", "Summary"], "Without them")]
)
def test_fields_that_no_column_gives_are_told_in_their_number(missing, word):
    page = render_to_string("imports/_columns.html", {"missing": missing})
    assert f"No column gives: {', '.join(missing)}. {word} no new record" in page
