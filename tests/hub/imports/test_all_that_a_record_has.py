"""Whatever a record has the importer can bring, for every type of record."""

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from catalogue.models import Deployment, MisusePattern, Tool
from events.models import Event
from events.recommendations.models import Document, Recommendation
from hub.imports import job_runner
from hub.imports.models import ImportSource
from hub.imports.record_types import IMPORTERS
from hub.imports.record_types.tool import UNNAMED_FILE
from hub.imports.review import decisions
from hub.imports.staging import create_job
from hub.records.models import recorded_change

FILES = Path(__file__).resolve().parents[2] / "data" / "imports"
pytestmark = [pytest.mark.usefixtures("starter"), pytest.mark.both_databases]


@pytest.fixture
def bring(work, make_person):
    """A file from its bytes to its records, with what is proposed and nothing else."""

    def run(content, kind, name="list.json", conflicts=0):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        source, _made = ImportSource.objects.get_or_create(
            slug=f"all-{kind}", title="All", kind=kind, key_field="key"
        )
        job = create_job(ContentFile(content), source=source, name=name, publish_as="published")
        job = work(job)
        assert job_runner.check(job), job.sentence
        work(job)
        curator = make_person()
        decisions.allow_off_topic(job.rows.all(), by=curator)
        decisions.mark_different(job.rows.with_verdict("duplicate"), by=curator)
        assert job_runner.accept(job)
        work(job)
        assert job.state == "applied", job.sentence
        assert job.counts.pop("conflict", 0) == conflicts
        assert set(job.counts) <= {"new", "changed", "unchanged", "duplicate", "off_topic"}, (
            problems(job)
        )
        return job

    return run


def problems(job):
    return [(one["column"], one["sentence"]) for row in job.rows.in_order() for one in row.problems]


def test_times_with_their_zones(bring):
    job = bring((FILES / "times.json").read_bytes(), "event")
    event = Event.objects.get(name="Seminar on human trafficking")
    assert (event.start, event.end) == ("2026-10-06", "2026-10-06")
    assert (str(event.start_time), str(event.end_time)) == ("09:00:00", "17:00:00")
    assert (event.time_zone, event.place) == ("Europe/Vienna", "Vienna")
    assert problems(job) == []


def test_the_same_times_again_are_no_change(bring):
    content = (FILES / "times.json").read_bytes()
    bring(content, "event")
    job = bring(content, "event")
    assert job.counts == {"unchanged": 1}


def test_a_calendar_becomes_events(bring):
    job = bring((FILES / "calendar.ics").read_bytes(), "event", "calendar.ics")
    event = Event.objects.get(name="Seminar on human trafficking")
    assert (event.start, str(event.start_time), event.time_zone) == (
        "2026-10-06", "07:00:00", "UTC",
    )  # fmt: skip
    assert job.rows.get().key.endswith("@example.org")


def test_times_in_columns_of_their_own(bring):
    lines = (
        "Event name,Date,Start time,End time,Time zone\n"
        "Talk on trafficking,2026-03-01,9 am,5:30 pm,Vienna\n"
        "Talk on slavery,2026-03-02,10:00,,\n"
    )
    job = bring(lines.encode(), "event", "talks.csv")
    event = Event.objects.get(name="Talk on trafficking")
    assert (str(event.start_time), str(event.end_time), event.time_zone) == (
        "09:00:00", "17:30:00", "Europe/Vienna",
    )  # fmt: skip
    assert Event.objects.get(name="Talk on slavery").start_time is None
    ((column, sentence),) = problems(job)
    assert (column, "10:00 is not read" in sentence) == ("Start time", True)


def test_figures_that_were_quoted(bring):
    statistic = {"value": "49.6 million", "counts": "people in modern slavery", "year": 2022,
                 "finding_of": "International Labour Organization",
                 "source_url": "https://ilo.example.org/"}  # fmt: skip
    rows = [
        {"title": "Launch on trafficking", "start": "2026-01-01", "statistics": [statistic]},
        {"title": "Talk about trafficking", "start": "2026-01-02",
         "statistics": "12 | cases of trafficking | A ministry | 2021 | A report"},
    ]  # fmt: skip
    bring(rows, "event")
    first = Event.objects.get(name="Launch on trafficking").facts()["statistics"]
    assert first[0][:2] == ["49.6 million", "people in modern slavery"]
    assert first[0][3:5] == [2022, "https://ilo.example.org/"]
    second = Event.objects.get(name="Talk about trafficking").facts()["statistics"]
    assert second[0] == [
        "12", "cases of trafficking", None, 2021, "", "A report", "A ministry",
    ]  # fmt: skip


def test_the_words_of_a_source_come_with_its_figures_and_messages(bring):
    figure = {"value": "1 in 3", "counts": "detected victims", "published_in": "A report",
              "source_title": "A report", "quote": "of detected victims",
              "place_in_source": "page 4"}  # fmt: skip
    message = {"text": "Laws fail.", "quote": "les lois tardent", "quote_language": "fr"}
    rows = [
        {"title": "Launch on trafficking", "start": "2026-01-01", "statistics": [figure],
         "key_messages": [message, "Ours alone."]},
        {"title": "Talk about trafficking", "start": "2026-01-02",
         "statistics": "12 | known cases | A ministry | 2021 | A report | “known cases” | p. 2"},
    ]  # fmt: skip
    bring(rows, "event")
    first = Event.objects.get(name="Launch on trafficking").facts()
    assert first["statistics"][0][6:] == ["A report", "of detected victims", "page 4"]
    assert first["messages"] == [
        ["Laws fail.", None, None, "les lois tardent", None, "fr"],
        ["Ours alone.", None, None],
    ]
    second = Event.objects.get(name="Talk about trafficking").facts()
    assert second["statistics"][0][6:] == ["A ministry", "known cases", "p. 2"]


def test_the_life_of_an_event_in_columns(bring, make_organisation):
    make_organisation(name="Keeper", slug="keeper")
    lines = (
        "Event name,Date,Status,Registration,Register by,Agenda,Outcome documents,Outcome state,"
        "Record kept by\n"
        "Forum on trafficking,2999-03-01,TBC,https://example.org/in,2999-02-01,"
        "https://example.org/a,,,Keeper\n"
        "Talk on slavery,2021-03-02,Held,,,,https://example.org/o,being recorded,\n"
        "Talk on trafficking,2999-03-02,Postponed,,,,,,\n"
    )
    bring(lines.encode(), "event", "events.csv")
    forum = Event.objects.get(name="Forum on trafficking").facts()
    assert (forum["status"], forum["registration_url"], forum["registration_deadline"]) == (
        "tentative", "https://example.org/in", "2999-02-01",
    )  # fmt: skip
    assert forum["links"] == [["agenda", "https://example.org/a", "https://example.org/a"]]
    assert Event.objects.get(name="Forum on trafficking").owner.name == "Keeper"
    talk = Event.objects.get(name="Talk on slavery").facts()
    assert (talk["status"], talk["outcome_state"]) == ("held", "being-recorded")
    assert talk["links"] == [["outcome", "https://example.org/o", "https://example.org/o"]]
    assert Event.objects.get(name="Talk on trafficking").status == "postponed"


def test_links_of_a_file_take_no_recording_away(bring):
    rows = [{"key": "f", "title": "Forum on trafficking", "start": "2026-01-01"}]
    bring(rows, "event")
    event = Event.objects.get(name="Forum on trafficking")
    event.links.create(kind="recording", title="Film", url="https://example.org/film")
    bring([rows[0] | {"agenda": "https://example.org/a"}], "event")
    assert {link.title for link in event.links.all()} == {"Film", "https://example.org/a"}


def test_when_registration_closes_is_no_event_of_a_calendar(bring, client):
    rows = [{"title": "Forum on trafficking", "start": "2999-01-02", "status": "tentative",
             "registration deadline": "2999-01-01"}]  # fmt: skip
    bring(rows, "event")
    slug = Event.objects.get(name="Forum on trafficking").slug
    Event.objects.filter(slug=slug).update(state="published")
    calendar = client.get(f"/events/{slug}.ics").content
    assert calendar.count(b"BEGIN:VEVENT") == 2
    job = bring(calendar, "event", "calendar.ics")
    assert job.rows.count() == 1


def test_facts_of_the_safety_panel_are_a_sources_statement(bring, client):
    rows = [{"name": "Panel One", "summary": "It traces trafficking.",
             "consent": "Asked in writing.", "data collected": "Names of drivers."}]  # fmt: skip
    bring(rows, "tool")
    tool = Tool.objects.get(name="Panel One")
    assert (tool.panel, tool.consent, tool.data_taken) == (
        "not_assessed", "Asked in writing.", "Names of drivers.",
    )  # fmt: skip
    page = client.get(f"/tools/{tool.slug}/").content.decode()
    assert "is what sources and editors say of it" in page
    assert page.count("A source states:") == 2
    assert "Nobody has assessed this tool" in page
    assert UNNAMED_FILE in page


def test_a_statement_on_safety_has_the_source_of_its_row_and_no_other(bring):
    rows = [{"key": "p", "name": "Panel Three", "summary": "It traces trafficking.",
             "sources": [{"url": "https://example.org/maker"}]}]  # fmt: skip
    bring(rows, "tool")
    again = rows[0] | {
        "consent": "Asked in writing.",
        "human_review": "By two people.",
        "sources": [
            {"url": "https://example.org/list", "title": "The list"},
            {"url": "https://example.org/review", "subject": "human_review"},
        ],
    }
    bring([again], "tool")
    tool = Tool.objects.get(name="Panel Three")
    cited = sorted(tool.citations.values_list("subject", "source__url"))
    assert cited == [
        ("", "https://example.org/list"),
        ("", "https://example.org/maker"),
        ("consent", "https://example.org/list"),
        ("human_review", "https://example.org/review"),
    ]


def test_an_answer_that_a_curator_keeps_is_not_said_to_be_the_files(bring, make_person):
    rows = [{"key": "p", "name": "Panel Four", "summary": "It traces trafficking."}]
    bring(rows, "tool")
    tool = Tool.objects.get(name="Panel Four")
    with recorded_change(tool, by=None):
        tool.consent = "Asked by telephone."
        tool.save()
    again = rows[0] | {"consent": "Asked in writing.", "human_review": "By two people."}
    bring([again], "tool", conflicts=1)
    tool.refresh_from_db()
    assert (tool.consent, tool.human_review) == ("Asked by telephone.", "By two people.")
    assert list(tool.citations.values_list("subject", flat=True)) == ["human_review"]


def test_a_panel_that_somebody_assessed_stays_as_it_is(bring):
    rows = [
        {"key": "p", "name": "Panel Two", "summary": "It traces trafficking.", "consent": "Old."}
    ]
    bring(rows, "tool")
    Tool.objects.filter(name="Panel Two").update(
        panel="assessed", panel_assessed_on="2026-01-01", panel_assessed_by="A desk"
    )
    job = bring([rows[0] | {"consent": "New.", "notes": "A note."}], "tool")
    tool = Tool.objects.get(name="Panel Two")
    assert (tool.consent, tool.notes, tool.panel) == ("Old.", "A note.", "assessed")
    assert tool.citations.filter(subject="consent").count() == 1  # that of the first file
    assert [column for column, _sentence in problems(job)] == ["consent"]


def test_sub_actions_and_links_of_a_recommendation(bring):
    document = Document.objects.first()
    tool = Tool.objects.first()
    row = {
        "ref": "X-1", "document": document.title, "text": "Act on trafficking.",
        "sub_actions": ["First act on trafficking.", "Then act again on trafficking."],
        "tools": f"{tool.slug}: It does this.",
    }  # fmt: skip
    bring([row], "recommendation")
    first = Recommendation.objects.get(slug="X-1")
    assert list(first.sub_actions.order_by("slug").values_list("slug", "label")) == [
        ("X-1-a", "a"), ("X-1-b", "b"),
    ]  # fmt: skip
    assert first.facts()["tools"] == [[tool.slug, "It does this."]]


def test_what_is_cut_off_a_label_is_told(bring):
    document = Document.objects.first()
    row = {"ref": "X-2", "document": document.title, "text": "Act on trafficking.",
           "label": "the twenty-first and last"}  # fmt: skip
    job = bring([row], "recommendation")
    assert Recommendation.objects.get(slug="X-2").label == "the twenty-first and"
    assert problems(job) == [("label", "Only the first 20 characters are read.")]


def test_documents_with_their_recommendations_from_one_file(bring):
    documents = [
        {"title": "A study of trafficking online", "date": "2025-03", "url": "https://d.example.org",
         "recommendations": [{"ref": "D-1", "text": "Train the police."},
                             {"ref": "D-2", "text": "Fund hotlines."}]},
    ]  # fmt: skip
    bring(documents, "document")
    document = Document.objects.get(title="A study of trafficking online")
    assert (document.date, document.url) == ("2025-03", "https://d.example.org")
    bring(documents, "recommendation")
    texts = document.recommendations.order_by("slug").values_list("slug", "text")
    assert list(texts) == [("D-1", "Train the police."), ("D-2", "Fund hotlines.")]


def test_practice_notes_from_a_table(bring):
    tool = Tool.objects.first()
    lines = (
        f"Title,Summary,Tool,What worked\nUsed at a border,It traced trafficking,{tool.slug},All\n"
    )
    bring(lines.encode(), "deployment", "practice.csv")
    note = Deployment.objects.get(title="Used at a border")
    assert (note.tool_id, note.worked) == (tool.pk, "All")


def test_misuse_patterns_from_a_table(bring):
    tool = Tool.objects.first()
    lines = (
        "Title,Summary,Warning signs,Tools that answer it,Source\n"
        f'Ads for jobs,Recruiters pay for ads,"One sign\nAnother sign",{tool.slug}: It finds them,'
        "https://m.example.org/study\n"
    )
    bring(lines.encode(), "misuse", "misuse.csv")
    pattern = MisusePattern.objects.get(title="Ads for jobs")
    assert pattern.warning_signs == "One sign\nAnother sign"
    assert pattern.facts()["answers"] == [[tool.slug, "It finds them"]]


@pytest.mark.parametrize("importer", [importer for _name, importer in IMPORTERS.items()])
def test_every_field_has_words_for_a_curator(importer):
    assert all(
        str(field.label).strip() and "_" not in str(field.label) for field in importer.fields
    )
