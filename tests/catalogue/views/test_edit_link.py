"""The link from a public page to its form: for curators only, and in no page that is cached."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
LABEL = "Edit this page"


@pytest.fixture
def pages(make_tool, make_organisation, make_deployment, make_pattern, make_helpline, make_term):
    """The address of a page of every kind in this room, and that of its form."""
    term = make_term("purpose/outreach")
    records = {
        "tools": make_tool(slug="nightingale"),
        "organisations": make_organisation(slug="hub"),
        "practice": make_deployment(slug="a-camp"),
        "misuse": make_pattern(slug="fake-jobs"),
        "help-now/lines": make_helpline(slug="la-strada"),
    }
    forms = {
        record.get_absolute_url(): f"/admin/catalogue/{record._meta.model_name}/{record.pk}/change/"
        for record in records.values()
    }
    return forms | {"/vocabulary/purpose/outreach/": f"/admin/vocabulary/term/{term.pk}/change/"}


def test_a_curator_has_a_link_to_the_form_on_every_kind_of_page(pages, signed_in, visit):
    signed_in("curator", "vocabulary")
    for page, form in pages.items():
        assert visit(page).href(LABEL) == form


def test_readers_have_none_and_get_no_cookie_also_after_a_curator_was_there(pages, signed_in):
    reader, curator = Client(), signed_in("curator", "vocabulary")
    for page in pages:
        before = reader.get(page)
        assert LABEL in curator.get(page).content.decode()
        fresh = Client().get(page)
        assert (before.content, before.headers["ETag"]) == (fresh.content, fresh.headers["ETag"])
        assert LABEL not in fresh.content.decode()
        assert not fresh.cookies


def test_a_page_that_a_curator_opens_first_is_not_what_readers_get(pages, signed_in):
    curator = signed_in("curator", "vocabulary")
    for page in pages:
        assert LABEL in curator.get(page).content.decode()
        first, second = Client().get(page), Client().get(page)
        assert LABEL not in first.content.decode()
        assert first.content == second.content


def test_a_curators_page_is_kept_by_nobody(pages, signed_in):
    curator = signed_in("curator", "vocabulary")
    for page in pages:
        answer = curator.get(page, headers={"if-none-match": Client().get(page).headers["ETag"]})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_staff_without_the_permission_have_no_link(pages, signed_in):
    browser = signed_in()
    assert all(LABEL not in browser.get(page).content.decode() for page in pages)


def test_a_session_that_has_ended_gives_no_link(pages, signed_in):
    browser = signed_in("curator", "vocabulary")
    session = browser.session
    session.flush()
    browser.cookies["sessionid"] = "ended"
    assert all(LABEL not in browser.get(page).content.decode() for page in pages)


def test_a_preview_leads_to_the_form_too(make_tool, signed_in, visit):
    tool = make_tool(slug="secret", state="draft")
    signed_in("curator", "vocabulary")
    form = f"/admin/catalogue/tool/{tool.pk}/change/"
    assert visit("/tools/secret/?preview=1").href(LABEL) == form
