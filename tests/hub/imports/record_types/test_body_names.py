"""Names of bodies as others write them."""

import pytest

from catalogue.models import OrganisationName
from hub.imports.map import ValueMap
from hub.imports.record_types import current_lookup, importer_for
from hub.imports.record_types.body_names import (
    current_bodies,
    is_subsequence,
    name_readings,
    plain_name,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies(make_organisation, make_term):
    """Bodies with acronyms, kinds and countries."""
    local = make_term("organisation_type/ngo-local", label="Local NGO")
    make_term("organisation_type/intergovernmental", label="Intergovernmental")
    us, me = (
        make_term("country/us", label="United States"),
        make_term("country/me", label="Montenegro"),
    )
    make_term("country/ke", label="Kenya")

    def make(slug, name, *others, terms=(), **fields):
        body = make_organisation(slug=slug, name=name, **fields)
        for text in others:
            OrganisationName.objects.create(organisation=body, text=text)
        for term in terms:
            body.term_links.create(term=term)
        return body

    make("iom", "International Organization for Migration", "IOM")
    make("ibm", "International Business Machines Corporation", "IBM")
    un = make("united-nations", "United Nations", "UN")
    make("unodc", "United Nations Office on Drugs and Crime", "UNODC", part_of=un)
    osce = make("osce", "Organization for Security and Co-operation in Europe", "OSCE")
    make("odihr", "OSCE Office for Democratic Institutions and Human Rights", "ODIHR", part_of=osce)
    make("cdm", "Centro de los Derechos del Migrante", "CDM")
    make("polaris", "Polaris", "Polaris Project", terms=[local, us])
    make("thorn", "Thorn")
    make("freedom-fund", "The Freedom Fund")
    make("interior-me", "Ministry of Interior of Montenegro", terms=[me])
    make("nottingham", "University of Nottingham")
    make("bka", "Bundeskriminalamt")
    make("hope", "Hope Work gGmbH")


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


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("OIM", "iom"),
        ("O.I.M.", "iom"),
        ("Organisation internationale pour les migrations", "iom"),
        ("ONUDC", "unodc"),
        ("Polaris, Kenya", "polaris"),
        ("Internat. Organization of Migration", "iom"),
        ("Polaris Projct", "polaris"),
        ("Thorn Harbour", "thorn"),
    ],
)
@pytest.mark.usefixtures("bodies")
def test_the_likeliest_body_is_offered_first_and_never_as_the_very_name(text, slug):
    offers = ValueMap().suggest("organisation", text)
    assert offers[0][0] == slug
    assert all(score < 100 for _slug, _label, score in offers)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ministry of Family", "Ministry of Women, Family and Human Rights of Brazil"),
        ("National Trafficking Hotline of Mexico", "National Trafficking Hotline"),
    ],
)
@pytest.mark.usefixtures("bodies")
def test_a_body_that_shares_some_words_is_offered_below_what_is_taken_at_once(
    make_organisation, text, name
):
    make_organisation(slug="other", name=name)
    scores = {slug: score for slug, _name, score in ValueMap().suggest("organisation", text)}
    assert 60 <= scores["other"] < 90


@pytest.mark.usefixtures("bodies")
def test_an_acronym_is_never_like_another():
    assert "ibm" not in {slug for slug, _label, _score in ValueMap().suggest("organisation", "OIM")}


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("The A21 Campaign, Inc.", "a21 campaign"),
        ("Hope gGmbH", "hope"),
        ("Ltd", "ltd"),
        ("The Who", "who"),
        ("Asociación Hope, A.C.", "asociacion hope"),
    ],
)
def test_a_plain_name_has_no_article_and_no_legal_form(name, plain):
    assert plain_name(name) == plain


def test_a_name_is_read_with_and_without_the_acronym_beside_it():
    assert name_readings("Alpha Beta (AB)") == ["Alpha Beta (AB)", "Alpha Beta", "AB"]
    assert name_readings("Alpha (Kenya)") == ["Alpha (Kenya)"]


@pytest.mark.usefixtures("bodies")
def test_what_an_organisation_is_part_of_is_found_alike():
    importer, names = importer_for("organisation"), current_lookup()
    above = importer.record_above("OSCE - Organization for Security and Co-operation", names)
    assert names.organisation_slugs[above] == "osce"


@pytest.mark.usefixtures("bodies")
def test_a_body_with_its_acronym_beside_its_name_is_like_the_one_that_we_hold():
    importer = importer_for("organisation")
    ours = set(importer.titles({"name": "Hope Work gGmbH"}))
    for name in ("Hope Work (HW)", "Hope Work, Inc."):
        assert not ours.isdisjoint(importer.titles({"name": name})), name


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
    assert bodies.find(text) is None
    assert bodies.named(text) is None
    assert all(score < 100 for _slug, score in bodies.suggest(text))
    assert name_readings(text)[0] == " ".join(text.split())


@pytest.mark.usefixtures("bodies")
def test_blanks_within_a_name_are_as_one():
    bodies = current_bodies()
    text = "International" + " " * 1_000 + "Organization for Migration  \n (IOM)"
    assert bodies.find(text) == "iom"
    assert bodies.find("Bundeskriminalamt (BKA)") == "bka"
    assert bodies.find("Bundeskriminalamt (KBA), Kenya") is None


@pytest.mark.parametrize(
    ("letters", "text", "is_in_it"),
    [("bka", "bundeskriminalamt", True), ("bak", "bundeskriminalamt", False), ("", "a", True),
     ("aab", "ab", False), ("ab", "ab", True), ("a" * 11 + "b", "a" * 5_000, False)],
)  # fmt: skip
def test_letters_in_their_order(letters, text, is_in_it):
    assert is_subsequence(letters, text) is is_in_it
