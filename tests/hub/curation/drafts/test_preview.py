"""A preview is made in a transaction that is rolled back: nothing else ever sees what it showed."""

import pytest

from catalogue.models import Organisation, Tool
from hub.curation.drafts.models import RecordDraft
from hub.outbox.models import Mail
from hub.records import removal_journal
from hub.records.models import Change, Revision, SearchState
from hub.records.seq_cache import clear_caches
from tests.hub.curation.drafts.conftest import DraftPages, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

READERS_PAGES = ("/tools/alpha-tool/", "/tools/", "/tools/?q=alpha", "/search/?q=alpha")


@pytest.fixture
def tool(make_tool):
    return make_tool(name="Alpha", slug="alpha-tool", summary="It reads documents.")


def test_a_preview_shows_the_draft_and_says_that_it_is_one(pages):
    pages.begin()
    pages.save(name="Betatron")
    text = text_of(pages.get("preview/"))
    assert ("Betatron" in text, "This is a draft" in text) == (True, True)


def test_a_preview_is_kept_by_nobody_and_listed_nowhere(pages):
    pages.begin()
    answer = pages.get("preview/")
    assert "no-store" in answer["Cache-Control"]
    assert ("noindex" in answer["X-Robots-Tag"], "noindex" in text_of(answer)) == (True, True)


def test_after_a_preview_readers_are_shown_the_record_as_it_is(pages, client):
    pages.begin()
    pages.save(name="Betatron")
    client.logout()
    for warm in (False, True):
        if not warm:
            clear_caches()
        client.force_login(RecordDraft.objects.get().saved_by)
        assert "Betatron" in text_of(pages.get("preview/"))
        pages.get()
        client.logout()
        for path in READERS_PAGES:
            text = text_of(client.get(path))
            assert ("Alpha" in text, "Betatron" in text) == (True, False), path


def test_what_other_records_show_of_the_previewed_one_is_not_kept(
    signed_in, client, make_organisation, make_tool, fields_of
):
    maker = make_organisation(name="Alpha Institute", slug="alpha-institute")
    tool = make_tool(name="Delta")
    tool.organisation_links.create(organisation=maker)
    pages = DraftPages(signed_in("curator"), maker, fields_of)
    pages.begin()
    pages.save(name="Betatron Institute")
    clear_caches()
    assert "Betatron Institute" in text_of(pages.get("preview/"))
    client.logout()
    for path in (tool.get_absolute_url(), "/tools/", maker.get_absolute_url()):
        assert "Betatron" not in text_of(client.get(path)), path
    assert Organisation.objects.get().name == "Alpha Institute"


def test_what_hides_a_record_is_noted_by_no_journal_before_it_is_published(pages):
    noted = len(removal_journal.read()[0])
    before = (SearchState.current(), Revision.objects.count(), Change.objects.count())
    pages.begin()
    pages.save(visibility="internal")
    pages.get("preview/")
    pages.get()
    assert len(removal_journal.read()[0]) == noted
    assert (SearchState.current(), Revision.objects.count(), Change.objects.count()) == before
    assert not Mail.objects.exists()
    assert Tool.objects.get().visibility == "public"


def test_rows_beside_a_record_keep_their_keys_from_one_form_to_the_next(
    pages, make_organisation, tool
):
    maker = make_organisation(name="A maker")
    pages.begin()
    row = {
        "organisation_links-TOTAL_FORMS": "1",
        "organisation_links-0-organisation": str(maker.pk),
        "organisation_links-0-position": "0",
    }
    assert pages.save(**row).status_code == 302
    assert RecordDraft.objects.get().facts["organisations"] == [maker.slug]
    assert pages.save(name="Beta").status_code == 302
    assert RecordDraft.objects.get().facts["organisations"] == [maker.slug]
    assert not tool.organisation_links.exists()
    assert pages.publish().status_code == 302
    assert [link.organisation for link in tool.organisation_links.all()] == [maker]


def test_a_new_address_in_a_draft_leads_readers_nowhere(pages, client):
    pages.begin()
    assert pages.save(slug="alpha-renamed").status_code == 302
    assert pages.get("preview/").status_code == 200
    client.logout()
    assert client.get("/tools/alpha-renamed/").status_code == 404
    assert client.get("/tools/alpha-tool/").status_code == 200


def test_an_address_that_another_record_took_meanwhile_is_a_sentence(pages, make_tool):
    pages.begin()
    pages.save(slug="wanted")
    make_tool(name="Other", slug="wanted")
    for page in ("", "preview/"):
        answer = pages.get(page)
        assert (answer.status_code, "may have its address" in text_of(answer)) == (409, True)
    assert pages.publish().status_code == 400
