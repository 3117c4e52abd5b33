"""Two curators, and a person whose name stands wherever a name may stand."""

import pytest

from hub.curation.redaction import redaction_requests
from hub.curation.redaction.redaction_run import run_whole
from hub.records.models import Revision, Source, recorded_change
from tests.events import conftest as events
from tests.hub.curation.purging import conftest as purging
from tests.plugins.cast import make_a_person

NAME = purging.NAME
OTHER_SCRIPT = "Мария Квелленфельд"
TITLE = f"A talk with {NAME} on shelters"

_journal, _two_people = purging._journal, purging._two_people
first, second, tool, key = purging.first, purging.second, purging.tool, purging.key
everywhere, dump = purging.everywhere, purging.dump
make_event = events.make_event


@pytest.fixture
def people():
    return make_a_person(name="Ada"), make_a_person(name="Grace")


@pytest.fixture
def ask(people):
    def run(typed=f"{NAME}\n{OTHER_SCRIPT}", *, instead="a survivor advocate", passage=False):
        return redaction_requests.ask(
            typed, is_passage=passage, instead=instead, reason="She asked for it.", by=people[0]
        )

    return run


@pytest.fixture
def redact(ask, people):
    """Asks, removes it from every title or leaves it there, and runs it whole."""

    def run(*arguments, titles="remove", **options):
        row = ask(*arguments, **options)
        decisions = {title.key: titles for title in redaction_requests.survey(row).titles}
        redaction_requests.decide_titles(row.pk, decisions, by=people[0])
        redaction_requests.decide(row.pk, "applying", by=people[1])
        return run_whole(row.pk)

    return run


@pytest.fixture
def others(make_event, make_tool):
    """Other records: a speaker of an event, the other script, and a title that quotes her."""
    from events.models import EventCitation, Participation

    event = make_event(name="A conference")
    with recorded_change(event):
        Participation.objects.create(event=event, name=NAME, affiliation=f"Office of {NAME}")
        source = Source.objects.create(title=TITLE, url="https://b.example/talk")
        EventCitation.objects.create(event=event, source=source, note=f"“{TITLE}”")
    tool = make_tool(summary=f"{OTHER_SCRIPT} wrote it.")
    gone = make_tool(summary=f"{NAME} stood here.")
    with recorded_change(gone):
        gone.summary = "Nobody stands here."
        gone.save()
    assert Revision.objects.filter(record_id=gone.pk).count() == 2
    return event, tool, gone
