import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from catalogue.models import Deployment, MisusePattern, OrganisationName, ToolCitation
from catalogue.models.misuse import MisuseAnswer
from events.models import Event
from hub.open_data.exported_records import BATCH, exported_records
from hub.open_data.exported_values import (
    KNOWN,
    NONE,
    NOT_KNOWN,
    ExportedChoice,
    ExportedReference,
    ExportedTerm,
)
from hub.records.models import Source, recorded_change
from hub.records.registry import record_types

pytestmark = pytest.mark.django_db


def only(record, **options):
    (exported,) = exported_records(record.kind, [record.pk], **options)
    return exported


def cite(tool, subject="", *, url="https://example.org/source", **changes):
    source, _made = Source.objects.get_or_create(
        url=url, title=changes.pop("title", "A report"), defaults=changes.pop("source", {})
    )
    return ToolCitation.objects.create(tool=tool, subject=subject, source=source, **changes)


# Three states


def test_a_fact_is_known_with_its_value(make_tool):
    fact = only(make_tool(licence="MIT")).facts["licence"]
    assert (fact.state, fact.values) == (KNOWN, ("MIT",))


def test_what_nobody_found_out_is_not_known_and_never_no(make_tool):
    tool = only(make_tool())
    assert {tool.facts[name].state for name in ("licence", "open_source", "purpose")} == {NOT_KNOWN}


def test_what_is_known_to_be_none_says_so(make_tool):
    tool = only(make_tool(known_none=["licence", "language"]))
    assert (tool.facts["licence"].state, tool.facts["languages"].state) == (NONE, NONE)


def test_no_is_a_value(make_tool):
    fact = only(make_tool(open_source=False)).facts["open_source"]
    assert (fact.state, fact.values) == (KNOWN, (False,))


def test_a_scheme_without_terms_says_nothing_of_the_data_that_a_tool_handles(make_tool):
    facts = only(make_tool(known_none=["safeguard"])).facts
    states = {name: facts[name].state for name in ("data_handled", "safeguards", "risk_flags")}
    assert states == {"data_handled": NOT_KNOWN, "safeguards": NONE, "risk_flags": NONE}


# Values


def test_terms_come_with_label_and_address_in_the_order_of_their_scheme(make_tool, make_term):
    make_term("purpose/second", position=2, label="Second")
    make_term("purpose/first", position=1, label="First")
    fact = only(make_tool(terms=("purpose/second", "purpose/first"))).facts["purpose"]
    address = "http://testserver/vocabulary/purpose/first/"
    assert [term.label for term in fact.values] == ["First", "Second"]
    assert fact.values[0] == ExportedTerm("purpose", "first", "First", fact.values[0].address)
    assert fact.values[0].address.endswith("/vocabulary/purpose/first/"), address


def test_what_an_editor_inferred_is_marked(make_tool):
    tool = only(make_tool(inferred=("safeguard/risk-bias",), terms=("safeguard/encryption",)))
    inferred = [term.slug for term in tool.facts["inferred"].values]
    marks = [term.inferred for term in tool.facts["risk_flags"].values]
    assert (inferred, marks) == (["risk-bias"], [True])


def test_a_choice_has_its_label_in_the_language_of_the_export(make_tool):
    tool = make_tool(scope="dedicated")
    fact = only(tool, language="en").facts["scope"]
    assert fact.values == (ExportedChoice("dedicated", "Made against trafficking"),)


def test_a_record_that_is_named_comes_with_its_address(make_tool, make_organisation):
    body = make_organisation(name="A body")
    (named,) = only(make_tool(organisations=(body,))).facts["organisations"].values
    assert isinstance(named, ExportedReference)
    assert (named.kind, named.slug, named.title) == ("organisation", body.slug, "A body")


def test_the_identity_of_a_record_tells_no_number_and_outlives_a_new_address(make_tool):
    tool = make_tool()
    before = only(tool)
    tool.rename("elsewhere", by=None)
    after = only(tool)
    assert (before.id, after.slug) == (after.id, "elsewhere")
    assert not before.id.endswith(f"/{tool.pk}")


# Sources


def test_a_fact_has_the_sources_that_are_cited_for_it(make_tool):
    tool = make_tool(licence="MIT", summary="It helps.")
    cite(tool, "licence", checked_on=datetime.date(2026, 5, 4), says_so=True)
    cite(tool, url="https://example.org/whole", title="All of it")
    facts = only(tool).facts
    own, other = facts["licence"], facts["summary"]
    assert [source.title for source in own.sources] == ["A report"]
    assert (own.checked_on, [source.title for source in other.sources]) == (
        "2026-05-04",
        ["All of it"],
    )


def test_what_a_source_no_longer_says_is_doubted_and_not_sourced_by_it(make_tool):
    tool = make_tool(licence="MIT")
    cite(tool, "licence", checked_on=datetime.date(2026, 5, 4), says_so=False)
    fact = only(tool).facts["licence"]
    assert (fact.sources, fact.checked_on, fact.doubted_on) == ((), None, "2026-05-04")


def test_our_own_notes_have_no_sources(make_tool):
    tool = make_tool(notes="We could not reach them.")
    cite(tool)
    assert only(tool).facts["notes"].sources == ()


def test_all_that_a_record_cites_stands_once_in_the_order_of_its_page(make_tool):
    tool = make_tool()
    cite(tool, "licence", position=1)
    cite(tool, "summary", position=2)
    cite(tool, url="https://example.org/b", title="B", position=3)
    assert [source.title for source in only(tool).sources] == ["A report", "B"]


def test_a_source_that_only_copies_has_no_address(make_tool):
    tool = make_tool()
    cite(tool, url="https://sci-hub.se/10.1000/1", title="A paper")
    assert {source.address for source in only(tool).sources} <= {"", "https://sci-hub.se/10.1000/1"}


# What is hidden


@pytest.mark.parametrize(
    "changes",
    [{"state": "draft"}, {"state": "in_review"}, {"state": "archived"}, {"visibility": "vetted"},
     {"visibility": "internal"}],
)  # fmt: skip
def test_a_record_that_is_not_for_everybody_is_absent(make_tool, changes):
    assert list(exported_records("tool", [make_tool(**changes).pk])) == []


def test_an_organisation_that_is_hidden_is_not_named(make_tool, make_organisation):
    hidden = make_organisation(name="SENTINEL", state="draft")
    exported = only(make_tool(organisations=(hidden,)))
    assert exported.facts["organisations"].state == NOT_KNOWN
    assert "SENTINEL" not in repr(exported)


def test_an_entry_about_a_hidden_record_is_left_out_whole(make_tool):
    hidden, shown = make_tool(state="draft"), make_tool()
    pattern = MisusePattern.objects.create(slug="p", title="P", summary="S", state="published")
    MisuseAnswer.objects.create(pattern=pattern, tool=hidden, reason="SENTINEL")
    MisuseAnswer.objects.create(pattern=pattern, tool=shown, reason="It warns.")
    (entry,) = only(pattern).facts["tools"].values
    assert (entry["tool"].slug, entry["reason"]) == (shown.slug, "It warns.")


def test_an_event_that_is_part_of_a_hidden_one_does_not_name_it():
    whole = Event.objects.create(slug="whole", name="SENTINEL", state="draft")
    part = Event.objects.create(slug="part", name="Part", state="published", parent=whole)
    assert "SENTINEL" not in repr(only(part))


def test_a_name_that_readers_do_not_see_is_absent(make_organisation):
    body = make_organisation(names=("Shown",))
    OrganisationName.objects.create(organisation=body, text="SENTINEL", shown=False)
    assert "SENTINEL" not in repr(only(body))


def test_a_note_about_a_hidden_tool_is_hidden_with_it(make_tool):
    tool = make_tool(state="draft")
    note = Deployment.objects.create(slug="n", title="N", summary="S", tool=tool, state="published")
    assert list(exported_records("deployment", [note.pk])) == []


# The stream


def test_records_come_in_the_order_of_the_keys(make_tool):
    keys = [make_tool().pk for _number in range(5)]
    wanted = [keys[3], keys[0], keys[4], keys[1], keys[2]]
    slugs = [record.slug for record in exported_records("tool", wanted)]
    assert slugs == [only_slug(key) for key in wanted]


def only_slug(key):
    return record_types["tool"].model.objects.get(pk=key).slug


def test_a_batch_of_many_records_takes_the_queries_of_a_small_one(make_tool, make_organisation):
    body = make_organisation()
    keys = []
    for number in range(12):
        tool = make_tool(organisations=(body,), terms=("purpose/case-management",))
        cite(tool, url=f"https://example.org/{number}")
        keys.append(tool.pk)
    counts = []
    list(exported_records("tool", keys))  # the vocabulary is read
    for some in (keys[:2], keys):
        with CaptureQueriesContext(connection) as queries:
            list(exported_records("tool", some))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_nothing_is_read_before_it_is_asked_for_and_never_more_than_a_batch(make_tool):
    keys = iter(range(1, 10 * BATCH))
    stream = exported_records("tool", keys)
    assert next(keys) == 1
    assert next(stream, None) is None


def test_labels_keep_the_language_in_which_the_stream_began(make_tool):
    tool = make_tool(terms=("country/de",))
    with override("fr"):
        stream = exported_records("tool", [tool.pk])
    (record,) = stream
    assert record.facts["countries"].values[0].label == "Allemagne"


def test_only_the_fields_that_are_wanted_are_read(make_tool):
    assert list(only(make_tool(), names={"name", "url"}).facts) == ["name", "url"]


def test_a_change_through_the_ledger_is_seen_at_once(make_tool):
    tool = make_tool(licence="MIT")
    with recorded_change(tool):
        tool.licence = "Apache-2.0"
        tool.save()
    assert only(tool).facts["licence"].values == ("Apache-2.0",)
