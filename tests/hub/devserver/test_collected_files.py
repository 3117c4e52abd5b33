import os

import pytest

from hub.devserver import collected_files


@pytest.fixture
def folders(settings, tmp_path):
    """A sheet and what was collected of it, noted."""
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path / "var", tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    for folder in (settings.VAR_DIR / "run", settings.STATIC_ROOT, tmp_path / "sources"):
        folder.mkdir(parents=True)
    for folder in ("static", "sources"):
        (tmp_path / folder / "site.css").write_text("a{}")
    assert not collected_files.are_current()
    collected_files.note()
    assert collected_files.are_current()
    return tmp_path


def test_another_source_of_the_same_size_and_time_is_to_be_collected(folders):
    sheet = folders / "sources" / "site.css"
    times = sheet.stat()
    sheet.write_text("b{}")
    os.utime(sheet, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not collected_files.are_current()


def test_what_was_collected_and_is_gone_is_to_be_collected(folders):
    (folders / "static" / "site.css").unlink()
    assert not collected_files.are_current()


def test_another_way_of_collecting_is_to_be_collected(folders, settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}
    }
    assert not collected_files.are_current()
