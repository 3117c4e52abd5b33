"""Who may open the pages, and that no machine between keeps them."""

import pytest

from hub.imports.models import Import

pytestmark = pytest.mark.django_db

PAGES = (
    "/curate/imports/", "/curate/imports/new/", "/curate/imports/sources/new/",
    "/curate/imports/sources/list/", "/curate/imports/{pk}/", "/curate/imports/{pk}/progress/",
    "/curate/imports/{pk}/file/", "/curate/imports/{pk}/columns/", "/curate/imports/{pk}/words/",
    "/curate/imports/{pk}/keep/", "/curate/imports/{pk}/rows/", "/curate/imports/{pk}/apply/",
    "/curate/imports/{pk}/cancel/", "/curate/imports/{pk}/report/",
    "/curate/imports/{pk}/report/csv/", "/curate/imports/{pk}/written/",
)  # fmt: skip


def test_every_page_opens_for_a_curator_and_is_kept_by_nobody(curator, ready, rows_of_file):
    job = ready(rows_of_file(2))
    for page in PAGES:
        answer = curator.get(page.format(pk=job.pk))
        assert answer.status_code == 200, page
        assert "no-store" in answer["Cache-Control"], page
        assert answer["Referrer-Policy"] == "same-origin", page


def test_who_is_not_signed_in_is_asked_to(client, ready, rows_of_file):
    job = ready(rows_of_file(1))
    for page in PAGES:
        answer = client.get(page.format(pk=job.pk))
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (
            302,
            "/accounts/login/",
        )


def test_who_has_no_role_may_not(signed_in, ready, rows_of_file):
    job = ready(rows_of_file(1))
    client = signed_in()
    assert {client.get(page.format(pk=job.pk)).status_code for page in PAGES} == {403}


@pytest.mark.parametrize("name", ["check", "rows/all"])
def test_what_writes_is_posted(curator, ready, rows_of_file, name):
    job = ready(rows_of_file(1))
    assert curator.get(f"/curate/imports/{job.pk}/{name}/").status_code == 405


def test_an_import_that_is_not_there_is_not_found(curator):
    assert curator.get("/curate/imports/999999999999999999999/").status_code == 404
    assert curator.get("/curate/imports/4711/rows/").status_code == 404


def test_a_page_that_comes_too_late_says_so(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(1))
    answer = curator.get(f"/curate/imports/{job.pk}/apply/")
    assert answer.status_code == 409
    assert "cannot be applied now" in answer.content.decode()


def test_who_is_signed_in_and_no_curator_is_not_sent_round_in_circles(client, make_person):
    client.force_login(make_person())
    assert client.get("/curate/imports/").status_code == 403


@pytest.mark.parametrize(
    ("page", "given"),
    [
        ("columns", {"field-0": "name", "separator-3": "9" * 5000}),
        ("rows", {"number": "9" * 5000}),
        ("edited", {"record": "9" * 5000, "fact": "name"}),
    ],
)
def test_a_number_of_thousands_of_digits_is_no_fault_of_ours(
    curator, ready, rows_of_file, page, given
):
    job = ready(rows_of_file(1))
    if page == "edited":
        Import.objects.filter(pk=job.pk).update(state="applied")
    assert curator.post(f"/curate/imports/{job.pk}/{page}/", given).status_code < 500


def test_undoing_waits_for_another_import_of_the_source(curator, apply, ready, rows_of_file):
    done = apply(rows_of_file(1))
    ready(rows_of_file(2))
    answer = curator.post(f"/curate/imports/{done.pk}/undo/")
    assert answer.status_code == 409
    assert "Another import of this source" in answer.content.decode()
