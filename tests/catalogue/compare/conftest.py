"""Tools with sources, for comparisons and briefings."""

import datetime

import pytest

from catalogue.models.tool import ToolCitation
from hub.records.models import Source, recorded_change


@pytest.fixture
def cite():
    """Gives a tool a source for a fact (an empty name: for the whole record)."""

    def add(tool, subject="", *, title="Report", url="", checked=None, **source):
        found, _made = Source.objects.get_or_create(title=title, url=url, defaults=source)
        with recorded_change(tool, news=False):
            ToolCitation.objects.create(
                tool=tool,
                subject=subject,
                source=found,
                checked_on=checked and datetime.date.fromisoformat(checked),
            )
        return found

    return add
