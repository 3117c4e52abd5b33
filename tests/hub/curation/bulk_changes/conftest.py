"""A curator who changes many tools at once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from hub.accounts.models import Person
from hub.curation.bulk_changes.bulk_writer import BulkWriter
from hub.curation.bulk_changes.models import BulkChange
from hub.curation.bulk_changes.requested_change import RequestedChange

TOOLS = "/admin/catalogue/tool/"


def text_of(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.fixture
def browser(signed_in) -> Any:
    return signed_in("curator", email="ada@example.org")


@pytest.fixture
def curator(browser) -> Person:
    return Person.objects.get(email="ada@example.org")


@pytest.fixture
def write(make_person) -> Callable[..., BulkChange]:
    """Change these records at once."""

    def change(records: Iterable[Any], *, reason: str = "a test", **wishes: Any) -> BulkChange:
        rows = list(records)
        requested = RequestedChange(**wishes)
        writer = BulkWriter(type(rows[0]), requested, by=make_person(), reason=reason)
        versions = {row.pk: type(row).objects.get(pk=row.pk).version for row in rows}
        written = writer.write(versions)
        assert written.change is not None
        assert written.left == []
        return written.change

    return change


@pytest.fixture
def post(browser) -> Callable[..., Any]:
    """One step of the action in the list of tools."""

    def send(tools: Iterable[Any], step: str = "", *, path: str = TOOLS, **typed: Any) -> Any:
        fields = {
            "action": "change_many",
            "_selected_action": [tool.pk for tool in tools],
            "select_across": "0",
            "step": step,
            **typed,
        }
        return browser.post(path, fields)

    return send


def seen_in(response: Any) -> str:
    """What the page says that was looked at."""
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode())[1]
