"""Helplines of the cast."""

from collections.abc import Callable
from itertools import count

import pytest

from catalogue.models import Helpline, HelplineChannel, HelplineCitation, HelplineTerm
from hub.records.models import Source, recorded_change

numbers = count(1)


@pytest.fixture
def make_helpline(make_term) -> Callable[..., Helpline]:
    """A published line with a source; ``terms``: keys, ``channels``: columns of each."""

    def make(*, terms=(), channels=({"value": "0800 116 116"},), cited=True, **changes) -> Helpline:
        number = next(numbers)
        values = {
            "slug": f"line-{number}",
            "name": f"Line {number}",
            "state": "published",
            "source_year": 2024,
            **changes,
        }
        line = Helpline(**values)
        with recorded_change(line, news=False):
            line.full_clean()
            line.save()
            for key in terms:
                HelplineTerm.objects.create(helpline=line, term=make_term(key))
            for channel in channels:
                HelplineChannel.objects.create(helpline=line, **channel)
            if cited:
                source = Source.objects.create(title=f"Report {number}")
                HelplineCitation.objects.create(helpline=line, source=source)
        return line

    return make
