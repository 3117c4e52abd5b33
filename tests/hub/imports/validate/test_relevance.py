"""Whether a row is about our subject."""

import pytest

from hub.imports.record_types import importer_for
from hub.imports.validate.relevance import is_off_topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "Training on human trafficking.",
        "Lutte contre la traite des êtres humains.",
        "Lutte contre la traite.",
        "Aide aux victimes de traite.",
        "Prevención de la trata de personas.",
        "Víctimas de trata.",
        "Reunión regional sobre trata y migración.",
        "Combate ao tráfico de pessoas.",
        "Enfrentamento ao tráfico humano.",
        "Gegen Menschenhandel.",
        "Противодействие торговле людьми.",
        "مكافحة الاتجار بالبشر",
        "打击人口贩运",
        "打擊人口販運",
    ],
)
def test_the_subject_is_known_in_eight_languages(text):
    assert not is_off_topic(importer_for("tool"), {"name": "X", "summary": text})


def test_a_term_in_a_column_is_enough():
    facts = {"name": "X", "summary": "A form.", "action_area": ["protection"]}
    assert not is_off_topic(importer_for("tool"), facts)


def test_a_name_of_a_term_in_another_language_is_enough(make_term):
    term = make_term("trafficking_type/domestic-servitude", label="Domestic servitude")
    term.labels.create(language="fr", text="Servitude domestique")
    assert not is_off_topic(
        importer_for("tool"), {"name": "X", "summary": "Sur la servitude domestique."}
    )


def test_a_word_of_every_day_is_not(make_term):
    make_term("action_area/protection", label="Protection")
    text = "An assessment of joint agency interventions for the protection of forests."
    assert is_off_topic(importer_for("event"), {"name": "X", "theme": text})


def test_an_organisation_is_not_judged_by_its_name():
    assert not is_off_topic(importer_for("organisation"), {"name": "Amazon"})


FRENCH = [
    "Application qui informe les migrants de leurs droits avant le départ",
    "Évaluations des recruteurs par les travailleurs",
    "Vérifier la licence d'une agence de recrutement",
    "Messagerie pour les travailleurs migrants du Golfe",
    "Registre public des recruteurs agréés",
    "Carte des services d'aide aux personnes migrantes",
    "Numéro vert pour les survivantes",
    "Signaler un employeur qui confisque un passeport de migrant",
    "Formation des inspecteurs sur le recrutement équitable",
    "Repérage des victimes à la frontière",
    "Base de contrats de travail pour la main-d'œuvre migrante",
    "Suivi des frais de recrutement",
    "Aide aux demandeurs d'asile isolés",
    "Parole des travailleurs dans les chaînes d'approvisionnement",
    "Alertes sur les fausses offres d'emploi des recruteurs en ligne",
]


@pytest.fixture
def labels(make_term):
    voice = make_term("purpose/worker-voice", label="Worker feedback channels")
    voice.labels.create(language="fr", text="parole des travailleurs", kind="alternative")
    make_term("series/osce-alliance", label="OSCE Alliance against Trafficking in Persons")
    make_term("series/world-day", label="World Day against Trafficking in Persons")


@pytest.mark.parametrize("text", FRENCH)
@pytest.mark.usefixtures("labels")
def test_french_rows_about_migrants_and_recruiters_are_on_topic(text):
    assert not is_off_topic(importer_for("tool"), {"name": "X", "summary": text})


@pytest.mark.parametrize(
    "text",
    [
        "Una app para que los migrantes conozcan a los reclutadores",
        "Hilfe für Geflüchtete und Opfer",
        "Проверка вербовщиков и агентств для мигрантов",
        "تطبيق للعمال المهاجرين",
        "为移民工人提供招聘信息",
    ],
)
def test_so_are_they_in_other_languages(text):
    assert not is_off_topic(importer_for("tool"), {"name": "X", "summary": text})


@pytest.mark.parametrize(
    "text",
    [
        "Recettes de cuisine pour toute la famille: soupes, tartes et gâteaux",
        "Recetas fáciles de arroz con pollo",
        "Rezepte für Kuchen und Torten",
        "Рецепты супов и салатов",
        "وصفات طبخ سهلة",
        "家常菜食谱",
        "Recipes with lentils, ready in half an hour",
        "A weather station for gardeners",
    ],
)
@pytest.mark.usefixtures("labels")
def test_recipes_are_off_topic_in_every_language(text):
    assert is_off_topic(importer_for("tool"), {"name": "X", "summary": text})


def test_a_mapped_purpose_settles_it():
    facts = {"name": "X", "summary": "A form.", "purpose": ["screening"]}
    assert not is_off_topic(importer_for("tool"), facts)


def test_a_body_of_ours_settles_it_and_one_that_is_to_be_made_does_not(make_organisation):
    make_organisation(slug="osce", name="OSCE")
    for slug, off_topic in (("osce", False), ("bakery", True)):
        facts = {"name": "X", "summary": "A form.", "organisations": [slug]}
        assert is_off_topic(importer_for("tool"), facts) is off_topic


@pytest.mark.parametrize(
    "name", ["OSCE Alliance Conference", "World Day webinar", "Annual OSCE meeting",
             "Meeting of the Council of Europe"],
)  # fmt: skip
@pytest.mark.usefixtures("labels")
def test_events_named_for_a_series_or_body_of_ours_are_on_topic(name, make_organisation):
    make_organisation(slug="osce", name="OSCE")
    make_organisation(slug="coe", name="Council of Europe")
    assert not is_off_topic(importer_for("event"), {"name": name})


def test_a_company_that_is_named_says_nothing(make_organisation, make_term):
    company = make_organisation(slug="ibm", name="IBM")
    company.term_links.create(term=make_term("organisation_type/company", label="Company"))
    assert is_off_topic(importer_for("event"), {"name": "IBM cooking day"})
