"""Whatever was done to a record, every state that it had can be restored."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import (
    Organisation,
    OrganisationCitation,
    OrganisationName,
    OrganisationTerm,
    Tool,
    ToolCitation,
    ToolOrganisation,
    ToolTerm,
)
from events.models import (
    Event,
    EventCitation,
    EventOrganisation,
    EventTerm,
    KeyMessage,
    Participation,
)
from hub.record_admin.version_restore import (
    DECISIONS,
    compare_with_version,
    read_record,
    restore_facts,
)
from hub.records.models import TIERS, Source, recorded_change
from tests.plugins.cast import make_a_term, make_a_tool, make_an_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TERMS = {
    Tool: ("purpose/hotline", "purpose/training", "safeguard/consent"),
    Organisation: ("country/KE", "country/NO", "organisation_type/ngo"),
    Event: ("topic/training", "topic/research", "event_type/workshop"),
}
TERM_LINKS = {Tool: ToolTerm, Organisation: OrganisationTerm, Event: EventTerm}
CITATIONS = {Tool: ToolCitation, Organisation: OrganisationCitation, Event: EventCitation}
TEXTS = {
    Tool: {"summary": ("A.", "B."), "licence": ("MIT", None)},
    Organisation: {"name": ("Body A", "Body B"), "url": ("https://a.example/", None)},
    Event: {"name": ("Event A", "Event B"), "start": ("2026-03", None), "place": ("Oslo", None)},
}
PARENTS = {Organisation: "part_of", Event: "parent"}
EDITS = ("text", "none", "terms", "parent", "sources", "links", "state", "circle", "slug")
STEPS = st.lists(
    st.tuples(st.sampled_from(EDITS), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=8
)


class World:
    """One record of a kind, others that it may name, and what may happen to it.

    ``seen``: its facts by the number of the version.
    """

    def __init__(self, model):
        self.model = model
        self.bodies = [make_an_organisation() for _number in range(3)]
        self.carried = [make_a_term(key) for key in TERMS[model]]
        self.reports = [Source.objects.create(title=f"Report {number}") for number in range(3)]
        self.record = self.new_record()
        self.others = self.bodies if model is Organisation else [self.new_record() for _ in "123"]
        self.seen = {1: self.record.facts()}

    def new_record(self):
        if self.model is not Event:
            return make_a_tool() if self.model is Tool else make_an_organisation()
        event = Event(slug=f"event-{Event.objects.count()}", name="An event", state="published")
        with recorded_change(event, news=False):
            event.save()
        return event

    def edit(self, what, first, second):
        self.record = self.model.objects.get(pk=self.record.pk)
        with recorded_change(self.record):
            getattr(self, f"edit_{what}")(first, second)
            self.record.save()
        stored = read_record(self.model, self.record.pk, lock=False)
        self.seen[stored.version] = stored.facts

    def link(self, rows, **values):
        values[self.model._meta.model_name] = self.record
        return rows.objects.get_or_create(**values)[0]

    def edit_text(self, first, second):
        name, values = list(TEXTS[self.model].items())[first % len(TEXTS[self.model])]
        setattr(self.record, name, values[second % 2])
        if values[second % 2] and name in self.record.known_none:
            self.record.known_none.remove(name)

    def edit_none(self, first, second):
        names = [name for name, values in TEXTS[self.model].items() if None in values]
        name = names[first % len(names)]
        setattr(self.record, name, None)
        self.record.known_none = sorted({*self.record.known_none} ^ {name})

    def edit_terms(self, first, second):
        if first == 3:
            self.record.term_links.all().delete()
        else:
            self.link(TERM_LINKS[self.model], term=self.carried[first])

    def edit_parent(self, first, second):
        if self.model in PARENTS:
            setattr(self.record, PARENTS[self.model], [None, *self.others][first])

    def edit_sources(self, first, second):
        if first == 3:
            self.record.citations.all().delete()
        else:
            subject = ("", "name", "note")[second]
            self.link(CITATIONS[self.model], source=self.reports[first], subject=subject)

    def edit_links(self, first, second):
        if self.model is Organisation:
            self.edit_names(first)
        elif first == 3:
            self.record.organisation_links.all().delete()
            if self.model is Event:
                self.record.participations.all().delete()
        elif self.model is Tool:
            self.link(ToolOrganisation, organisation=self.bodies[first])
        elif second == 0:
            self.link(EventOrganisation, organisation=self.bodies[first], role="organiser")
        else:
            speaker = self.link(Participation, name=f"Speaker {first}")
            self.link(KeyMessage, text=f"Message {second}", participation=speaker)

    def edit_names(self, first):
        if first == 3:
            self.record.names.all().delete()
        else:
            self.link(OrganisationName, text=f"Name {first}")

    def edit_state(self, first, second):
        self.record.state = ("published", "draft", "in_review", "archived")[first]

    def edit_circle(self, first, second):
        self.record.visibility = TIERS[first]

    def edit_slug(self, first, second):
        self.record.slug = ("first", "second", "third", "fourth")[first]


def content(facts):
    """What restoring brings back. A scheme without a term is no fact."""
    left = {name: value for name, value in facts.items() if name not in DECISIONS}
    left["known_none"] = sorted(left["known_none"])
    left.pop("visibility")
    return {name: value for name, value in left.items() if value not in (None, "", [])}


@pytest.mark.parametrize("model", [Tool, Organisation, Event])
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, data=st.data())
def test_any_edits_can_be_restored_to_any_earlier_state(model, steps, data):
    with transaction.atomic():
        world = World(model)
        for step in steps:
            world.edit(*step)
        number = data.draw(st.sampled_from(sorted(world.seen)))
        stored = read_record(model, world.record.pk, lock=True)
        restore = compare_with_version(model, stored, number)
        assert (restore is None) == (number == stored.version)
        if restore is not None:
            restore_facts(restore, restore.usual, by=None, reason="")
            check(stored.facts, model.objects.get(pk=stored.pk).facts(), world.seen[number])
        transaction.set_rollback(True)


def check(before, after, then):
    assert content(after) == content(then)
    assert [after[name] for name in DECISIONS] == [before[name] for name in DECISIONS]
    narrowest = max(before["visibility"], then["visibility"], key=TIERS.index)
    assert after["visibility"] == narrowest
