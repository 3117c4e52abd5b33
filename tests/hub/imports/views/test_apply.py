"""The last look before an import is applied, the way there, and the way back."""

import io

import pytest
from openpyxl import load_workbook

from catalogue.models import Tool
from hub.imports.views.outcomes import count_outcomes
from hub.records.models import recorded_change

pytestmark = pytest.mark.django_db


def test_the_numbers_are_those_of_what_then_happens(curator, ready, work, rows_of_file, make_tool):
    make_tool(name="Harbour Light", url="https://harbour.example.org/")
    rows = rows_of_file(4)
    rows[2] = ["Harbour Light", "Against trafficking.", "https://harbour.example.org", "", ""]
    rows[3][0] = ""
    job = ready(rows)
    curator.post(
        f"/curate/imports/{job.pk}/rows/all/", {"verdict": "new", "what": "skip"}
    )  # both rows are left out
    assert count_outcomes(job) == {
        "added": 0, "changed": 0, "unchanged": 0, "left_out": 2, "waiting": 1, "problem": 1,
        "kept": 0,
    }  # fmt: skip
    before = Tool.objects.count()
    assert curator.post(f"/curate/imports/{job.pk}/apply/").status_code == 409
    assert (work(job).state, Tool.objects.count()) == ("ready", before)


def test_nothing_is_left_out_without_its_number_and_list(curator, ready, rows_of_file, make_tool):
    make_tool(name="Harbour Light", url="https://harbour.example.org/")
    rows = rows_of_file(4)
    rows[1] = ["Harbour Light", "Against trafficking.", "https://harbour.example.org", "", ""]
    rows[2][0] = ""
    job = ready(rows)
    address = f"/curate/imports/{job.pk}/"
    curator.post(f"{address}rows/all/", {"verdict": "new", "what": "skip"})
    page = curator.get(f"{address}apply/").content.decode()
    assert "<b>1</b> row that nobody has decided on" in page
    assert "<b>2</b> rows, as was decided" in page
    assert "<b>1</b> row with a problem" in page
    assert "Harbour Light" in page
    assert f'href="{address}rows/?waiting=1"' in page
    waiting = curator.get(f"{address}rows/?waiting=1").content.decode()
    assert waiting.count('class="row-card') == 1


def test_unknown_bodies_are_told_once_with_the_number_of_their_rows(curator, ready):
    headings = ["Name", "Summary", "Organisations"]
    rows = [[name, "Against human trafficking.", "Alliance Desk"] for name in ("Arrow", "Kestrel")]
    job = ready(rows, headings=headings)
    page = curator.get(f"/curate/imports/{job.pk}/apply/").content.decode()
    assert page.count("Alliance Desk") == 1
    assert "(In 2 rows: 2, 3.)" in page


FORM_TO_APPLY = 'method="post" class="actions"'


def test_a_file_of_problems_only_cannot_be_applied_and_says_what_to_do(curator, ready):
    job = ready([["", "Against human trafficking.", "", "", ""]])
    address = f"/curate/imports/{job.pk}/"
    overview = curator.get(address).content.decode()
    assert "No row can be taken in" in overview
    assert "Apply …" not in overview
    page = curator.get(f"{address}apply/").content.decode()
    assert FORM_TO_APPLY not in page
    assert "Mend the file" in page
    assert f'href="{address}report/"' in page
    assert f'href="{address}cancel/"' in page
    assert curator.post(f"{address}apply/").status_code == 409


def test_where_every_row_waits_the_page_leads_to_the_decisions(curator, ready, make_tool):
    make_tool(name="Harbour Light", url="https://harbour.example.org/")
    job = ready([["Harbour Light", "Against trafficking.", "https://harbour.example.org", "", ""]])
    address = f"/curate/imports/{job.pk}/"
    page = curator.get(f"{address}apply/").content.decode()
    assert FORM_TO_APPLY not in page
    assert f'class="button" href="{address}rows/?waiting=1"' in page


def test_a_file_that_says_nothing_new_is_finished_without_changes(
    curator, apply, ready, work, rows_of_file
):
    apply(rows_of_file(2))
    job = ready(rows_of_file(2))
    address = f"/curate/imports/{job.pk}/"
    page = curator.get(f"{address}apply/").content.decode()
    assert FORM_TO_APPLY in page
    assert "Finish without changes" in page
    assert "Apply the import" not in page
    curator.post(f"{address}apply/")
    assert work(job).state == "applied"
    overview = curator.get(address).content.decode()
    assert "Nothing was written." in overview
    assert "Undo …" not in overview
    assert "nothing to undo" in curator.get(f"{address}undo/").content.decode()


def test_cells_of_rows_that_are_not_written_are_not_counted(curator, ready, make_tool):
    make_tool(name="Harbour Light", url="https://harbour.example.org/")
    headings = ["Name", "Summary", "URL", "Organisations"]
    rows = [[name, "Against human trafficking.", f"https://{name[0]}.example.org", "Alliance Desk"]
            for name in ("Arrow", "Kestrel", "Plover")]  # fmt: skip
    rows[0][0], rows[0][2] = "Harbour Light", "https://harbour.example.org"  # perhaps a duplicate
    job = ready(rows, headings=headings)
    address = f"/curate/imports/{job.pk}/"
    assert "(In 2 rows: 3, 4.)" in curator.get(f"{address}apply/").content.decode()
    curator.post(f"{address}rows/all/", {"verdict": "new", "what": "skip"})
    assert "Alliance Desk" not in curator.get(f"{address}apply/").content.decode()


def test_nothing_is_said_of_edited_records_where_none_was(curator, ready, work, rows_of_file):
    job = ready(rows_of_file(3))
    address = f"/curate/imports/{job.pk}/"
    curator.post(f"{address}apply/")
    work(job)
    page = curator.get(f"{address}undo/").content.decode()
    assert "records that the import made are removed" in page
    assert "edited since" not in page
    curator.post(f"{address}undo/")
    work(job)
    for name in ("", "written/"):
        page = curator.get(f"{address}{name}").content.decode()
        assert f'href="{address}edited/"' not in page
    assert "<dt>Written</dt>" not in curator.get(address).content.decode()


def test_rows_nobody_spoke_of_are_counted(ready, rows_of_file):
    assert count_outcomes(ready(rows_of_file(7)))["added"] == 7


def test_a_trial_is_not_applied(curator, ready, rows_of_file):
    job = ready(rows_of_file(1), dry_run=True)
    assert curator.post(f"/curate/imports/{job.pk}/apply/").status_code == 409
    assert not Tool.objects.exists()


def test_an_import_is_applied_told_and_undone(curator, ready, work, rows_of_file):
    job = ready(rows_of_file(3))
    curator.post(f"/curate/imports/{job.pk}/apply/")
    assert work(job).state == "applied"
    written = curator.get(f"/curate/imports/{job.pk}/written/").content.decode()
    assert "3 records were written" in written
    tool = Tool.objects.first()
    history = curator.get(f"/admin/catalogue/tool/{tool.pk}/history/").content.decode()
    assert f'href="/curate/imports/{job.pk}/"' in history
    with recorded_change(tool, news=False):
        tool.caution = "Mind this."
        tool.save()
    asked = curator.get(f"/curate/imports/{job.pk}/undo/").content.decode()
    assert "<b>2</b>" in asked
    assert "<b>1</b>" in asked
    assert curator.post(f"/curate/imports/{job.pk}/undo/").status_code == 302
    assert work(job).state == "undone"
    assert list(Tool.objects.all()) == [tool]
    assert tool.name in curator.get(f"/curate/imports/{job.pk}/edited/").content.decode()


def test_a_field_of_an_edited_record_is_taken_back(curator, apply, ready, work, rows_of_file):
    rows = rows_of_file(1)
    apply(rows)
    first = rows[0][1]
    rows[0][1] = "Other words about human trafficking."
    job = ready(rows)
    curator.post(f"/curate/imports/{job.pk}/apply/")
    work(job)
    tool = Tool.objects.get()
    with recorded_change(tool, news=False):
        tool.caution = "Mind this."
        tool.save()
    curator.post(f"/curate/imports/{job.pk}/undo/")
    work(job)
    address = f"/curate/imports/{job.pk}/edited/"
    assert curator.post(address, {"record": tool.pk}).status_code == 400
    assert curator.post(address, {"record": "x", "fact": "summary"}).status_code == 400
    assert curator.post(address, {"record": tool.pk, "fact": "summary"}).status_code == 302
    tool.refresh_from_db()
    assert (tool.summary, tool.caution) == (first, "Mind this.")


def test_what_was_not_applied_is_not_undone(curator, ready, rows_of_file):
    job = ready(rows_of_file(1))
    assert curator.post(f"/curate/imports/{job.pk}/undo/").status_code == 409
    assert curator.get(f"/curate/imports/{job.pk}/edited/").status_code == 409


def test_an_import_is_cancelled_once(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(1))
    assert curator.post(f"/curate/imports/{job.pk}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert curator.post(f"/curate/imports/{job.pk}/cancel/").status_code == 409


def test_the_report_is_downloaded_with_inert_cells(curator, ready):
    job = ready([["", "=cmd|'/C calc'!A0", "", "=1+1", "Kenya"]])
    answer = curator.get(f"/curate/imports/{job.pk}/report/csv/")
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Robots-Tag"] == "noindex"
    assert "\n2,Problem,Purpose,'=1+1" in text.replace('"', "").replace("\r", "")
    page = curator.get(f"/curate/imports/{job.pk}/report/").content.decode()
    assert "Name is missing" in page or "is no term" in page


def test_the_report_is_downloaded_as_a_workbook_and_with_semicolons(curator, ready):
    job = ready([["", "x", "", "Moonshine", "Kenya"]])
    address = f"/curate/imports/{job.pk}/report/"
    page = curator.get(address).content.decode()
    assert f'href="{address}xlsx/"' in page
    book = load_workbook(io.BytesIO(b"".join(curator.get(f"{address}xlsx/").streaming_content)))
    assert book.active["A1"].value == "Row"
    answer = curator.get(f"{address}csv/?delimiter=semicolon")
    assert b"Row;Verdict;" in b"".join(answer.streaming_content)


def test_progress_is_told_to_the_script(curator, ready, rows_of_file):
    job = ready(rows_of_file(2))
    told = curator.get(f"/curate/imports/{job.pk}/progress/").json()
    assert (told["state"], told["working"], told["label"]) == (
        "ready",
        False,
        "Checked: nothing is written yet",
    )


def test_a_second_import_of_the_source_is_held_and_let_go_on(curator, ready, mapped, rows_of_file):
    first, second = ready(rows_of_file(1)), mapped(rows_of_file(2))
    for name in ("", "columns/", "words/"):  # told, with a link, before anything is clicked
        page = curator.get(f"/curate/imports/{second.pk}/{name}").content.decode()
        assert f'href="/curate/imports/{first.pk}/"' in page
        assert "Another import of this source is under way" in page
    assert "in-the-way" not in curator.get(f"/curate/imports/{first.pk}/").content.decode()
    assert curator.post(f"/curate/imports/{second.pk}/check/").status_code == 409
    page = curator.get(f"/curate/imports/{second.pk}/").content.decode()
    assert "Another import of this source is under way" in page
    curator.post(f"/curate/imports/{first.pk}/cancel/")
    assert curator.post(f"/curate/imports/{second.pk}/check/").status_code == 302
    second.refresh_from_db()
    assert second.state == "checking"


def test_columns_and_cells_that_are_not_taken_in_are_named_beside_the_button(
    curator, ready, rows_of_file
):
    headings = ["Name", "Summary", "Website", "Purpose", "Country", "Moon phase", "Our <mark>"]
    rows = [[*row, "full", "x"] for row in rows_of_file(6)]
    rows[0][2] = rows[1][2] = "no address"
    job = ready(rows, headings=headings)
    page = curator.get(f"/curate/imports/{job.pk}/apply/").content.decode()
    told = page[page.index('id="left-out"') : page.index("Apply the import")]
    assert "<b>2</b> columns of the file that are not taken in" in told
    assert "Moon phase" in told
    assert "Our &lt;mark&gt;" in told
    assert "<b>2</b> cells of rows that are taken in are left out" in told
    assert "Website" in told


def test_where_every_column_is_a_field_no_column_is_named(curator, ready, rows_of_file):
    job = ready(rows_of_file(1))
    page = curator.get(f"/curate/imports/{job.pk}/apply/").content.decode()
    assert "not taken in" not in page
