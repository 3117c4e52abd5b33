"""The words that a file uses where we have terms."""

import pytest

from hub.imports.map import map_word, save_profile, unmapped_words
from hub.imports.models import Import, ImportRow, ImportSource

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("terms")]


@pytest.fixture
def batch():
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    mapping = {
        "columns": [
            {"heading": "Who, by role", "field": "users", "separator": ";"},
            {"heading": "Name", "field": "name"},
        ]
    }
    batch = Import.objects.create(source=source, kind="tool", name="a", mapping=mapping)
    cells = ["NGOs; Police", "ngos;Astronauts", ["NGOs", "Police"], "", "none"]
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, number=number, cells={"Who, by role": cell, "Name": "NGOs"})
        for number, cell in enumerate(cells)
    )
    return batch


def test_unmapped_words_are_listed_with_their_count_the_most_frequent_first(batch):
    found = [(one.scheme, one.key, one.count) for one in unmapped_words(batch)]
    assert found == [("user", "ngos", 3), ("user", "astronauts", 1)]


def test_a_mapped_word_is_no_longer_listed_in_any_spelling(batch):
    map_word(batch, "user", "NGOs", "ngo-caseworker")
    assert [one.word for one in unmapped_words(batch)] == ["Astronauts"]


def test_a_word_left_out_on_purpose_is_no_longer_listed(batch):
    map_word(batch, "user", "Astronauts", "")
    assert [one.key for one in unmapped_words(batch)] == ["ngos"]


def test_a_word_is_mapped_to_terms_only(batch):
    with pytest.raises(ValueError, match="pilot"):
        map_word(batch, "user", "Astronauts", "pilot")


def test_a_profile_keeps_columns_and_words_for_next_time(batch, make_person):
    map_word(batch, "user", "NGOs", "ngo-caseworker")
    save_profile(batch, "osce", "The list", by=make_person())
    profile = save_profile(batch, "osce", "The list, again", by=make_person())
    assert (profile.columns, profile.words) == (batch.mapping, {"user": {"NGOs": "ngo-caseworker"}})
    assert batch.profile == profile


def test_a_heading_may_be_a_number_or_have_letters_beyond_ascii(batch):
    for heading in ("2021", "Accès", 'Who "is" it'):
        batch.mapping = {"columns": [{"heading": heading, "field": "users", "separator": ";"}]}
        batch.rows.update(cells={heading: "Astronauts"})
        assert [one.count for one in unmapped_words(batch)] == [5], heading
