"""What events, documents and recommendations put in the index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import KeyMessage, Participation
from hub.digests.matching.change_documents import versions
from hub.records.models import Change, Source, recorded_change
from hub.search_engine.document import source_of
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import newest_term_cache

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rows(record, tier="public"):
    return get_snapshot(record.kind, tier).rows_of(record.pk)


def found(kind, text="", tier="public", **chosen):
    query = Query.of(text, {name: [slug] for name, slug in chosen.items()})
    return list(search(get_snapshot(kind, tier), query).ids)


def test_an_event_is_found_by_each_of_its_facets(make_event, make_organisation):
    event = make_event(
        start="2021-10",
        mode="online",
        terms=("event_type/webinar", "series/csw", "topic/legislation", "country/at"),
        organisers=(make_organisation(slug="osce"),),
    )
    make_event()
    for name, slug in (
        ("event_type", "webinar"),
        ("series", "csw"),
        ("year", "2021"),
        ("when", "past"),
        ("place", "at"),
        ("topic", "legislation"),
        ("organiser", "osce"),
        ("mode", "online"),
        ("context", "not-known"),
    ):
        assert event.pk in found("event", **{name: slug}), name
    assert found("event", series="csw") == [event.pk]


def test_an_event_without_a_date_is_found_as_such(make_event):
    event = make_event()
    assert {"year/not-known", "when/not-known"} <= rows(event)


def test_events_are_listed_by_date_and_undated_ones_last(make_event):
    dates = ("2020", None, "2022-01-05", "2021")
    by_date = {date: make_event(start=date).pk for date in dates}
    ordered = [by_date[date] for date in ("2022-01-05", "2021", "2020", None)]
    assert found("event") == ordered


def test_an_event_is_found_by_its_speakers_and_messages(make_event):
    event = make_event()
    with recorded_change(event):
        event.participations.create(name="Theresa May")
        event.messages.create(text="Detection fell in the pandemic.")
    assert found("event", "Theresa") == found("event", "pandemic") == [event.pk]


def test_an_event_is_found_by_the_acronym_of_an_organiser(make_event, make_organisation):
    body = make_organisation(name="Organization for Security", names=("OSCE",))
    event = make_event(organisers=(body,))
    assert found("event", "OSCE") == [event.pk]


def test_a_hidden_organiser_is_no_row_and_no_word(make_event, make_organisation):
    body = make_organisation(slug="secret", name="Secret body", visibility="internal")
    event = make_event(organisers=(body,))
    assert "organiser/secret" not in rows(event)
    assert found("event", "secret") == []


def test_a_term_that_is_renamed_finds_its_events_by_the_new_word(make_event, make_term):
    event = make_event(terms=("series/csw",))
    assert found("event", "Beijing") == []
    term = make_term("series/csw")
    term.label = "Beijing process"
    term.save()
    assert found("event", "Beijing") == [event.pk]


# Documents


def test_a_document_says_whether_all_it_declares_is_recorded(make_document, make_recommendation):
    short, whole, silent = make_document(declared=2), make_document(declared=1), make_document()
    for document in (short, whole, silent):
        make_recommendation(document=document)
    assert "complete/incomplete" in rows(short)
    assert "complete/complete" in rows(whole)
    assert "complete/not-declared" in rows(silent)


def test_a_document_follows_when_a_recommendation_is_recorded(make_document, make_recommendation):
    document = make_document(declared=1)
    assert "complete/incomplete" in rows(document)
    make_recommendation(document=document)
    assert "complete/complete" in rows(document)


def test_a_document_is_found_by_its_issuer_and_symbol(make_document, make_organisation):
    body = make_organisation(slug="wg")
    document = make_document(issuers=(body,), symbol="CTOC/COP/WG.4/2021/6")
    assert found("document", issuer="wg") == [document.pk]
    assert found("document", "CTOC/COP/WG.4/2021/6") == [document.pk]


# Recommendations


def test_a_recommendation_is_found_by_each_of_its_facets(make_recommendation):
    one = make_recommendation(
        terms=("addressee/states", "topic/legislation", "normative_status/adopted")
    )
    make_recommendation()
    for name, slug in (
        ("addressee", "states"),
        ("topic", "legislation"),
        ("normative_status", "adopted"),
        ("document", one.document.slug),
    ):
        assert found("recommendation", **{name: slug}) == [one.pk], name


def test_a_recommendation_is_found_by_the_year_of_its_document(make_document, make_recommendation):
    document = make_document(date="2021-10")
    one = make_recommendation(document=document)
    make_recommendation(document=make_document(date="2022"))
    assert found("recommendation", year="2021") == [one.pk]
    with recorded_change(document):
        document.date = "2019"
        document.save()
    assert found("recommendation", year="2019") == [one.pk]


def test_a_sub_action_is_found_by_its_recommendation(make_recommendation):
    above = make_recommendation()
    make_recommendation(parent=above, text="Confiscate proceeds.")
    assert found("recommendation", "confiscate") == found("recommendation") == [above.pk]


def test_recommendations_stand_in_the_order_of_their_document(make_document, make_recommendation):
    document = make_document(date="2021")
    placed = {n: make_recommendation(document=document, position=n).pk for n in (3, 1, 2)}
    assert found("recommendation") == [placed[1], placed[2], placed[3]]


def test_served_and_not_served_are_told_apart(make_recommendation, make_tool):
    served = make_recommendation(tools=(make_tool(),))
    gap = make_recommendation()
    assert found("recommendation", tools="served") == [served.pk]
    assert found("recommendation", tools="not-served") == [gap.pk]


def test_a_gap_opens_when_the_tool_is_withdrawn(make_recommendation, make_tool):
    tool = make_tool()
    one = make_recommendation(tools=(tool,))
    assert "tools/served" in rows(one)
    tool.archive(by=None, reason="Gone.")
    assert "tools/not-served" in rows(one)


def test_a_tool_that_readers_may_not_see_leaves_the_gap_open(make_recommendation, make_tool):
    one = make_recommendation(tools=(make_tool(visibility="vetted"),))
    assert "tools/not-served" in rows(one)
    assert "tools/served" in rows(one, "vetted")


def test_a_recommendation_is_found_by_the_status_of_its_newest_entry(
    make_recommendation, make_follow_up
):
    one = make_recommendation()
    assert "followup_status/not-assessed" in rows(one)
    make_follow_up(one, "announced", date="2021")
    make_follow_up(one, "done", date="2023")
    assert found("recommendation", followup_status="done") == [one.pk]
    assert found("recommendation", followup_status="announced") == []


def test_a_recommendation_is_found_by_the_status_of_a_sub_action(
    make_recommendation, make_follow_up
):
    above = make_recommendation()
    make_follow_up(make_recommendation(parent=above), "done")
    assert found("recommendation", followup_status="done") == [above.pk]


@pytest.mark.parametrize("kind", ["event", "document", "recommendation"])
def test_reading_more_records_takes_no_more_queries(
    kind, make_event, make_document, make_recommendation, django_assert_num_queries
):
    makers = {"event": make_event, "document": make_document, "recommendation": make_recommendation}
    makers[kind]()
    newest_term_cache()  # the terms are read once, whoever asks
    with CaptureQueriesContext(connection) as few:
        assert len(list(source_of(kind).documents("public", None))) == 1
    for _number in range(9):
        makers[kind]()
    with django_assert_num_queries(len(few)):
        assert len(list(source_of(kind).documents("public", None))) == 10


# As revisions keep them


@pytest.fixture
def changed_event(make_event):
    """An event whose speaker and message were replaced, and the change that tells of it."""
    event = make_event()
    with recorded_change(event, news=False):
        Participation.objects.create(event=event, name="Ada Former")
        KeyMessage.objects.create(event=event, text="Algorithms need oversight.")
    with recorded_change(event):
        event.participations.update(name="Berta Later")
        event.messages.update(text="Phones save lives.")
    (found,) = versions("event", [Change.objects.get(kind="event", record_id=event.pk)])
    return found


def test_a_past_state_of_an_event_has_the_speakers_of_now(changed_event):
    found = changed_event.before.names, changed_event.after.names
    assert found == (("Berta Later",), ("Berta Later",))


def test_a_past_state_of_an_event_has_the_messages_of_now(changed_event):
    found = changed_event.before.description, changed_event.after.description
    assert found == ("Phones save lives.", "Phones save lives.")


def test_records_are_found_by_the_exact_words_of_their_sources(make_event, make_document):
    source = Source.objects.create(title="A report")
    figure = {"value": "1 in 3", "published_in": "A report", "source": source}
    event, document = make_event(), make_document()
    with recorded_change(event):
        event.statistics.create(counts="victims counted", quote="survivors reckoned", **figure)
        event.messages.create(text="Ours.", quote="justice delayed")
    with recorded_change(document):
        document.statistics.create(counts="children traced", quote="minors located", **figure)
    for words in ("counted", "reckoned", "delayed"):
        assert found("event", words) == [event.pk]
    for words in ("traced", "located"):
        assert found("document", words) == [document.pk]
