"""The first page of the admin: what needs attention, in order, with ways to it."""

import datetime

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


def panel_of(browser, title):
    panels = browser.get("/admin/").context["panels"]
    (panel,) = [panel for panel in panels if panel.title == title]
    return panel


def lines(browser, title="Tools"):
    return {line.label: line for line in panel_of(browser, title).lines}


@pytest.fixture
def work(make_tool):
    make_tool(state="draft")
    make_tool(state="in_review", verification="disputed")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make_tool(verification="source-checked", next_review_on=yesterday)


def test_it_counts_what_waits(signed_in, work):
    counts = {label: line.count for label, line in lines(signed_in("curator")).items()}
    assert counts == {
        "Disputed": 1,
        "In review": 1,
        "Review overdue": 1,
        "Drafts": 1,
        "Unreviewed": 1,
        "Published": 1,
    }


def test_each_line_leads_to_a_list_of_as_many(signed_in, work, make_tool, make_person):
    make_tool(verification="disputed").archive(by=make_person(), reason="A double.")
    make_tool(verification="unreviewed").archive(by=make_person(), reason="A double.")
    browser = signed_in("curator")
    for line in lines(browser).values():
        assert browser.get(line.url).context["cl"].result_count == line.count


def test_helplines_that_nobody_has_checked_lead_to_a_list_of_just_those(signed_in, make_helpline):
    today = timezone.localdate()
    make_helpline(name="Old")
    make_helpline(name="Checked", verification="source-checked", verified_on=today)
    make_helpline(name="Draft", state="draft")
    browser = signed_in("curator")
    line = lines(browser, "Helplines")["Not checked within a year"]
    listed = browser.get(line.url).context["cl"].result_list
    assert [helpline.name for helpline in listed] == ["Old"]
    assert line.count == 1


def test_what_cannot_wait_stands_first_and_in_the_order_of_its_urgency(
    signed_in, work, make_helpline
):
    make_helpline()
    urgent = signed_in("curator").get("/admin/").context["urgent"]
    assert [(panel.title, line.label) for panel, line in urgent] == [
        ("Tools", "Disputed"),
        ("Helplines", "Not checked within a year"),
        ("Tools", "In review"),
        ("Tools", "Review overdue"),
    ]


def test_lines_at_zero_are_folded(signed_in, make_tool):
    make_tool(verification="source-checked")
    page = signed_in("curator").get("/admin/").content.decode()
    panel = page[page.index('<section class="panel"') :].partition("</section>")[0]
    shown, _details, folded = panel.partition("<details>")
    assert "Published" in shown
    assert '<span class="count">0</span>' not in shown
    assert all(label in folded for label in ("Disputed", "In review", "Drafts", "Unreviewed"))
    assert "Practice notes" in page.partition('class="empty-panels"')[2].partition("</summary>")[0]


def test_it_says_so_where_nothing_is_urgent(signed_in):
    assert "Nothing is urgent." in signed_in("curator").get("/admin/").content.decode()


def test_it_speaks_in_the_words_of_curators(signed_in):
    page = signed_in("administrator").get("/admin/").content.decode()
    for word in ("Core", "Revisions", "Former slugs", "Questions about addresses", "Digests"):
        assert f">{word}<" not in page
    for word in ("Sources and history", "Every change of a record", "Needs your attention"):
        assert word in page


def test_its_lists_are_called_what_it_calls_them(signed_in):
    browser = signed_in("administrator")
    for entry in (
        entry
        for app in browser.get("/admin/").context["app_list"]
        for entry in app["models"]
        if entry["view_only"]
    ):
        assert str(entry["name"]) in browser.get(entry["admin_url"]).content.decode()


@pytest.mark.parametrize("count", [1, 6])
def test_its_queries_do_not_grow_with_the_records(
    signed_in, make_tool, make_helpline, queries_of, count
):
    for _number in range(count):
        make_tool(verification="disputed")
        make_helpline()
    signed_in("curator")
    assert queries_of("/admin/") == 29


def test_it_names_what_people_changed_last(signed_in, make_tool, make_person):
    tool = make_tool(name="Nightingale", state="draft")
    tool.publish(by=make_person(name="Ada"), reason="checked")
    page = signed_in("curator").get("/admin/").content.decode()
    assert f'<a href="/admin/catalogue/tool/{tool.pk}/history/">Nightingale</a>' in page
