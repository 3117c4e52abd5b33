"""Practice notes and misuse patterns of the starter data."""

import pytest

from catalogue.models import Deployment, Load, LoadProblem, MisusePattern, Tool
from catalogue.row_readers.misuse import read_misuse, write_misuse
from catalogue.row_readers.practice import read_practice, write_practice
from catalogue.row_readers.reader import RowError
from catalogue.starter import runner
from catalogue.starter.parts import known
from hub.records.models import Change, Revision

NOTE = {"slug": "a-note", "tool": "redsafe", "title": "A note", "summary": "It was used."}
PATTERN = {"slug": "a-pattern", "title": "A pattern", "summary": "It happens."}


def test_every_row_is_loaded(starter):
    assert (Deployment.objects.published().count(), MisusePattern.objects.published().count()) == (
        7,
        11,
    )
    assert not LoadProblem.objects.exists()


def test_loading_is_no_news(starter):
    assert not Change.objects.exists()


def test_each_record_stands_in_the_ledger(starter):
    kinds = ["deployment", "misuse"]
    assert Revision.objects.filter(kind__in=kinds, version=1).count() == 18


def test_loading_again_makes_nothing(starter):
    Load.objects.filter(part__in=["practice", "misuse"]).delete()
    runner.begin()
    while runner.step():
        pass
    again = Load.objects.filter(part__in=["practice", "misuse"])
    assert set(again.values_list("created", flat=True)) == {0}
    assert Deployment.objects.count() == 7


def test_every_tool_comes_as_not_assessed(starter):
    assert set(Tool.objects.values_list("panel", flat=True)) == {"not_assessed"}


def test_redsafe_moved_from_southern_africa(starter):
    note = Deployment.objects.get(slug="redsafe-mexico-central-america")
    assert note.adapted_from.slug == "redsafe-southern-africa"
    assert (note.started, note.adaptation) == ("2023-08", None)


def test_what_no_source_says_is_not_known(starter):
    nothing = Deployment.objects.filter(
        worked=None, failed=None, incidents=None, again=None, known_none=[]
    )
    assert nothing.count() == 7


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
        ({"tool": "there-is-no-such"}, "there is no record “there-is-no-such”"),
        ({"adapted_from": "nothing"}, "there is no record “nothing”"),
        ({"contexts": ["moon-base"]}, "there is no term “moon-base”"),
        ({"started": "spring"}, "is not a date"),
        ({"again": "perhaps"}, "cannot be “perhaps”"),
        ({"title": None}, "title is missing"),
        ({"sources": [{"title": "A", "subject": "colour"}]}, "cannot be “colour”"),
        ({"organisations": ["Nobody at all"]}, "no organisation is called"),
    ],
)
def test_a_broken_note_is_told_in_a_sentence(starter, changes, sentence):
    with pytest.raises(RowError) as problem:
        read_practice(NOTE | changes, known())
    assert sentence in " ".join(problem.value.sentences)


def test_a_note_with_an_address_is_not_written(starter):
    row = read_practice(NOTE | {"worked": "The house at 12 Baker Street."}, known())
    with pytest.raises(Exception, match="never where exactly"):
        write_practice(row, run="test")
    assert not Deployment.objects.filter(slug="a-note").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stages": ["dreaming"]}, "there is no term “dreaming”"),
        ({"tools": [{"tool": "nothing", "reason": "So."}]}, "there is no tool “nothing”"),
        ({"tools": [{"tool": "redsafe"}]}, "reason is missing"),
        ({"visibility": "friends"}, "cannot be “friends”"),
        ({"warning_signs": [7]}, "must be a list of texts"),
    ],
)
def test_a_broken_pattern_is_told_in_a_sentence(starter, changes, sentence):
    with pytest.raises(RowError) as problem:
        read_misuse(PATTERN | changes, known())
    assert sentence in " ".join(problem.value.sentences)


def test_a_warning_sign_without_a_source_is_not_written(starter):
    row = read_misuse(PATTERN | {"warning_signs": ["A sign."]}, known())
    with pytest.raises(Exception, match="name the source"):
        write_misuse(row, run="test")


def test_an_empty_list_of_signs_is_known_to_be_none(starter):
    row = read_misuse(PATTERN | {"warning_signs": [], "counter_measures": None}, known())
    assert row.fields["known_none"] == ["warning_signs"]
