"""The starter data that ships with the project, loaded whole."""

import json

import pytest

from catalogue.models import (
    Organisation,
    OrganisationName,
    Tool,
    ToolCitation,
    ToolTerm,
)
from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import known_records
from hub.imports import starter_data
from hub.imports.models import Import
from hub.records.models import Change, Revision, recorded_change
from hub.vocabulary.models import Scheme, Term, TermLabel
from hub.vocabulary.vocabulary_loader import read_schemes

pytestmark = [pytest.mark.usefixtures("starter"), pytest.mark.both_databases]


def rows_of(name):
    return json.loads((starter_data.CATALOGUE / name).read_text(encoding="utf-8"))


def test_every_scheme_and_term_of_the_data_files_is_there():
    given = {(row["slug"], term["slug"]) for row in read_schemes() for term in row["terms"]}
    # The series of the events are terms that the room above adds.
    stored = Term.objects.exclude(scheme__slug="series").values_list("scheme__slug", "slug")
    assert set(stored) == given


def test_there_are_the_schemes_of_the_data_file_and_that_of_countries():
    assert Scheme.objects.exclude(slug="series").count() == len(read_schemes()) >= 24


def test_there_is_a_term_for_every_country_of_the_world():
    assert Term.objects.in_scheme("country").count() == 249


def test_there_are_all_organisations_and_tools():
    assert (Organisation.objects.count(), Tool.objects.count()) == (580, 461)


def test_every_tool_has_the_scope_that_the_data_file_states():
    given = {row["slug"]: row["scope"] for row in rows_of("tools.json")}
    assert set(given.values()) == {"dedicated", "adjacent"}
    assert dict(Tool.objects.values_list("slug", "scope")) == given


def test_everything_is_public():
    found = (Organisation.objects.published().count(), Tool.objects.published().count())
    assert found == (580, 461)


def test_nobody_has_checked_anything():
    checked = [
        model.objects.exclude(verification="unreviewed").count() for model in (Tool, Organisation)
    ]
    assert checked == [0, 0]


def test_nothing_of_it_is_news():
    assert not Change.objects.exists()


def test_no_row_had_a_problem():
    assert [file.problems for file in starter_data.progress() if file.problems] == []


def test_the_number_of_records_made_is_that_of_the_rows():
    made = {file.name: file.made for file in starter_data.progress()}
    assert (made["organisations"], made["tools"]) == (580, 461)


def test_every_record_has_one_revision_that_names_the_import_of_the_load():
    runs = list(Revision.objects.filter(kind="tool", version=1).values_list("run", flat=True))
    assert (len(runs), set(runs)) == (461, {Import.objects.get(source__slug="starter-tools").run})


def test_loading_twice_changes_nothing(dump, load_again):
    before = dump()
    load_again()
    assert dump() == before


@pytest.mark.slow
def test_loading_anew_where_everything_is_there_changes_no_record(dump, load_again):
    """As after an upgrade whose files differ in one place only."""
    before = dump()
    Scheme.objects.update(shipped="")
    load_again(*(file.name for file in starter_data.FILES))
    after = dump()
    for name in ("facts", "links", "terms", "labels", "revisions", "news"):
        assert after[name] == before[name]


def test_what_a_curator_changed_survives_a_second_load(load_again):
    tool = Tool.objects.get(slug="primero")
    with recorded_change(tool):
        tool.summary = "A curator's words."
        tool.save()
    load_again("tools")
    tool.refresh_from_db()
    assert tool.summary == "A curator's words."


def test_what_a_curator_renamed_does_not_come_back(make_person, load_again):
    Tool.objects.get(slug="primero").rename("primero-platform", by=make_person())
    load_again("tools")
    assert not Tool.objects.filter(slug="primero").exists()


def test_what_a_curator_archived_stays_archived(make_person, load_again):
    Tool.objects.get(slug="primero").archive(by=make_person(), reason="A double.")
    load_again("tools")
    assert Tool.objects.get(slug="primero").state == "archived"


def test_the_label_a_curator_gave_a_term_survives_a_second_load(load_again):
    term = Term.objects.get(scheme__slug="purpose", slug="outreach")
    term.label = "Street work"
    term.save()
    Scheme.objects.update(shipped="")
    load_again()
    term.refresh_from_db()
    assert term.label == "Street work"


def test_a_label_that_a_curator_took_away_does_not_come_back(load_again):
    label = TermLabel.objects.exclude(kind="preferred").first()
    label.delete()
    load_again()
    assert not TermLabel.objects.filter(term=label.term_id, text=label.text).exists()


@pytest.mark.parametrize("field", ["status", "countries", "languages", "url"])
def test_what_a_file_does_not_know_is_not_known(field):
    row = next(row for row in rows_of("tools.json") if row[field] is None)
    tool = Tool.objects.get(slug=row["slug"])
    scheme = {"countries": "country", "languages": "language"}.get(field, field)
    assert (tool.facts().get(scheme), scheme in tool.known_none) == (None, False)


def test_a_date_keeps_the_precision_of_its_file():
    given = {row["slug"]: row["first_released"] for row in rows_of("tools.json")}
    stored = dict(Tool.objects.values_list("slug", "first_released"))
    assert stored == {slug: date and str(date) for slug, date in given.items()}


def test_a_risk_without_a_finding_is_an_inference():
    row = next(r for r in rows_of("tools.json") if r["risk_flags"] and not r["caution"])
    links = ToolTerm.objects.filter(tool__slug=row["slug"], term__slug__in=row["risk_flags"])
    assert set(links.values_list("inferred", flat=True)) == {True}


def test_a_risk_with_a_finding_is_no_inference():
    row = next(r for r in rows_of("tools.json") if r["risk_flags"] and r["caution"])
    links = ToolTerm.objects.filter(tool__slug=row["slug"], term__slug__in=row["risk_flags"])
    assert set(links.values_list("inferred", flat=True)) == {False}


def test_every_tool_has_the_sources_of_its_row():
    given = {row["slug"]: len(row["sources"] or []) for row in rows_of("tools.json")}
    cited = dict.fromkeys(given, 0)
    for slug in ToolCitation.objects.values_list("tool__slug", flat=True):
        cited[slug] += 1
    assert cited == given


def test_labels_in_other_languages_say_who_made_them():
    assert set(TermLabel.objects.values_list("origin", flat=True)) <= {"machine", "human"}


# Organisations under their variant names


@pytest.mark.parametrize(
    ("name", "slug"),
    [("OSCE", "osce"), ("OSCE OSR/CTHB", "osce-osr-cthb"), ("osce osr / cthb", "osce-osr-cthb"),
     ("Ministerio Publico do Trabalho", "brazil-labour-prosecution"), ("IOM (CTDC)", "iom"),
     ("UNODC Liaison Office in New York", "unodc-liaison-new-york")],
)  # fmt: skip
def test_an_organisation_is_known_under_its_variant_names(name, slug):
    assert (
        known_records().organisations[matching_key(name)] == Organisation.objects.get(slug=slug).pk
    )


def test_every_organisation_named_by_a_tool_is_behind_it():
    given = {row["slug"]: set(row["organisations"] or []) for row in rows_of("tools.json")}
    missing = [slug for slug, names in given.items() if names and not
               Tool.objects.get(slug=slug).organisations.exists()]  # fmt: skip
    assert missing == []


def test_names_with_a_bracket_are_for_matching_only():
    shown = OrganisationName.objects.filter(text__contains="(", shown=True)
    assert list(shown.values_list("text", flat=True)) == []


def test_no_page_shows_a_name_that_is_for_matching_only(visit):
    assert "IOM (CTDC)" not in visit("/organisations/iom/").html


def test_an_office_is_a_part_of_its_body():
    assert Organisation.objects.get(slug="osce-osr-cthb").part_of.slug == "osce"
