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
    for name in module.SHIPPED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch() if "." in name else (tmp_path / name).mkdir()
    (tmp_path / "hub" / "views.py").write_text("one = 1\n")
    return tmp_path


def test_the_same_files_have_the_same_name(source) -> None:
    assert module.fingerprint(source) == module.fingerprint(source)


@pytest.mark.parametrize("name", [
    "hub/views.py", "hub/synonyms.json", "hub/words.txt", "catalogue/map.bin", "requirements.txt",
    "templates/site/home.html", "static/site.css", "pyproject.toml",
])  # fmt: skip
def test_a_file_that_pages_are_made_by_changes_the_name(source, name) -> None:
    before = module.fingerprint(source)
    (source / name).write_text("other")
    assert module.fingerprint(source) != before


def test_every_file_of_data_that_ships_with_the_code_is_counted() -> None:
    counted = {path.relative_to(settings.BASE_DIR) for path in module._files(settings.BASE_DIR)}
    tracked = subprocess.run(
        ["git", "ls-files", "hub", "catalogue", "events", "static", "templates/site"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    shipped = {Path(line) for line in tracked.stdout.splitlines()}
    assert len(shipped) > 500
    assert shipped - counted == set()


def test_what_python_makes_beside_it_does_not_change_the_name(source) -> None:
    before = module.fingerprint(source)
    (source / "hub" / "__pycache__").mkdir()
    (source / "hub" / "__pycache__" / "views.pyc").write_text("other")
    assert module.fingerprint(source) == before


def test_moving_letters_between_files_changes_the_name(source) -> None:
    (source / "hub" / "a").write_text("xhub/b")
    (source / "hub" / "b").write_text("")
    before = module.fingerprint(source)
    (source / "hub" / "a").write_text("x")
    (source / "hub" / "b").write_text("hub/b")
    assert module.fingerprint(source) != before


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
    """The files may be those of the next release when the first page is asked for."""
    roots: list[Path] = []
    monkeypatch.setattr(module, "fingerprint", lambda root: roots.append(root) or "abc")
    monkeypatch.setattr(module, "read_version", lambda root: roots.append(root) or "9.8.7")
    for cached in (module.release, module.version):
        cached.cache_clear()
    try:
        PageCache(lambda request: None)
        assert (len(roots), module.release(), module.version()) == (2, "abc", "9.8.7")
    finally:
        for cached in (module.release, module.version):
            cached.cache_clear()


def test_the_version_is_the_one_that_the_project_declares(source) -> None:
    (source / "pyproject.toml").write_text('[project]\nname = "hub"\nversion = "1.22.333"\n')
    assert module.read_version(source) == "1.22.333"
