"""Records of every kind come and go as tools do."""

import pytest

from catalogue.models import Organisation
from events.models import Event
from events.recommendations.models import Document, Recommendation
from hub.imports.models import Import
from hub.records.models import recorded_change

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def of_kind(batch, make_term):
    def change(kind):
        for key in (
            "country/ke",
            "organisation_type/ngo",
            "topic/legislation",
            "event_type/launch",
        ):
            make_term(key)
        batch.kind = kind
        batch.save()
        return batch

    return change


def test_an_event_comes_with_its_people_and_goes_with_them(
    of_kind, wants, apply_all, make_organisation, dump, undo
):
    batch, body = of_kind("event"), make_organisation()
    before = dump()
    apply_all(
        wants(
            slug="launch", name="A launch", start="2024-05-02", end="2024-05-03",
            event_type=["launch"], topic=["legislation"], organisations=[[body.slug, "host"]],
            speakers=[["Ann Example", "Director", body.slug, "keynote"]],
            messages=[["It helps.", "Ann Example", None]],
            citations=[["", "https://example.org/e", "", ""]],
        )
    )  # fmt: skip
    event = Event.objects.get(slug="launch")
    assert (str(event.first_day), str(event.last_day)) == ("2024-05-02", "2024-05-03")
    assert event.facts()["messages"] == [["It helps.", "Ann Example", None]]

    undo(Import.objects.get(pk=batch.pk))
    assert dump() == before


def test_a_moved_event_moves_in_calendars(of_kind, wants, apply_all):
    of_kind("event")
    apply_all(wants(slug="launch", name="A launch", start="2024-05-02"))
    event = Event.objects.get()
    apply_all(wants(event, start="2024-06-07"))
    event.refresh_from_db()
    assert (str(event.first_day), event.sequence, event.version) == ("2024-06-07", 1, 2)


def test_an_organisation_comes_and_goes_with_its_names(of_kind, wants, apply_all, dump, undo):
    batch, before = of_kind("organisation"), dump()
    apply_all(
        wants(
            slug="body", name="A body", country=["ke"], organisation_type=["ngo"],
            names=[["Un corps", "", True]],
        )
    )  # fmt: skip
    body = Organisation.objects.get(slug="body")
    assert [name.key for name in body.names.all()] == ["un corps"]
    undo(batch)
    assert dump() == before


def test_a_recommendation_comes_and_goes(of_kind, wants, apply_all, dump, undo):
    document = Document(slug="paper", title="A paper", state="published")
    with recorded_change(document, news=False):
        document.save()
    batch, before = of_kind("recommendation"), dump()
    apply_all(wants(slug="R-1", text="States should act.", document_id=document.pk))
    one = Recommendation.objects.get(slug="R-1")
    document.refresh_from_db()
    assert (one.document_id, one.version) == (document.pk, 1)
    assert document.index_seq == one.index_seq
    undo(batch)
    assert dump() == before
