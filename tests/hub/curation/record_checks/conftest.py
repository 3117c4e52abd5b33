"""A tool with sources, and a curator who checks it."""

import html
import re

import pytest

from catalogue.models import ToolCitation
from hub.records.models import Source, recorded_change


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", name="Ada")


def cite(record, subject="", *, model=ToolCitation, **source):
    values = {"url": "https://example.org/about", "title": "About the tool", **source}
    row, _made = Source.objects.get_or_create(url=values["url"], title=values["title"])
    with recorded_change(record, news=False):
        citation = model(subject=subject, source=row, position=record.citations.count())
        setattr(citation, model.record_field, record)
        citation.save()
    return row


@pytest.fixture
def tool(make_tool, make_term):
    """Six facts: name, summary, site, purpose, licence and whether it is open source."""
    made = make_tool(
        slug="beacon", name="Beacon", summary="It helps.", url="https://example.org",
        licence="MIT", open_source=True, terms=("purpose/case-management",),
    )  # fmt: skip
    cite(made)
    cite(made, "licence", url="https://example.org/licence", title="Licence")
    make_term("purpose/hotline")
    return made


ADDRESS = "/desk/check/tool/beacon/"


class Pages:
    """A curator at the pages of one check."""

    def __init__(self, client, address=ADDRESS):
        self.client, self.address = client, address

    def fact(self, name):
        return self.client.get(f"{self.address}?fact={name}")

    def form(self, name):
        """What the page of a fact sends with any answer."""
        text = self.fact(name).text
        seen = re.search(r'name="seen" value="(\w+)"', text)
        ticked = re.findall(r'name="source" value="(\d+)" checked', text)
        return {"fact": name, "seen": seen[1] if seen else "", "source": ticked}

    def answer(self, name, answer="right", **more):
        return self.client.post(self.address, self.form(name) | {"answer": answer} | more)

    def answer_all(self, answer="right", **others):
        text = self.client.get(self.address).text
        for name in re.findall(r"\?fact=(\w+)\"(?: aria-current=\"step\")?>", text):
            response = self.answer(name, others.get(name, answer))
            assert response.status_code == 302, html.unescape(response.text)

    def end(self, **data):
        values = {"verification": "source-checked", "next_review_on": "2099-01-01"} | data
        return self.client.post(f"{self.address}end/", values)


@pytest.fixture
def pages(curator, tool):
    return Pages(curator)
