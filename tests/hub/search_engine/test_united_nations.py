"""“UN” is the United Nations, or the article of French and Spanish."""

import pytest

from hub.search_engine.united_nations import expand_united_nations


@pytest.fixture(scope="module")
def matcher(snapshot_of, make):
    documents = [
        make(1, title="United Nations agencies", summary="rights of refugees and human dignity"),
        make(2, summary="Un outil pour la police", language="fr"),
        make(3, summary="un refugio para mujeres", language="es"),
        make(4, title="UN Women"),
    ]
    return snapshot_of(documents).matcher


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("UN", "United Nations"),
        ("un", "United Nations"),
        ("UN human dignity", "United Nations human dignity"),
        ("un human dignity", "United Nations human dignity"),
        ("un agencies", "United Nations agencies"),
        ("refugees of the UN", "refugees of the United Nations"),
        ("un outil pour la police", "un outil pour la police"),
        ("Un outil", "Un outil"),
        ("UN OUTIL POUR LA POLICE", "UN OUTIL POUR LA POLICE"),
        ("un refugio", "un refugio"),
        ("UN Women", "UN Women"),
        ("UNODC", "UNODC"),
        ("", ""),
    ],
)
def test_the_words_beside_it_decide(matcher, text, meant):
    assert expand_united_nations(text, matcher) == meant
