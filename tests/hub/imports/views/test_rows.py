"""The preview: filters, pages, differences, and decisions."""

import pytest

from catalogue.models import Tool
from hub.imports.models import ImportRow
from hub.imports.views.row_card import decision_version
from hub.records.models import recorded_change

pytestmark = pytest.mark.django_db


def address(job, more=""):
    return f"/curate/imports/{job.pk}/rows/{more}"


def sent_for(job, number, **values):
    row = job.rows.get(number=number)
    named = {f"{name.replace('__', '-', 1)}": value for name, value in values.items()}
    return {"number": [number], f"seen-{number}": decision_version(row), **named}


@pytest.fixture
def conflict(apply, ready, rows_of_file):
    """The second import of a source: a curator edited the summary of one tool meanwhile."""
    rows = rows_of_file(3)
    apply(rows)
    tool = Tool.objects.get(url__endswith="/1")
    with recorded_change(tool, news=False):
        tool.summary = "In the curator’s words, about trafficking."
        tool.save()
    rows[1][1] = "New words of the source about trafficking."
    rows[2][1] = "Other words of the source about trafficking."
    return ready(rows)


def test_rows_are_filtered_by_verdict(curator, conflict):
    page = curator.get(address(conflict, "?verdict=conflict")).content.decode()
    assert page.count('class="row-card') == 1
    assert "In the curator’s words" in page
    assert "New words of the source" in page
    assert "a curator’s" in page


def test_rows_come_in_pages(curator, ready, rows_of_file):
    job = ready(rows_of_file(45))
    page = curator.get(address(job, "?page=3")).content.decode()
    assert "Rows 41 to 45 of 45" in page
    assert page.count('class="row-card') == 5


@pytest.mark.parametrize("odd", ["?page=x", "?page=99999", "?verdict=zzz", "?page=-1&waiting=2"])
def test_odd_addresses_show_rows_all_the_same(curator, ready, rows_of_file, odd):
    assert curator.get(address(ready(rows_of_file(2)), odd)).status_code == 200


def test_a_page_costs_the_same_however_many_rows_it_has(
    curator, ready, rows_of_file, django_assert_max_num_queries
):
    job = ready(rows_of_file(20))
    curator.get(address(job))
    with django_assert_max_num_queries(20):
        curator.get(address(job))


def test_a_field_of_a_curator_is_taken_over_when_they_say_so(curator, conflict):
    sent = sent_for(conflict, 3) | {"field-3-summary": "accept"}
    assert curator.post(address(conflict), sent).status_code == 302
    row = conflict.rows.get(number=3)
    assert row.decision == {"fields": {"summary": "accept"}}
    assert row.decided_by is not None


def test_what_stands_already_is_no_decision(curator, conflict):
    sent = sent_for(conflict, 4) | {"field-4-summary": "accept", "row-4": ""}
    curator.post(address(conflict), sent)
    assert conflict.rows.get(number=4).decided_at is None


def test_a_row_can_be_left_out_and_taken_in_again(curator, conflict):
    curator.post(address(conflict), sent_for(conflict, 4) | {"row-4": "skip"})
    assert conflict.rows.get(number=4).decision == {"row": "skip"}
    curator.post(address(conflict), sent_for(conflict, 4) | {"row-4": ""})
    assert conflict.rows.get(number=4).decision == {}


def test_a_row_that_somebody_else_decided_meanwhile_is_left_alone(curator, conflict):
    sent = sent_for(conflict, 3) | {"row-3": "skip"}
    ImportRow.objects.filter(batch=conflict, number=3).update(decision={"row": "accept"})
    answer = curator.post(address(conflict), sent, follow=True)
    assert conflict.rows.get(number=3).decision == {"row": "accept"}
    assert "Somebody else decided" in answer.content.decode()


def test_one_decision_for_all_of_a_filter(curator, conflict):
    sent = {"verdict": "conflict", "what": "accept"}
    answer = curator.post(address(conflict, "all/"), sent)
    assert answer["Location"] == address(conflict, "?verdict=conflict")
    decided = conflict.rows.exclude(decision={}).values_list("number", flat=True)
    assert list(decided) == [3]


@pytest.mark.parametrize("what", ["", "explode", "different"])
def test_a_decision_that_does_not_fit_a_filter_is_refused(curator, conflict, what):
    sent = {"verdict": "conflict", "what": what}
    assert curator.post(address(conflict, "all/"), sent).status_code == 400


def test_waiting_rows_are_those_nobody_spoke_of(curator, conflict):
    assert "Rows 1 to 1 of 1" in curator.get(address(conflict, "?waiting=1")).content.decode()
    curator.post(address(conflict), sent_for(conflict, 3) | {"field-3-summary": "keep"})
    assert "No row waits for you." in curator.get(address(conflict, "?waiting=1")).content.decode()


def test_of_what_a_curator_wrote_nothing_is_chosen_before_somebody_does(
    curator, conflict, fields_of
):
    fields = fields_of(curator.get(address(conflict, "?verdict=conflict")))
    assert "field-3-summary" not in fields
    curator.post(address(conflict), sent_for(conflict, 3) | {"field-3-summary": "keep"})
    again = fields_of(curator.get(address(conflict, "?verdict=conflict")))
    assert again["field-3-summary"] == ["keep"]


# Duplicates, personal data, off topic


@pytest.fixture
def asked(make_tool, ready):
    make_tool(slug="harbour", name="Harbour Light", url="https://harbour.example.org/")
    helped = "Helps victims of human trafficking."
    return ready(
        [
            ["Harbour Light", helped, "https://harbour.example.org", "Hotline", "Kenya"],
            ["Lantern", f"{helped} Ask jane.doe@example.org.", "https://l.example.org", "", ""],
            ["Road map", "How roads are built.", "https://roads.example.org", "", ""],
        ]
    )


def test_a_candidate_stands_beside_the_row_with_its_score(curator, asked):
    page = curator.get(address(asked, "?verdict=duplicate")).content.decode()
    assert "alike by 100 of 100: the same address" in page
    assert "Helps victims of human trafficking." in page
    assert "It helps caseworkers." in page


@pytest.mark.parametrize(("said", "kept"), [("same", "same"), ("merge", "merge")])
def test_a_row_is_said_to_be_a_record(curator, asked, said, kept):
    pk = Tool.objects.get(slug="harbour").pk
    sent = sent_for(asked, 2) | {"duplicate-2": f"{said}:{pk}"}
    assert curator.post(address(asked), sent).status_code == 302
    row = asked.rows.get(number=2)
    assert (row.decision["duplicate"], row.record_id) == ({kept: pk}, pk)


def test_a_row_is_said_to_be_different(curator, asked):
    curator.post(address(asked), sent_for(asked, 2) | {"duplicate-2": "different"})
    assert asked.rows.get(number=2).decision == {"duplicate": "different"}


@pytest.mark.parametrize("said", ["same:4711", "same:x", "nonsense", "row:77"])
def test_what_is_no_candidate_is_refused(curator, asked, said):
    answer = curator.post(address(asked), sent_for(asked, 2) | {"duplicate-2": said})
    assert answer.status_code == 400
    assert "Row 2:" in answer.content.decode()
    assert asked.rows.get(number=2).decision == {}


def test_personal_data_is_shown_and_decided_on(curator, asked):
    page = curator.get(address(asked, "?verdict=personal")).content.decode()
    assert "jane.doe@example.org" in page
    curator.post(address(asked), sent_for(asked, 3) | {"personal-3-summary": "allow"})
    assert asked.rows.get(number=3).decision == {"personal": {"summary": "allow"}}


def test_what_is_off_topic_says_why_and_is_let_in(curator, asked):
    page = curator.get(address(asked, "?verdict=off_topic")).content.decode()
    assert "Perhaps off topic" in page
    curator.post(address(asked), sent_for(asked, 4) | {"topic-4": "allow"})
    assert asked.rows.get(number=4).decision == {"off_topic": "allow"}


@pytest.fixture
def undated(ready, rows_of_file):
    job = ready(rows_of_file(2))
    asked = {"column": "When", "value": "Spring 2025", "sentence": "That is not a date."}
    job.rows.update(verdict="undated", problems=[asked | {"code": "undated"}])
    return job


def test_a_date_that_was_not_read_is_asked_about_in_its_row(curator, undated):
    page = curator.get(address(undated, "?verdict=undated")).content.decode()
    assert "That is not a date." in page
    assert "Waits: may it be added without its date?" in page
    curator.post(address(undated), sent_for(undated, 2) | {"undated-2": "allow"})
    assert undated.rows.get(number=2).decision == {"undated": "allow"}
    curator.post(address(undated), sent_for(undated, 2) | {"undated-2": ""})
    assert undated.rows.get(number=2).decision == {}


def test_dates_that_were_not_read_are_decided_on_at_once(curator, undated):
    curator.post(address(undated, "all/"), {"what": "undated", "verdict": "undated"})
    assert [row.decision for row in undated.rows.all()] == [{"undated": "allow"}] * 2


def test_nothing_is_decided_on_rows_that_are_not_ready(curator, mapped, rows_of_file):
    job = mapped(rows_of_file(1))
    assert curator.post(address(job), {"number": ["2"], "row-2": "skip"}).status_code == 409
    assert curator.post(address(job, "all/"), {"what": "skip"}).status_code == 409


def test_a_formula_is_shown_as_text(curator, ready):
    row = ["<b>=cmd|' /C calc'!A0</b>", "Against human trafficking.", "", "Hotline", "Kenya"]
    page = curator.get(address(ready([row]))).content.decode()
    assert "<b>=cmd" not in page


def test_a_record_that_came_after_the_comparison_is_shown_with_its_row(
    curator, ready, rows_of_file, make_tool
):
    job = ready(rows_of_file(2))
    before = curator.get(address(job)).content.decode()
    assert "recorded after the file was compared" not in before
    row = job.rows.order_by("number").first()
    make_tool(name=row.row["name"].lower(), state="draft")
    page = curator.get(address(job)).content.decode()
    assert page.count("recorded after the file was compared") == 1
    assert "Draft · the same name" in page


def test_a_candidate_says_its_state(curator, ready, rows_of_file, make_tool):
    rows = rows_of_file(2)
    make_tool(name=rows[1][0], state="draft")
    assert "Draft · alike by 100 of 100" in curator.get(address(ready(rows))).content.decode()
