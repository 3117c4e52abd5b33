"""Files and reports of follow-up: what they hold is what the database holds."""

import csv
import io

import docx
import openpyxl
import pytest
from django.http import QueryDict
from django.utils import translation

from catalogue.models import Organisation
from events.presenters.country import country_page, find_country
from events.presenters.document import document_page
from events.presenters.follow_up_log import LogScope, read_log
from events.presenters.follow_up_report import FollowUpReport, _distribution, _total
from events.recommendations.addressee_log import addressee_log
from events.recommendations.follow_up_log import document_log
from events.recommendations.models import (
    FollowUp,
    ManagementResponse,
    Recommendation,
    ReportingRound,
)
from hub.records.models import FormerSlug, Source, recorded_change
from hub.records.seq_cache import clear_caches

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
    [("documents/statement", 4), ("countries/ke", 2), ("rounds/first", 1),
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


@pytest.mark.parametrize(
    ("asked", "own"),
    [("documents/Statement", "documents/statement"), ("documents/once", "documents/statement"),
     ("organisations/A-Body", "organisations/a-body"), ("countries/KE", "countries/ke"),
     ("countries/retired", "countries/ke"), ("rounds/FIRST", "rounds/first")],
)  # fmt: skip
def test_other_letters_and_former_names_lead_to_the_same_file(
    client, statement, make_term, asked, own
):
    FormerSlug.objects.create(kind="document", slug="once", record_id=statement.pk)
    retired = make_term("country/retired")
    retired.deprecate(successor=make_term("country/ke"))
    clear_caches()
    for ending in ("follow-up.csv", "follow-up.xlsx", "follow-up.docx", "answers.csv", "report/"):
        answer = client.get(f"/{asked}/{ending}")
        assert (answer.status_code, answer.get("Location")) == (301, f"/{own}/{ending}")


@pytest.mark.parametrize("ending", ["report/", "follow-up.docx"])
def test_reports_are_kept_until_a_fact_changes(client, statement, ending):
    first = client.get(f"/countries/ke/{ending}")
    assert "no-store" not in first["Cache-Control"]
    again = client.get(f"/countries/ke/{ending}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_hidden_organisation_is_said_to_be_one_and_leaves_in_no_table(client, statement):
    body = Organisation.objects.get(slug="a-body")
    with recorded_change(body):
        body.visibility = "internal"
        body.save()

    rows, text = tables(client.get("/documents/statement/follow-up.docx"))

    assert "An organisation that is not public" in [row[0] for row in rows]
    assert "have no name, and no row in tables" in text
    for name in ("follow-up.csv", "answers.csv"):
        content = client.get(f"/documents/statement/{name}").content.decode()
        assert "A plan." not in content
    assert "A body" not in text


def test_the_report_counts_as_the_pages_do(
    client, statement, make_recommendation, make_follow_up, make_term
):
    """Sub-actions are parts of their recommendation, and have a status each."""
    whole = Recommendation.objects.get(slug="JS-3")
    for label in "ab":
        part = make_recommendation(slug=f"JS-3-{label}", parent=whole, terms=("addressee/states",))
        make_follow_up(part, "done", country=make_term("country/ke"), evidence=f"Part {label}.")
    clear_caches()

    document, country = document_page(statement), country_page(find_country("ke"), QueryDict())

    log = read_log(LogScope(document=statement))
    assert log.whole_count == len(document.recommendations) == 3
    assert {
        record.ref: _distribution(FollowUpReport(log), record) for record in log.recommendations
    } == {action.ref: action.log.distribution for action in document_log(statement).actions}
    about = read_log(LogScope(country=find_country("ke")))
    # What has an entry about it and asks somebody else is in the report beside what asks it.
    assert about.whole_count == country.asked.all.count + len({"OTHER-1"})
    old = make_term("country/old")
    make_follow_up(part, "done", country=old, evidence="Under its old name.")
    old.deprecate(successor=make_term("country/ke"))
    clear_caches()
    entries = [one for of in read_log(LogScope(country=find_country("ke"))).follow_ups.values()
               for one in of]  # fmt: skip
    assert len(entries) == len(addressee_log(about.scope.key).entries) == 5
    recorded = addressee_log(about.scope.key).counts
    assert recorded.items() <= _total(FollowUpReport(about)).counts.items()
    page = client.get("/countries/ke/report/").content.decode()
    assert f"{about.whole_count} recommendations address it" in page
    assert 'href="/countries/ke/"' in page
    assert "Done 1" not in page


def test_the_report_of_a_document_holds_every_entry_and_names_the_silent(client, statement):
    rows, text = tables(client.get("/documents/statement/follow-up.docx"))

    public = FollowUp.objects.filter(recommendation__document=statement)
    assert len(rows) == public.count() + ManagementResponse.objects.count()
    assert rows[0] == ["Austria", "Done", "May 2024", "The addressee itself", "=A law. [1]"]
    assert rows[1][:2] == ["Austria", "Earlier: Under way"]
    assert "Done 2 · Not assessed 2" in text
    silent = "Not assessed for any recommendation or action (2): France, Philippines."
    assert text.count(silent) == text.count("Philippines") == 1
    assert text.count("Also not assessed (2): Austria, Kenya.") == 2
    assert text.count("Each also addresses, counted by nobody: Companies.") == 1
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
    assert "Not assessed for any recommendation or action (3): France, Kenya, Philippines" in text


def test_the_page_for_print_says_the_same(client, statement):
    page = client.get("/documents/statement/report/").content.decode()
    assert "=A law. [1]" in page
    assert "recommendation or action (2): France, Philippines." in page
    assert "/documents/statement/follow-up.docx" in page


def test_a_report_in_a_script_from_right_to_left(client, statement):
    with translation.override("ar"):
        answer = client.get("/ar/documents/statement/follow-up.docx")
    document = docx.Document(io.BytesIO(answer.content))
    assert document.tables[1]._tbl.tblPr.xpath("w:bidiVisual")
