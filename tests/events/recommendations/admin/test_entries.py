"""Entries of a long log, and entries beside new addressees, on the forms of a curator."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.records.models import Revision, Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(recommendation):
    return f"/admin/recommendations/recommendation/{recommendation.pk}/change/"


def follow_up(term, **changes):
    return {
        "follow_ups-TOTAL_FORMS": "1",
        "follow_ups-0-status": str(term.pk),
        "follow_ups-0-date": "2022-06",
        "follow_ups-0-evidence": "A law was passed.",
        "follow_ups-0-source": str(Source.objects.create(title="Gazette").pk),
    } | changes


def long_log(recommendation, make_follow_up, make_term, number=25):
    recommendation.document.named_addressees.all().delete()
    for place in range(number):
        country = make_term(f"country/{chr(97 + place)}{chr(98 + place % 24)}")
        make_follow_up(recommendation, "under-way", country=country, date=f"20{place + 10}")


def test_of_a_long_log_the_newest_entries_are_rows_and_the_others_stay(
    curator, change, make_recommendation, make_follow_up, make_term
):
    one = make_recommendation()
    long_log(one, make_follow_up, make_term)
    page = curator.get(address(one)).content.decode()
    assert "the newest 20 of 25 entries stand on this form" in page
    assert 'name="follow_ups-19-evidence"' in page
    assert 'name="follow_ups-20-evidence"' not in page
    oldest = one.follow_ups.order_by("date").first()
    answer = change(
        curator, address(one),
        **{"follow_ups-0-evidence": "Other words.", "follow_ups-1-DELETE": "on"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert one.follow_ups.count() == 24
    assert one.follow_ups.get(evidence="Other words.").date == "2034"
    oldest.refresh_from_db()
    assert len(one.facts()["follow_ups"]) == 24


def test_an_entry_beyond_the_rows_has_a_form_of_its_own(
    curator, fields_of, make_recommendation, make_follow_up, make_term
):
    one = make_recommendation()
    long_log(one, make_follow_up, make_term, 22)
    entries = f"/admin/recommendations/followup/?recommendation__id__exact={one.pk}"
    assert entries in curator.get(address(one)).content.decode()
    assert curator.get(f"{entries}&q={one.slug}").status_code == 200
    oldest = one.follow_ups.order_by("date").first()
    form = f"/admin/recommendations/followup/{oldest.pk}/change/"
    fields = fields_of(curator.get(form)) | {"evidence": "Corrected."}
    assert curator.post(form, fields).status_code == 302
    newest = Revision.objects.filter(record_id=one.pk).order_by("-version").first()
    assert (newest.changed, newest.by is not None) == (["follow_ups"], True)
    assert any("Corrected." in entry for entry in one.facts()["follow_ups"])


def test_an_entry_form_is_for_those_who_may_change_the_recommendation(
    signed_in, make_recommendation, make_follow_up
):
    entry = make_follow_up(make_recommendation())
    reader = signed_in()
    form = f"/admin/recommendations/followup/{entry.pk}/change/"
    assert reader.get(form).status_code in (302, 403)
    assert reader.post(form, {"evidence": "x"}).status_code in (302, 403)


def test_rows_that_nobody_changed_cost_no_queries(
    curator, fields_of, make_recommendation, make_follow_up, make_term
):
    numbers = []
    for entries in (2, 20):
        one = make_recommendation()
        long_log(one, make_follow_up, make_term, entries)
        fields = fields_of(curator.get(address(one))) | {"text": f"Words {entries}."}
        with CaptureQueriesContext(connection) as queries:
            assert curator.post(address(one), fields).status_code == 302
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# An addressee and its entry at once


def named(number, country, **more):
    return {
        "named_addressees-TOTAL_FORMS": str(number + 1),
        f"named_addressees-{number}-country": str(country.pk),
        **more,
    }


def test_a_new_addressee_and_its_entry_are_saved_at_once(
    curator, change, make_recommendation, make_term
):
    kenya, uganda = make_term("country/ke"), make_term("country/ug", label="Uganda")
    one = make_recommendation(terms=("addressee/states",))
    one.named_addressees.create(country=kenya)
    sent = follow_up(make_term("followup_status/done"), **{"follow_ups-0-country": str(uganda.pk)})
    refused = change(curator, address(one), **sent)
    assert "does not address Uganda." in refused.content.decode()
    assert change(curator, address(one), **sent, **named(1, uganda)).status_code == 302
    assert one.follow_ups.get().country == uganda


def test_an_addressee_that_is_removed_takes_no_new_entry(
    curator, change, make_recommendation, make_term
):
    kenya, uganda = make_term("country/ke", label="Kenya"), make_term("country/ug")
    one = make_recommendation(terms=("addressee/states",))
    for country in (kenya, uganda):
        one.named_addressees.create(country=country)
    sent = follow_up(make_term("followup_status/done"), **{"follow_ups-0-country": str(kenya.pk)})
    sent["named_addressees-0-DELETE"] = "on"
    assert "does not address Kenya." in change(curator, address(one), **sent).content.decode()


def test_an_entry_that_one_person_may_not_change_is_said(
    curator, fields_of, make_recommendation, make_follow_up, refusing_ledger
):
    entry = make_follow_up(make_recommendation())
    form = f"/admin/recommendations/followup/{entry.pk}/change/"
    fields = fields_of(curator.get(form)) | {"evidence": "Corrected in an hour of work."}
    with refusing_ledger() as refused:
        answer = curator.post(form, fields)
    refused.check(curator, answer)
    assert "Corrected in an hour of work." in answer.content.decode()


def test_a_sub_action_that_one_person_may_not_change_is_said(
    curator, fields_of, make_recommendation, refusing_ledger
):
    above = make_recommendation()
    below = make_recommendation(
        document=above.document, parent=above, label="a", counts_towards_total=False
    )
    fields = fields_of(curator.get(address(above))) | {"sub_actions-0-text": "Other words."}
    with refusing_ledger() as refused:
        answer = curator.post(address(above), fields)
    refused.check(curator, answer)
    below.refresh_from_db()
    assert below.text != "Other words."
