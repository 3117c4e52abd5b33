"""The addresses of files: every format of every list has the records of its pages."""

import csv
import gzip
import io
import json
import zipfile

import openpyxl
import pytest

from hub.open_data import views
from hub.open_data.exported_fields import exported_fields
from hub.open_data.flat_columns import flat_columns
from hub.records.cell_format import NOT_KNOWN
from hub.records.models import SearchState
from hub.records.text_cleaning import FORMULA
from tests.plugins.open_data_files import body, ids, sheet_rows, table

KINDS = {
    "/tools": "tool", "/organisations": "organisation", "/practice": "deployment",
    "/misuse": "misuse", "/help-now/lines": "helpline", "/events": "event",
    "/documents": "document", "/recommendations": "recommendation",
}  # fmt: skip
PATHS = pytest.mark.parametrize("path", KINDS)
ENDINGS = pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
pytestmark = pytest.mark.django_db


# The same records


def test_the_page_does_not_matter_since_a_file_is_whole(client, make_tool):
    for _number in range(25):
        make_tool()
    assert len(ids(client, "/tools.csv?page=2")) == 25


def test_words_are_taken_letter_by_letter_where_that_is_asked_for(client, make_tool):
    make_tool(name="Recruitment watch")
    assert len(ids(client, "/tools.csv?q=recruitmnet")) == 1
    assert ids(client, "/tools.csv?q=recruitmnet&exact=1") == []


# What is hidden


@PATHS
@ENDINGS
def test_what_is_hidden_stands_in_no_file(client, make_hidden, path, ending):
    make_hidden("SENTINEL")
    content = body(client.get(f"{path}.{ending}"))
    if ending == "xlsx":
        parts = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(map(parts.read, parts.namelist()))
    assert b"SENTINEL" not in content


@pytest.fixture
def make_hidden(make_tool, make_organisation, make_deployment, make_pattern):
    """One of each kind that not everybody may see, and public ones that name them."""

    def make(word):
        for changes in ({"state": "draft"}, {"visibility": "vetted"}, {"state": "archived"}):
            body = make_organisation(name=f"{word} body", **changes)
            hidden = make_tool(name=f"{word} tool", **changes)
            make_tool(name="Public", organisations=(body,))
            make_deployment(title="About a hidden tool", summary=word, tool=hidden)
            make_deployment(title=word, summary=word, **changes)
            make_pattern(title=word, summary=word, **changes)

    return make


# The three states


def test_what_nobody_knows_says_so_in_every_format(client, make_tool):
    make_tool(open_source=None)
    (row,) = table(body(client.get("/tools.csv")))
    (record,) = json.loads(body(client.get("/tools.json")))["records"]
    header, cells = sheet_rows(body(client.get("/tools.xlsx")))
    by_name = dict(zip(header, cells, strict=True))
    assert row["open_source"] == by_name["open_source"] == NOT_KNOWN
    assert record["facts"]["open_source"] == {
        "state": "not_known", "value": None, "sources": [], "checked_on": None
    }  # fmt: skip


def test_no_none_and_not_known_are_three_things(client, make_tool):
    make_tool(open_source=False, known_none=["licence"])
    (row,) = table(body(client.get("/tools.csv")))
    assert (row["open_source"], row["licence"], row["caution"]) == ("no", "none", "not known")


# CSV


def test_the_first_row_is_the_heading_and_has_a_mark_for_spreadsheet_programs(client, make_tool):
    make_tool()
    content = body(client.get("/tools.csv"))
    names = [column.name for column in flat_columns("tool")]
    assert content.startswith(("\ufeff" + ",".join(names[:4])).encode())
    assert content.split(b"\r\n")[0].decode("utf-8-sig").split(",") == names


@PATHS
def test_columns_have_names_of_their_own(path):
    names = [column.name for column in flat_columns(KINDS[path])]
    assert len(names) == len(set(names))


@PATHS
def test_every_declared_field_is_a_column_of_the_table(path):
    names = {column.name.removesuffix("_json") for column in flat_columns(KINDS[path])}
    assert names >= {field.name for field in exported_fields(KINDS[path])}


def test_a_term_stands_by_its_label_and_by_its_address(client, make_tool, make_term):
    make_term("purpose/a", label="Case management")
    make_tool(terms=("purpose/a",))
    (row,) = table(body(client.get("/tools.csv")))
    assert (row["purpose"], row["purpose_address"]) == (
        "Case management",
        "http://localhost:8000/vocabulary/purpose/a/",
    )


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_is_a_formula(client, make_tool, start):
    make_tool(summary=f"{start}cmd|' /C calc'!A0", name=f"{start}1+1")
    rows = csv.reader(io.StringIO(body(client.get("/tools.csv")).decode("utf-8-sig"), newline=""))
    cells = [cell for row in rows for cell in row if cell]
    assert [cell for cell in cells if cell[0] in FORMULA] == []


# The workbook


def test_the_second_sheet_says_what_the_file_is(client, make_tool, settings):
    settings.DATA_LICENCE = "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    make_tool(name="Hotline", terms=("purpose/case-management",))
    content = body(client.get("/tools.xlsx?purpose=case-management"))
    lines = dict(row[:2] for row in sheet_rows(content, 1))
    assert lines["What it is"] == "Tools: Case management"
    assert lines["State of the catalogue"] == str(SearchState.public_version().seq)
    assert lines["Licence"] == "CC BY 4.0"
    assert lines["The list"] == "http://localhost:8000/tools/?purpose=case-management"
    assert lines["Cite as"].endswith("http://localhost:8000/tools/?purpose=case-management")


def test_a_cell_of_a_workbook_is_a_text_whatever_it_holds(client, make_tool):
    make_tool(name="=1+1", summary="#N/A")
    book = openpyxl.load_workbook(io.BytesIO(body(client.get("/tools.xlsx"))))
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value}
    assert kinds == {"s"} or kinds == {"inlineStr"}


# Beside the table


def test_the_description_of_the_table_names_its_columns_and_stands_beside_it(client, make_tool):
    make_tool()
    answer = client.get("/tools.csv?sort=name")
    described = 'http://localhost:8000/tools.csv-metadata.json?sort=name>; rel="describedby"'
    assert described in answer["Link"]
    description = json.loads(client.get("/tools.csv-metadata.json?sort=name").content)
    names = [column["name"] for column in description["tableSchema"]["columns"]]
    assert (description["url"], names) == (
        "http://localhost:8000/tools.csv?sort=name",
        [column.name for column in flat_columns("tool")],
    )


def test_only_the_fields_that_are_asked_for_are_there(client, make_tool):
    make_tool()
    (row,) = table(body(client.get("/tools.csv?fields=name,licence")))
    assert list(row) == ["id", "address", "name", "name_source", "licence", "licence_source",
                         "text_language", "verified_on", "updated_at"]  # fmt: skip


def test_a_file_is_not_indexed_and_sets_no_cookie(client, make_tool):
    make_tool()
    answer = client.get("/tools.csv")
    assert (answer["X-Robots-Tag"], dict(answer.cookies)) == ("noindex", {})


def test_the_newest_records_are_a_json_feed(client, make_tool):
    tool = make_tool(name="Newest")
    feed = json.loads(client.get("/tools.feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [(item["title"], item["url"]) for item in feed["items"]] == [
        ("Newest", f"http://localhost:8000/tools/{tool.slug}/")
    ]


# Bad input


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/tools.csv?fields=name,nothing", 400, "There is no field “nothing”"),
        ("/tools.csv?purpose=nothing", 400, "There is no choice “nothing”"),
        ("/tools.csv?colour=red", 400, "colour"),
        ("/tools.csv?page=x", 400, "A page is a whole number"),
        ("/tools.csv?q=%00", 400, "characters"),
        ("/tools.csv?q=%ff", 400, "characters"),
        ("/tools.csv?" + "&".join(f"purpose=x{n}" for n in range(61)), 400, "parts"),
        ("/tools.doc", 404, "no page"),
        ("/nothing.csv", 404, "no page"),
        ("/take/nothing/", 404, "no page"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(client, make_tool, address, status, words):
    answer = client.get(address)
    content = body(answer).decode() if answer.streaming else answer.content.decode()
    assert answer.status_code == status
    assert words in content


def test_a_program_that_accepts_no_table_is_told_so(client):
    answer = client.get("/tools.csv", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "/take/tools/" in answer.content.decode()


def test_a_file_can_only_be_read(client):
    assert client.post("/tools.csv").status_code == 405


def test_the_head_of_a_file_reads_no_record(client, make_tool, django_assert_max_num_queries):
    make_tool()
    client.get("/tools.csv")
    with django_assert_max_num_queries(4):
        answer = client.head("/tools.csv")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"")


# The page that offers them


@PATHS
def test_every_list_leads_to_its_files_and_these_open(client, make_tool, path):
    make_tool()
    page = client.get(f"{path}/").content.decode()
    if f'href="/take{path}' in page or "/take/" in page:
        address = page.split('href="/take/')[1].split('"')[0]
        offered = client.get(f"/take/{address}").content.decode()
        for ending in ("csv", "xlsx", "json", "feed.json", "csv-metadata.json"):
            assert f'href="{path}.{ending}"' in offered
            assert client.get(f"{path}.{ending}").status_code == 200


def test_the_filter_goes_along(client, make_tool):
    make_tool(name="Hotline", terms=("purpose/case-management",))
    page = client.get("/tools/?q=hotline&purpose=case-management&exact=1").content.decode()
    assert "/take/tools/?q=hotline&amp;purpose=case-management&amp;exact=1" in page
    offered = client.get("/take/tools/?q=hotline&purpose=case-management&exact=1").content.decode()
    assert "/tools.csv?q=hotline&amp;purpose=case-management&amp;exact=1" in offered


# How it is sent


def test_a_table_is_compressed_as_it_is_made(client, make_tool):
    make_tool()
    plain = body(client.get("/tools.csv"))
    answer = client.get("/tools.csv", headers={"Accept-Encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(body(answer)) == plain


def test_a_part_is_not_to_be_had_and_that_is_said(client, make_tool):
    make_tool()
    answer = client.get("/tools.csv", headers={"Range": "bytes=10-20"})
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "none")
    assert body(answer) == body(client.get("/tools.csv"))


def test_the_heading_is_sent_before_a_record_is_read(client, make_tool, monkeypatch):
    make_tool()
    read = []
    monkeypatch.setattr(views, "exported_records", lambda *_a, **_o: map(read.append, [1]))
    pieces = iter(client.get("/tools.csv").streaming_content)
    assert (b"name" in next(pieces), read) == (True, [])
