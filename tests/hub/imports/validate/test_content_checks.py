"""Whether a row is about our subject."""

import pytest

from hub.imports.record_types import importer_for
from hub.imports.validate.content_checks import is_off_topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "Training on human trafficking.",
        "Lutte contre la traite des êtres humains.",
        "Prevención de la trata de personas.",
        "Reunión regional sobre trata y migración.",
        "Combate ao tráfico de pessoas.",
        "Gegen Menschenhandel.",
        "Противодействие торговле людьми.",
        "مكافحة الاتجار بالبشر",
        "打击人口贩运",
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
