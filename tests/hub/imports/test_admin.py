"""The first page of the admin, and the pages that name imports."""

import pytest

from hub.imports.templatetags.imports import import_address

pytestmark = pytest.mark.django_db


def test_the_first_page_says_what_waits(signed_in, upload, work, rows_of_file):
    work(upload(rows_of_file(1)))
    page = signed_in("curator").get("/admin/").content.decode()
    assert 'href="/curate/imports/"' in page
    assert '<span class="count">1</span> Waiting for their columns' in page


@pytest.mark.parametrize(
    ("run", "address"),
    [("import:12", "/curate/imports/12/"), ("import:12:undo", "/curate/imports/12/"),
     ("load:3", ""), ("", ""), ("import:x", "")],
)  # fmt: skip
def test_a_run_leads_to_its_import(run, address):
    assert import_address(run) == address
