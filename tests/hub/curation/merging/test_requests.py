"""Merging organisations that were asked to report, and whatever else points at one."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from catalogue.models import Organisation
from events.models import Participation, Statistic
from events.recommendations.models import (
    DocumentAddressee,
    DocumentStatistic,
    ManagementResponse,
    RecommendationAddressee,
)
from events.reporting import report_requests
from events.reporting.models import ReportRequest
from hub.curation.merging.merge_undo import undo
from hub.records.models import Source, recorded_change
from tests.plugins.merges import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
# What an organisation says of itself: it stays in its last revision, and goes with its row.
ITS_OWN = {"catalogue.OrganisationTerm", "catalogue.OrganisationCitation"}


def keys_to_organisations():
    """(model, field) of every foreign key to an organisation."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey)
        and field.related_model is Organisation
        and model._meta.label not in ITS_OWN
    ]


def rows_of(body):
    return {
        f"{model._meta.label}.{name}": sorted(
            model._default_manager.filter(**{name: body}).values_list("pk", flat=True)
        )
        for model, name in keys_to_organisations()
    }


@pytest.fixture
def pair(make_organisation):
    return make_organisation(name="U. Hub", names=("UH",)), make_organisation(name="United Hub")


@pytest.fixture
def point_at(
    make_tool,
    make_deployment,
    make_helpline,
    make_organisation,
    make_event,
    make_document,
    make_recommendation,
    make_follow_up,
    make_round,
    make_request,
    make_answered_question,
    make_focal_point,
    steward,
):
    """Makes a row of every model that can point at an organisation."""

    def point(body):
        make_tool(organisations=(body,))
        make_deployment().organisation_links.create(organisation=body)
        make_helpline(organisation=body)
        make_organisation(part_of=body)
        make_organisation(successor=body)
        source = Source.objects.create(title="A report")
        finding = {"value": "1", "counts": "of 2", "finding_of": body, "source": source}
        event = make_event(organisers=(body,), owner=body)
        document = make_document(issuers=(body,))
        action = make_recommendation(document=document)
        with recorded_change(event):
            Participation.objects.create(event=event, name="A. B.", organisation=body)
            Statistic.objects.create(event=event, **finding)
        with recorded_change(document):
            DocumentStatistic.objects.create(document=document, **finding)
            DocumentAddressee.objects.create(document=document, organisation=body)
        with recorded_change(action):
            RecommendationAddressee.objects.create(recommendation=action, organisation=body)
            ManagementResponse.objects.create(
                recommendation=action, organisation=body, answer="accepted", text="Yes.",
                source=source,
            )  # fmt: skip
        make_follow_up(action, organisation=body)
        make_request(round=make_round(document, body=body), organisation=body)
        make_answered_question(organisation=body)
        steward(document, body)
        make_focal_point(body)

    return point


def test_whatever_points_at_an_organisation_is_handed_over(pair, point_at):
    leaving, into = pair
    point_at(leaving)
    before = rows_of(leaving)
    assert not [name for name, rows in before.items() if not rows]  # a new key needs a row here
    merge(leaving, into)
    after = rows_of(into)
    lost = {name: rows for name, rows in before.items() if not set(rows) <= set(after[name])}
    assert lost == {}


@pytest.fixture
def asked_twice(pair, make_recommendation, make_round, make_request):
    """Requests to both organisations in one round."""
    document = make_recommendation().document
    with recorded_change(document):
        for body in pair:
            DocumentAddressee.objects.create(document=document, organisation=body)
    round_ = make_round(document)
    return [
        make_request(f"{number}@example.org", round=round_, organisation=body)
        for number, body in enumerate(pair)
    ]


@pytest.mark.parametrize(("answered", "stands"), [((), 1), ((0,), 0), ((1,), 1), ((0, 1), 1)])
def test_of_two_in_one_round_the_one_with_unread_answers_stands(
    pair, asked_twice, sent_in, answered, stands
):
    for number in answered:
        sent_in(asked_twice[number])
    merge(*pair)
    requests = ReportRequest.objects.filter(organisation=pair[1])
    assert requests.count() == 2
    assert requests.standing().get() == asked_twice[stands]
    waiting = {asked_twice[number] for number in answered}
    assert waiting == set(ReportRequest.objects.waiting())


def test_requests_that_were_withdrawn_before_go_over_as_they_are(pair, asked_twice):
    report_requests.withdraw(asked_twice[0].pk)
    merge(*pair)
    assert ReportRequest.objects.standing().get() == asked_twice[1]


def test_taken_back_each_stands_again(pair, asked_twice, sent_in):
    done = merge(*pair)
    undo(done.pk, by=None)
    assert set(ReportRequest.objects.standing()) == set(asked_twice)
    assert [request.organisation for request in ReportRequest.objects.order_by("pk")] == list(pair)


def test_whatever_pointed_at_it_points_at_it_again(pair, point_at):
    point_at(pair[0])
    before = rows_of(pair[0])
    done = merge(*pair)
    assert undo(done.pk, by=None).left == []
    assert rows_of(pair[0]) == before


def test_the_page_of_merging_counts_them(signed_in, pair, make_request):
    make_request(organisation=pair[0])
    address = f"/desk/merges/organisation/{pair[0].pk}/into/{pair[1].pk}/"
    page = signed_in("curator").get(address).content.decode()
    assert "Requests to report: 1" in page
