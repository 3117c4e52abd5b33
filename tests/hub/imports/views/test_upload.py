"""The form of a new import."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hub.imports.models import Import, ImportSource
from hub.imports.read import limits

pytestmark = pytest.mark.django_db
NEW = "/curate/imports/new/"


def a_file(content=b"Name\nTella\n", name="tools.csv"):
    return SimpleUploadedFile(name, content)


def test_a_file_of_a_new_source_becomes_an_import(curator):
    values = {"file": a_file(), "new_title": "Partners", "kind": "tool", "publish_as": "draft"}
    answer = curator.post(NEW, values)
    job = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/curate/imports/{job.pk}/")
    assert (job.source.title, job.kind, job.publish_as) == ("Partners", "tool", "draft")
    assert (job.state, job.with_news, job.by is not None) == ("uploaded", False, True)


def test_two_sources_of_one_name_have_two_slugs(curator):
    for _time in range(2):
        values = {"file": a_file(), "new_title": "名单", "kind": "tool", "publish_as": "draft",
                  "same_source": "new"}  # fmt: skip
        assert curator.post(NEW, values).status_code == 302
    assert set(ImportSource.objects.values_list("slug", flat=True)) == {
        "source-of-tools", "source-of-tools-2",
    }  # fmt: skip


@pytest.mark.parametrize(
    "title", ["Partner list", "partner  LIST", "List: partner", "Partners list"]
)
def test_a_source_of_a_like_name_is_offered_before_another_is_made(curator, title):
    there = ImportSource.objects.create(slug="there", title="Partner list", kind="tool")
    values = {"new_title": title, "kind": "tool", "publish_as": "draft"}
    answer = curator.post(NEW, values | {"file": a_file()})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Is it one of these?" in page
    assert "Partner list (Tools)" in page
    assert "Choose the file again" in page
    assert not Import.objects.exists()
    for answer, source in ((there.pk, there), ("new", None)):
        assert (
            curator.post(NEW, values | {"file": a_file(), "same_source": answer}).status_code == 302
        )
        job = Import.objects.latest("pk")
        assert (job.source == there) == (source == there)
    assert ImportSource.objects.count() == 2


def test_a_source_of_another_kind_is_not_offered_for_the_rows(curator):
    other = ImportSource.objects.create(slug="there", title="Partners", kind="organisation")
    values = {"new_title": "Partners", "kind": "tool", "publish_as": "draft"}
    for answer in ("", other.pk):
        choice = {"file": a_file(), "same_source": answer}
        Import.objects.all().delete()
        ImportSource.objects.exclude(pk=other.pk).delete()
        assert curator.post(NEW, values | choice).status_code == 302
        job = Import.objects.get()
        assert (job.kind, job.source.kind, job.source == other) == ("tool", "tool", False)


def test_a_kind_that_the_chosen_source_has_not_is_asked_about(curator):
    there = ImportSource.objects.create(slug="there", title="Partners", kind="organisation")
    assert "Partners (Organisations)" in curator.get(NEW).content.decode()
    values = {"source": there.pk, "publish_as": "draft"}
    answer = curator.post(NEW, values | {"file": a_file(), "kind": "tool"})
    assert answer.status_code == 400
    assert "The rows of “Partners” are read as: Organisations." in answer.content.decode()
    assert not Import.objects.exists()
    for kind in ("organisation", ""):
        assert curator.post(NEW, values | {"file": a_file(), "kind": kind}).status_code == 302


@pytest.mark.parametrize(
    ("state", "with_news", "sentence"),
    [
        ("draft", "on", "nothing of new ones: these are not published."),
        ("in_review", "on", "nothing of new ones: these are not published."),
        ("published", "on", "Readers hear of new records and of changes"),
        ("draft", "", "Readers hear nothing of it as news."),
        ("published", "", "Readers hear nothing of it as news."),
    ],
)
def test_what_readers_hear_of_is_what_they_can_see(curator, state, with_news, sentence):
    values = {"file": a_file(), "new_title": "Partners", "kind": "tool", "publish_as": state}
    page = curator.post(NEW, values | {"with_news": with_news} if with_news else values)["Location"]
    assert sentence in curator.get(page).content.decode()


@pytest.mark.parametrize("kind", ["follow_up", "response"])
def test_of_entries_it_is_said_that_they_are_public_at_once(curator, kind):
    """Whatever becomes of new records: an entry is none."""
    values = {"file": a_file(), "new_title": "Partners", "kind": kind, "publish_as": "draft"}
    page = curator.get(curator.post(NEW, values)["Location"]).content.decode()
    assert "Entries are public as soon as they are applied" in page
    assert "New records become" not in page


def test_a_source_of_another_name_is_made_without_a_question(curator):
    ImportSource.objects.create(slug="there", title="Partner list", kind="tool")
    values = {"file": a_file(), "new_title": "Registry", "kind": "tool", "publish_as": "draft"}
    assert curator.post(NEW, values).status_code == 302


def test_what_was_typed_stays_where_something_is_missing(curator):
    answer = curator.post(NEW, {"new_title": "Partners", "publish_as": "published"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Choose a file." in page
    assert 'value="Partners"' in page
    assert '<option value="published" selected>' in page


def test_without_a_source_nothing_begins(curator):
    answer = curator.post(NEW, {"file": a_file(), "publish_as": "draft", "kind": "tool"})
    assert answer.status_code == 400
    assert "Name the source" in answer.content.decode()
    assert "Choose the file again" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_is_refused(curator, monkeypatch):
    monkeypatch.setattr("hub.imports.views.forms.MAX_BYTES", 5)
    assert limits.MAX_BYTES > 5
    answer = curator.post(NEW, {"file": a_file(), "new_title": "P", "kind": "tool"})
    assert answer.status_code == 400
    assert "is larger than" in answer.content.decode()


def test_an_empty_file_fails_with_a_sentence(curator, work):
    values = {"file": a_file(b""), "new_title": "P", "kind": "tool", "publish_as": "draft"}
    page = curator.post(NEW, values)["Location"]
    work(Import.objects.get())
    job = Import.objects.get()
    assert (job.state, job.sentence in html.unescape(curator.get(page).content.decode())) == (
        "failed",
        True,
    )


def test_a_profile_of_another_source_is_refused(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(1))
    curator.post(f"/curate/imports/{job.pk}/keep/", {"title": "Mine"})
    job.refresh_from_db()
    other = ImportSource.objects.create(slug="other", title="Other", kind="tool")
    values = {"file": a_file(), "source": other.pk, "profile": job.profile_id}
    answer = curator.post(NEW, {**values, "publish_as": "draft"})
    assert answer.status_code == 400
    assert "belongs to another source" in answer.content.decode()


def test_a_name_of_a_file_does_not_turn_the_letters_beside_it_round(curator):
    values = {"file": a_file(name="list\u202evsc.csv"), "new_title": "Partners", "kind": "tool"}
    curator.post(NEW, values | {"publish_as": "draft"})
    assert Import.objects.get().name == "listvsc.csv"
