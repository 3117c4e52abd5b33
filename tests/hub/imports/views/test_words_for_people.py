"""No page and no sentence of an import speaks as a program does, whatever a file holds."""

import html
import re

import pytest

from hub.imports import report
from hub.imports.models import Import, ImportRow, ImportSource
from hub.imports.record_types import IMPORTERS, importer_for
from hub.imports.record_types.fact_labels import FactLabels
from hub.imports.validate import validate_chunk
from hub.records.readable_values import readable
from hub.vocabulary.models import Scheme

pytestmark = pytest.mark.django_db
WRONG = (
    "no such thing", "2021-99-99", "25:61", "maybe", "<b>bold</b> words", "x" * 5000, True, False,
    7, ["one", "two"], [["one", True]], [{"a": True, "b": None}], {"a": ["one", {"c": False}]},
    ["one", None, 7], [], "a: b", "how: other: why", "value | counts | whose | year | source",
)  # fmt: skip
MACHINE = re.compile(
    r"\bTrue\b|\bFalse\b|\bNone\b|NoneType|\[['\"\[{]|\{['\"]|\bnull\b|object has no|isoformat"
)
UNQUOTED = re.compile(r"(?<!”) is missing")


@pytest.fixture
def checked(terms_of_kind):
    """An import of a kind in which every field holds every wrong value once."""

    def make(kind):
        fields = importer_for(kind).fields
        source = ImportSource.objects.create(slug=kind, title="A list", kind=kind)
        headings = [f"Column {number}" for number, _field in enumerate(fields)]
        columns = [
            {"heading": heading, "field": field.name}
            for heading, field in zip(headings, fields, strict=True)
        ]
        rows = [{heading: value} for heading in headings for value in WRONG] + [{}]
        title = next(
            heading
            for heading, field in zip(headings, fields, strict=True)
            if field.name in ("name", "title", "text", "evidence")
        )
        for number, row in enumerate(rows):
            row.setdefault(title, f"Against human trafficking {number}")
        job = Import.objects.create(
            source=source, kind=kind, name="list.json", headings=headings, state="ready",
            mapping={"columns": columns}, rows_read=len(rows), total=len(rows),
        )  # fmt: skip
        ImportRow.objects.bulk_create(
            ImportRow(batch=job, number=number, cells=cells) for number, cells in enumerate(rows, 2)
        )
        while validate_chunk(job):
            pass
        return job

    return make


@pytest.fixture
def terms_of_kind(make_term):
    make_term("purpose/hotline")


def machine_names(kind):
    """Names of fields and schemes that are no words."""
    fields = {name for field in importer_for(kind).fields for name in (field.name, *field.facts)}
    schemes = set(Scheme.objects.values_list("slug", flat=True))
    return re.compile(
        "|".join(rf"\b{name}\b" for name in sorted(fields | schemes) if "_" in name) or "(?!)"
    )


def text_of(page):
    """What a person reads of a page."""
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", page)
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("kind", [*IMPORTERS])
def test_no_problem_speaks_as_a_program_does(checked, kind):
    job, names = checked(kind), machine_names(kind)
    lines = list(report.report_lines(job))
    assert {"Problem"} <= {line.verdict for line in lines}
    for line in lines:
        for text in (line.sentence, line.column, line.value):
            assert not MACHINE.search(text), line
            assert not names.search(text), line
        assert not UNQUOTED.search(line.sentence), line


@pytest.mark.parametrize("kind", [*IMPORTERS])
def test_no_page_of_an_import_shows_the_notation_of_a_program(checked, curator, kind):
    job, names = checked(kind), machine_names(kind)
    addresses = ["", "apply/", "report/", "columns/", "words/", "file/"]
    addresses += [f"rows/?page={number}" for number in range(1, 4)]
    for address in addresses:
        answer = curator.get(f"/curate/imports/{job.pk}/{address}")
        if answer.status_code == 409:  # there is no file
            continue
        text = text_of(answer.content.decode())
        for pattern in (MACHINE, names):
            found = pattern.search(text)
            context = text[max(0, found.start() - 200) : found.end() + 60] if found else ""
            assert not found, (address, found[0], " ".join(context.split()))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "Yes"), (False, "No"), (["a", "b"], "a, b"), ([], ""), (7, "7"),
        ([["a", "", True], ["b", "c"]], "a\nb · c"), ({"a": 1, "b": None}, "a: 1"),
        ([{"a": [1, True]}], "a: 1, Yes"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_a_person_reads_it(value, text):
    assert readable(value) == text


def test_facts_name_records_and_flags_in_words(make_organisation, make_tool):
    body = make_organisation(slug="some-body", name="Some Body")
    tool = make_tool(slug="some-tool", name="Some Tool")
    labels = FactLabels(importer_for("organisation"))
    assert labels.value("part_of_id", body.pk) == "Some Body"
    assert labels.value("names", [["SB", "", True], ["Old", "fr", False]]) == (
        "SB\nOld · French · shown to readers: No"
    )
    assert FactLabels(importer_for("tool")).value("organisations", ["some-body"]) == "Some Body"
    notes = FactLabels(importer_for("deployment"))
    assert notes.value("tool_id", tool.pk) == "Some Tool"
    assert notes.value("tool_id", tool.pk + 100) == "a record that is gone"
    document = FactLabels(importer_for("document"))
    assert "some-body" not in document.value("organisations", [["some-body"]])
