"""Sources, their feeds, and profiles."""

import pytest

from hub.imports.models import ImportSource, Profile

pytestmark = pytest.mark.django_db
FEED = {"title": "Registry", "kind": "tool", "key_field": "name"}


def test_a_feed_is_named(curator):
    values = FEED | {"feed_url": "https://feed.example.org/tools.json", "feed_every": "24"}
    answer = curator.post("/curate/imports/sources/new/", values)
    assert answer["Location"] == "/curate/imports/sources/registry/"
    assert ImportSource.objects.get().feed_every == 24


@pytest.mark.parametrize(
    "wrong",
    [
        {"feed_url": "ftp://feed.example.org/", "feed_every": "24"},
        {"feed_url": "https://feed.example.org/"},
        {"feed_every": "24"},
        {"feed_url": "https://feed.example.org/", "feed_every": "0"},
        {"title": ""},
        {"kind": "event", "key_field": "text"},
    ],
)
def test_a_wrong_source_is_refused_and_what_was_typed_stays(curator, wrong):
    answer = curator.post("/curate/imports/sources/new/", FEED | wrong)
    assert answer.status_code == 400
    assert wrong.get("title", "Registry") in answer.content.decode()
    assert not ImportSource.objects.exists()


def test_a_source_of_a_like_name_is_offered_and_none_is_forbidden(curator):
    there = ImportSource.objects.create(slug="there", title="registry", kind="tool")
    address = "/curate/imports/sources/new/"
    answer = curator.post(address, FEED)
    assert answer.status_code == 400
    assert "registry (Tools)" in answer.content.decode()
    answer = curator.post(address, FEED | {"same_source": str(there.pk)})
    assert answer["Location"] == "/curate/imports/sources/there/"
    assert ImportSource.objects.get().title == "registry"
    answer = curator.post(address, FEED | {"same_source": "new"})
    assert answer["Location"] == "/curate/imports/sources/registry/"
    # What stands there is not asked about again.
    answer = curator.post("/curate/imports/sources/registry/", FEED | {"key_field": "url"})
    assert answer.status_code == 302


def test_fetching_now_makes_the_feed_due(curator, django_capture_on_commit_callbacks, monkeypatch):
    enqueued = []
    monkeypatch.setattr(
        "hub.imports.views.sources.enqueue_on_commit", lambda _task, pk: enqueued.append(pk)
    )
    values = FEED | {"feed_url": "https://feed.example.org/tools.json", "feed_every": "24"}
    curator.post("/curate/imports/sources/new/", values)
    assert curator.post("/curate/imports/sources/registry/fetch/").status_code == 302
    assert enqueued == [ImportSource.objects.get().pk]


def test_a_source_without_a_feed_is_not_fetched(curator, source):
    assert curator.post("/curate/imports/sources/list/fetch/").status_code == 400


def test_the_kind_of_a_source_stays_once_it_was_used(curator, mapped, source, rows_of_file):
    mapped(rows_of_file(1))
    curator.post("/curate/imports/sources/list/", FEED | {"kind": "event"})
    source.refresh_from_db()
    assert (source.title, source.kind) == ("Registry", "tool")


@pytest.fixture
def profile(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(1))
    job.words = {"purpose": {"ngos": "hotline", "x": ""}}
    job.save()
    curator.post(f"/curate/imports/{job.pk}/keep/", {"title": "Their list"})
    return Profile.objects.get()


def test_a_mapping_is_kept_under_a_name(profile):
    assert (profile.slug, profile.columns["columns"][0]["field"]) == ("their-list", "name")


def test_the_same_name_replaces_the_profile(curator, profile, source):
    job = source.imports.get()
    curator.post(f"/curate/imports/{job.pk}/keep/", {"title": "Their list"})
    assert Profile.objects.count() == 1


def test_a_profile_needs_a_name(curator, source, profile):
    job = source.imports.get()
    assert curator.post(f"/curate/imports/{job.pk}/keep/", {"title": ""}).status_code == 400


def test_a_profile_is_corrected(curator, profile):
    address = f"/curate/imports/profiles/{profile.slug}/"
    assert "left out on purpose" in curator.get(address).content.decode()
    sent = {"title": "New name", "encoding": "cp1256", "field-1": "notes", "forget": "purpose/x"}
    assert curator.post(address, sent).status_code == 302
    profile.refresh_from_db()
    assert (profile.title, profile.encoding) == ("New name", "cp1256")
    assert profile.columns["columns"][1]["field"] == "notes"
    assert profile.words == {"purpose": {"ngos": "hotline"}}


@pytest.mark.parametrize("wrong", [{"title": ""}, {"encoding": "klingon"}, {"field-1": "name"}])
def test_a_wrong_profile_is_refused(curator, profile, wrong):
    address = f"/curate/imports/profiles/{profile.slug}/"
    answer = curator.post(address, {"title": "New name", "encoding": ""} | wrong)
    assert answer.status_code == 400
    profile.refresh_from_db()
    assert profile.title == "Their list"


def test_a_profile_is_thrown_away(curator, profile):
    address = f"/curate/imports/profiles/{profile.slug}/delete/"
    assert curator.get(address).status_code == 200
    curator.post(address)
    assert not Profile.objects.exists()
