"""The name of the running code, which is a part of the key of every cached page."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from hub.web import release as module
from hub.web.middleware.page_cache import PageCache


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for folder in module.FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "hub" / "views.py").write_text("one = 1\n")
    return tmp_path


def test_the_same_files_have_the_same_name(source) -> None:
    assert module.fingerprint(source) == module.fingerprint(source)


@pytest.mark.parametrize("name", ["hub/views.py", "templates/site/home.html", "static/site.css"])
def test_a_file_that_pages_are_made_by_changes_the_name(source, name) -> None:
    before = module.fingerprint(source)
    (source / name).write_text("other")
    assert module.fingerprint(source) != before


def test_other_files_do_not_change_the_name(source) -> None:
    before = module.fingerprint(source)
    (source / "hub" / "notes.txt").write_text("other")
    assert module.fingerprint(source) == before


def test_another_process_has_the_same_name_and_computes_nothing_at_import() -> None:
    script = "from hub.web.release import release\nprint(release.cache_info().currsize, release())"
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.split() == ["0", module.release()]


def test_a_process_that_serves_pages_computes_it_at_its_start(monkeypatch) -> None:
    roots: list[Path] = []
    monkeypatch.setattr(module, "fingerprint", lambda root: roots.append(root) or "abc")
    module.release.cache_clear()
    try:
        PageCache(lambda request: None)
        assert (len(roots), module.release()) == (1, "abc")
    finally:
        module.release.cache_clear()
