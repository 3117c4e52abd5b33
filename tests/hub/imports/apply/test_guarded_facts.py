"""What one person alone does not change, no import changes either: not a feed, not its undoing."""

import pytest

from catalogue.models import Tool
from hub.imports.models import Import
from hub.imports.record_types import IMPORTERS
from hub.records.models import recorded_change
from hub.records.registry import record_types
from hub.records.second_person import guarded_names

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
# What says that a panel was assessed, by whom and when; no file may.
ASSESSMENT = {"panel", "panel_assessed_on", "panel_assessed_by"}
GUARDED = sorted(set(record_types["tool"].two_person_facts) - ASSESSMENT)


@pytest.fixture(autouse=True)
def _two_people(settings):
    settings.TWO_PEOPLE = True


@pytest.fixture
def tool(make_tool, make_term):
    """Published, and not assessed."""
    make_term("safeguard/consent")
    return make_tool(name="Beacon", terms=("safeguard/risk-surveillance",))


@pytest.fixture
def as_loader(monkeypatch):
    monkeypatch.setattr("hub.imports.starter_data.is_shipped", lambda _job: True)


@pytest.fixture
def unchanged(tool):
    """Whether nothing of it was written that needs two people."""
    before = tool.facts()

    def check():
        return not guarded_names(Tool, before, Tool.objects.get(pk=tool.pk).facts())

    return check


def value_of(name):
    return ["consent"] if name in Tool.schemes else "Words of a source."


def left_out(batch):
    """Why the row was not written."""
    return " ".join(problem["sentence"] for problem in batch.rows.get().problems)


@pytest.mark.parametrize("kind", sorted(IMPORTERS))
def test_no_file_publishes_a_record_or_says_that_its_panel_was_assessed(kind):
    named = {field.name for field in IMPORTERS[kind].fields}
    assert not named & {"state", *ASSESSMENT}
    assert ("visibility" in named) == (kind == "misuse")


def test_every_other_fact_that_is_guarded_can_be_named_by_a_file():
    """Else the tests below would prove nothing of it."""
    schemes = set(Tool.schemes)
    named = {field.name for field in IMPORTERS["tool"].fields} | schemes
    assert set(GUARDED) <= named
    assert {kind for kind, one in record_types.items() if one.two_person_facts} == {"tool"}


@pytest.mark.parametrize("name", GUARDED)
def test_a_feed_leaves_a_published_fact_that_is_guarded(
    apply_all, wants, tool, unchanged, batch, name
):
    apply_all(wants(tool, **{name: value_of(name)}))
    assert unchanged()
    assert "a second person publishes it" in left_out(batch)


@pytest.mark.parametrize("name", GUARDED)
def test_an_import_of_one_person_leaves_it_too(
    apply_all, wants, tool, unchanged, batch, make_person, name
):
    batch.by = make_person()
    batch.save()
    apply_all(wants(tool, **{name: value_of(name)}))
    assert unchanged()
    assert "second person" in left_out(batch)


def test_other_facts_of_a_feed_are_written(apply_all, wants, tool):
    apply_all(wants(tool, summary="It reads letters."))
    assert Tool.objects.get(pk=tool.pk).summary == "It reads letters."


def test_what_is_not_published_a_feed_may_change(apply_all, wants, make_tool):
    draft = make_tool(state="draft")
    apply_all(wants(draft, caution="Words of a source."))
    assert Tool.objects.get(pk=draft.pk).caution == "Words of a source."


def test_a_site_that_asks_for_no_second_person_lets_a_feed_do_it(apply_all, wants, tool, settings):
    settings.TWO_PEOPLE = False
    apply_all(wants(tool, caution="Words of a source."))
    assert Tool.objects.get(pk=tool.pk).caution == "Words of a source."


@pytest.mark.usefixtures("as_loader")
@pytest.mark.parametrize("name", GUARDED)
def test_data_that_ship_bring_the_words_of_a_source_and_no_assessment(apply_all, wants, tool, name):
    apply_all(wants(tool, **{name: value_of(name)}))
    facts = Tool.objects.get(pk=tool.pk).facts()
    assert (facts[name], facts["panel"]) == (value_of(name), "not_assessed")


@pytest.mark.usefixtures("as_loader")
@pytest.mark.parametrize("name", GUARDED)
def test_undoing_by_one_person_leaves_what_is_guarded_and_takes_back_the_rest(
    apply_all, wants, tool, batch, undo, name
):
    apply_all(wants(tool, summary="Other words.", **{name: value_of(name)}))
    undo(batch)
    facts = Tool.objects.get(pk=tool.pk).facts()
    assert (facts[name], facts["summary"]) == (value_of(name), tool.summary)
    assert "needs two people and stays as it is: Beacon." in batch.sentence


@pytest.mark.usefixtures("as_loader")
@pytest.mark.parametrize("name", GUARDED)
def test_undoing_takes_it_back_where_no_second_person_is_asked_for(
    apply_all, wants, tool, batch, undo, unchanged, settings, name
):
    apply_all(wants(tool, **{name: value_of(name)}))
    assert not unchanged()
    settings.TWO_PEOPLE = False
    undo(batch)
    assert unchanged()


@pytest.mark.usefixtures("as_loader")
def test_undoing_leaves_the_marks_of_a_fact_that_stays(apply_all, wants, tool, batch, undo):
    inferred = {"safeguard": ["consent"], "inferred": ["consent"]}
    apply_all(wants(tool, known_none=["caution"], **inferred))
    undo(batch)
    facts = Tool.objects.get(pk=tool.pk).facts()
    assert (facts["safeguard"], facts["inferred"]) == (["consent"], ["consent"])
    assert facts["known_none"] == ["caution"]


@pytest.fixture
def pattern(batch, make_pattern):
    Import.objects.filter(pk=batch.pk).update(kind="misuse")
    batch.kind = "misuse"
    return lambda visibility: make_pattern(visibility=visibility)


def circle_of(pattern):
    return type(pattern).objects.get(pk=pattern.pk).visibility


@pytest.mark.parametrize(
    ("before", "stated", "after"),
    [
        ("vetted", "public", "vetted"),
        ("public", "vetted", "vetted"),
        ("vetted", "internal", "internal"),
    ],
)
def test_a_feed_makes_a_circle_of_readers_smaller_and_never_wider(
    apply_all, wants, pattern, before, stated, after
):
    one = pattern(before)
    apply_all(wants(one, visibility=stated))
    assert circle_of(one) == after


def test_undoing_makes_no_circle_of_readers_wider(apply_all, wants, pattern, batch, undo):
    one = pattern("public")
    apply_all(wants(one, visibility="vetted", summary="Other words."))
    undo(batch)
    assert (circle_of(one), type(one).objects.get().summary) == ("vetted", one.summary)


@pytest.mark.usefixtures("as_loader")
@pytest.mark.parametrize("name", GUARDED)
def test_undoing_leaves_a_guarded_fact_that_people_have_changed_since(
    apply_all, wants, tool, batch, undo, name
):
    apply_all(wants(tool, **{name: value_of(name)}))
    with recorded_change(tool):
        tool.refresh_from_db()
        tool.summary = "Two people looked at it."
        tool.save()
    kept = Tool.objects.get(pk=tool.pk).facts()
    undo(Import.objects.get(pk=batch.pk))
    assert Tool.objects.get(pk=tool.pk).facts() == kept


def test_taking_back_single_facts_asks_for_a_second_person(
    apply_all, wants, tool, batch, signed_in, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr("hub.imports.starter_data.is_shipped", lambda _job: True)
        apply_all(wants(tool, caution="Words of a source."))
    with recorded_change(tool):
        tool.refresh_from_db()
        tool.summary = "Edited since."
        tool.save()
    Import.objects.filter(pk=batch.pk).update(state=Import.State.UNDONE)
    sent = {"record": tool.pk, "fact": ["caution"]}
    answer = signed_in("curator").post(f"/curate/imports/{batch.pk}/edited/", sent)
    assert answer.status_code == 400
    assert "needs a second person" in answer.content.decode()
    assert Tool.objects.get(pk=tool.pk).caution == "Words of a source."
