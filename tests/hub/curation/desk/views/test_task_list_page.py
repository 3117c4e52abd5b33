"""The desk as a curator sees it."""

import datetime
import re

import pytest

from hub.accounts.models import Person
from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskKind, register_task_kinds, task_kinds
from hub.curation.desk.task_list import close_task, open_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source")]


def page_of(client, address="/desk/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def titles(page):
    return re.findall(r'<h3><a href="[^"]*" dir="auto">([^<]*)</a></h3>', page)


def counts(page, group):
    """Labels and counts of one row of filters."""
    ul = page.split(f">{group}</h2>")[1].split("</ul>")[0]
    return dict(re.findall(r'>([^<>]+) <span class="count">(\d+)</span>', ul))


def test_an_empty_desk_says_that_nothing_waits(curator):
    assert "Nothing waits." in page_of(curator)


def test_danger_stands_first_and_what_waits_longest_within_a_rank(curator):
    open_task("sample", "1", title="Work")
    open_task("sample", "2", title="Late", rank=Rank.OVERDUE, due_on=datetime.date(2020, 1, 2))
    open_task("sample", "3", title="Later", rank=Rank.OVERDUE, due_on=datetime.date(2020, 1, 1))
    open_task("sample", "4", title="Danger", rank=Rank.DANGER)
    assert titles(page_of(curator)) == ["Danger", "Later", "Late", "Work"]


def test_a_report_of_danger_stands_before_a_disputed_record_that_waits_longer(curator):
    rank = task_kinds["disputed"].rank
    open_task("sample", "1", title="Disputed", rank=rank, due_on=datetime.date(2020, 1, 1))
    open_task("sample", "2", title="Reported", rank=Rank.DANGER)
    text = page_of(curator)
    assert text.index("Reported") < text.index("Disputed")
    assert Rank.of(rank) is Rank.DANGER


def test_each_rank_has_a_heading(curator):
    open_task("sample", "1", title="Work")
    open_task("sample", "4", title="Danger", rank=Rank.DANGER)
    headings = re.findall(r'<h2 id="rank-\d+"[^>]*>([^<]+)', page_of(curator))
    assert headings == ["Danger", "When there is time"]


def test_a_title_leads_to_the_next_step_in_one_click(curator):
    open_task("sample", "1", title="Work")
    assert '<h3><a href="/admin/?step=sample" dir="auto">Work</a></h3>' in page_of(curator)


def test_the_desk_is_narrowed_to_one_kind(curator):
    open_task("sample", "1", title="One")
    open_task("strict", "1", title="Other")
    assert titles(page_of(curator, "/desk/?kind=strict")) == ["Other"]


def test_the_desk_is_narrowed_to_a_kind_of_record(curator):
    open_task("sample", "1", title="One", record_kind="tool", record_id=1)
    open_task("sample", "2", title="Other")
    assert titles(page_of(curator, "/desk/?record=tool")) == ["One"]


def test_tasks_without_a_record_can_be_asked_for(curator):
    open_task("sample", "1", title="One", record_kind="tool", record_id=1)
    open_task("sample", "2", title="Other")
    assert titles(page_of(curator, "/desk/?record=none")) == ["Other"]


def test_the_desk_is_narrowed_to_mine_and_to_nobodys(curator, me, colleague):
    for number, person in enumerate((me, colleague, None)):
        task = open_task("sample", str(number), title=f"Of {person}")
        Task.objects.filter(pk=task.pk).update(assigned_to=person)
    shown = [titles(page_of(curator, f"/desk/?who={who}")) for who in ("mine", "nobody")]
    assert shown == [["Of Mira"], ["Of None"]]


def test_a_filter_that_makes_no_sense_narrows_nothing(curator):
    open_task("sample", "1", title="One")
    assert titles(page_of(curator, "/desk/?kind=x&record=y&who=z&page=-3")) == ["One"]


def test_counts_are_those_under_the_other_filters(curator, me):
    open_task("sample", "1", title="One", record_kind="tool", record_id=1)
    open_task("strict", "1", title="Two", record_kind="event", record_id=1)
    Task.objects.filter(key="1", kind="strict").update(assigned_to=me)
    page = page_of(curator, "/desk/?kind=sample")
    assert (counts(page, "What"), counts(page, "Whose")) == (
        {"all": "2", "Sample": "1", "Strict": "1"},
        {"all": "1", "mine": "0", "nobody’s": "1"},
    )


def test_a_page_has_twenty_five_tasks_and_leads_on(curator):
    for number in range(26):
        open_task("sample", str(number), title=f"Task {number}")
    page = page_of(curator, "/desk/?kind=sample")
    assert (len(titles(page)), 'href="/desk/?kind=sample&amp;page=2"' in page) == (25, True)


def test_behind_the_last_page_stands_the_last_one(curator):
    open_task("sample", "1", title="One")
    assert titles(page_of(curator, "/desk/?page=999")) == ["One"]


def test_a_task_of_a_kind_that_is_not_theirs_is_not_shown_and_not_counted(curator):
    register_task_kinds(
        TaskKind("secret", "Secret", Rank.DANGER, "accounts.add_person", lambda task: "/")
    )
    open_task("secret", "1", title="Hidden")
    page = page_of(curator)
    task_kinds.unregister("secret")
    assert ("Hidden" in page, "Secret" in page) == (False, False)


def test_what_was_settled_a_moment_ago_is_not_offered(curator):
    kind = task_kinds["sample"]
    settled = TaskKind(
        **{**kind.__dict__, "settled": lambda tasks: {one.pk for one in tasks if one.key == "1"}}
    )
    task_kinds.register("sample", settled)
    open_task("sample", "1", title="One")
    open_task("sample", "2", title="Two")
    page = page_of(curator)
    assert (titles(page), "1 task was settled a moment ago" in page) == (["Two"], True)


def test_a_closed_task_stands_under_closed_and_not_on_the_desk(curator, me):
    open_task("sample", "1", title="One")
    close_task("sample", "1", by=me, reason="Done by telephone.")
    assert titles(page_of(curator)) == []
    assert "Done by telephone." in page_of(curator, "/desk/closed/")


def test_many_tasks_take_as_many_queries_as_few(curator, django_assert_max_num_queries, me):
    for number in range(60):
        task = open_task("sample", str(number), title="T", record_kind="tool", record_id=number)
        Task.objects.filter(pk=task.pk).update(assigned_to=me)
    curator.get("/desk/")
    with django_assert_max_num_queries(12):
        curator.get("/desk/")


def test_markup_in_a_title_is_text(curator):
    open_task("sample", "1", title="<script>alert(1)</script>")
    assert "<script>alert(1)</script>" not in page_of(curator)


def test_the_first_page_of_the_admin_leads_to_the_desk_and_back(curator):
    open_task("sample", "1", title="One", rank=Rank.DANGER)
    first = page_of(curator, "/admin/")
    assert ("Somebody may come to harm" in first, 'href="/desk/"' in first) == (True, True)
    assert 'href="/admin/"' in page_of(curator)


def test_somebody_who_is_not_signed_in_is_led_to_the_sign_in(client):
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")


def test_staff_without_a_role_are_refused(signed_in):
    assert signed_in().get("/desk/").status_code == 403


def test_nobody_caches_the_desk(curator):
    assert "no-store" in curator.get("/desk/")["Cache-Control"]


def test_a_name_that_only_the_address_tells_is_shown(curator, colleague):
    Person.objects.filter(pk=colleague.pk).update(name="")
    task = open_task("sample", "1", title="One")
    Task.objects.filter(pk=task.pk).update(assigned_to=colleague)
    assert "other@example.org" in page_of(curator)
