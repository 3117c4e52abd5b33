"""Texts are translated for each page anew, and all of them are collected for the translators."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.plugins import pseudo

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [path for room in ("hub", "catalogue") for path in sorted((ROOT / room).rglob("*.py"))]
AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}


def names_at_once(tree: ast.Module) -> set[str]:
    """What a module calls the functions that translate at once."""
    return {
        each.asname or each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
        if each.name in AT_ONCE
    }


def on_import(node: ast.AST) -> list[ast.Call]:
    """Calls that are made when the module is imported: those outside of any function."""
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            found.append(child)
        found += on_import(child)
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_is_translated_on_import(path):
    """It would stay in the language that the process happens to begin with."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = names_at_once(tree)
    early = [
        f"{path}:{call.lineno}"
        for call in on_import(tree)
        if isinstance(call.func, ast.Name) and call.func.id in names
    ]
    assert not early


def test_make_messages_finds_every_text_that_the_sources_mark(tmp_path):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = next(line for line in makefile.splitlines() if "pybabel extract" in line)
    keywords = [word for word in recipe.split() if word.startswith("--keyword=")]
    found = tmp_path / "django.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "extract"]
    options = ["--mapping=pyproject.toml", *keywords, f"--output={found}", "."]
    subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
    with found.open("rb") as lines:
        collected = {message.id for message in read_po(lines)}
    assert {message.id for message in pseudo.catalogue_of_texts()} <= collected


@pytest.mark.parametrize(
    "text", ["%(count)d tools", 'Go <a href="{url}">on</a>', "100 %% of %s", "&amp; more"]
)
def test_the_pseudo_translation_keeps_what_programs_read(text):
    assert pseudo.KEPT.findall(pseudo.pseudo(text)) == pseudo.KEPT.findall(text)


def test_the_pseudo_translation_leaves_no_latin_letter():
    assert not any(letter.isascii() and letter.isalpha() for letter in pseudo.pseudo("Sources"))
