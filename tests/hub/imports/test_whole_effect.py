"""The same change by form, by import and by code leaves equal rows in every table."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from catalogue.models import (
    Deployment,
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Tool,
    ToolCitation,
    ToolOrganisation,
    ToolTerm,
)
from events.models import Event, EventOrganisation, EventTerm, KeyMessage, Participation
from events.recommendations.models import (
    Document,
    Recommendation,
    RecommendationTerm,
    RecommendationTool,
)
from hub.imports.record_types import importer_for
from hub.records.models import (
    Change,
    Revision,
    SearchState,
    Source,
    record_changes,
    recorded_change,
)
from hub.records.seq_cache import clear_caches

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
ROOMS = ("catalogue", "events", "recommendations", "core")
# Keys, and who did it when and by which way: these differ.
ASIDE = {"id", "uid", "by_id", "run", "reason", "checked_by_id"}


def natural(value: models.Model) -> str:
    return f"{value._meta.label}: {getattr(value, 'slug', '') or value}"


def rows_of(model: Any, base: int) -> list[str]:
    found = []
    for one in model._default_manager.all():
        row: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            value = getattr(one, field.name)
            if field.attname in ASIDE or isinstance(field, models.DateTimeField):
                continue
            if isinstance(value, models.Model):
                value = natural(value)
            if field.name in ("seq", "index_seq", "terms_seq"):
                value = max(0, value - base)
            if isinstance(value, dict):
                value = sorted(value.items())
            if field.name == "record_id":
                value = slug_of(one.kind, value)
            row[field.name] = value
        found.append(repr(sorted(row.items())))
    return sorted(found)


def slug_of(kind: str, pk: int) -> str:
    model = next(model for model in apps.get_models() if getattr(model, "kind", "") == kind)
    return str(model._default_manager.filter(pk=pk).values_list("slug", flat=True).first())


def all_rows(base: int) -> dict[str, list[str]]:
    return {
        model._meta.label: rows_of(model, base)
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
    }


@pytest.fixture
def effect():
    """What a way of changing leaves in all tables; afterwards everything is as it was."""

    def run(way, *arguments):
        base = SearchState.current()
        point = transaction.savepoint()
        way(*arguments)
        rows = all_rows(base)
        transaction.savepoint_rollback(point)
        clear_caches()
        return rows

    return run


@pytest.fixture
def world(make_tool, make_organisation, make_term, make_deployment):
    """Records of each kind, with news of their own and with others that show them."""
    for key in ("purpose/screening", "purpose/hotline", "country/ke", "topic/legislation",
                "event_type/launch", "action_area/protection"):  # fmt: skip
        make_term(key)
    body = make_organisation(slug="body", name="Body", terms=("country/ke",), names=("Un corps",))
    make_organisation(slug="office", name="Office", part_of=body)
    tool = make_tool(slug="tool", name="Tool", terms=("purpose/screening",), organisations=(body,))
    make_deployment(slug="note", tool=tool)
    event = Event(slug="event", name="Event", state="published", start="2024-05-02")
    side = Event(slug="side", name="Side", state="published", parent=event)
    document = Document(slug="paper", title="Paper", state="published")
    main = Recommendation(slug="R-1", text="Act.", document=document, state="published")
    other = Recommendation(slug="R-2", text="Other.", document=document, state="published")
    part = Recommendation(slug="R-1-a", label="a", text="So.", document=document, state="published",
                          parent=main)  # fmt: skip
    for record in (event, side, document, main, other, part):
        with recorded_change(record, news=False):
            for name in ("parent", "document"):
                if getattr(record, f"{name}_id", 0) is None and getattr(record, name, None):
                    setattr(record, name, getattr(record, name))
            record.save()
    RecommendationTool.objects.create(recommendation=other, tool=tool, reason="It does that.")
    Participation.objects.create(event=event, name="Ann", affiliation="Then", role="speaker")
    EventTerm.objects.create(event=event, term=make_term("topic/legislation"))
    Source.objects.create(url="https://example.org/s", title="")
    for record in (tool, body, event, main, Deployment.objects.get()):
        with recorded_change(record):
            record.confidence = "low"
            if not isinstance(record, Deployment | Recommendation):
                record.url = "https://example.org/old"
            record.save()
    assert Change.objects.exists()
    return {one.slug: one for one in (body, tool, event, main, other, document)}


def term(key: str) -> Any:
    scheme, _slash, slug = key.partition("/")
    return apps.get_model("vocabulary.Term").objects.get(scheme__slug=scheme, slug=slug)


def source() -> Source:
    return Source.objects.get(url="https://example.org/s")


CITED = [["", "https://example.org/s", "", ""]]
MOVED = {"slug": "moved", "visibility": "practitioner"}


# Each kind: the facts of a new record and those that change in the one there is


def facts_of(kind: str, world: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    if kind == "tool":
        new = {"slug": "new", "name": "New", "summary": "S.", "purpose": ["screening"],
               "organisations": ["body"], "citations": CITED, "caution": "Beware."}  # fmt: skip
        return new, MOVED | {"summary": "Other.", "purpose": ["hotline"], "organisations": [],
                             "caution": "Beware."}  # fmt: skip
    if kind == "organisation":
        new = {"slug": "new", "name": "New", "country": ["ke"], "names": [["Neu", "de", True]],
               "citations": CITED}  # fmt: skip
        return new, MOVED | {"name": "Other", "country": [], "names": [["Un corps", "", False]]}
    if kind == "event":
        new = {"slug": "new", "name": "New", "start": "2024-05-02", "topic": ["legislation"],
               "organisations": [["body", "host"]], "citations": CITED,
               "speakers": [["Ann", "Then", "body", "keynote"]],
               "messages": [["It helps.", None, "Ann"]]}  # fmt: skip
        return new, MOVED | {"start": "2024-06-07", "topic": [],
                             "speakers": [["Ann", "Then", None, "keynote"]]}  # fmt: skip
    new = {"slug": "NEW-1", "text": "Do more.", "document_id": world["paper"].pk,
           "topic": ["legislation"], "citations": CITED, "position": 5}  # fmt: skip
    return new, MOVED | {"text": "Do other things.", "parent_id": world["R-2"].pk}


def form_of(kind: str, world: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of the same on the form of a curator."""
    cited = {"citations-TOTAL_FORMS": "1", "citations-0-subject": "",
             "citations-0-source": str(source().pk), "citations-0-position": "0"}  # fmt: skip
    body = str(world["body"].pk)
    if kind == "tool":
        new = {"slug": "new", "name": "New", "summary": "S.", "panel": "not_assessed",
               "terms_purpose": [str(term("purpose/screening").pk)], "caution": "Beware.",
               "organisation_links-TOTAL_FORMS": "1", "organisation_links-0-organisation": body,
               "organisation_links-0-position": "0"} | cited  # fmt: skip
        return new, MOVED | {"summary": "Other.", "caution": "Beware.",
                             "terms_purpose": [str(term("purpose/hotline").pk)],
                             "organisation_links-0-DELETE": "on"}  # fmt: skip
    if kind == "organisation":
        new = {"slug": "new", "name": "New", "terms_country": [str(term("country/ke").pk)],
               "names-TOTAL_FORMS": "1", "names-0-text": "Neu", "names-0-language": "de",
               "names-0-shown": "on"} | cited  # fmt: skip
        return new, MOVED | {"name": "Other", "terms_country": [], "names-0-shown": []}
    if kind == "event":
        new = {"slug": "new", "name": "New", "start": "2024-05-02",
               "terms_topic": [str(term("topic/legislation").pk)],
               "organisation_links-TOTAL_FORMS": "1", "organisation_links-0-organisation": body,
               "organisation_links-0-role": "host", "organisation_links-0-position": "0",
               "participations-TOTAL_FORMS": "1", "participations-0-name": "Ann",
               "participations-0-affiliation": "Then", "participations-0-role": "keynote",
               "participations-0-organisation": body, "participations-0-position": "0",
               "messages-TOTAL_FORMS": "1", "messages-0-text": "It helps.",
               "messages-0-said_by": "Ann", "messages-0-position": "0"} | cited  # fmt: skip
        return new, MOVED | {"start": "2024-06-07", "terms_topic": [],
                             "participations-0-role": "keynote"}  # fmt: skip
    new = {"slug": "NEW-1", "text": "Do more.", "document": str(world["paper"].pk),
           "terms_topic": [str(term("topic/legislation").pk)], "position": "5"} | cited  # fmt: skip
    return new, MOVED | {"text": "Do other things.", "parent": str(world["R-2"].pk)}


# By code, as the loader and other rooms do it


def make_by_code(kind: str, world: dict[str, Any]) -> None:
    facts, _changes = facts_of(kind, world)
    model = importer_for(kind).model
    plain = {name: value for name, value in facts.items() if not isinstance(value, list)}
    record = model(**plain, **({"panel": "not_assessed"} if kind == "tool" else {}))
    with recorded_change(record):
        record.save()
        for link in links_of(record, world["body"]):
            link.save()
        model._meta.get_field("citations").related_model.objects.create(
            **{kind: record}, source=source()
        )


def links_of(record: Any, body: Organisation) -> list[models.Model]:
    if isinstance(record, Tool):
        return [ToolTerm(tool=record, term=term("purpose/screening")),
                ToolOrganisation(tool=record, organisation=body)]  # fmt: skip
    if isinstance(record, Organisation):
        return [OrganisationTerm(organisation=record, term=term("country/ke")),
                OrganisationName(organisation=record, text="Neu", language="de")]  # fmt: skip
    if isinstance(record, Event):
        return [EventTerm(event=record, term=term("topic/legislation")),
                EventOrganisation(event=record, organisation=body, role="host"),
                Participation(event=record, name="Ann", affiliation="Then", role="keynote",
                              organisation=body),
                KeyMessage(event=record, text="It helps.", said_by="Ann")]  # fmt: skip
    return [RecommendationTerm(recommendation=record, term=term("topic/legislation"))]


def change_by_code(kind: str, record: Any, world: dict[str, Any]) -> None:
    _facts, changes = facts_of(kind, world)
    record = type(record).objects.get(pk=record.pk)
    with recorded_change(record):
        for name, value in changes.items():
            if not isinstance(value, list):
                setattr(record, name, value)
        record.save()
        if kind == "tool":
            record.set_terms("purpose", [term("purpose/hotline")])
            record.organisation_links.all().delete()
        elif kind == "organisation":
            record.set_terms("country", [])
            record.names.update(shown=False)
        elif kind == "event":
            record.set_terms("topic", [])
            record.participations.update(role="keynote")


RECORD = {"tool": "tool", "organisation": "body", "event": "event", "recommendation": "R-1"}


@pytest.fixture(params=RECORD)
def kind(request, batch, world):
    clear_caches()
    batch.kind, batch.publish_as = request.param, "draft"
    batch.source.kind = request.param
    batch.save()
    return request.param


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


@pytest.fixture
def by_form(curator, fields_of, world):
    def send(kind, record=None):
        model = importer_for(kind).model
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        address += f"{record.pk}/change/" if record else "add/"
        fields = form_of(kind, world)[record is not None]
        answer = curator.post(address, fields_of(curator.get(address)) | fields)
        assert answer.status_code == 302, answer.context["errors"]

    return send


@pytest.fixture
def by_import(wants, apply_all, world):
    def run(kind, record=None):
        apply_all(wants(record, **facts_of(kind, world)[record is not None]))

    return run


def in_bulk(kind: str, record: Any, world: dict[str, Any]) -> None:
    importer = importer_for(kind)
    facts = facts_of(kind, world)[record is not None]
    stored = importer.stored([record.pk])[record.pk] if record else None
    record_changes(importer.model, [importer.change(facts, stored, state="draft", number=5)])


def test_a_new_record(kind, world, effect, by_form, by_import):
    expected = effect(make_by_code, kind, world)
    assert effect(by_form, kind) == expected
    assert effect(by_import, kind) == expected
    assert effect(in_bulk, kind, None, world) == expected


def test_a_record_that_is_renamed_narrowed_and_changed(kind, world, effect, by_form, by_import):
    record = world[RECORD[kind]]
    expected = effect(change_by_code, kind, record, world)
    assert effect(by_form, kind, record) == expected
    assert effect(by_import, kind, record) == expected
    assert effect(in_bulk, kind, record, world) == expected


def test_the_change_hides_news_leaves_an_address_and_touches_what_shows_it(kind, world, by_import):
    record = world[RECORD[kind]]
    seq = SearchState.current()
    by_import(kind, record)
    record.refresh_from_db()
    told = Change.objects.filter(kind=kind, record_id=record.pk)
    assert not told.visible_to("public").exists()
    assert apps.get_model("core.FormerSlug").objects.get().slug == RECORD[kind]
    assert SearchState.current() == record.index_seq == seq + 1
    shown_on = {"tool": (Deployment, "note"), "organisation": (Organisation, "office"),
                "event": (Event, "side"), "recommendation": (Document, "paper")}  # fmt: skip
    model, slug = shown_on[kind]
    assert model._default_manager.get(slug=slug).index_seq == seq + 1


def test_undoing_leaves_what_was_there(kind, world, batch, by_import, wants, apply_all, undo, dump):
    before, revisions = dump(), Revision.objects.count()
    new, changes = facts_of(kind, world)
    record = world[RECORD[kind]]
    apply_all(wants(**new), wants(record, **changes))
    assert dump() != before
    assert Revision.objects.count() == revisions + 2
    undo(batch)
    assert dump() == before


def test_an_address_that_was_a_former_one_is_one_again(batch, world, wants, apply_all, undo):
    tool, former = world["tool"], apps.get_model("core.FormerSlug").objects
    tool.rename("newer", by=None)
    before = list(former.values_list("kind", "slug", "record_id"))
    apply_all(wants(tool, slug="tool"))
    assert former.get().slug == "newer"
    undo(batch)
    assert list(former.values_list("kind", "slug", "record_id")) == before


def test_what_facts_do_not_say_of_a_link_comes_back_with_it(
    batch, world, wants, apply_all, undo, dump, make_person
):
    tool = world["tool"]
    tool.organisation_links.update(role="maker", position=7)
    ToolCitation.objects.create(tool=tool, source=source(), checked_by=make_person(),
                                checked_on="2026-01-02")  # fmt: skip
    before = dump()
    apply_all(wants(tool, organisations=[], citations=[]))
    assert not ToolCitation.objects.exists()
    undo(batch)
    assert dump() == before
