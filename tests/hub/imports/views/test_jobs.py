"""The list of imports."""

import pytest

pytestmark = pytest.mark.django_db


def test_an_import_stands_with_its_state_and_its_counts(curator, ready, rows_of_file):
    rows = rows_of_file(3)
    rows[2][0] = ""
    ready(rows)
    page = curator.get("/curate/imports/").content.decode()
    assert "Ready: waits for decisions" in page
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
