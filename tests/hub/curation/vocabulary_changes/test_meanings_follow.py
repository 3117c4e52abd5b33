"""What readers' phrases mean, named by terms of before, is found under those of now."""

import pytest

from hub.curation.vocabulary_changes.term_undo import undo
from hub.search_engine.interpretation import interpret
from hub.search_engine.snapshot_cache import get_snapshot
from tests.plugins.term_changes import a_merge, a_rename, a_split

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HELP = "q=help+me"  # means purpose/helpline-contact, among others


@pytest.fixture
def line(make_tool):
    make_tool(name="Map", terms=("purpose/data-analysis-mapping",))
    return make_tool(name="Line", terms=("purpose/helpline-contact",))


@pytest.fixture
def helplines(make_term, line):
    return make_term("purpose/helpline-contact")


def test_a_meaning_finds_what_carries_the_term_that_code_names(line, tools_at):
    assert tools_at(HELP) == {"Line"}


def test_a_meaning_follows_a_renamed_term_and_its_undoing(helplines, tools_at):
    change = a_rename(helplines, slug="hotlines")
    assert tools_at(HELP) == {"Line"}
    undo(change, by=None)
    assert tools_at(HELP) == {"Line"}


def test_a_meaning_follows_a_merged_term_and_no_longer_when_it_is_undone(
    helplines, make_term, make_tool, tools_at
):
    make_tool(name="Chat", terms=("purpose/chats",))
    change = a_merge(helplines, make_term("purpose/chats"))
    assert tools_at(HELP) == {"Line", "Chat"}
    undo(change, by=None)
    assert tools_at(HELP) == {"Line"}


def test_a_meaning_follows_every_part_of_a_split_term(helplines, line, make_tool, tools_at):
    make_tool(name="Second", terms=("purpose/helpline-contact",))
    change = a_split(
        helplines, "by-telephone", "by-text",
        default=["by-text"], chosen={("tool", line.pk): ["by-telephone"]},
    )  # fmt: skip
    assert tools_at(HELP) == {"Line", "Second"}
    undo(change, by=None)
    assert tools_at(HELP) == {"Line", "Second"}


def test_a_meaning_follows_a_term_that_was_renamed_and_then_merged(helplines, make_term, tools_at):
    a_rename(helplines, slug="hotlines")
    helplines.refresh_from_db()
    a_merge(helplines, make_term("purpose/chats"))
    assert tools_at(HELP) == {"Line"}


def test_whom_a_meaning_is_about_follows_a_renamed_term(make_term, make_tool):
    make_tool(terms=("purpose/helpline-contact", "user/survivor"))
    a_rename(make_term("user/survivor"), slug="people-who-survived")
    (meaning,) = interpret("help me", get_snapshot("tool")).meanings
    readers = dict(meaning.readers)
    assert readers["user/people-who-survived"] == readers["user/survivor"] == 1.0


def test_what_is_denied_together_follows_a_renamed_term(make_term, make_tool, tools_at):
    make_tool(name="Prints", terms=("technology/biometrics",))
    make_tool(name="Faces", terms=("technology/facial-recognition",))
    make_tool(name="Text", terms=("technology/sms",))
    a_rename(make_term("technology/biometrics"), "Body measures", "body-measures")
    a_rename(make_term("technology/facial-recognition"), "Face matching", "face-matching")
    assert tools_at("q=without+body+measures") == {"Text"}
