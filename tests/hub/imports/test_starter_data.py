"""The starter data as imports: what they are, and what they leave alone."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalogue.models import Deployment, Helpline, Tool
from events.recommendations.models import Document
from hub.imports import job_runner, starter_data
from hub.imports.models import Import, ImportSource, SourceRecordState
from hub.imports.starter_data import FILES, NUMBER, StarterFile, shipped_profile
from hub.imports.tasks import sweep
from hub.records.models import Change, recorded_change
from tests.plugins.cast import records_as_stored

pytestmark = pytest.mark.both_databases
KIND_OF = {
    "organisations": "organisation",
    "tools": "tool",
    "practice": "deployment",
    "misuse": "misuse",
    "helplines": "helpline",
    "helplines-to-check": "helpline",
    "events": "event",
    "documents": "document",
    "recommendations": "recommendation",
    "links": "recommendation",
    "document-links": "document",
    "document-statistics": "document",
    "event-statistics": "event",
}
MADE = {
    "organisations": 580, "tools": 461, "practice": 32, "misuse": 11, "events": 75,
    "helplines": 123, "helplines-to-check": 24,
    "documents": 39, "recommendations": 100,
}  # fmt: skip
ONE = {"slug": "one", "name": "One", "summary": "x"}


def load():
    output = StringIO()
    call_command("load_starter_data", here=True, stdout=output)
    return output.getvalue()


def run(*again):
    """Load what is not loaded yet, and these files as if they had changed."""
    sources = [f"starter-{name}" for name in again]
    Import.objects.filter(source__slug__in=sources).update(fingerprint="")
    load()


def imports_of(name):
    return list(Import.objects.filter(source__slug=f"starter-{name}").order_by("pk"))


def progress_of(name):
    return {file.name: file for file in starter_data.progress()}[name]


@pytest.fixture
def ship(db, monkeypatch):
    """Have a file of tools ship, and nothing else; what was begun."""

    def ship_rows(*rows):
        file = StarterFile("tools", "tool", lambda: list(enumerate(rows, 1)))
        monkeypatch.setattr(starter_data, "FILES", (file,))
        monkeypatch.setattr(starter_data, "BY_SOURCE", {file.source: file})
        monkeypatch.setattr(starter_data, "load_vocabulary", lambda: iter(()))
        return starter_data.begin()

    return ship_rows


def test_what_ships_is_imported(starter):
    assert {file.name: file.kind for file in FILES} == KIND_OF
    states = Import.objects.exclude(source__slug="starter-helplines-to-check").values_list(
        "state", "with_news", "publish_as", "by"
    )
    assert list(states.distinct().order_by()) == [("applied", False, "published", None)]


def test_helplines_of_low_confidence_wait_for_a_curator(starter):
    unsure = Helpline.objects.filter(confidence="low")
    assert set(unsure.values_list("state", flat=True)) == {"in_review"}
    assert unsure.count() == 24
    assert Helpline.objects.published().count() == 123


def test_every_record_is_remembered_as_its_source_said_it(starter):
    counts = {
        name: SourceRecordState.objects.filter(source__slug=f"starter-{name}").count()
        for name in MADE
    }
    assert counts == MADE


def test_the_file_that_came_in_is_kept_with_its_rows(ship):
    row = ONE | {"anything": 1}
    ship(row)
    load()
    (batch,) = imports_of("tools")
    with batch.file.open() as kept:
        assert json.load(kept) == [row | {NUMBER: 1}]


def test_each_file_is_one_import(starter):
    assert [len(imports_of(file.name)) for file in FILES] == [1] * len(FILES)
    assert [file.job.run for file in starter_data.progress()] == [
        imports_of(file.name)[0].run for file in FILES
    ]


def test_sub_actions_count_with_their_recommendation(starter):
    file = progress_of("recommendations")
    assert (file.total, file.done, file.made) == (86, 86, 86)


def test_a_second_load_finds_every_row_there_and_changes_none(starter):
    versions = dict(Tool.objects.values_list("pk", "version"))
    run("tools")
    assert dict(Tool.objects.values_list("pk", "version")) == versions
    file = progress_of("tools")
    assert (file.done, file.made, file.problems) == (461, 0, ())
    assert imports_of("tools")[-1].counts == {"unchanged": 461}


@pytest.mark.parametrize(
    ("name", "rows"),
    [("practice", 32), ("misuse", 11), ("events", 75), ("documents", 39), ("recommendations", 100),
     ("event-statistics", 3), ("document-statistics", 1)],
)  # fmt: skip
def test_every_kind_of_file_says_the_same_twice(starter, name, rows):
    run(name)
    assert imports_of(name)[-1].counts == {"unchanged": rows}


def test_a_load_of_what_is_loaded_begins_nothing(starter):
    count = Import.objects.count()
    assert load() == "The starter data is loaded already.\n"
    assert Import.objects.count() == count


def test_a_site_that_knows_nothing_of_imports_is_left_as_it_is(starter):
    """As one that was loaded before records came in as imports."""
    SourceRecordState.objects.all().delete()
    models = (Tool, Deployment, Document)
    before = {model: [record.facts for record in records_as_stored(model)] for model in models}
    run("tools", "practice", "documents", "document-links")
    after = {model: [record.facts for record in records_as_stored(model)] for model in models}
    assert after == before
    assert not Change.objects.exists()


ICAT = "icat-joint-statement-2022"


@pytest.fixture
def loaded_before(starter):
    """A site that was loaded when the figures of a document lacked words of their source."""
    document = Document.objects.get(slug=ICAT)
    for old, new in (("detected victims is", "detected victims globally is"),
                     ("girls is exploited", "girls is reportedly sexually exploited"),
                     ("boys is exploited", "boys is reportedly sexually exploited")):  # fmt: skip
        row = document.statistics.get(counts__startswith=new)
        row.counts, row.quote = row.counts.replace(new, old), None
        row.save()
    state = SourceRecordState.objects.get(
        source__slug="starter-document-statistics", record_id=document.pk
    )
    state.values["statistics"] = document.facts()["statistics"]
    state.save()
    return document


def test_a_figure_that_lacked_words_is_put_right_in_its_place(loaded_before):
    run("document-statistics")
    figures = loaded_before.facts()["statistics"]
    assert [figure[:2] for figure in figures] == [
        ["1 in 3", "detected victims globally is a child"],
        ["1 in 5", "girls is reportedly sexually exploited or abused before reaching 18"],
        ["1 in 13", "boys is reportedly sexually exploited or abused before reaching 18"],
    ]
    assert all("reportedly sexually" in figure[7] for figure in figures[1:])
    assert not Change.objects.exists()


def test_a_figure_that_a_curator_worded_or_took_away_stays_so(loaded_before):
    with recorded_change(loaded_before):
        loaded_before.statistics.filter(value="1 in 5").update(counts="girls, we are told")
        loaded_before.statistics.filter(value="1 in 13").delete()
    run("document-statistics")
    assert [figure[:2] for figure in loaded_before.facts()["statistics"]] == [
        ["1 in 3", "detected victims globally is a child"],
        ["1 in 5", "girls, we are told"],
    ]


def test_a_record_that_differs_stays_whoever_changed_it(starter):
    SourceRecordState.objects.all().delete()
    tool = Tool.objects.get(slug="primero")
    with recorded_change(tool, run="import:older"):
        tool.summary = "Other words."
        tool.save()
    run("tools")
    tool.refresh_from_db()
    assert (tool.summary, tool.version) == ("Other words.", 2)


def test_a_practice_note_that_a_curator_changed_stays(starter):
    note = Deployment.objects.get(slug="redsafe-southern-africa")
    with recorded_change(note):
        note.title = "Quite another name"
        note.save()
    run("practice")
    note.refresh_from_db()
    assert (note.title, Deployment.objects.count()) == ("Quite another name", 32)
    assert progress_of("practice").problems == ()


def test_a_renamed_record_of_an_older_load_is_no_problem(starter, make_person):
    SourceRecordState.objects.all().delete()
    Tool.objects.get(slug="primero").rename("primero-platform", by=make_person())
    run("tools")
    assert not Tool.objects.filter(slug="primero").exists()
    assert progress_of("tools").problems == ()


def test_what_a_person_would_be_asked_about_goes_in(ship):
    ship(
        {"slug": "one", "name": "Cooking", "summary": "Recipes. Write to cook@example.org."},
        {"slug": "two", "name": "Cooking!", "summary": "Recipes."},
    )
    load()
    assert sorted(Tool.objects.published().values_list("slug", flat=True)) == ["one", "two"]
    file = progress_of("tools")
    assert (file.made, file.problems) == (2, ())


def test_no_row_counts_as_done_before_its_import_is_applied(ship):
    (job,) = ship(ONE)
    while not Tool.objects.published().exists():
        assert progress_of("tools").done == 0
        job_runner.advance(job.pk)
    file = progress_of("tools")
    assert (file.done, file.made) == (1, 1)


def test_a_double_is_told_once_by_the_numbers_of_the_file(ship):
    ship(ONE, {**ONE, "slug": "two", "name": "Two"}, ONE)
    load()
    (problem,) = progress_of("tools").problems
    assert (problem.row, problem.record) == (3, "one")
    assert problem.sentence.startswith("Row 1 names “one” already.")


def test_an_import_that_is_cancelled_is_told_and_the_load_goes_on(starter):
    sources = ["starter-tools", "starter-events"]
    Import.objects.filter(source__slug__in=sources).update(fingerprint="")
    tools, _events = starter_data.begin()
    job_runner.cancel(tools)
    load()
    file = progress_of("tools")
    assert (file.done, file.made) == (461, 0)
    assert [(problem.row, problem.sentence) for problem in file.problems] == [(0, "Cancelled")]
    assert progress_of("events").job.state == "applied"


def test_an_import_that_failed_is_begun_again_and_a_cancelled_one_is_not(ship):
    (job,) = ship(ONE)
    Import.objects.filter(pk=job.pk).update(state="failed")
    assert len(starter_data.begin()) == 1
    Import.objects.filter(state="uploaded").update(state="cancelled")
    assert starter_data.begin() == []


def test_an_import_in_the_way_is_waited_for(ship):
    (job,) = ship(ONE)
    other = Import.objects.create(source=job.source, kind="tool", name="other.json", state="ready")
    with pytest.raises(CommandError, match=r"other\.json"):
        load()
    job_runner.cancel(other)
    load()
    assert progress_of("tools").made == 1


def test_a_file_waits_for_those_before_it(starter):
    Import.objects.filter(source__slug__in=["starter-tools", "starter-links"]).update(
        fingerprint=""
    )
    tools, links = starter_data.begin()
    while job_runner.advance(links.pk):
        pass
    links.refresh_from_db()
    assert (links.state, links.sentence) == ("held", "This waits for “tools.json”.")
    assert not job_runner.resume(links)
    while job_runner.advance(tools.pk):
        pass
    assert job_runner.resume(links)


def test_a_file_that_an_earlier_release_left_checked_is_gone_on_with(ship, monkeypatch):
    (job,) = ship(ONE)
    monkeypatch.setattr(starter_data, "is_shipped", lambda job: False)
    while job_runner.advance(job.pk):
        pass
    job.refresh_from_db()
    assert job.state == "ready"
    monkeypatch.undo()
    sweep()
    job.refresh_from_db()
    assert job.state in Import.WORKING


def test_what_a_curator_uploads_for_such_a_source_waits_for_the_curator(ship, make_person):
    (job,) = ship(ONE)
    Import.objects.filter(pk=job.pk).update(by=make_person())
    while job_runner.advance(job.pk):
        pass
    job.refresh_from_db()
    assert job.state == "ready"
    assert starter_data.progress() == []


def test_the_profile_that_ships_follows_the_fields_of_the_kind(db):
    file = FILES[0]
    profile = shipped_profile(file)
    profile.columns = {}
    profile.save()
    mapped = {
        column["heading"]: column["field"] for column in shipped_profile(file).columns["columns"]
    }
    assert mapped["part_of"] == "part_of"
    assert ImportSource.objects.get().kind == "organisation"


@pytest.mark.parametrize("page", ["", "rows/", "report/", "written/"])
def test_a_curator_can_look_at_every_import_of_what_ships(starter, signed_in, page):
    client = signed_in("curator")
    jobs = Import.objects.values_list("pk", flat=True)
    answers = {client.get(f"/curate/imports/{pk}/{page}", follow=True).status_code for pk in jobs}
    assert answers == {200}


def test_a_curator_can_look_at_every_source_of_what_ships(starter, signed_in):
    client = signed_in("curator")
    pages = [client.get(f"/curate/imports/sources/{file.source}/") for file in FILES]
    assert {page.status_code for page in pages} == {200}


def test_new_sources_are_of_any_kind(starter, signed_in):
    page = signed_in("curator").get("/curate/imports/new/").content.decode()
    kinds = ("Recommendations", "Misuse patterns", "Practice notes", "Documents")
    assert all(f"{kind}</option>" in page for kind in kinds)


def test_an_import_of_links_is_undone(starter):
    (job,) = imports_of("links")
    before = Tool.objects.filter(recommendations__slug="WG-TIP-2021-7-c").count()
    assert before
    assert job_runner.undo_import(job)
    while job_runner.advance(job.pk):
        pass
    job.refresh_from_db()
    assert (job.state, job.sentence) == ("undone", "")
    assert not Tool.objects.filter(recommendations__slug="WG-TIP-2021-7-c").exists()
    assert load() == "The starter data is loaded already.\n"


def test_an_import_of_practice_notes_is_undone(starter):
    (job,) = imports_of("practice")
    assert job_runner.undo_import(job)
    while job_runner.advance(job.pk):
        pass
    assert not Deployment.objects.exists()
