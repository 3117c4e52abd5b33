"""The list of sources tells a curator which ones want a better address or a title."""

import pytest

from hub.records.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources():
    return [
        Source.objects.create(url="https://ru.scribd.com/doc/1"),
        Source.objects.create(title="Line 116", url="https://allafrica.com/stories/1.html"),
        Source.objects.create(title="A brief (copy of a document)"),
        Source.objects.create(title="A report", url="https://unodc.org/report"),
        Source.objects.create(url="https://unodc.org/other"),
    ]


@pytest.mark.parametrize(("todo", "listed"), [("copies", [0, 1, 2]), ("untitled", [0, 4])])
def test_they_can_be_narrowed_to_what_is_to_do(signed_in, sources, todo, listed):
    page = signed_in("curator").get(f"/admin/core/source/?todo={todo}")
    assert set(page.context["cl"].queryset) == {sources[index] for index in listed}


def test_the_first_page_counts_them_and_leads_there(signed_in, sources):
    client = signed_in("curator")
    panels = {panel.title: panel for panel in client.get("/admin/").context["panels"]}
    assert [(line.label, line.count) for line in panels["Sources"].lines] == [
        ("Copies: find the publisher’s own page", 3),
        ("Without a title", 2),
    ]
    for line in panels["Sources"].lines:
        assert client.get(line.url).context["cl"].result_count == line.count


def test_a_choice_that_does_not_exist_lists_all(signed_in, sources):
    page = signed_in("curator").get("/admin/core/source/?todo=nothing")
    assert page.status_code in (200, 302)
