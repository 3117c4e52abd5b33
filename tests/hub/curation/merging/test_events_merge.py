"""Two organisations become one: events, documents and follow-ups follow."""

import pytest

from catalogue.models import Organisation
from hub.records.models import Revision, Source
from tests.plugins.merges import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_all_that_points_at_the_one_points_at_the_other(
    make_organisation, make_event, make_document, make_recommendation, make_follow_up
):
    leaving, into = make_organisation(), make_organisation()
    event = make_event(organisers=(leaving,), owner=leaving)
    event.participations.create(name="A", organisation=leaving)
    source = Source.objects.create(title="Report 2")
    event.statistics.create(value="1", counts="x", finding_of=leaving, source=source)
    document = make_document(issuers=(leaving,))
    entry = make_follow_up(make_recommendation(), organisation=leaving)
    merge(leaving, into, by=None, reason="The same body.")
    assert event.organisation_links.get().organisation == into
    assert event.participations.get().organisation == into
    assert event.statistics.get().finding_of == into
    event.refresh_from_db()
    assert event.owner == into
    assert document.organisation_links.get().organisation == into
    entry.refresh_from_db()
    assert entry.organisation == into
    assert not Organisation.objects.filter(pk=leaving.pk).exists()
    assert Revision.objects.filter(kind="event", reason="The same body.").exists()


def test_a_role_that_both_had_is_kept_once(make_organisation, make_event, make_document):
    leaving, into = make_organisation(), make_organisation()
    event = make_event(organisers=(leaving, into))
    document = make_document(issuers=(leaving, into))
    merge(leaving, into, by=None, reason="The same body.")
    assert event.organisation_links.get().organisation == into
    assert document.organisation_links.get().organisation == into


def test_a_record_that_it_only_kept_goes_with_it(make_organisation, make_event):
    leaving, into = make_organisation(), make_organisation()
    event = make_event(owner=leaving)
    merge(leaving, into, by=None, reason="The same body.")
    assert Revision.objects.get(kind="event", record_id=event.pk, version=2).changed == ["owner_id"]
