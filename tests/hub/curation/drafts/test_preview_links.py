"""A draft is shown to somebody without an account, by a link that ends."""

import datetime

import pytest

from catalogue.models import Tool
from hub.anonymous_forms.throttle import Rate
from hub.curation.drafts import preview_links, views
from hub.curation.drafts.models import PreviewLink, RecordDraft
from hub.records.database_clock import now_in_database
from tests.hub.curation.drafts.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def link(pages):
    """The path and parameters of a link to a draft that calls the tool Betatron."""
    pages.begin()
    pages.save(name="Betatron")
    assert pages.client.post(f"{pages.base}links/", {"do": "make"}).status_code == 302
    address = preview_links.address_of_link(PreviewLink.objects.get())
    assert address in text_of(pages.get("compare/"))
    return address.partition("testserver")[2] or "/" + address.split("/", 3)[3]


@pytest.fixture
def outsider(client):
    def look(path):
        client.logout()
        client.cookies.clear()
        return client.get(path)

    return look


def test_an_outsider_reads_the_draft_and_that_it_is_one(link, outsider):
    text = text_of(outsider(link))
    assert ("Betatron" in text, "This is a draft" in text) == (True, True)
    assert Tool.objects.get().name == "Alpha"


def test_the_page_sets_no_cookie_is_kept_nowhere_and_not_indexed(link, outsider):
    answer = outsider(link)
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.has_header("ETag")


def test_a_curator_who_follows_the_link_is_offered_nothing_that_changes_the_record(link, pages):
    assert "/admin/" not in text_of(pages.client.get(link))


def test_a_revoked_link_says_so(link, outsider, pages):
    revoke = {"do": "revoke", "link": PreviewLink.objects.get().pk}
    assert pages.client.post(f"{pages.base}links/", revoke).status_code == 302
    answer = outsider(link)
    assert (answer.status_code, "taken it back" in text_of(answer)) == (410, True)
    assert "Betatron" not in text_of(answer)


def test_after_seven_days_a_link_says_that_its_time_has_passed(link, outsider):
    row = PreviewLink.objects.get()
    row.expires_at = now_in_database() - datetime.timedelta(seconds=1)
    row.save()
    answer = outsider(link)
    assert (answer.status_code, "seven days" in text_of(answer)) == (410, True)


def test_a_link_works_for_seven_days(link):
    row = PreviewLink.objects.get()
    assert row.expires_at - row.made_at == datetime.timedelta(days=7)


def test_a_link_ends_with_its_draft(link, outsider, pages):
    pages.drop()
    answer = outsider(link)
    assert (answer.status_code, "published or dropped" in text_of(answer)) == (404, True)


@pytest.mark.parametrize("change", ["x", "", "0-short.x", "9" * 400])
def test_a_link_that_is_none_of_ours_shows_nothing(link, outsider, change):
    assert outsider(f"/draft-preview/?token={change}").status_code == 404
    assert outsider(link[:-1] + ("A" if link[-1] != "A" else "B")).status_code == 404


def test_a_link_of_a_restored_site_works_no_longer(link, outsider):
    assert preview_links.revoke_all() == 1
    assert outsider(link).status_code == 410


def test_no_more_links_of_a_draft_than_somebody_can_keep_in_mind(link, pages):
    draft = RecordDraft.objects.get()
    for _n in range(preview_links.MAX_LINKS - 1):
        preview_links.make_link(draft, by=None)
    answer = pages.client.post(f"{pages.base}links/", {"do": "make"}, follow=True)
    assert "too many links" in text_of(answer)


def test_a_link_that_is_opened_too_often_says_when_to_come_back(link, outsider, monkeypatch):
    monkeypatch.setattr(views, "LOOKS", Rate(2, datetime.timedelta(hours=1)))
    answers = [outsider(link) for _look in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "The link itself goes on working" in text_of(answers[-1])
    assert answers[-1]["Cache-Control"] == "no-store"


def test_another_link_of_the_draft_has_a_rate_of_its_own(link, outsider, monkeypatch):
    monkeypatch.setattr(views, "LOOKS", Rate(1, datetime.timedelta(hours=1)))
    other = preview_links.make_link(RecordDraft.objects.get(), by=None)
    second = "/" + preview_links.address_of_link(other).split("/", 3)[3]
    assert [outsider(path).status_code for path in (link, link, second)] == [200, 429, 200]
