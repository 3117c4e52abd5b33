"""The first page of the admin: what waits, with ways to it."""

import datetime

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


def lines(browser):
    tools = browser.get("/admin/").context["panels"][0]
    return {line.label: line for line in tools.lines}


@pytest.fixture
def work(make_tool):
    make_tool(state="draft")
    make_tool(state="in_review", verification="disputed")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make_tool(verification="source-checked", next_review_on=yesterday)


def test_it_counts_what_waits(signed_in, work):
    counts = {label: line.count for label, line in lines(signed_in("curator")).items()}
    assert counts == {
        "In review": 1,
        "Drafts": 1,
        "Review overdue": 1,
        "Unreviewed": 1,
        "Published": 1,
    }


def test_each_line_leads_to_a_list_of_as_many(signed_in, work):
    browser = signed_in("curator")
    for line in lines(browser).values():
        assert browser.get(line.url).context["cl"].result_count == line.count


def test_it_names_what_people_changed_last(signed_in, make_tool, make_person):
    tool = make_tool(name="Nightingale", state="draft")
    tool.publish(by=make_person(name="Ada"), reason="checked")
    page = signed_in("curator").get("/admin/").content.decode()
    assert f'<a href="/admin/catalogue/tool/{tool.pk}/history/">Nightingale</a>' in page
