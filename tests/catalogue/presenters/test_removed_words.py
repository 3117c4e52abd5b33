"""What a curator took out of a record is repeated by no news, mail or feed."""

import pytest

from catalogue.presenters.changes.fact_values import is_free_text
from catalogue.presenters.news import news_lines
from hub.records.models import Change, recorded_change
from hub.records.partial_date import PartialDateField
from hub.records.registry import record_types
from tests.plugins.merges import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TEXTS = {"CharField", "TextField", "SlugField", "JSONField"}


@pytest.fixture
def told():
    """The sentence of the newest line about a record."""

    def tell(record):
        newest = Change.objects.filter(kind=record.kind, record_id=record.pk).newest_first()[:1]
        (line,) = news_lines(newest)
        return line.sentence

    return tell


def write(record, /, *, terms=(), **facts):
    with recorded_change(record):
        for name, value in facts.items():
            setattr(record, name, value)
        record.save()
        for scheme, of_scheme in dict(terms).items():
            record.set_terms(scheme, of_scheme)


def test_another_name_that_was_taken_out_is_not_repeated(make_tool, told):
    tool = make_tool(other_names=["Map of Jane Doe", "Old map", "Kept map"])
    write(tool, other_names=["Kept map", "New map"])
    assert told(tool) == "“Other names”: New map added, 2 entries removed."


# Of each column of free words: what the newest line says, and the line before it, after the words
# were taken out. The words are no address and no number, and nobody could tell by them.
FREE_WORDS = [
    ("licence", "“Licence” is no longer known.", "“Licence” is now recorded."),
    ("url", "“Site” is no longer known.", "“Site” is now recorded."),
    ("notes", "“Notes” was removed.", "“Notes” was added."),
    ("caution", "“Caution” was removed.", "“Caution” was added."),
]


@pytest.mark.parametrize(("name", "newest", "older"), FREE_WORDS)
def test_words_that_were_taken_out_are_told_by_no_line(make_tool, name, newest, older):
    tool = make_tool()
    write(tool, **{name: "https://rosa.example/"})
    write(tool, **{name: None})
    lines = news_lines(Change.objects.filter(record_id=tool.pk).newest_first()[:2])
    assert [line.sentence for line in lines] == [newest, older]


@pytest.mark.parametrize("kind", record_types)
def test_every_column_of_text_counts_as_words_unless_it_is_a_code(kind):
    record_type = record_types[kind]
    codes = {
        name
        for name in record_type.own_columns
        if not is_free_text(record_type, name)
        and record_type.model._meta.get_field(name).get_internal_type() in TEXTS
        and not record_type.model._meta.get_field(name).choices
        and not isinstance(record_type.model._meta.get_field(name), PartialDateField)
    }
    assert codes == ({"time_zone"} if kind == "event" else set())


def test_of_an_entry_that_went_the_record_is_told_and_no_words(make_pattern, make_tool, told):
    pattern = make_pattern()
    with recorded_change(pattern):
        pattern.answers.create(tool=make_tool(name="Map"), reason="Rosa uses it.")
    with recorded_change(pattern):
        pattern.answers.all().delete()
    assert told(pattern) == "Removed from “Tools that counter it”: Map."


def test_a_record_is_called_by_the_name_of_now_in_all_its_news(make_tool):
    tool = make_tool(name="Rosa’s map", slug="rosas-map")
    write(tool, licence="MIT")
    write(tool, name="Map")
    tool.rename("map", by=None)
    lines = news_lines(Change.objects.filter(record_id=tool.pk).newest_first())
    assert {(line.name, line.url) for line in lines} == {("Map", "/tools/map/")}
    assert "Rosa" not in " ".join(line.sentence for line in lines)


def test_a_name_that_was_changed_again_is_not_told(make_tool):
    tool = make_tool(name="Map")
    write(tool, name="Rosa’s map")
    write(tool, name="Map of help")
    lines = news_lines(Change.objects.filter(record_id=tool.pk).newest_first()[:2])
    assert [line.sentence for line in lines] == [
        "Renamed: it is now called “Map of help”.",
        "Renamed.",
    ]


def test_a_record_that_was_taken_off_has_no_name_and_no_address_in_news(make_tool, make_person):
    tool = make_tool(name="Rosa’s map")
    write(tool, licence="MIT")
    tool.archive(by=make_person(), reason="She asked for it.")
    lines = news_lines(Change.objects.filter(record_id=tool.pk).newest_first())
    assert {(line.name, line.url) for line in lines} == {
        ("A record that was removed from this site (tool)", "")
    }


@pytest.mark.parametrize("state", ["archived", "in_review", "draft"])
def test_no_sentence_quotes_a_record_that_was_taken_off(make_tool, state):
    tool = make_tool(name="Map")
    for changes in ({"name": "Rosa’s map"}, {"summary": "By Rosa."}, {"other_names": ["Rosa 2"]}):
        write(tool, **changes)
    write(tool, state=state)
    lines = news_lines(Change.objects.filter(record_id=tool.pk).newest_first())
    assert lines
    assert not [line for line in lines if "Rosa" in f"{line.name} {line.sentence}"]


def test_nor_has_one_that_was_deleted(make_tool):
    tool = make_tool(name="Rosa’s map")
    write(tool, licence="MIT")
    tool.delete()
    (line,) = news_lines(Change.objects.filter(what="updated"))
    assert ("Rosa" in line.name, line.url) == (False, "")


def test_a_record_that_was_joined_with_another_goes_by_the_other(make_organisation, make_person):
    leaving, into = make_organisation(name="Rosa’s house"), make_organisation(name="House")
    merge(leaving, into, by=make_person(), reason="The same.")
    (line,) = news_lines(Change.objects.filter(what="merged"))
    assert (line.name, line.url) == ("House", into.get_absolute_url())
    assert line.sentence == "Two records of the same thing were merged."
