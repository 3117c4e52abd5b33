"""Files and reports of follow-up: what they hold is what the database holds."""

import csv
import io

import docx
import openpyxl
import pytest
from django.utils import translation

from events.recommendations.models import FollowUp, ManagementResponse, ReportingRound
from hub.records.models import Source, recorded_change

pytestmark = pytest.mark.django_db
COUNTRIES = {"at": "Austria", "ke": "Kenya", "fr": "France", "ph": "Philippines"}


@pytest.fixture
def statement(make_document, make_recommendation, make_follow_up, make_term, make_organisation):
    """Three actions to four named countries; two have entries, of which one an earlier one."""
    document = make_document(slug="statement", title="Joint statement")
    make_term("followup_status/not-assessed", label="Not assessed")
    terms = {slug: make_term(f"country/{slug}", label=name) for slug, name in COUNTRIES.items()}
    with recorded_change(document):
        for term in terms.values():
            document.named_addressees.create(country=term)
        first = ReportingRound.objects.create(document=document, slug="first", name="First report")
    actions = [
        make_recommendation(slug=f"JS-{number}", document=document, position=number,
                            terms=("addressee/states", "addressee/companies"))
        for number in (1, 2, 3)
    ]  # fmt: skip
    source = Source.objects.create(title="Report", url="https://example.org/report")
    make_follow_up(actions[0], "under-way", country=terms["at"], date="2023", evidence="A draft.")
    make_follow_up(actions[0], "done", country=terms["at"], date="2024-05", evidence="=A law.",
                   source=source, round=first, said_by="addressee")  # fmt: skip
    make_follow_up(actions[0], "done", country=terms["ke"], evidence="A court.", source=source)
    body = make_organisation(name="A body", slug="a-body")
    make_follow_up(actions[1], "announced", organisation=body, evidence="A plan.")
    with recorded_change(actions[2]):
        ManagementResponse.objects.create(
            recommendation=actions[2], country=terms["ph"], answer="partly", text="In part.",
            source=source,
        )  # fmt: skip
    make_recommendation(slug="JS-9", document=document, state="draft")
    make_follow_up(make_recommendation(slug="OTHER-1"), country=terms["ke"], evidence="Elsewhere.")
    return document


def tables(answer):
    """Rows of the tables of entries: the overview comes first."""
    document = docx.Document(io.BytesIO(answer.content))
    _overview, *others = document.tables
    rows = [[cell.text for cell in row.cells] for table in others for row in table.rows[1:]]
    return rows, "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_a_document_leaves_as_a_table_and_as_a_workbook(client, statement):
    rows = list(csv.reader(io.StringIO(client.get(
        "/documents/statement/follow-up.csv").content.decode("utf-8-sig"))))  # fmt: skip
    assert [row[:2] for row in rows[1:]] == [
        ["JS-1", "Austria"], ["JS-1", "Austria"], ["JS-1", "Kenya"], ["JS-2", ""],
    ]  # fmt: skip
    assert rows[1][4:] == ["Done", "'=A law.", "2024-05", "Report", "https://example.org/report",
                           "First report", "The addressee itself"]  # fmt: skip
    answer = client.get("/documents/statement/follow-up.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [sheet.max_row for sheet in book] == [5, 2]
    assert book["Follow-up"]["F2"].value == "=A law."
    assert book["Follow-up"]["F2"].data_type == "s"
    answers = client.get("/documents/statement/answers.csv").content.decode("utf-8-sig")
    assert "In part." in answers


@pytest.mark.parametrize(
    ("address", "count"),
    [("documents/statement", 4), ("countries/ke", 2), ("countries/KE", 2), ("rounds/first", 1),
     ("organisations/a-body", 1), ("countries/fr", 0)],
)  # fmt: skip
def test_each_leaves_by_itself(client, statement, address, count):
    rows = client.get(f"/{address}/follow-up.csv").content.decode().splitlines()
    assert len(rows) - 1 == count
    assert client.get(f"/{address}/follow-up.xlsx").status_code == 200
    assert client.get(f"/{address}/report/").status_code == 200


@pytest.mark.parametrize(
    "address", ["documents/none", "countries/zz", "organisations/none", "rounds/none"]
)
def test_what_is_not_there_is_not_found(client, statement, address):
    for ending in ("follow-up.csv", "follow-up.xlsx", "follow-up.docx", "answers.csv", "report/"):
        assert client.get(f"/{address}/{ending}").status_code == 404


def test_the_report_of_a_document_holds_every_entry_and_names_the_silent(client, statement):
    rows, text = tables(client.get("/documents/statement/follow-up.docx"))

    public = FollowUp.objects.filter(recommendation__document=statement)
    assert len(rows) == public.count() + ManagementResponse.objects.count()
    assert rows[0] == ["Austria", "Done", "May 2024", "The addressee itself", "=A law. [1]"]
    assert rows[1][:2] == ["Austria", "Earlier: Under way"]
    assert "Done 2 · Not assessed 2" in text
    assert "Not assessed (2): France, Philippines." in text
    assert "Not assessed (4): Austria, France, Kenya, Philippines." in text
    assert "Also addressed, and counted by nobody: Companies." in text
    assert "JS-9" not in text
    assert "https://example.org/report" in text


def test_the_report_of_a_country_lists_what_it_was_asked(client, statement):
    rows, text = tables(client.get("/countries/ke/follow-up.docx"))

    assert {row[4].partition(" [")[0] for row in rows} == {"A court.", "Elsewhere."}
    assert "4 recommendations address it or have an entry about it." in text
    assert "Not assessed 2" in text


def test_the_report_of_a_round_counts_only_its_entries(client, statement):
    rows, text = tables(client.get("/rounds/first/follow-up.docx"))

    assert [row[0] for row in rows] == ["Austria"]
    assert "Not assessed (3): France, Kenya, Philippines." in text


def test_the_page_for_print_says_the_same(client, statement):
    page = client.get("/documents/statement/report/").content.decode()
    assert "=A law. [1]" in page
    assert "Not assessed (2): France, Philippines." in page
    assert "/documents/statement/follow-up.docx" in page


def test_a_report_in_a_script_from_right_to_left(client, statement):
    with translation.override("ar"):
        answer = client.get("/ar/documents/statement/follow-up.docx")
    document = docx.Document(io.BytesIO(answer.content))
    assert document.tables[1]._tbl.tblPr.xpath("w:bidiVisual")
