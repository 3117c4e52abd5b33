"""The list of imports."""

import pytest

pytestmark = pytest.mark.django_db


def test_an_import_stands_with_its_state_and_its_counts(curator, ready, rows_of_file):
    rows = rows_of_file(3)
    rows[2][0] = ""
    ready(rows)
    page = curator.get("/curate/imports/").content.decode()
    assert "Checked: nothing is written yet" in page
    assert "<b>2</b> New" in page
    assert "<b>1</b> Problem" in page


def test_many_imports_cost_no_more_queries(
    curator, mapped, rows_of_file, django_assert_max_num_queries
):
    for _number in range(6):
        mapped(rows_of_file(1))
    curator.get("/curate/imports/")
    with django_assert_max_num_queries(14):
        curator.get("/curate/imports/")


def test_before_the_first_import_the_page_says_what_to_do(curator):
    assert "Nothing was imported yet" in curator.get("/curate/imports/").content.decode()


def test_the_name_of_a_file_is_text(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(1))
    job.name = "<script>alert(1)</script>.csv"
    job.save()
    for address in ("/curate/imports/", f"/curate/imports/{job.pk}/"):
        assert "<script>alert(1)" not in curator.get(address).content.decode()


def test_where_every_row_has_a_problem_nothing_is_said_to_be_ready(curator, ready, rows_of_file):
    job = ready([["", *row[1:]] for row in rows_of_file(2)])
    page = curator.get(f"/curate/imports/{job.pk}/").content.decode()
    assert "No row can be taken in: 2 have problems." in page
    assert "See how to mend them" in page
    assert "waits for you" not in page
    assert "can be taken in." not in page
    page = curator.get(f"/curate/imports/{job.pk}/apply/").content.decode()
    assert "No row can be taken in: 2 have problems." in page


def test_rows_with_problems_are_told_beside_those_that_can_be_taken_in(
    curator, ready, rows_of_file
):
    rows = rows_of_file(3)
    rows[2][0] = ""
    page = curator.get(f"/curate/imports/{ready(rows).pk}/").content.decode()
    assert "2 rows can be taken in." in page
    assert "1 row has a problem and is left out." in page
