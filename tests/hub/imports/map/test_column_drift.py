"""What a profile expects and a file lacks, and what it has that nobody mapped."""

import pytest

from hub.imports.map import ColumnMap, MappedColumn, ValueMap
from hub.imports.map.column_drift import ColumnDrift, fit_mapping
from hub.imports.record_types import importer_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]
JANUARY = ColumnMap(
    (
        MappedColumn("Tool", "name", certainty=100),
        MappedColumn("Short text", "summary", certainty=100),
        MappedColumn("Home", "url", certainty=100),
        MappedColumn("Where", "countries", ";", certainty=100),
        MappedColumn("Remarks", certainty=100),
    )
)


def fit(headings, *samples, mapping=JANUARY):
    fitted, drift = fit_mapping(
        mapping, importer_for("tool"), headings, samples or [()] * len(headings), ValueMap()
    )
    return {column.heading: column.field for column in fitted.columns}, drift


def test_columns_in_another_order_are_the_same():
    fields, drift = fit(["Where", "Remarks", "Home", "Short text", "Tool"])
    assert (fields["Where"], fields["Remarks"], bool(drift)) == ("countries", "", False)


def test_capitals_blanks_and_accents_of_a_heading_may_differ():
    fields, drift = fit(["TOOL", "short  text", "home:", "Wheré", "Remarks"])
    assert not drift
    assert list(fields.values()) == ["name", "summary", "url", "countries", ""]


def test_a_column_that_was_left_out_before_may_be_missing():
    _fields, drift = fit(["Tool", "Short text", "Home", "Where"])
    assert not drift


@pytest.mark.parametrize(
    ("heading", "sample"),
    [
        ("Homepage URL", ()),
        ("Website", ()),
        ("Home page", ()),
        ("Site web", ()),
        ("Adresse", ["https://a.example.org", "https://b.example.org"]),
    ],
)
def test_the_likeliest_successor_of_a_missing_column_is_proposed(heading, sample):
    headings = ["Tool", "Short text", heading, "Where", "Remarks"]
    fields, drift = fit(headings, (), (), sample, (), ())
    assert drift == ColumnDrift((("Home", heading),), ())
    assert fields[heading] == "url"
    assert f"“Home” is missing; “{heading}”" in drift.sentence


def test_a_successor_is_read_as_the_missing_column_was():
    fitted, _drift = fit_mapping(
        JANUARY, importer_for("tool"), ["Tool", "Short text", "Home", "Country"], [()] * 4,
        ValueMap(),
    )  # fmt: skip
    column = next(one for one in fitted.columns if one.heading == "Country")
    assert (column.field, column.separator, column.certainty < 90) == ("countries", ";", True)


def test_what_is_missing_without_a_successor_is_named_as_well():
    _fields, drift = fit(["Tool", "Short text", "Where", "Remarks"])
    assert drift == ColumnDrift((("Home", ""),), ())
    assert "“Home” is missing." in drift.sentence


def test_a_new_column_is_named_and_gets_a_field_that_is_free():
    headings = ["Tool", "Short text", "Home", "Where", "Remarks", "Licence", "Country"]
    fields, drift = fit(headings)
    assert drift == ColumnDrift((), ("Licence", "Country"))
    assert (fields["Licence"], fields["Country"]) == ("licence", "")
    assert "the columns “Licence”, “Country”" in drift.sentence


def test_it_is_the_same_after_it_was_stored():
    _fields, drift = fit(["Tool", "Homepage", "Licence"])
    assert ColumnDrift.read({"drift": drift.as_json()}) == drift
    assert not ColumnDrift.read({"columns": []})
