"""Every field with a few fixed choices is read by its values, its labels and people's words."""

import pytest

from hub.imports.map import ColumnMap, MappedColumn, RowMapper, ValueMap, propose_columns
from hub.imports.map.canonical_row import CellNote
from hub.imports.map.choice_words import WORDS
from hub.imports.map.choices import read_choice
from hub.imports.record_types import IMPORTERS, importer_for

LANGUAGES = {"en", "fr", "es", "ru", "ar", "zh"}
FIELDS = {
    f"{kind}.{field.name}": field
    for kind in IMPORTERS
    for field in importer_for(kind).fields
    if field.shape == "choice"
}


def test_there_are_fields_with_choices():
    assert {"event.mode", "event.status", "tool.confidence", "misuse.visibility"} <= FIELDS.keys()


@pytest.mark.parametrize("name", FIELDS)
def test_a_choice_is_read_by_its_value_its_label_and_by_words_in_six_languages(name):
    field = FIELDS[name]
    for value, label in field.labels:
        spellings = (value, value.upper(), value.replace("-", " "), value.replace("_", " "))
        for text in (*spellings, f" {label} ", str(label).upper()):
            assert read_choice(field, text) == value
        assert WORDS[field.name][value].keys() == LANGUAGES
        for words in WORDS[field.name][value].values():
            assert {read_choice(field, word) for word in words.split("; ")} == {value}, words


def test_no_words_are_kept_for_choices_that_there_are_not():
    declared = {field.name: set(field.choices) for field in FIELDS.values()}
    assert {name: set(values) for name, values in WORDS.items()} == declared


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("en ligne", "online"), ("En présentiel", "in-person"), ("VIRTUAL", "online"),
        ("in-person", "in-person"), ("In person", "in-person"), ("on-site", "in-person"),
        ("webinar", "online"), ("Онлайн", "online"), ("线上", "online"), ("عن بُعد", "online"),
        ("Online (Zoom)", "online"), ("In-person / online", "hybrid"),
        ("In person & online", "hybrid"), ("híbrido", "hybrid"), ("présentiel", "in-person"),
        ("线上线下", "hybrid"), ("очно", "in-person"),
    ],
)  # fmt: skip
def test_the_mode_of_an_event_is_read_as_people_write_it(text, mode):
    assert read_choice(FIELDS["event.mode"], text) == mode


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("event.status", "Annulé", "cancelled"), ("event.status", "Canceled", "cancelled"),
        ("event.status", "已取消", "cancelled"), ("event.status", "Held", "held"),
        ("event.status", "Scheduled or held", "scheduled"), ("event.status", "TBC", "tentative"),
        ("event.status", "reporté", "postponed"), ("event.status", "aplazada", "postponed"),
        ("misuse.visibility", "law enforcement", "law_enforcement"),
        ("misuse.visibility", "Law-Enforcement", "law_enforcement"),
        ("deployment.again", "✓", "yes"), ("deployment.again", "oui", "yes"),
        ("deployment.again", "нет", "no"), ("deployment.again", "In part", "partly"),
        ("tool.confidence", "élevée", "high"), ("tool.scope", "général", "adjacent"),
        ("tool.verification", "устарело", "stale"),
    ],
)  # fmt: skip
def test_other_choices_are_read_by_the_same_rule(name, text, value):
    assert read_choice(FIELDS[name], text) == value


@pytest.mark.parametrize("text", ["postponed", "maybe", "private", "on the line"])
def test_what_is_no_word_for_a_choice_is_told_with_all_of_them(text):
    with pytest.raises(ValueError, match="is none of these: In person, Online, In person and"):
        read_choice(FIELDS["event.mode"], text)


@pytest.mark.django_db
def test_an_unknown_choice_is_left_out_of_its_row_and_said():
    mapping = ColumnMap((MappedColumn("C", "mode"),))
    mapper = RowMapper(importer_for("event"), mapping, ValueMap())
    assert mapper.canonical_row({"C": "Présentiel"}) == ({"mode": "in-person"}, [])
    found, (note,) = mapper.canonical_row({"C": "by pigeon"})
    assert found == {}
    assert isinstance(note, CellNote)


@pytest.mark.django_db
@pytest.mark.parametrize("heading", ["Modalité", "Modalidad", "Формат", "Attendance mode"])
def test_a_column_of_words_for_choices_is_proposed_for_its_field(heading):
    samples = [["en ligne", "presencial", "онлайн"]]
    found = propose_columns(importer_for("event"), [heading], samples, ValueMap())
    assert found.columns[0].field == "mode"
