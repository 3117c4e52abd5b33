"""Practice notes and misuse patterns of the starter data."""

import pytest

from catalogue.models import Deployment, MisusePattern, Tool
from catalogue.row_readers.misuse import read_misuse
from catalogue.row_readers.practice import read_practice
from catalogue.row_readers.reader import RowError, known_records
from hub.imports import starter_data
from hub.records.models import Change, Revision

NOTE = {"slug": "a-note", "tool": "redsafe", "title": "A note", "summary": "It was used."}
PATTERN = {"slug": "a-pattern", "title": "A pattern", "summary": "It happens."}


def test_every_row_is_loaded(starter):
    assert (Deployment.objects.published().count(), MisusePattern.objects.published().count()) == (
        32,
        11,
    )
    assert [file.problems for file in starter_data.progress() if file.problems] == []


def test_loading_is_no_news(starter):
    assert not Change.objects.exists()


def test_each_record_stands_in_the_ledger(starter):
    kinds = ["deployment", "misuse"]
    assert Revision.objects.filter(kind__in=kinds, version=1).count() == 43


def test_loading_again_makes_nothing(load_again):
    load_again("practice", "misuse")
    files = {file.name: file.made for file in starter_data.progress()}
    assert (files["practice"], files["misuse"]) == (0, 0)
    assert Deployment.objects.count() == 32


def test_every_tool_comes_as_not_assessed(starter):
    assert set(Tool.objects.values_list("panel", flat=True)) == {"not_assessed"}


def test_redsafe_moved_from_southern_africa(starter):
    note = Deployment.objects.get(slug="redsafe-mexico-central-america")
    assert note.adapted_from.slug == "redsafe-southern-africa"
    assert (note.started, note.adaptation) == ("2023-08", None)


def test_what_no_source_says_is_not_known(starter):
    facts = ("needed", "adaptation", "worked", "failed", "incidents", "again")
    stored = {note.slug: note for note in Deployment.objects.all()}
    for _number, row in starter_data.rows_of(starter_data.CATALOGUE / "deployments.json"):
        note = stored[row["slug"]]
        assert {name: getattr(note, name) for name in facts} == {name: row[name] for name in facts}
        assert note.known_none == []


def test_every_note_and_every_pattern_has_a_source(starter):
    assert not Deployment.objects.filter(citations=None).exists()
    assert not MisusePattern.objects.filter(citations=None).exists()


def test_the_sources_of_notes_are_those_of_their_tools(starter):
    for note in Deployment.objects.all():
        addresses = set(note.citations.values_list("source__url", flat=True))
        assert addresses <= set(note.tool.citations.values_list("source__url", flat=True))


def test_no_warning_sign_is_made_up(starter):
    assert set(MisusePattern.objects.values_list("warning_signs", flat=True)) == {None}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tool": "there-is-no-such"}, "No record is called “there-is-no-such”"),
        ({"adapted_from": "nothing"}, "No record is called “nothing”"),
        ({"contexts": ["moon-base"]}, "There is no term “moon-base”"),
        ({"started": "spring"}, "is not a date"),
        ({"again": "perhaps"}, "cannot be “perhaps”"),
        ({"title": None}, "“Title” is missing"),
        ({"sources": [{"title": "A", "subject": "colour"}]}, "cannot be “colour”"),
        ({"organisations": ["Nobody at all"]}, "No organisation is called"),
    ],
)
def test_a_broken_note_is_told_in_a_sentence(starter, changes, sentence):
    with pytest.raises(RowError) as problem:
        read_practice(NOTE | changes, known_records())
    assert sentence in " ".join(problem.value.sentences)


def test_a_note_with_an_address_is_not_written(load_rows):
    note = NOTE | {"worked": "The house at 12 Baker Street."}
    problems = load_rows(deployments=[note])
    assert "never where exactly" in problems["practice", 1][0]
    assert not Deployment.objects.filter(slug="a-note").exists()


def test_a_note_without_an_address_is_written(load_rows):
    assert load_rows(deployments=[NOTE]) == {}
    assert Deployment.objects.get(slug="a-note").tool.slug == "redsafe"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stages": ["dreaming"]}, "There is no term “dreaming”"),
        ({"tools": [{"tool": "nothing", "reason": "So."}]}, "No record is called “nothing”"),
        ({"tools": [{"tool": "redsafe"}]}, "“reason” is missing"),
        ({"visibility": "friends"}, "cannot be “friends”"),
        ({"warning_signs": [7]}, "must be a list of texts"),
    ],
)
def test_a_broken_pattern_is_told_in_a_sentence(starter, changes, sentence):
    with pytest.raises(RowError) as problem:
        read_misuse(PATTERN | changes, known_records())
    assert sentence in " ".join(problem.value.sentences)


def test_a_warning_sign_without_a_source_is_not_written(load_rows):
    problems = load_rows(misuse_patterns=[PATTERN | {"warning_signs": ["A sign."]}])
    assert "name the source" in problems["misuse", 1][0]
    assert not MisusePattern.objects.filter(slug="a-pattern").exists()


def test_a_warning_sign_with_a_source_is_a_line_of_its_own(load_rows):
    source = {"subject": "warning_signs", "title": "A guide"}
    load_rows(misuse_patterns=[PATTERN | {"warning_signs": ["A.", "B."], "sources": [source]}])
    assert MisusePattern.objects.get(slug="a-pattern").warning_signs == "A.\nB."


def test_an_empty_list_of_signs_is_known_to_be_none(starter):
    row = read_misuse(PATTERN | {"warning_signs": [], "counter_measures": None}, known_records())
    assert row.fields["known_none"] == ["warning_signs"]
