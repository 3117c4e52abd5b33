"""Follow-up: no status without evidence."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.recommendations.addressee_log import addressee_log, entry_numbers
from events.recommendations.follow_up_log import logs_of
from events.recommendations.models import (
    FollowUp,
    ManagementResponse,
    Recommendation,
    RecommendationAddressee,
    ReportingRound,
)
from events.recommendations.models.addressed import AddresseeKey
from hub.records.models import Change, RecordChange, Source, record_changes, recorded_change
from hub.records.stored_records import read_records

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def distribution_of(recommendation):
    return logs_of([recommendation])[recommendation.pk].distribution


def told(recommendation):
    return dict(distribution_of(recommendation).counts)


@pytest.mark.parametrize("evidence", ["", "  ", "\n"])
def test_the_database_refuses_an_entry_without_evidence(
    make_recommendation, make_follow_up, evidence
):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_follow_up(make_recommendation(), evidence=evidence)


def test_the_database_refuses_an_entry_without_a_source(make_recommendation, make_term):
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(
            recommendation=make_recommendation(),
            status=make_term("followup_status/done"),
            evidence="A law was passed.",
        )


def entry(recommendation, term, **changes):
    source = Source.objects.create(title="Report")
    return FollowUp(
        recommendation=recommendation, status=term, evidence="x", source=source, **changes
    )


def test_an_entry_assesses(make_recommendation, make_term):
    with pytest.raises(ValidationError) as raised:
        entry(make_recommendation(), make_term("followup_status/not-assessed")).full_clean()
    assert "status" in raised.value.message_dict


def test_a_status_is_of_the_scheme_of_follow_ups(make_recommendation, make_term):
    with pytest.raises(ValidationError) as raised:
        entry(make_recommendation(), make_term("status/active")).full_clean()
    assert "status" in raised.value.message_dict


def test_the_date_of_an_entry_is_honest(make_recommendation, make_term):
    term = make_term("followup_status/done")
    with pytest.raises(ValidationError) as raised:
        entry(make_recommendation(), term, date="2021-13").full_clean()
    assert "date" in raised.value.message_dict


def test_a_follow_up_is_news_and_in_the_ledger(make_recommendation, make_follow_up):
    one = make_recommendation()
    make_follow_up(one, "done", date="2022")
    assert Change.objects.get().what == "follow_up"
    assert one.facts()["follow_ups"][0][4] == "done"


def test_the_newest_entry_of_an_addressee_tells_its_status(
    make_recommendation, make_follow_up, make_term
):
    kenya = make_term("country/ke")
    one = make_recommendation(terms=("addressee/states",))
    make_follow_up(one, "done", date="2023-05", country=kenya)
    make_follow_up(one, "announced", date="2021-01-07", country=kenya)
    make_follow_up(one, "contested", country=kenya)
    assert told(one)["done"] == 1
    assert {"announced", "contested"}.isdisjoint(told(one))


def test_one_states_entry_says_nothing_of_another(make_recommendation, make_follow_up, make_term):
    """Neither of a sub-action: each has a log of its own."""
    kenya, uganda = make_term("country/ke"), make_term("country/ug")
    make_term("country/gl")  # no Member State
    above = make_recommendation(terms=("addressee/states",))
    a = make_recommendation(parent=above)
    make_follow_up(above, "done", country=kenya)
    assert told(above) == {"done": 1, "not-assessed": 1}
    assert told(a) == {"not-assessed": 2}
    make_follow_up(a, "under-way", country=uganda)
    assert told(a) == {"under-way": 1, "not-assessed": 1}


def test_whoever_is_named_is_who_is_counted(make_recommendation, make_follow_up, make_term):
    """Names on the sub-action stand for those of the recommendation, these for the document's."""
    ke, ug, tz = (make_term(f"country/{slug}") for slug in ("ke", "ug", "tz"))
    above = make_recommendation(terms=("addressee/states",))
    part = make_recommendation(parent=above)
    above.document.named_addressees.create(country=ke)
    above.document.named_addressees.create(country=ug)
    assert (told(above), told(part)) == ({"not-assessed": 2}, {"not-assessed": 2})
    above.named_addressees.create(country=tz)
    assert (told(above), told(part)) == ({"not-assessed": 1}, {"not-assessed": 1})
    part.named_addressees.create(country=ke)
    part.named_addressees.create(country=tz)
    assert told(part) == {"not-assessed": 2}


@pytest.mark.parametrize("recorded", [None, False])
def test_a_call_to_states_is_open_where_nobody_recorded_that_it_is_to_all(
    make_document, make_recommendation, make_follow_up, make_term, recorded
):
    kenya = make_term("country/ke")
    document = make_document(all_states=recorded)
    one = make_recommendation(document=document, terms=("addressee/states",))
    assert (told(one), distribution_of(one).is_open) == ({}, True)
    entry(one, make_term("followup_status/done"), country=kenya).full_clean()
    make_follow_up(one, "done", country=kenya)
    assert told(one) == {"done": 1}
    document.named_addressees.create(country=kenya)
    assert (told(one), distribution_of(one).is_open) == ({"done": 1}, False)


@pytest.mark.parametrize(
    ("kinds", "counted", "is_open"),
    [
        (("states",), 2, False),
        (("technology-companies",), 1, False),
        (("states", "technology-companies"), 3, False),
        ((), 3, False),
    ],
)
def test_names_of_the_document_count_as_far_as_the_kinds_say(
    make_recommendation, make_organisation, make_term, kinds, counted, is_open
):
    one = make_recommendation(terms=tuple(f"addressee/{kind}" for kind in kinds))
    for slug in ("ke", "ug"):
        one.document.named_addressees.create(country=make_term(f"country/{slug}"))
    one.document.named_addressees.create(organisation=make_organisation())
    assert told(one) == {"not-assessed": counted}
    assert distribution_of(one).is_open is is_open


def test_names_of_the_recommendation_count_as_far_as_the_kinds_of_a_sub_action_say(
    make_recommendation, make_term
):
    above = make_recommendation(terms=("addressee/states",))
    above.named_addressees.create(country=make_term("country/ke"))
    part = make_recommendation(parent=above, terms=("addressee/technology-companies",))
    assert (told(part), distribution_of(part).is_open) == ({}, True)


def test_a_country_that_was_replaced_is_the_one_that_stands_for_it(
    make_recommendation, make_follow_up, make_term
):
    old, new = make_term("country/zr"), make_term("country/cd")
    one = make_recommendation(terms=("addressee/states",))
    one.document.named_addressees.create(country=new)
    make_follow_up(one, "announced", country=old, date="2020")
    make_follow_up(one, "done", country=new, date="2024")
    old.replaced_by, old.deprecated = new, True
    old.save()
    assert told(one) == {"done": 1}
    log = addressee_log(AddresseeKey(country=new.pk))
    assert [row.status for row in log.entries] == ["done", "announced"]
    assert entry_numbers() == {new.pk: 2}


def test_whom_nobody_can_count_is_not_counted(make_recommendation, make_follow_up, make_term):
    one = make_recommendation(terms=("addressee/technology-companies",))
    assert (told(one), distribution_of(one).is_open) == ({}, True)
    make_follow_up(one, "done", actor="A company")
    make_follow_up(one, "under-way", actor="Another")
    make_follow_up(one, "announced")
    assert told(one) == {"done": 1, "under-way": 1, "announced": 1}


@pytest.mark.parametrize(
    ("kind", "named", "is_refused"),
    [
        ("states", [], False),
        ("states", ["ug"], True),
        ("states", ["ke", "ug"], False),
        ("technology-companies", [], True),
        (None, [], False),
    ],
)
def test_a_country_that_is_not_addressed_is_refused(
    make_recommendation, make_term, kind, named, is_refused
):
    make_term("country/ug")
    kenya, term = make_term("country/ke", label="Kenya"), make_term("followup_status/done")
    one = make_recommendation(terms=(f"addressee/{kind}",) if kind else ())
    for slug in named:
        one.document.named_addressees.create(country=make_term(f"country/{slug}"))
    new = entry(one, term, country=kenya)
    if not is_refused:
        new.full_clean()
        return
    with pytest.raises(ValidationError) as raised:
        new.full_clean()
    assert raised.value.message_dict == {"country": [f"{one.ref} does not address Kenya."]}


def test_an_entry_from_before_a_list_of_addressees_may_be_corrected(
    make_recommendation, make_follow_up, make_term
):
    one = make_recommendation(terms=("addressee/states",))
    old = make_follow_up(one, country=make_term("country/ke"))
    one.document.named_addressees.create(country=make_term("country/ug"))
    old.evidence = "Two laws were passed."
    old.full_clean()


def test_an_entry_is_of_a_round_of_its_document(make_recommendation, make_term):
    one, other = make_recommendation(), make_recommendation()
    reporting_round = other.document.rounds.create(slug="first", name="First report")
    with pytest.raises(ValidationError) as raised:
        entry(one, make_term("followup_status/done"), round=reporting_round).full_clean()
    assert "round" in raised.value.message_dict


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ({"opens": "2026-03-01", "due": "2026-02-01"}, "due"),
        ({"opens": "2026-03-01", "closes": "2026-02-01"}, "closes"),
        ({"due": "2026-03-01", "closes": "2026-02-01"}, "closes"),
    ],
)
def test_a_round_ends_after_it_begins(make_recommendation, days, wrong):
    document = make_recommendation().document
    reporting_round = ReportingRound(document=document, slug="first", name="First report", **days)
    with pytest.raises(ValidationError) as raised:
        reporting_round.full_clean()
    assert list(raised.value.message_dict) == [wrong]
    with pytest.raises(IntegrityError), transaction.atomic():
        reporting_round.save()


def test_an_addressee_is_a_country_or_an_organisation(make_recommendation, make_term):
    addressees = make_recommendation().named_addressees
    with pytest.raises(IntegrityError), transaction.atomic():
        addressees.create()
    with pytest.raises(ValidationError):
        RecommendationAddressee(recommendation=addressees.instance).full_clean()


def write(recommendation, facts):
    (stored,) = read_records(Recommendation, [recommendation.pk]).values()
    record_changes(Recommendation, [RecordChange(facts, stored)])


def test_entries_come_back_from_a_revision(make_recommendation, make_follow_up, make_term):
    """With their country, though a language has the same slug, and with their round."""
    make_term("language/ar")
    argentina, one = make_term("country/ar"), make_recommendation()
    reporting_round = one.document.rounds.create(slug="first", name="First report")
    make_follow_up(one, "done", country=argentina, round=reporting_round, said_by="issuer")
    facts = one.facts()
    with recorded_change(one):
        one.follow_ups.all().delete()
    record_changes(
        Recommendation, [RecordChange(facts, read_records(Recommendation, [one.pk])[one.pk])]
    )
    (back,) = one.follow_ups.all()
    assert (back.country, back.round, back.said_by) == (argentina, reporting_round, "issuer")
    facts["follow_ups"] = [row[:8] for row in facts["follow_ups"]]  # as older revisions have them
    record_changes(
        Recommendation, [RecordChange(facts, read_records(Recommendation, [one.pk])[one.pk])]
    )
    (back,) = one.follow_ups.all()
    assert (back.country, back.evidence) == (argentina, "A law was passed.")


def test_a_response_has_the_source_of_its_text(make_recommendation):
    with pytest.raises(IntegrityError), transaction.atomic():
        ManagementResponse.objects.create(
            recommendation=make_recommendation(), answer="accepted", text="We agree."
        )


def test_a_response_is_accepted_partly_or_rejected(make_recommendation):
    source = Source.objects.create(title="Report")
    with pytest.raises(IntegrityError), transaction.atomic():
        ManagementResponse.objects.create(
            recommendation=make_recommendation(), answer="maybe", text="x", source=source
        )


def test_a_response_leaves_the_status(make_recommendation):
    one = make_recommendation()
    source = Source.objects.create(title="Report")
    with recorded_change(one):
        one.responses.create(answer="accepted", text="We agree.", source=source)
    assert told(one) == {}
