"""What the headings and values of foreign files are taken for."""

import pytest

from hub.imports.map import ValueMap, propose_columns
from hub.imports.map.column_evidence import plain_heading
from hub.imports.record_types import importer_for

pytestmark = pytest.mark.django_db


def fields(headings, samples=(), kind="tool"):
    found = propose_columns(importer_for(kind), headings, samples, ValueMap())
    return {column.heading: column.field for column in found.columns}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Tool Name", "name"),
        ("Nom de l’outil", "name"),
        ("Herramienta", "name"),
        ("Nome", "name"),
        ("Bezeichnung", "name"),
        ("Название", "name"),
        ("الاسم", "name"),
        ("名称", "name"),
        ("Site web", "url"),
        ("Sitio web", "url"),
        ("Сайт", "url"),
        ("الموقع الإلكتروني", "url"),
        ("网址", "url"),
        ("Pays", "countries"),
        ("País", "countries"),
        ("Länder", "countries"),
        ("Страна", "countries"),
        ("الدولة", "countries"),
        ("国家", "countries"),
        ("Descrição", "summary"),
        ("TARGET_USERS", "users"),
        ("Language(s)", "languages"),
        ("Web sites", "url"),
    ],
)
def test_headings_of_eight_languages_are_known(heading, field):
    assert fields([heading]) == {heading: field}


def test_a_heading_that_nobody_knows_stays_unmapped():
    assert fields(["Zufriedenheit der Katze"]) == {"Zufriedenheit der Katze": ""}


def test_a_column_of_addresses_is_no_summary_whatever_its_heading():
    found = fields(["Description", "About"], [["https://a.org"] * 3, ["A tool for screening."] * 3])
    assert found["About"] == "summary"


def test_a_column_without_a_telling_heading_is_known_by_its_words(terms):
    found = fields(["F3"], [["NGO caseworker", "Police", "police; NGO caseworker"]])
    assert found == {"F3": "users"}


def test_a_field_goes_to_one_column_only():
    found = fields(["name", "Tool name", "Title"])
    assert list(found.values()).count("name") == 1
    assert found["name"] == "name"


def test_the_separator_is_the_one_that_leaves_known_words(terms):
    found = propose_columns(
        importer_for("tool"), ["Users"], [["Police | NGO caseworker"]], ValueMap()
    )
    assert found.columns[0].separator == "|"


def test_a_comma_parts_no_names():
    samples = [["Tech Against Trafficking, Inc."]]
    found = propose_columns(importer_for("tool"), ["Organisations"], samples, ValueMap())
    assert found.columns[0].separator == ""


def test_the_order_of_dates_is_proposed_from_the_values():
    samples = [["27/03/2019", "01/02/2020"]]
    found = propose_columns(importer_for("event"), ["Fecha de inicio"], samples, ValueMap())
    assert (found.columns[0].field, found.columns[0].dates) == ("start_date", "dmy")


def test_the_order_of_dates_is_proposed_from_all_columns_of_dates():
    samples = [["01/02/2026", "03/02/2026"], ["02/02/2026", "13/02/2026"]]
    found = propose_columns(importer_for("event"), ["From", "To"], samples, ValueMap())
    assert [column.field for column in found.columns] == ["start_date", "end_date"]
    assert {column.dates for column in found.columns} == {"dmy"}


def test_what_stands_in_brackets_is_no_part_of_a_heading():
    assert plain_heading("Land_(ISO-Code)") == "land"


def test_a_lone_description_is_the_summary_that_no_record_can_do_without():
    assert fields(["Description"]) == {"Description": "summary"}
    assert fields(["Description", "Summary"])["Description"] == "description"


@pytest.mark.parametrize(
    ("kind", "headings", "mapped"),
    [
        ("tool", ["No.", "Name of tool/initiative", "Lead organisation(s)", "Stakeholder group"],
         ["", "name", "organisations", "users"]),
        ("tool", ["Nom de l'outil", "Résumé", "Mise en service"],
         ["name", "summary", "first_released"]),
        ("organisation", ["اسم المنظمة", "الموقع", "البلد", "نوع المنظمة"],
         ["name", "url", "country", "type"]),
        ("event", ["event", "begins", "where", "host"],
         ["name", "start_date", "place", "organisers"]),
    ],
)  # fmt: skip
def test_whole_rows_of_foreign_headings_are_mapped(kind, headings, mapped):
    assert list(fields(headings, kind=kind).values()) == mapped


def test_what_is_inside_an_object_of_a_json_file_is_mapped_and_not_the_object():
    headings = ["title", "title.en", "maintainers"]
    samples = [[{"en": "Night Line"}], ["Night Line"], [[{"name": "Refugio Sur"}]]]
    found = propose_columns(importer_for("tool"), headings, samples, ValueMap())
    assert [one.field for one in found.columns] == ["", "name", "organisations"]


def test_days_are_no_words_whatever_their_heading():
    samples = [["Alpha", "Beta"], ["31.12.2023", "2024-01-05"]]
    assert fields(["Name", "Stand"], samples)["Stand"] != "status"
    assert fields(["Name", "Stand"], [["Alpha"], ["in Betrieb"]])["Stand"] == "status"


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["ke fr", "ke"], " "),
        (["Kenya and France", "Kenya"], "and"),
        (["Kenya & France"], "&"),
        (["Kenya · France"], "·"),
        (["Kenya, France and Kenya"], ","),
        (["Kenya North", "Kenya"], ""),
    ],
)
@pytest.mark.usefixtures("terms")
def test_blanks_and_words_separate_where_all_that_they_leave_is_known(cells, separator):
    proposed = propose_columns(importer_for("tool"), ["Country"], [cells], ValueMap())
    assert (proposed.columns[0].field, proposed.columns[0].separator) == ("countries", separator)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("startDate", "start_date"),
        ("fields.Start Date", "start_date"),
        ("fields.startDate", "start_date"),
        ("properties.country", "country"),
        ("country.name", "country"),
        ("location.country", "country"),
        ("venue.city", "place"),
        ("attributes.title", "name"),
        ("title.rendered", "name"),
        ("websiteURL", "url"),
    ],
)
def test_headings_of_programs_are_read_in_words(heading, field):
    assert fields([heading], kind="event") == {heading: field}


@pytest.mark.parametrize("heading", ["contact.name", "organisation.url", "image.description"])
def test_a_part_of_something_else_is_no_field_of_the_record(heading):
    assert fields([heading])[heading] in ("", "organisations")


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Short name", "A tool that helps case workers to record what they know."),
        ("ID", "https://a.example.org/tools/1"),
        ("Tool", "True"),
        ("Website", "oui"),
        ("Website", "Non"),
        ("Open source", "MIT licence"),
        ("First released", "in Betrieb"),
        ("Country", "https://a.example.org"),
        ("Licence", "checked"),
        ("Purpose", "It was made so that people who work in shelters can write down what they have "
                    "seen, and can share it with those who have to decide on the case later on."),
        ("Summary", "2021-10-07"),
        ("Organisation", "https://a.example.org"),
    ],
)  # fmt: skip
def test_values_speak_against_a_heading_always(heading, value):
    # A column of addresses is one, whatever it is called.
    assert fields([heading], [[value] * 3])[heading] in ("", "url" if "://" in value else "")


def test_a_few_odd_values_and_those_that_say_nothing_do_not_speak_against_it():
    values = ["https://a.example.org", "N/A", "-", "see annex", "b.example.org"]
    assert fields(["Website"], [values]) == {"Website": "url"}


def test_what_a_required_field_leaves_free_goes_to_the_next_column():
    headings = ["Name", "Description", "Long description", "Notes"]
    assert list(fields(headings).values()) == ["name", "summary", "description", "notes"]


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (["KE", "GH", "NA"], True),
        (["ke; gh", "na"], True),
        (["KEN", "NAM"], True),
        (["Kenya", "NA"], False),
        (["NA", "NA"], False),
        (["NO", "yes"], False),
    ],
)
def test_a_column_of_codes_is_told_from_one_of_names(make_term, values, codes):
    for slug, label in (("ke", "Kenya"), ("gh", "Ghana"), ("na", "Namibia")):
        make_term(f"country/{slug}", label=label)
    proposed = propose_columns(importer_for("tool"), ["Country"], [values], ValueMap())
    assert proposed.columns[0].codes is codes


# Headings that speak of something else than the record


@pytest.mark.parametrize(
    "heading",
    [
        "Org acronym", "Organisation acronym", "Acronym of the organisation",
        "Sigle de l’organisation", "Organisation website", "Organisation country", "Org type",
        "Developer email", "Country of organisation", "Contact name", "Contact Language",
        "Country name", "Name of the city", "Project manager", "Author name", "Publisher name",
        "Partner description", "Nom du contact", "Nombre de la organización", "Name der Firma",
    ],
)  # fmt: skip
def test_what_a_heading_says_of_another_is_no_field_of_the_tool_itself(heading):
    own = {"name", "other_names", "url", "summary", "languages", "slug"}
    samples = [["https://one.example.org", "https://two.example.org"]]
    assert fields([heading])[heading] not in own
    assert fields([heading], samples)[heading] not in own


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Country name", "countries"),
        ("Organisation name", "organisations"),
        ("Name of organisation", "organisations"),
        ("Developer name", "organisations"),
        ("Name of tool/initiative", "name"),
        ("Organisation country", ""),
        ("Organisation type", ""),
        ("Org acronym", ""),
        ("Org", "organisations"),
        ("Languages of the interface", "languages"),
    ],
)
def test_it_belongs_to_the_body_or_to_nothing(heading, field):
    assert fields([heading]) == {heading: field}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Org acronym", "aliases"),
        ("Acronym of the organisation", "aliases"),
        ("Name of the organisation", "name"),
        ("Organisation website", "url"),
        ("Organisation country", "country"),
        ("Organisation email", ""),
        ("Contact name", ""),
    ],
)
def test_of_a_list_of_bodies_they_speak_of_the_record(heading, field):
    assert fields([heading], kind="organisation") == {heading: field}


def test_the_authors_of_a_document_are_those_who_issued_it():
    found = fields(["Author name", "Title of the document"], kind="document")
    assert found == {"Author name": "issuing_bodies", "Title of the document": "title"}


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["|", "||", "| |", ";" * 80, "•" * 80])
def test_a_column_of_separators_alone_speaks_for_no_field(make_term, value):
    make_term("country/ke", label="Kenya")
    found = propose_columns(importer_for("tool"), ["name", "foo"], [["A"], [value]], ValueMap())
    assert [column.field for column in found.columns] == ["name", ""]


@pytest.mark.parametrize(
    ("kind", "heading", "value", "field"),
    [
        ("event", "When", "12–14 May 2026", "start_date"),
        ("event", "Dates", "3–5 June 2024", "start_date"),
        ("event", "Начало", "с 3 по 5 марта 2026", "start_date"),
        ("event", "Organisateur", "La Strada", "organisers"),
        ("event", "Organised by", "La Strada", "organisers"),
        ("event", "Who runs it", "La Strada", "organisers"),
        ("event", "How", "en ligne et sur place", "mode"),
        ("event", "How", "en salle", "mode"),
        ("event", "How", "présentiel et en ligne", "mode"),
        ("event", "How", "hybride", "mode"),
        ("tool", "Made by", "La Strada", "organisations"),
        ("tool", "Qui l'a fait ?", "La Strada", "organisations"),
        ("tool", "Porteur du projet", "La Strada", "organisations"),
        ("tool", "Target group", "Police", "users"),
        ("tool", "Public cible", "Police", "users"),
        ("tool", "Type d'outil", "Dépistage", "purpose"),
        ("tool", "Стоимость", "бесплатно", "access"),
        ("tool", "Depuis", "2019", "first_released"),
    ],
)
def test_headings_of_people_are_proposed(terms, kind, heading, value, field):
    proposed = propose_columns(importer_for(kind), [heading], [[value]], ValueMap())
    assert proposed.columns[0].field == field


def test_how_many_is_no_mode():
    proposed = propose_columns(importer_for("event"), ["How many came"], [["120"]], ValueMap())
    assert proposed.columns[0].field != "mode"
