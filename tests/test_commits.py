"""Each commit can be checked out and run: for bisecting, and for the way back to it."""

import io
import os
import subprocess
import sys
import tarfile

import pytest

from tests.plugins.drill import scaled
from tests.plugins.upgrade import ROOT

pytestmark = pytest.mark.drill

NEWEST = scaled(20)
CODE = ("hub", "catalogue", "events", "manage.py")
IMPORT_ALL = """
import importlib, os, pkgutil
os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
import django
django.setup()
for room in ("hub", "catalogue", "events"):
    package = importlib.import_module(room)
    for module in pkgutil.walk_packages(package.__path__, f"{room}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""

ENVIRONMENT = {
    "DATABASE_URL": "sqlite:///nowhere.sqlite3", "SITE_ADDRESS": "http://hub.example.org",
    "SECRET_KEY": "s" * 50, "DIGEST_KEYS": "d" * 50, "DIGEST_HASH_KEY": "h" * 50,
}  # fmt: skip


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)


def newest_commits():
    """By the code that they hold: the newest of those that hold the same."""
    commits = {}
    for commit in git("rev-list", f"--max-count={NEWEST}", "HEAD").stdout.decode().split():
        tree = git("ls-tree", commit, *CODE).stdout
        commits.setdefault(tree, commit)
    return list(commits.values())


def test_every_module_of_the_newest_commits_can_be_imported(tmp_path):
    commits = newest_commits()
    if not commits:
        pytest.skip("there is no git")
    broken = {}
    for commit in commits:
        folder = tmp_path / commit
        packed = git("archive", commit, *CODE, "templates", "static", "pyproject.toml").stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(folder, filter="data")
        done = subprocess.run(
            [sys.executable, "-c", IMPORT_ALL], cwd=folder, capture_output=True, text=True,
            check=False, env=os.environ | ENVIRONMENT | {"VAR_DIR": str(folder / "var")},
        )  # fmt: skip
        if done.returncode:
            broken[commit] = done.stderr.splitlines()[-1]
    assert broken == {}
