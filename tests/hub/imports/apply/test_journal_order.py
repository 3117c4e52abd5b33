"""The order of the journal's lines, of which SQLite writes each by itself."""

from events.models import Event, KeyMessage, Participation
from hub.imports.apply.journal import tables_above


def test_new_rows_come_behind_those_that_they_point_at():
    places = [tables_above(model) for model in (Event, Participation, KeyMessage)]
    assert places == sorted(set(places))
