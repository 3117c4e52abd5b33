"""The curators' side of helplines."""

import pytest
from django.utils import timezone

from catalogue.models import Helpline

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(line):
    return f"/admin/catalogue/helpline/{line.pk}/change/"


def test_saving_an_untouched_form_changes_nothing(curator, change, make_helpline, make_term):
    make_term("country/ke")
    line = make_helpline(terms=("country/ke",), anonymous=False, hours="24/7")
    before = line.facts()
    assert change(curator, address(line)).status_code == 302
    assert line.facts() == before


def test_whether_callers_stay_anonymous_can_be_yes_no_or_not_known(curator, change, make_helpline):
    line = make_helpline()
    for sent, stored in (("true", True), ("false", False), ("unknown", None)):
        assert change(curator, address(line), anonymous=sent).status_code == 302
        line.refresh_from_db()
        assert line.anonymous is stored


def test_a_new_one_can_be_begun(curator):
    assert curator.get("/admin/catalogue/helpline/add/").status_code == 200


def test_it_is_marked_as_checked_today_and_the_next_one_opens(curator, change, make_helpline):
    line, other = make_helpline(), make_helpline()
    answer = change(curator, address(line), _checked_next="x")
    assert answer.url == address(other)
    line.refresh_from_db()
    assert line.verified_on == timezone.localdate()
    assert list(Helpline.objects.unchecked()) == [other]


def test_one_of_low_confidence_is_not_published_by_its_form(curator, change, make_helpline):
    line = make_helpline()
    answer = change(curator, address(line), confidence="low")
    assert answer.status_code == 200
    assert "a wrong number can do harm" in answer.content.decode()
