"""Bodies are recognised by their names beside acronyms, countries, departments and legal forms."""

import pytest

from hub.imports.map import ValueMap
from hub.imports.record_types import current_lookup, importer_for
from hub.imports.record_types.body_finder import find_body
from hub.imports.record_types.body_index import current_bodies
from hub.imports.record_types.body_name_parts import name_readings
from hub.imports.record_types.body_suggestions import suggest_bodies

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("International Organization for Migration (IOM)", "iom"),
        ("IOM (International Organization for Migration)", "iom"),
        ("IOM - International Organization for Migration", "iom"),
        ("IOM – International Organization for Migration", "iom"),
        ("IOM: International Organization for Migration", "iom"),
        ("International Organisation for Migration [IOM]", "iom"),
        ("Organisation internationale pour les migrations (IOM)", "iom"),
        ("IOM, Kenya", "iom"),
        ("IOM Kenya", "iom"),
        ("IOM (Kenya)", "iom"),
        ("IOM Kenya Country Office", "iom"),
        ("Polaris, USA", "polaris"),
        ("Polaris (United States)", "polaris"),
        ("Polaris, Estados Unidos", "polaris"),
        ("Polaris Project, Inc.", "polaris"),
        ("The Polaris Project", "polaris"),
        ("Freedom Fund", "freedom-fund"),
        ("Freedom Fund Ltd.", "freedom-fund"),
        ("Thorn LLC", "thorn"),
        ("Hope Work", "hope"),
        ("Hope Work e.V.", "hope"),
        ("Ministry of the Interior, Montenegro", "interior-me"),
        ("Ministry of Interior (Montenegro)", "interior-me"),
        ("UNODC Human Trafficking and Migrant Smuggling Section", "unodc"),
        ("Human Trafficking Section, UNODC", "unodc"),
        ("Human Trafficking Unit of the OSCE", "osce"),
        ("OSCE (ODIHR)", "odihr"),
        ("UNODC, United Nations", "unodc"),
        ("Rights Lab, University of Nottingham", "nottingham"),
        ("University of Nottingham Rights Lab", "nottingham"),
        ("University of Nottingham, School of Law", "nottingham"),
        ("Bundeskriminalamt (BKA)", "bka"),
        ("BKA – Bundeskriminalamt", "bka"),
        ("IOM (lead)", "iom"),
    ],
)
@pytest.mark.usefixtures("bodies")
def test_a_body_is_found_by_its_name_and_what_may_stand_beside(text, slug):
    assert ValueMap().find("organisation", text) == slug


@pytest.mark.parametrize(
    "text",
    [
        "Thorn Harbour",
        "Polaris Institute",
        "Polaris, Kenya",  # a body of one country is another one elsewhere
        "Thorn, IJM",  # two bodies
        "Thorn, Polaris",
        "IOM and IBM",
        "Central Data Market (CDM)",  # another one with the same acronym
        "OIM",
        "IOM Development Fund",
        "Ministry of Interior",
        "University of Washington",
    ],
)
@pytest.mark.usefixtures("bodies")
def test_what_is_not_certain_is_asked_about(text):
    assert ValueMap().find("organisation", text) is None


@pytest.mark.usefixtures("bodies")
def test_what_an_organisation_is_part_of_is_found_alike():
    importer, names = importer_for("organisation"), current_lookup()
    above = importer.record_above("OSCE - Organization for Security and Co-operation", names)
    assert names.organisation_slugs[above] == "osce"


@pytest.mark.usefixtures("bodies")
@pytest.mark.parametrize(
    "text",
    [
        "Department " + "ab " * 100_000,
        "IOM" + " " * 200_000 + "x",
        "IOM (" + " " * 200_000 + "x",
        "IOM - " + "- " * 100_000,
        "Thorn, USA, " + "a, " * 100_000,
        "United Nations, " + "A" * 200_000,
    ],
)
def test_what_is_longer_than_a_name_or_blank_names_nobody(text):
    bodies = current_bodies()
    assert find_body(bodies, text) is None
    assert bodies.named(text) is None
    assert all(score < 100 for _slug, score in suggest_bodies(bodies, text))
    assert name_readings(text)[0] == " ".join(text.split())


@pytest.mark.usefixtures("bodies")
def test_blanks_within_a_name_are_as_one():
    bodies = current_bodies()
    text = "International" + " " * 1_000 + "Organization for Migration  \n (IOM)"
    assert find_body(bodies, text) == "iom"
    assert find_body(bodies, "Bundeskriminalamt (BKA)") == "bka"
    assert find_body(bodies, "Bundeskriminalamt (KBA), Kenya") is None
