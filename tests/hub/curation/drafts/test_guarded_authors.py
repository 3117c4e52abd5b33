"""Nobody decides alone on what they changed themselves, whoever else was at the draft."""

import datetime

import pytest
from django.contrib.auth.models import Group

from catalogue.models import Tool
from hub.accounts.models import Person
from hub.curation.drafts import set_times
from hub.curation.drafts.models import TimedStep
from hub.records.models import recorded_change
from hub.records.second_person import SecondPersonNeeded, guarded_names
from tests.hub.curation.drafts.test_two_people import change_form, last_revision

YEAR = datetime.datetime.now(datetime.UTC).year + 1
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def two_people(settings):
    settings.TWO_PEOPLE = True


@pytest.fixture
def ada(pages):
    return Person.objects.get()


@pytest.fixture
def grace(pages, signed_in):
    """Has Grace sit down at the browser, the same one each time."""
    people = []

    def sit_down():
        if people:
            pages.client.force_login(people[0])
        else:
            signed_in("curator")
            people.append(Person.objects.latest("pk"))
        return people[0]

    return sit_down


def set_time(pages):
    seen = str(Tool.objects.get().version)
    times = {"what": "publish", "day": f"{YEAR}-06-01", "clock": "12:00", "seen_record": seen}
    return pages.client.post(f"{pages.base}times/", times)


def test_each_fact_is_published_by_another_than_its_author(ada, grace, pages, signed_in):
    """Who adds to a draft that waits has not decided on what waits there."""
    change_form(pages, data_taken="Names")
    grace()
    change_form(pages, consent="Asked for")
    pages.client.force_login(ada)
    assert pages.publish().status_code == 403
    assert Tool.objects.get().data_taken is None
    signed_in("curator")
    assert pages.publish().status_code == 302
    reason = last_revision().reason
    assert all(str(person) in reason for person in (ada, grace()))


def test_one_takes_their_own_part_out_and_publishes_the_other(ada, grace, pages):
    change_form(pages, data_taken="Names")
    grace()
    pages.save(consent="Asked for")
    pages.client.force_login(ada)
    pages.save(data_taken="")
    assert pages.publish().status_code == 302
    assert (Tool.objects.get().data_taken, Tool.objects.get().consent) == (None, "Asked for")


def test_taking_the_sites_changes_over_makes_nobody_an_author(ada, grace, pages, tool):
    change_form(pages, data_taken="Names")
    with recorded_change(tool):
        tool.consent = "Asked for"
        tool.save()
    grace()
    assert pages.publish(take_over="1").status_code == 302
    pages.client.force_login(ada)
    assert pages.publish().status_code == 403


def test_a_draft_that_changed_after_the_time_was_set_is_not_published_by_the_clock(
    ada, grace, pages
):
    change_form(pages, data_taken="Names")
    grace()
    assert set_time(pages).status_code == 302
    pages.client.force_login(ada)
    pages.save(data_taken="Whatever nobody else has seen")
    assert set_times.run_due(TimedStep.objects.get().at) == 0
    assert (Tool.objects.get().data_taken, TimedStep.objects.get().problem) == (None, "second")


def test_other_facts_may_change_after_the_time_was_set(ada, grace, pages):
    change_form(pages, data_taken="Names")
    grace()
    set_time(pages)
    pages.save(name="Beta")
    assert set_times.run_due(TimedStep.objects.get().at) == 1
    assert (Tool.objects.get().data_taken, Tool.objects.get().name) == ("Names", "Beta")


@pytest.mark.parametrize("left", ["closed", "without a role"])
def test_the_clock_does_nothing_for_whoever_left(pages, ada, left):
    pages.begin()
    pages.save(name="Beta")
    set_time(pages)
    if left == "closed":
        Person.objects.update(is_active=False)
    else:
        Group.objects.get(name="curator").user_set.clear()
    step = TimedStep.objects.get()
    assert set_times.run_due(step.at) == 0
    assert (Tool.objects.get().name, TimedStep.objects.get().problem) == ("Alpha", "gone")


def test_known_to_be_none_is_a_statement_of_the_panel(ada, pages, tool):
    stated = tool.facts()
    none = stated | {"known_none": ["known_harms"]}
    assert guarded_names(Tool, stated, none) == ["known_harms"]
    with pytest.raises(SecondPersonNeeded), recorded_change(tool, by=ada):
        Tool.objects.update(known_none=["known_harms"])


def test_what_is_inferred_of_a_safeguard_is_no_statement_of_a_source(tool):
    stated = tool.facts() | {"safeguard": ["encrypted"], "purpose": ["training"], "inferred": []}
    assert guarded_names(Tool, stated, stated | {"inferred": ["encrypted"]}) == ["safeguard"]
    assert guarded_names(Tool, stated, stated | {"inferred": ["training"]}) == []


def test_a_record_that_was_taken_back_is_published_by_another_than_who_knew_of_none(
    ada, pages, tool
):
    tool.withdraw_to_draft(by=ada)
    with recorded_change(tool, by=ada):
        tool.known_none = ["known_harms"]
        tool.save()
    with pytest.raises(SecondPersonNeeded):
        Tool.objects.get().publish(by=ada)
