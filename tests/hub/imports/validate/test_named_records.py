"""A record that a row names is found by its slug, any of its names, or the address of its site."""

import pytest

from catalogue.row_readers.reader import known_records
from catalogue.row_readers.record_names import canonical_address
from hub.imports.map.source_values import source_values, unmapped_values
from hub.imports.map.value_map import ValueMap
from hub.imports.record_types import IMPORTERS, current_lookup, importer_for, record_kind
from tests.events.conftest import make_document, make_event  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db
SUMMARY = "Against trafficking in persons."
CALLED = ("safe-return", "Safe Return", "SAFE RETURN!", "Safe return app", "SR Finder",
          "https://www.safe-return.example.org/", "safe-return.example.org")  # fmt: skip


@pytest.fixture
def tool(make_tool):
    make_tool(name="Another tool", slug="another")
    return make_tool(
        slug="safe-return", name="Safe Return", other_names=["Safe return app", "SR Finder"],
        url="https://safe-return.example.org",
    )  # fmt: skip


def facts(kind, row):
    return importer_for(kind).read(row, current_lookup())


@pytest.mark.parametrize("called", CALLED)
def test_a_practice_note_names_its_tool_as_a_person_does(check, tool, called):
    cells = {"Title": "In a shelter", "Summary": SUMMARY, "Tool": called}
    (row,) = check(cells, kind="deployment", whole=True)
    assert (row.verdict, row.row["tool_id"]) == ("new", tool.pk)


@pytest.mark.parametrize("called", CALLED)
def test_links_of_every_kind_name_tools_as_a_person_does(tool, called):
    links = [{"tool": called, "reason": "So."}]
    assert facts("misuse", {"tools": links})["answers"] == [["safe-return", "So."]]
    assert facts("recommendation", {"tools": links})["tools"] == [["safe-return", "So."]]


@pytest.mark.parametrize("called", ["tip-report", "TIP Report", "A/70/1", "docs.example.org/tip"])
def test_a_document_is_found_by_title_symbol_slug_or_address(make_document, called):  # noqa: F811
    document = make_document(
        slug="tip-report", title="TIP report", symbol="A/70/1", url="https://docs.example.org/tip"
    )
    assert facts("recommendation", {"document": called})["document_id"] == document.pk
    link = {"how": "supersedes", "other": called, "reason": "So."}
    assert facts("document", {"relations": [link]})["relations"][0][1] == "tip-report"


@pytest.mark.parametrize("called", ["forum", "the forum", "https://forum.example.org"])
def test_an_event_is_found_by_name_slug_or_address(make_event, called):  # noqa: F811
    event = make_event(slug="forum", name="The Forum", url="https://forum.example.org/")
    assert facts("event", {"parent_event": called})["parent_id"] == event.pk
    assert facts("document", {"events": [{"event": called}]})["events"] == [["forum"]]
    assert facts("recommendation", {"events": [{"event": called, "reason": "So."}]})["events"]


@pytest.mark.parametrize("called", ["first-note", "The first note"])
def test_a_practice_note_is_found_by_title_or_slug(make_deployment, tool, called):
    note = make_deployment(slug="first-note", title="The first note", tool=tool)
    assert facts("deployment", {"adapted_from": called})["adapted_from_id"] == note.pk


@pytest.mark.parametrize("called", ["intl-body", "International Body", "IB", "body.example.org"])
def test_an_organisation_is_found_by_name_other_name_slug_or_address(make_organisation, called):
    body = make_organisation(
        slug="intl-body", name="International Body", names=("IB",), url="https://body.example.org"
    )
    assert facts("organisation", {"part_of": called})["part_of_id"] == body.pk
    assert ValueMap().find("organisation", called) == "intl-body"
    figure = {"value": "7", "counts": "x", "finding_of": called, "source_title": "S"}
    assert facts("document", {"statistics": [figure]})["statistics"][0][2] == "intl-body"


@pytest.mark.parametrize("kind", [*IMPORTERS])
def test_every_kind_of_record_has_names_by_which_it_is_found(db, kind):
    assert known_records().records[record_kind(kind)].find("nothing is called so") == []


# Where it is not clear which is meant


def test_what_several_are_called_is_asked_and_never_guessed(check, make_tool):
    for slug in ("one", "two"):
        make_tool(slug=slug, name="Hotline")
    cells = {"Title": "In a shelter", "Summary": SUMMARY, "Tool": "Hotline"}
    (row,) = check(cells, kind="deployment", whole=True)
    (problem,) = row.problems
    assert (row.verdict, problem["code"], problem["column"]) == ("problem", "word", "Tool")
    assert "“Hotline” (one)" in problem["sentence"]
    assert "“Hotline” (two)" in problem["sentence"]
    assert [label for _slug, label, _score in ValueMap().suggest("record/tool", "Hotline")] == [
        "Hotline (one)", "Hotline (two)",
    ]  # fmt: skip


def test_a_title_goes_before_the_other_name_of_another(make_tool):
    make_tool(slug="one", name="Hotline")
    make_tool(slug="two", name="Another", other_names=["Hotline"])
    assert ValueMap().find("record/tool", "Hotline") == "one"


def test_a_name_that_nobody_knows_is_told_with_those_like_it(check, tool):
    cells = {"Title": "In a shelter", "Summary": SUMMARY, "Tool": "Save Return"}
    (row,) = check(cells, kind="deployment", whole=True)
    assert "Perhaps it is one of these: “Safe Return” (safe-return)." in row.problems[0]["sentence"]


def test_what_a_person_mapped_the_name_to_goes_first(check, tool):
    cells = {"Title": "In a shelter", "Summary": SUMMARY, "Tool": "Our finder"}
    (row,) = check(
        cells, kind="deployment", whole=True, words={"record/tool": {"our finder": "safe-return"}}
    )
    assert row.row["tool_id"] == tool.pk


def test_an_event_that_several_are_called_like_is_asked(check, make_event):  # noqa: F811
    for year in ("2020", "2021"):
        make_event(slug=f"forum-{year}", name="Forum", start=year)
    cells = {"Name": "Side event on trafficking", "Part of": "Forum"}
    (row,) = check(cells, kind="event", whole=True)
    assert "“Forum” (forum-2020)" in row.problems[0]["sentence"]


def test_one_address_is_written_in_many_ways():
    ways = ("https://www.x.org/a/", "http://x.org/a", "HTTPS://X.org/a?utm_source=y")
    assert {canonical_address(way) for way in ways} == {"x.org/a"}


@pytest.mark.parametrize(
    "cell", ["Tella, Bright Sky", "Tella and Bright Sky", "Bright Sky; Tella", "Tella / Bright Sky"]
)
def test_a_cell_that_names_two_tools_is_settled_among_the_words(check, make_tool, cell):
    bright, tella = make_tool(name="Bright Sky"), make_tool(name="Tella")
    cells = {"Title": "In a shelter", "Summary": SUMMARY, "Tool": cell}
    (row,) = check(cells, kind="deployment", whole=True)
    assert row.verdict == "problem"
    (problem,) = row.problems
    assert "Only one record can be named here" in problem["sentence"]
    assert all(name in problem["sentence"] for name in ("“Tella”", "“Bright Sky”"))
    (value,) = unmapped_values(source_values(row.batch), ValueMap())
    assert (value.scheme, value.text) == ("record/tool", cell)
    offers = ValueMap().suggest(value.scheme, value.text)
    assert {slug for slug, _label, _score in offers} == {bright.slug, tella.slug}
    words = {value.scheme: {value.key: tella.slug}}
    row.batch.rows.all().delete()
    (row,) = check(cells, kind="deployment", whole=True, words=words)
    assert (row.verdict, row.row["tool_id"]) == ("new", tella.pk)


def test_a_name_with_a_mark_in_it_is_one_name(make_tool):
    make_tool(name="Search")
    tool = make_tool(name="Search and Rescue, Ltd")
    names = current_lookup().known.records["tool"]
    assert names.find_several("Search and Rescue, Ltd") == []
    assert names.suggest("Search and Rescue, Ltd") == [(tool.pk, 99)]


def test_what_an_organisation_is_part_of_is_settled_among_the_words(check, make_organisation):
    body = make_organisation(
        slug="iom", name="International Organization for Migration", names=("IOM",)
    )
    rows = (
        {"Name": "Office for the Horn of Africa", "Part of": "OMI"},
        {"Name": "Desk of the Office", "Part of": "Office for the Horn of Africa"},
    )
    office, desk = check(*rows, kind="organisation", whole=True)
    assert (office.verdict, desk.verdict) == ("new", "new")
    assert "part_of_id" not in office.row
    (note,) = office.problems
    assert (note["column"], note["value"]) == ("Part of", "OMI")
    assert "imported without it" in note["sentence"]
    assert desk.row["part_of_id"] == -office.number  # a row of the file is no unknown word
    (value,) = unmapped_values(source_values(office.batch), ValueMap())
    assert (value.scheme, value.text) == ("organisation", "OMI")
    assert "iom" in {slug for slug, _label, _score in ValueMap().suggest("organisation", "OMI")}
    for target, facts_of_office in (("iom", {"part_of_id": body.pk}), ("", {})):
        words = {"organisation": {value.key: target}}
        office, _desk = check(*rows, kind="organisation", whole=True, words=words)
        assert (office.verdict, office.problems) == ("new", [])
        assert {name: office.row[name] for name in office.row if name == "part_of_id"} == (
            facts_of_office
        )


def test_an_unknown_body_takes_no_parent_away_from_a_record(check, make_organisation):
    above = make_organisation(name="House of Mercy")
    desk = make_organisation(name="Desk of Hope", part_of=above)
    row = {"Name": desk.name, "Part of": "OMI", "Slug": desk.slug}
    (checked,) = check(row, kind="organisation", whole=True)
    assert checked.record_id == desk.pk
    assert "part_of_id" not in {difference["field"] for difference in checked.differences}
