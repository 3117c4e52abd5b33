"""Bodies that a text may mean are offered, the likeliest first."""

import pytest

from hub.imports.map import ValueMap
from hub.imports.record_types import importer_for

pytestmark = pytest.mark.django_db


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


@pytest.mark.usefixtures("bodies")
def test_a_body_with_its_acronym_beside_its_name_is_like_the_one_that_we_hold():
    importer = importer_for("organisation")
    ours = set(importer.titles({"name": "Hope Work gGmbH"}))
    for name in ("Hope Work (HW)", "Hope Work, Inc."):
        assert not ours.isdisjoint(importer.titles({"name": name})), name
