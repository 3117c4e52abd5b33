"""Uploads are put in place after the database: until then nothing of before is touched."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from hub.backup import media_archive
from hub.backup.media_archive import StagedFiles


@pytest.fixture(autouse=True)
def archive(settings, tmp_path):
    """Of two files, of which one is gone since and the other differs."""
    settings.MEDIA_ROOT = tmp_path / "media"
    store("a.csv", b"then")
    store("deep/b.csv", b"then")
    path = tmp_path / "media.tar"
    assert media_archive.pack(path) == 2
    default_storage.delete("deep/b.csv")
    default_storage.delete("a.csv")
    store("a.csv", b"now")
    return path


def store(name, content):
    default_storage.save(name, ContentFile(content))


def stored():
    def content(name):
        with default_storage.open(name) as file:
            return file.read()

    return {name: content(name) for name in media_archive.stored_names()}


def staged(archive, **options):
    files = StagedFiles(".restored-1")
    files.stage(archive, dry_run=False, **options)
    return files


def test_before_the_swap_all_of_before_is_there_as_it_was(archive):
    files = staged(archive)
    assert (files.missing, files.differing) == (["deep/b.csv"], ["a.csv"])
    before = {name: content for name, content in stored().items() if name[0] != "."}
    assert before == {"a.csv": b"now"}
    files.discard()
    assert stored() == {"a.csv": b"now"}


def test_after_it_they_are_those_of_the_backup(archive):
    assert staged(archive).put_in_place() == []
    assert stored() == {"a.csv": b"then", "deep/b.csv": b"then"}


def test_what_a_killed_restore_left_is_in_no_backup(archive, tmp_path):
    staged(archive)
    assert media_archive.pack(tmp_path / "next.tar") == 1


def test_what_cannot_be_put_in_place_is_told_and_kept(archive, settings):
    files = staged(archive)
    (settings.MEDIA_ROOT / "deep").rmdir()
    (settings.MEDIA_ROOT / "deep").write_bytes(b"a file where a folder should be")
    assert files.put_in_place() == ["deep/b.csv"]
    assert stored()[".restored-1/deep/b.csv"] == b"then"
