"""Sources on the form of a record: links beside the facts that they support."""

import datetime

import pytest

from hub.records.models import Source

pytestmark = pytest.mark.django_db
ATTRIBUTES = {"target": "_blank", "rel": "noopener noreferrer"}


@pytest.fixture
def form_of(signed_in, visit):
    signed_in("curator")
    return lambda tool: visit(f"/admin/catalogue/tool/{tool.pk}/change/")


def cite(tool, url="https://un.example/report", title="The report", **citation):
    source = Source.objects.create(url=url, title=title)
    return tool.citations.create(source=source, **citation)


def section(page, start, end):
    return page.html[page.html.index(start) :].partition(end)[0]


def test_a_source_of_a_field_stands_below_that_field_and_opens_beside_the_form(form_of, make_tool):
    tool = make_tool()
    cite(tool, subject="licence", checked_on=datetime.date(2026, 3, 1))
    page = form_of(tool)
    row = section(page, "field-licence", "form-row")
    assert 'href="https://un.example/report"' in row
    assert "checked 2026-03-01" in row
    links = page.all("a", href="https://un.example/report")
    assert links
    assert all(ATTRIBUTES.items() <= link.attributes.items() for link in links)


def test_a_source_of_a_scheme_stands_below_its_terms_beside_the_definition(form_of, make_tool):
    tool = make_tool(terms=("purpose/outreach",))
    cite(tool, subject="purpose")
    row = section(form_of(tool), "field-terms_purpose", "form-row")
    assert 'href="https://un.example/report"' in row


def test_sources_of_the_whole_record_stand_above_the_form(form_of, make_tool):
    tool = make_tool()
    cite(tool)
    cite(tool, url="https://un.example/2", title="Another")
    above = section(form_of(tool), 'class="sources-above"', "</details>")
    assert "2 sources of the whole record" in above
    assert "https://un.example/report" in above
    assert "https://un.example/2" in above


def test_a_title_cannot_write_markup_into_the_form(form_of, make_tool):
    tool = make_tool()
    cite(tool, subject="licence", title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in form_of(tool).html


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://files.example/a"])
def test_what_is_no_address_of_the_web_is_no_link(form_of, make_tool, url):
    tool = make_tool()
    cite(tool, url=url, title="On paper", subject="licence")
    page = form_of(tool)
    assert "On paper" in section(page, "field-licence", "form-row")
    assert not url or not page.all("a", href=url)


def test_a_record_without_sources_and_a_new_one_have_no_such_lists(form_of, make_tool, visit):
    assert "fact-sources" not in form_of(make_tool()).html
    assert "fact-sources" not in visit("/admin/catalogue/tool/add/").html


def test_the_form_of_a_record_with_many_sources_asks_no_more_for_their_links(
    signed_in, make_tool, queries_of
):
    few, many = make_tool(), make_tool()
    signed_in("curator")

    def queries(tool):
        return queries_of(f"/admin/catalogue/tool/{tool.pk}/change/")

    cite(few, url="https://un.example/0", title="0")
    for number in range(1, 8):
        cite(many, url=f"https://un.example/{number}", title=str(number), subject="licence")
    # Each row's own type-ahead asks for the label of what is chosen in it: one query a row.
    assert queries(many) == queries(few) + 6
