"""Versions, as the project, changelog, notes for operators and upgrade test name them; the SBOM."""

import json
import re
import shlex
import subprocess
from datetime import date
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from hub.web.release import read_version

ROOT = Path(__file__).resolve().parent.parent
HEADING = re.compile(r"^## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def released() -> list[tuple[tuple[int, ...], date]]:
    """Versions of the changelog with their dates, as they stand there."""
    found = HEADING.findall(text("CHANGELOG.md"))
    return [(tuple(map(int, numbers)), date.fromisoformat(day)) for *numbers, day in found]


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def test_what_is_not_released_stands_on_top_and_the_rest_is_dated():
    headings = re.findall(r"^## (.+)$", text("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert len(headings) - 1 == len(released()) >= 2


def test_the_newest_version_stands_first():
    assert released() == sorted(released(), reverse=True)
    days = [day for _version, day in released()]
    assert days == sorted(days, reverse=True)


def test_the_project_has_the_version_that_was_dated_last():
    assert read_version(ROOT) == dotted(released()[0][0])


def test_each_step_upwards_has_its_notes_for_operators():
    versions = [dotted(version) for version, _day in released()]
    steps = re.findall(r"^## From (\S+) to (\S+)$", text("docs/upgrading.md"), re.MULTILINE)
    assert steps == list(zip(versions[1:], versions, strict=False))


def test_the_upgrade_test_begins_with_the_version_of_before():
    """The dumps are of its commit, which the changelog names."""
    recipe = text("tests/data/upgrade/recipe.py")
    version, commit = re.search(
        r'^VERSION, COMMIT = "(.+)", "(.+)"$', recipe, re.MULTILINE
    ).groups()
    assert version == dotted(released()[1][0])
    chapter = text("CHANGELOG.md").partition(f"## [{version}]")[2].partition("\n## ")[0]
    assert f"commit `{commit}`" in chapter


# What it is made of


def pinned() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", text("requirements.txt"), re.MULTILINE))


@pytest.fixture(scope="module")
def write_sbom(tmp_path_factory):
    """The command of ``make sbom`` without its installing, for a file of our own."""

    def write_sbom() -> str:
        path = tmp_path_factory.mktemp("sbom") / "sbom.json"
        recipe = subprocess.run(
            ["make", "--dry-run", "--no-print-directory", "sbom", f"SBOM={path}"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        command = shlex.split(recipe.stdout.splitlines()[-1])
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return path.read_text(encoding="utf-8")

    return write_sbom


@pytest.fixture(scope="module")
def sbom(write_sbom) -> str:
    return write_sbom()


def test_the_list_of_parts_is_valid_cyclonedx(sbom):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom) is None


def test_a_list_that_is_not_valid_would_be_found(sbom):
    wrong = json.dumps(json.loads(sbom) | {"components": [{"name": "a"}]})
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(wrong) is not None


def test_the_list_of_parts_holds_each_pinned_package_with_its_hashes(sbom):
    parts = json.loads(sbom)["components"]
    assert {part["name"]: part["version"] for part in parts} == pinned()
    assert len(parts) > 40
    assert all(part["externalReferences"][0]["hashes"] for part in parts)
    assert {part["purl"].partition("/")[0] for part in parts} == {"pkg:pypi"}


def test_the_list_of_parts_names_the_site_with_its_version_and_licence(sbom):
    whole = json.loads(sbom)["metadata"]["component"]
    assert whole["version"] == read_version(ROOT)
    assert whole["licenses"][0]["license"]["id"] == "AGPL-3.0-or-later"


def test_the_same_files_give_the_same_list_of_parts(sbom, write_sbom):
    assert write_sbom() == sbom
