"""Taking a merge back: as it was, but for what somebody changed since, which is named."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Organisation, Tool
from hub.curation.contacts.models import Contact
from hub.curation.desk.models import Task
from hub.curation.merging.merge_undo import obstacle, undo
from hub.curation.merging.models import RecordMerge
from hub.digests.matching.saved_search import SavedSearchReader
from hub.lists.spec import lists_by_route
from hub.records.models import FormerSlug, Revision, SearchState, recorded_change
from tests.hub.curation.merging.conftest import differences, state
from tests.plugins.merges import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def pair(make_organisation):
    goes = make_organisation(name="U. Hub", slug="u-hub", names=("UH",), terms=("country/ke",))
    return goes, make_organisation(name="United Hub", slug="united-hub", terms=("country/ke",))


def test_links_keys_notes_and_checks_come_back_row_by_row(
    pair, make_tool, make_event, make_helpline, make_record, make_answered_question
):
    goes, stays = pair
    make_tool(organisations=(stays, goes))
    make_tool(organisations=(goes,))
    make_helpline(organisation=goes)
    make_event(organisers=(goes, stays), owner=goes)
    make_record("organisation", part_of=goes, successor=goes)
    make_answered_question(organisation=goes)
    Contact.objects.create(
        record_kind="organisation", record_id=goes.pk, role="maker", address="x", address_key="y",
        page="https://hub.example/", language="en",
    )  # fmt: skip
    Task.objects.create(
        kind="review", key="organisation:1", record_kind="organisation", record_id=goes.pk,
        title="U. Hub", rank=1, waiting_since="2026-01-01",
    )  # fmt: skip
    FormerSlug.objects.create(kind="organisation", slug="uh-of-old", record_id=goes.pk)
    before = state()
    done = merge(goes, stays)
    assert done.count == 6
    assert Contact.objects.get().record_id == Task.objects.get().record_id == stays.pk
    assert undo(done.pk, by=None).left == []
    assert differences(before, state()) == {}


def test_each_step_is_one_number_and_one_moment(pair, make_tool):
    for _number in range(3):
        make_tool(organisations=(pair[0],))
    before = SearchState.current()
    done = merge(*pair)
    assert SearchState.current() == before + 1
    undo(done.pk, by=None)
    assert SearchState.current() == before + 2


def test_what_somebody_changed_since_stays_and_is_named(pair, make_tool):
    goes, stays = pair
    tool = make_tool(name="Theirs", organisations=(goes,))
    done = merge(goes, stays, url="keep", name="take")
    with recorded_change(stays):
        stays.refresh_from_db()
        stays.name = "United Hubs"
        stays.save()
    with recorded_change(tool):
        tool.organisation_links.all().delete()
    undone = undo(done.pk, by=None)
    stays.refresh_from_db()
    assert stays.name == "United Hubs"
    assert not tool.organisation_links.exists()
    sentences = dict(undone.left)
    assert sentences["United Hubs"] == "Changed again or removed since, and left so: name."
    assert len(undone.left) == 2


def test_it_is_in_the_ledger_of_both(pair):
    goes, stays = pair
    done = merge(*pair)
    undo(done.pk, by=None)
    runs = Revision.objects.filter(record_id__in=(goes.pk, stays.pk)).values_list("run", flat=True)
    assert {done.run, done.undo_run} <= set(runs)
    goes.refresh_from_db()
    assert goes.version == Revision.objects.filter(record_id=goes.pk, kind=goes.kind).count()


def test_it_is_taken_back_once(pair):
    done = merge(*pair)
    undo(done.pk, by=None)
    with pytest.raises(ValidationError, match="taken back before"):
        undo(done.pk, by=None)


def test_merges_that_build_on_one_another_are_taken_back_in_their_order(pair, make_organisation):
    goes, stays = pair
    third = make_organisation(name="Third")
    before = state()
    first = merge(goes, stays)
    second = merge(stays, third)
    with pytest.raises(ValidationError, match="was merged into another later"):
        undo(first.pk, by=None)
    undo(second.pk, by=None)
    undo(first.pk, by=None)
    assert differences(before, state()) == {}


def test_two_merges_into_one_are_taken_back_in_any_order(pair, make_organisation):
    goes, stays = pair
    third = make_organisation(name="Third", terms=("country/ug",))
    before = state()
    first, second = merge(goes, stays), merge(third, stays)
    undo(first.pk, by=None)
    undo(second.pk, by=None)
    assert differences(before, state()) == {}


def test_an_address_that_was_given_to_another_stands_against_it(pair, make_organisation):
    done = merge(*pair)
    make_organisation(name="New", slug="u-hub")
    assert "has the address “u-hub” by now" in obstacle(RecordMerge.objects.get(pk=done.pk))
    with pytest.raises(ValidationError, match="has the address"):
        undo(done.pk, by=None)
    assert Organisation.objects.count() == 2


# Readers


@pytest.mark.parametrize("ending", ["", "?q=1"])
def test_its_address_leads_to_the_other_for_good_and_is_its_own_again(pair, client, ending):
    done = merge(*pair)
    answer = client.get(f"/organisations/u-hub/{ending}")
    assert (answer.status_code, answer.headers["location"]) == (
        301,
        f"/organisations/united-hub/{ending}",
    )
    undo(done.pk, by=None)
    assert client.get("/organisations/u-hub/").status_code == 200


def test_the_calendar_of_an_event_leads_on(make_record, client):
    goes, stays = make_record("event", start="2026-05-01"), make_record("event", start="2026-05-01")
    merge(goes, stays)
    answer = client.get(f"/events/{goes.slug}.ics")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/events/{stays.slug}.ics")


def test_a_saved_filter_goes_on_with_the_other(pair, make_event):
    make_event(organisers=(pair[0],))

    def asked_for():
        search = SavedSearchReader().of_list(lists_by_route()["events"], "organiser=u-hub")
        return dict(search.chosen).get("organiser")

    done = merge(*pair)
    assert asked_for() == ("united-hub",)
    undo(done.pk, by=None)
    assert asked_for() == ("u-hub",)


@pytest.mark.parametrize("ending", ["", "feed/"])
def test_a_list_that_is_filtered_by_it_goes_on_with_the_other(pair, make_event, client, ending):
    make_event(name="Their meeting", organisers=(pair[0],))
    make_event(name="Another meeting", organisers=(pair[1],))
    merge(*pair)
    answer = client.get(f"/events/{ending}?organiser=u-hub", follow=True)
    assert answer.status_code == 200
    assert client.get(f"/events/{ending}?organiser=never-was").status_code == 400


def test_lists_show_the_one_that_stays_and_both_again(pair, visit, make_tool):
    make_tool(name="A tool of it", organisations=(pair[0],))
    assert visit("/organisations/").href("U. Hub")
    done = merge(*pair)
    page = visit("/organisations/")
    assert "U. Hub</a>" not in page.html.replace("“", "")
    undo(done.pk, by=None)
    assert visit("/organisations/").href("U. Hub") == "/organisations/u-hub/"


# Pages


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def test_the_page_takes_it_back(curator, pair):
    done = merge(*pair)
    page = curator.get(f"/desk/merges/{done.pk}/").content.decode()
    assert "make two records of it again" in page
    answer = curator.post(f"/desk/merges/{done.pk}/undo/")
    assert answer.headers["location"] == f"/desk/merges/{done.pk}/"
    assert Organisation.objects.filter(slug="u-hub").exists()
    again = curator.post(f"/desk/merges/{done.pk}/undo/")
    assert again.status_code == 409
    assert "taken back before" in again.content.decode()


def test_the_form_and_the_history_of_the_one_that_stays_lead_to_the_other(curator, pair):
    done = merge(*pair, reason="One body.")
    for page in ("change", "history"):
        path = f"/admin/catalogue/organisation/{pair[1].pk}/{page}/"
        assert f'href="/desk/merges/{done.pk}/history/"' in curator.get(path).content.decode()
    history = curator.get(f"/desk/merges/{done.pk}/history/").content.decode()
    assert "“One body.”" in history
    assert "The record was made" in history


def test_it_stands_in_the_list_of_merges(curator, pair):
    assert "No records were merged yet." in curator.get("/desk/merges/").content.decode()
    done = merge(*pair)
    page = curator.get("/desk/merges/").content.decode()
    assert f'href="/desk/merges/{done.pk}/"' in page
    assert "U. Hub → United Hub" in page


# What one person alone may not take over


def test_the_safety_panel_of_a_published_tool_is_not_taken_over(make_tool, settings):
    settings.TWO_PEOPLE = True
    goes, stays = make_tool(caution="Careful."), make_tool()
    merge(goes, stays, caution="take")
    assert not Tool.objects.get().caution


def test_where_nobody_asks_for_two_people_it_is(make_tool, make_person, settings):
    settings.TWO_PEOPLE = False
    goes, stays = make_tool(caution="Careful."), make_tool()
    merge(goes, stays, by=make_person(), caution="take")
    assert Tool.objects.get().caution == "Careful."
    revision = Revision.objects.get(kind="tool", record_id=stays.pk, version=2)
    assert "alone: this site asks for no second person" in revision.reason


def test_what_fewer_people_may_read_is_not_shown_to_more(make_organisation, settings):
    settings.TWO_PEOPLE = True
    goes = make_organisation(
        name="Hidden house", visibility="vetted", names=("HH",), url="https://hidden.example/"
    )
    stays = make_organisation(name="House")
    done = merge(goes, stays, url="take", names="unite")
    stays.refresh_from_db()
    assert (stays.url, list(stays.names.all())) == (None, [])
    undo(done.pk, by=None)
    goes.refresh_from_db()
    assert [str(name) for name in goes.names.all()] == ["HH"]


def test_circle_state_and_checks_are_those_of_the_one_that_stays(make_organisation):
    goes = make_organisation(verification="source-checked", verified_on="2026-01-01")
    stays = make_organisation(state="draft", visibility="vetted")
    merge(goes, stays, state="take", visibility="take", verification="take", slug="take")
    kept = Organisation.objects.get()
    assert (kept.state, kept.visibility, kept.verification, kept.slug) == (
        "draft", "vetted", "unreviewed", stays.slug,
    )  # fmt: skip


# What stands against it


def test_a_draft_stands_against_it(pair, make_person):
    from hub.curation.drafts import record_drafts

    record_drafts.begin(pair[0], by=make_person())
    with pytest.raises(ValidationError, match="has a draft"):
        merge(*pair)
    assert Organisation.objects.count() == 2


def test_a_text_that_is_to_be_taken_out_stands_against_it(pair, make_person):
    from hub.curation.purging.purge_requests import ask
    from hub.curation.purging.stored_texts import RecordKey

    key = RecordKey("organisation", pair[0].pk)
    ask(key, "U. Hub", reason="A person.", by=make_person())
    with pytest.raises(ValidationError, match="A text is to be taken out"):
        merge(*pair)
