"""Texts that PostgreSQL cannot hold are refused, and never become other texts."""

import pytest
from django.db import DataError

from hub.records.bulk_rows import FEW, insert_rows
from hub.records.models import Source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("title", ["x\ud800y", "\ud800", "x\x00y"])
def test_a_text_that_copy_cannot_hold_is_refused(title):
    rows = [{"url": f"https://example.org/{number}", "title": title} for number in range(FEW)]
    with pytest.raises(DataError):
        insert_rows(Source, rows)


@pytest.mark.parametrize(
    "title", ["a\tb", "a\nb\rc", "back\\slash", "\\N", "\\.", "", "“quoted”", "\U0001f600"]
)
def test_every_other_text_comes_out_as_it_went_in(title):
    rows = [{"url": f"https://example.org/{number}", "title": title} for number in range(FEW)]
    insert_rows(Source, rows)
    assert set(Source.objects.values_list("title", flat=True)) == {title}
