import re

import pytest

from hub.curation.desk.models import Task
from hub.curation.link_checks.address_register import follow_records
from hub.curation.link_checks.consequences import tell_everybody
from hub.curation.link_checks.models import CheckedAddress
from hub.records.models import RecordNotice, Source
from tests.hub.curation.link_checks.conftest import DAY, NIGHT
from tests.hub.curation.record_checks.conftest import cite

pytestmark = pytest.mark.django_db
State, Cause = CheckedAddress.State, CheckedAddress.Cause
URL = "https://beacon.example/"


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", email="me@example.org", name="Mira")


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="beacon", name="Beacon", url=URL)


@pytest.fixture
def dead(tool):
    return address_in(State.DEAD, cause=Cause.TIME, failed_on=["2027-02-20", "2027-02-25"])


def address_in(state, **values):
    follow_records(NIGHT)
    since = values.pop("since", NIGHT)
    CheckedAddress.objects.update(
        state=state, asked_at=NIGHT, well_at=NIGHT - 30 * DAY, since=since, **values
    )
    tell_everybody()
    return CheckedAddress.objects.get()


def decide(client, address, decision, seen=None):
    form = {"decision": decision, "seen": seen or address.state}
    return client.post(f"/desk/links/{address.pk}/", form)


def test_the_desk_leads_to_the_page_of_the_address(curator, dead):
    text = curator.get("/desk/").text
    assert f'href="/desk/links/{dead.pk}/"' in text
    assert "beacon.example: No answer on 2 days, last: the server took too long." in text


def test_the_page_says_how_it_stands_and_where(curator, tool, dead):
    text = curator.get(f"/desk/links/{dead.pk}/").text
    assert "No answer on 2 days, last: the server took too long." in text
    assert "Last seen well 2027-01-30." in text
    assert f'href="/admin/catalogue/tool/{tool.pk}/change/"' in text
    assert f'href="/desk/check/record/tool/{tool.pk}/"' in text


def test_the_new_address_is_shown_and_nothing_is_written(curator, tool):
    address = address_in(State.MOVED, cause=Cause.MOVED, new_url="https://beacon.example/new")
    text = curator.get(f"/desk/links/{address.pk}/").text
    assert "https://beacon.example/new" in text
    tool.refresh_from_db()
    assert tool.url == URL


def test_a_source_is_changed_on_its_own_form_with_its_copy(curator, make_tool):
    tool = make_tool(url=None)
    source = cite(tool, url="https://report.example/1", title="A report")
    Source.objects.update(archived_url="https://web.archive.org/web/2027/x")
    address = address_in(State.DEAD, cause=Cause.NAME)
    text = curator.get(f"/desk/links/{address.pk}/").text
    assert f'href="/admin/core/source/{source.pk}/change/"' in text
    assert 'href="https://web.archive.org/web/2027/x"' in text


def test_it_works_closes_the_task_and_takes_the_notice_away(curator, tool, dead):
    assert RecordNotice.objects.filter(kind="links").exists()
    assert decide(curator, dead, "right").status_code == 302
    dead.refresh_from_db()
    assert (dead.state, str(dead.fine_by)) == (State.WELL, "Mira")
    task = Task.objects.get(kind="link-dead")
    assert (task.outcome, str(task.closed_by)) == (Task.Outcome.DONE, "Mira")
    assert not RecordNotice.objects.exists()


def test_a_notice_of_another_address_of_the_record_stays(curator, tool):
    cite(tool, url="https://report.example/1", title="A report")
    follow_records(NIGHT)
    CheckedAddress.objects.update(state=State.DEAD, cause=Cause.NAME, failed_on=["2027-02-20"])
    tell_everybody()
    decide(curator, CheckedAddress.objects.get(url=URL), "right")
    (notice,) = RecordNotice.objects.all()
    assert [one["url"] for one in notice.facts["addresses"]] == ["report.example/1"]


def test_leaving_it_alone_can_be_taken_back(curator, dead):
    decide(curator, dead, "leave")
    dead.refresh_from_db()
    assert (dead.state, CheckedAddress.objects.due(NIGHT + 900 * DAY).count()) == (State.LEFT, 0)
    decide(curator, dead, "again")
    dead.refresh_from_db()
    assert (dead.state, CheckedAddress.objects.due(NIGHT + 900 * DAY).count()) == (State.NEW, 1)


def test_what_goes_dead_again_after_it_was_right_is_a_task_again(curator, dead):
    decide(curator, dead, "right")
    again = NIGHT + 40 * DAY
    address_in(State.DEAD, cause=Cause.TIME, failed_on=["2027-04-01"], since=again)
    assert Task.objects.still_open().filter(kind="link-dead").exists()


def test_a_task_that_a_curator_closed_stays_closed(curator, dead):
    task = Task.objects.still_open().get(kind="link-dead")
    form = {"outcome": "dismissed", "reason": "It is history."}
    assert curator.post(f"/desk/{task.pk}/close/", form).status_code == 302
    tell_everybody()
    assert not Task.objects.still_open().filter(kind="link-dead").exists()


def test_a_decision_on_what_changed_meanwhile_is_not_taken(curator, dead):
    response = decide(curator, dead, "leave", seen=State.PARKED)
    assert response.status_code == 409
    assert "Nothing was decided" in response.text
    dead.refresh_from_db()
    assert dead.state == State.DEAD


@pytest.mark.parametrize("decision", ["", "edit", "x" * 1000])
def test_another_decision_is_refused_with_a_sentence(curator, dead, decision):
    response = decide(curator, dead, decision)
    assert response.status_code == 400
    assert "Choose what you decide." in response.text


@pytest.mark.parametrize("pk", ["0", "999999999999999999999999"])
def test_an_address_that_is_not_there(curator, pk):
    assert curator.get(f"/desk/links/{pk}/").status_code == 404


def test_whoever_may_only_read_decides_nothing(client, dead, make_person):
    from django.contrib.auth.models import Permission

    person = make_person(is_staff=True, email="reader@example.org")
    person.user_permissions.set(Permission.objects.filter(codename="view_checkedaddress"))
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "It works" not in client.get(f"/desk/links/{dead.pk}/").text
    assert decide(client, dead, "right").status_code == 403


def test_the_list_begins_with_the_state_that_wants_somebody(curator, dead):
    text = curator.get("/desk/links/").text
    assert re.search(r'aria-current="true">does not answer <span class="count">1</span>', text)


@pytest.mark.parametrize("query", ["state=well", "state=nonsense", "page=9999", "page=x"])
def test_the_list_answers_any_question(curator, dead, query):
    assert curator.get(f"/desk/links/?{query}").status_code == 200


def test_the_list_says_that_the_checks_are_off(curator, settings):
    settings.LINK_CHECKS_PER_NIGHT = 0
    assert "The checks are off" in curator.get("/desk/links/").text


def test_an_address_of_quotation_marks_leaves_the_desk_in_peace(curator, tool):
    quotes = "https://beacon.example/" + '"\\' * 400
    type(tool).objects.update(url=quotes)
    address_in(State.MOVED, cause=Cause.MOVED, new_url=quotes + "new")
    assert curator.get("/desk/").status_code == 200


def test_a_hostile_address_is_no_markup(curator, make_tool):
    make_tool(url='https://beacon.example/"><script>alert(1)</script>')
    address = address_in(
        State.PARKED, cause=Cause.OTHER_SITE, new_url="https://x.example/", new_title="<b>Sale</b>"
    )
    text = curator.get(f"/desk/links/{address.pk}/").text
    assert "<script>alert" not in text
    assert "<b>Sale</b>" not in text
