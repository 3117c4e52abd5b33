"""Files of others, the whole way: read, mapped as proposed, decided by a curator, and applied.

The decisions are those of the pages, by the functions that these call. No code knows these files.
"""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from catalogue.models import Organisation, Tool
from events.models import Event
from hub.imports import job_runner
from hub.imports.map import ValueMap, map_value, save_profile, source_values, unmapped_values
from hub.imports.models import Import, ImportSource
from hub.imports.review import decisions
from hub.imports.staging import create_job

TOOLS = Path(__file__).resolve().parents[3] / "catalogue" / "data" / "tools.json"
NESTED = ("sources",)
FILES = Path(__file__).resolve().parents[2] / "data" / "imports"
pytestmark = [pytest.mark.usefixtures("starter"), pytest.mark.both_databases]


@pytest.fixture
def read(work):
    """As far as a person is asked about the columns."""

    def run(name, kind="tool", key="name"):
        source = ImportSource.objects.create(slug="foreign", title="F", kind=kind, key_field=key)
        content = ContentFile((FILES / name).read_bytes())
        batch = work(create_job(content, source=source, name=name, publish_as="published"))
        assert batch.state == "mapping", batch.sentence
        return batch

    return run


@pytest.fixture
def check(work):
    """Words first; those without an answer are left out on purpose, organisations are made."""

    def run(batch, **answers):
        for scheme, said in answers.items():
            for word, slug in said.items():
                map_value(batch, scheme, word, slug)
        for one in unmapped_values(source_values(batch), ValueMap(batch.words)):
            map_value(batch, one.scheme, one.text, "+" if one.scheme == "organisation" else "")
        assert job_runner.check(batch), batch.sentence
        return work(batch)

    return run


@pytest.fixture
def apply(work, make_person):
    def run(batch):
        curator = make_person()
        decisions.allow_off_topic(batch.rows.all(), by=curator)
        decisions.mark_different(batch.rows.with_verdict("duplicate"), by=curator)
        assert job_runner.accept(batch)
        work(batch)
        assert batch.state == "applied", batch.sentence
        return batch

    return run


def mapped(batch):
    return {one["heading"]: one["field"] for one in batch.mapping["columns"] if one["field"]}


def problems(batch):
    rows = batch.rows.with_verdict("problem").in_order()
    return {row.number: [one["sentence"] for one in row.problems] for row in rows}


def test_a_french_table_in_windows_1252_with_an_impossible_date(read, check, apply):
    batch = read("outils-fr.csv")
    assert set(mapped(batch).values()) == {
        "name", "url", "summary", "users", "countries", "technologies", "first_released", "access"
    }  # fmt: skip
    check(
        batch,
        technology={"application mobile": "mobile-app", "chaîne de blocs": "blockchain",
                    "apprentissage automatique": "machine-learning", "site web": "web-platform"},
        user={"survivantes et survivants": "survivor"},
    )  # fmt: skip
    # A record can do without the day of its release: only that cell is left out.
    (note,) = batch.rows.get(number=5).problems
    assert (note["value"], note["code"]) == ("31/02/2021", "cell_left_out")
    assert note["sentence"].startswith("There is no such date as “31/02/2021”.")
    assert problems(batch) == {}
    apply(batch)
    assert Tool.objects.get(name=batch.rows.get(number=5).row["name"]).first_released is None
    tool = Tool.objects.get(name="Repérage+")
    facts = tool.facts()
    assert (tool.first_released, facts["country"]) == ("2020-02-03", ["ci", "sn"])
    assert facts["technology"] == ["machine-learning", "mobile-app"]
    dates = Tool.objects.filter(name__in=["Écoute mobile", "Le fil", "Chaîne claire"])
    assert set(dates.values_list("first_released", flat=True)) == {"2021-10-18", "2019", "2018-11"}


def test_an_arabic_table_in_windows_1256(read, check, apply):
    batch = read("organisations-ar.txt", "organisation")
    assert list(mapped(batch).values()) == ["name", "url", "country", "type"]
    types = {"منظمة غير حكومية": "ngo-local", "جهة حكومية": "government"}
    apply(check(batch, organisation_type=types))
    found = Organisation.objects.get(name="مركز الأمل لحماية الضحايا")
    facts = found.facts()
    assert (found.url, facts["country"], facts["organisation_type"]) == (
        "https://amal.example.org/", ["jo"], ["ngo-local"],
    )  # fmt: skip


def test_a_workbook_of_a_partner_makes_the_organisations_that_it_names(read, check, apply):
    batch = read("overview-of-tools.xlsx")
    users = {"NGOs": "ngo-caseworker", "Labour inspectors": "labour-inspector"}
    apply(check(batch, user=users, organisation={"Unknown": ""}))
    tool = Tool.objects.get(name="Port Lantern")
    facts = tool.facts()
    assert facts["organisations"] == ["harbour-watch", "coast-university"]
    assert facts["user"] == ["law-enforcement", "ngo-caseworker"]
    assert Tool.objects.get(name="Safe Route Cards").first_released == "2020-03"
    assert Organisation.objects.get(slug="harbour-watch").state == "in_review"
    assert Tool.objects.get(name="Click").slug  # what the formula shows, not its text


def test_a_nested_export_of_another_registry(read, check, apply):
    batch = read("registry-export.json", key="id")
    headings = mapped(batch)
    assert headings["title.en"] == "name"
    assert headings["maintainers"] == "organisations"
    assert headings["audience.primary"] == "users"
    # It says nowhere what a tool is: a curator takes its tags for that, and its id for no slug.
    for column in batch.mapping["columns"]:
        fields = {"tags": "summary", "id": ""}
        column["field"] = fields.get(column["heading"], column["field"])
    batch.save()
    apply(check(batch, user={"NGO": "ngo-caseworker", "Migrant worker": "migrant-worker"}))
    tool = Tool.objects.get(name="Night Line")
    facts = tool.facts()
    assert (tool.slug, tool.summary, tool.open_source) == ("night-line", "hotline, survivors", True)
    assert (facts["country"], facts["user"]) == (["gt", "mx"], ["ngo-caseworker"])
    assert facts["organisations"] == ["refugio-sur", "nube-labs"]
    assert Tool.objects.get(name="Brick Kiln Watch").first_released == "2019"


def test_the_same_file_again_is_recognised_row_by_row(read, check, apply, work):
    apply(check(read("overview-of-tools.xlsx"), user={"NGOs": "ngo-caseworker"}))
    profile = save_profile(Import.objects.latest("pk"), "partner", "A partner", by=None)
    content = ContentFile((FILES / "overview-of-tools.xlsx").read_bytes())
    again = work(create_job(content, source=profile.source, name="again.xlsx", profile=profile))
    assert again.counts == {"unchanged": 6}, problems(again)


def test_events_line_by_line_one_of_them_cut_off(read, check, apply):
    batch = read("events.jsonl", "event")
    apply(check(batch))
    event = Event.objects.get(name="Conference on technology against trafficking")
    facts = event.facts()
    assert (event.start, event.mode) == ("2025-06-03", "hybrid")
    assert facts["organisations"] == [["alliance-desk", "organiser"]]
    assert list(problems(batch)) == [4]


def test_our_own_tools_as_a_table_are_recognised(check, work):
    # A separator is proposed from the first rows: those with several regions are among them.
    tools = json.loads(TOOLS.read_text(encoding="utf-8"))
    tools.sort(key=lambda tool: len(tool.get("regions") or ()), reverse=True)
    headings = [name for name in tools[0] if name not in NESTED]
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(headings)
    table.writerows([cell(tool.get(name)) for name in headings] for tool in tools)
    source = ImportSource.objects.create(slug="ours", title="Ours", kind="tool")
    content = ContentFile(out.getvalue().encode())
    batch = work(create_job(content, source=source, name="tools.csv"))
    assert set(mapped(batch).items()) == {(name, name) for name in headings}
    assert unmapped_values(source_values(batch), ValueMap(batch.words)) == []
    check(batch)
    assert batch.counts == {"unchanged": len(tools)}, different(batch)


def cell(value):
    if isinstance(value, list):
        return "|".join(value) if value else "none"
    return {None: "", True: "yes", False: "no"}.get(value, value)


def different(batch):
    rows = batch.rows.exclude(verdict="unchanged")
    return [(row.number, row.verdict, row.problems, row.differences) for row in rows][:5]
