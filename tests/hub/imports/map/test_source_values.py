"""The words that a file uses where we have terms."""

import pytest

from hub.imports.map import ValueMap, map_value, save_profile, source_values, unmapped_values
from hub.imports.models import Import, ImportRow, ImportSource

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("terms")]


@pytest.fixture
def job():
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    mapping = {
        "columns": [
            {"heading": "Who, by role", "field": "users", "separator": ";"},
            {"heading": "Name", "field": "name"},
        ]
    }
    job = Import.objects.create(source=source, kind="tool", name="a", mapping=mapping)
    cells = ["NGOs; Police", "ngos;Astronauts", ["NGOs", "Police"], "", "none"]
    ImportRow.objects.bulk_create(
        ImportRow(batch=job, number=number, cells={"Who, by role": cell, "Name": "NGOs"})
        for number, cell in enumerate(cells)
    )
    return job


def unmapped(job):
    return unmapped_values(source_values(job), ValueMap(job.words))


def test_unmapped_words_are_listed_with_their_count_the_most_frequent_first(job):
    found = [(value.scheme, value.key, value.count) for value in unmapped(job)]
    assert found == [("user", "ngos", 3), ("user", "astronauts", 1)]


def test_a_mapped_word_is_no_longer_listed_in_any_spelling(job):
    map_value(job, "user", "NGOs", "ngo-caseworker")
    assert [value.text for value in unmapped(job)] == ["Astronauts"]


def test_a_word_left_out_on_purpose_is_no_longer_listed(job):
    map_value(job, "user", "Astronauts", "")
    assert [value.key for value in unmapped(job)] == ["ngos"]


def test_a_word_is_mapped_to_terms_only(job):
    with pytest.raises(ValueError, match="pilot"):
        map_value(job, "user", "Astronauts", "pilot")


def test_a_profile_keeps_columns_and_words_for_next_time(job, make_person):
    map_value(job, "user", "NGOs", "ngo-caseworker")
    save_profile(job, "osce", "The list", by=make_person())
    profile = save_profile(job, "osce", "The list, again", by=make_person())
    assert (profile.columns, profile.words) == (job.mapping, {"user": {"NGOs": "ngo-caseworker"}})
    assert job.profile == profile


def test_a_heading_may_be_a_number_or_have_letters_beyond_ascii(job):
    for heading in ("2021", "Accès", 'Who "is" it'):
        job.mapping = {"columns": [{"heading": heading, "field": "users", "separator": ";"}]}
        job.rows.update(cells={heading: "Astronauts"})
        assert [value.count for value in unmapped(job)] == [5], heading
