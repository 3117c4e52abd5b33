"""Documents, recommendations, links and statistics of the starter data."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from catalogue.models import Tool
from catalogue.row_readers.reader import RowError, known_records
from events.models import Event, Statistic
from events.recommendations.models import (
    Document,
    DocumentStatistic,
    FollowUp,
    Recommendation,
    RecommendationEvent,
    RecommendationTool,
    recorded_of_declared,
)
from events.recommendations.row_readers.documents import documents_named, read_document
from events.recommendations.row_readers.recommendations import read_recommendation
from events.row_readers.events import read_event
from hub.imports import starter_data
from hub.imports.models import Import
from hub.records.models import Revision, recorded_change

DATA = Path(__file__).parents[4] / "events/data"
ROWS = json.loads((DATA / "recommendations.json").read_text())
LINKS = json.loads((DATA / "links.json").read_text())
STATISTICS = json.loads((DATA / "statistics.json").read_text())


def sentences(read, row):
    with pytest.raises(RowError) as raised:
        read(row, known_records())
    return raised.value.sentences


def test_all_recommendations_and_sub_actions_are_loaded(starter):
    published = Recommendation.objects.published()
    assert published.top_level().count() == len(ROWS) == 86
    assert published.exclude(parent=None).count() == 14


def test_each_document_is_one_record(starter):
    assert Document.objects.published().count() == len({row["document"] for row in ROWS}) == 39


def test_three_of_the_sixteen_actions_are_recorded(starter):
    statement = Document.objects.get(slug="icat-joint-statement-2022")
    found = recorded_of_declared(statement)
    assert (found.recorded, found.declared) == (3, 16)
    assert statement.recommendations.count() == 4


def test_a_document_is_issued_by_the_record_of_its_name(starter):
    for row in ROWS:
        document = Recommendation.objects.get(slug=row["ref"]).document
        assert document.title == row["document"]
        assert document.organisation_links.count() == len(row["issuing_bodies"])
    leveraging = Document.objects.get(slug="osce-tat-leveraging-innovation-2020")
    issuers = [link.organisation.slug for link in leveraging.organisation_links.all()]
    assert issuers == ["osce-osr-cthb", "tech-against-trafficking"]


def test_sub_actions_stand_in_the_order_of_their_letters(starter):
    one = Recommendation.objects.get(slug="WG-TIP-2021-2")
    below = one.sub_actions.in_order()
    assert [part.label for part in below] == ["a", "b", "c", "d"]
    assert {part.document_id for part in below} == {one.document_id}


def test_nothing_is_assessed(starter):
    assert not FollowUp.objects.exists()


def test_each_of_the_working_groups_eight_has_its_tools_or_is_a_gap(starter):
    eight = Recommendation.objects.filter(document__slug="wg-tip-2021").top_level()
    assert eight.count() == 8
    assert [one.slug for one in eight.without_tools()] == ["WG-TIP-2021-3"]


def test_content_removal_is_served_by_hash_matching(starter):
    tools = Tool.objects.filter(recommendations__slug="WG-TIP-2021-7-c")
    assert {"photodna", "project-arachnid"} <= set(tools.values_list("slug", flat=True))


def test_every_link_of_the_file_is_there_with_its_reason(starter):
    tools = sum(len(row.get("tools", ())) for row in LINKS)
    events = sum(len(row.get("events", ())) for row in LINKS if "recommendation" in row)
    assert RecommendationTool.objects.exclude(reason="").count() == tools > 80
    assert RecommendationEvent.objects.exclude(reason="").count() == events


def test_a_recommendation_came_out_of_the_side_event(starter):
    event = Event.objects.get(slug="csw67-technology-trafficking-overlapping-emergencies")
    assert event.recommendations.count() == 8
    assert event.documents.get().slug == "csw67-side-event-report"


def test_a_statistic_is_a_finding_with_its_source(starter):
    quoted = Statistic.objects.get(value="84 %")
    assert Statistic.objects.count() == 4
    assert (quoted.value, quoted.year, quoted.finding_of.slug) == ("84 %", 2022, "unodc")
    assert quoted.event.slug.startswith("csw67")
    assert "TiP-CSW-2023" in quoted.source.url
    values = DocumentStatistic.objects.values_list("value", flat=True)
    assert list(values) == ["1 in 3", "1 in 5", "1 in 13"]


# Again


@pytest.fixture
def load_links(starter, tmp_path, monkeypatch):
    """Load a file of links, or of statistics, that is not the one that was loaded."""

    def load(rows, file="links.json"):
        for path in DATA.glob("*.json"):
            (tmp_path / path.name).write_text("[]")
        (tmp_path / file).write_text(json.dumps(rows))
        monkeypatch.setattr(starter_data, "EVENTS", tmp_path)
        call_command("load_starter_data", here=True, stdout=StringIO())
        return Import.objects.latest("pk")

    return load


def versions():
    return [
        sorted(model.objects.values_list("slug", "version"))
        for model in (Event, Document, Recommendation)
    ]


def test_what_is_there_already_is_left_as_it_is(load_links):
    before = versions()
    # The same with other words: the file is another one, and nothing of it is new.
    load_links([row | {"anything": 1} for row in LINKS])
    load_links([row | {"anything": 1} for row in STATISTICS], "statistics.json")
    assert versions() == before


def test_a_link_that_a_curator_took_away_does_not_come_back(load_links):
    one = Recommendation.objects.get(slug="ICTIP-2023")
    with recorded_change(one, reason="It does not serve."):
        one.tool_links.filter(tool__slug="ic-tip").delete()
    load_links([row | {"anything": 1} for row in LINKS])
    assert not one.tool_links.filter(tool__slug="ic-tip").exists()


def test_a_statistic_that_a_curator_took_away_does_not_come_back(load_links):
    event = Statistic.objects.get(value="84 %").event
    with recorded_change(event, reason="It was misquoted."):
        event.statistics.all().delete()
    load_links([row | {"anything": 1} for row in STATISTICS], "statistics.json")
    assert not event.statistics.exists()


def test_a_new_link_of_a_later_file_is_added_and_recorded(load_links):
    row = {
        "recommendation": "WG-TIP-2021-3",
        "tools": [{"tool": "primero", "reason": "For a test."}],
    }
    job = load_links([row])
    assert Revision.objects.filter(run=job.run).get().changed == ["tools"]


def test_a_new_link_of_a_later_file_leaves_the_others_and_their_reasons(load_links):
    one = Recommendation.objects.get(slug="WG-TIP-2021-7-c")
    before = one.facts()["tools"]
    link = {"tool": "primero", "reason": "For a test."}
    again = {"tool": before[0][0], "reason": "Another reason."}
    load_links([{"recommendation": one.slug, "tools": [again, link]}])
    assert one.facts()["tools"] == [*before, ["primero", "For a test."]]


def test_every_relation_of_the_file_is_there_with_its_reason(starter):
    given = [row for row in LINKS for _relation in row.get("relations", ())]
    stored = Document.objects.exclude(relations=None).values_list("relations__reason", flat=True)
    assert len(stored) == len(given) > 0
    assert "" not in stored


def test_where_a_statistic_was_published_is_recorded(starter):
    quoted = Statistic.objects.get(value="84 %")
    assert quoted.published_in == "Global Report on Trafficking in Persons 2022"


# Broken rows


def test_a_recommendation_of_no_document_is_a_sentence(starter):
    row = {"ref": "NEW", "text": "x", "document": "Nowhere"}
    (sentence,) = sentences(read_recommendation, row)
    assert "Nowhere" in sentence


def test_gaps_is_no_ref(starter):
    row = ROWS[0] | {"ref": "gaps"}
    assert any("gaps" in sentence for sentence in sentences(read_recommendation, row))


def test_a_status_without_evidence_is_refused(starter):
    row = ROWS[0] | {"ref": "NEW", "followup_status": "done"}
    (sentence,) = sentences(read_recommendation, row)
    assert "evidence" in sentence


def test_recommendations_that_disagree_on_their_document_are_a_sentence(starter):
    rows = [(1, ROWS[8]), (2, ROWS[9] | {"document_declares": 17})]
    ((_number, row),) = documents_named(rows, [])
    (sentence,) = sentences(read_document, row)
    assert "The number of recommendations must be a whole number" in sentence


def test_a_link_to_no_tool_is_a_sentence(starter):
    row = ROWS[0] | {"ref": "NEW", "tools": [{"tool": "nothing", "reason": "x"}]}
    (sentence,) = sentences(read_recommendation, row)
    assert "nothing" in sentence


def test_a_link_without_a_reason_is_a_sentence(starter):
    row = ROWS[0] | {"ref": "NEW", "tools": [{"tool": "primero"}]}
    (sentence,) = sentences(read_recommendation, row)
    assert "reason" in sentence


def test_a_statistic_without_a_source_is_a_sentence(starter):
    statistic = STATISTICS[0] | {"source_url": None, "source_title": None}
    (sentence,) = sentences(read_event, {"slug": "new", "name": "New", "statistics": [statistic]})
    assert "source" in sentence


def test_a_statistic_that_is_nobodys_is_a_sentence(starter):
    statistic = STATISTICS[0] | {"finding_of": [], "published_in": None}
    (sentence,) = sentences(read_event, {"slug": "new", "name": "New", "statistics": [statistic]})
    assert "Say whose figure it is" in sentence
