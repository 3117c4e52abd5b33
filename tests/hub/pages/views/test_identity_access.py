"""Nobody but an administrator who confirmed lately changes what the site says it is."""

import time

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from hub.accounts.models import Person
from hub.accounts.roles import ADMINISTRATOR, CURATOR, FOCAL_POINT, VOCABULARY
from hub.identity.models import IdentityDraft, IdentityVersion
from hub.identity.publication import publish
from hub.records.models.search_state import committed
from tests.plugins.cast import note_password
from tests.plugins.stewards import browser_of

pytestmark = pytest.mark.django_db
EDIT, PUBLISH = "/admin/identity/", "/admin/identity/publish/"
DROP, TAKE_ON = "/admin/identity/drop/", "/admin/identity/take-on/"
BACK, BACK_TO_NONE = "/admin/identity/history/1/", "/admin/identity/history/0/"
POSTS = (EDIT, PUBLISH, DROP, TAKE_ON, BACK, BACK_TO_NONE)
FOR_READERS = (PUBLISH, BACK, BACK_TO_NONE)  # what changes the site at once
TYPED = {"name": "Taken over", "seen": "2"}
# What people may be beside administrators, all at once too.
ROLES = ((CURATOR,), (FOCAL_POINT,), (VOCABULARY,), (), (CURATOR, FOCAL_POINT, VOCABULARY))
FIVE_MINUTES = 300


@pytest.fixture(autouse=True)
def _two_versions():
    publish({"name": "First"}, based_on=0, by=None)
    publish({"name": "Second"}, based_on=1, by=None)


def state():
    """All that a POST could have changed."""
    versions = list(IdentityVersion.objects.order_by("number").values_list("number", "values"))
    drafts = list(IdentityDraft.objects.order_by("pk").values_list("by", "values", "based_on"))
    return versions, drafts, committed().seq


def with_draft(person):
    """Such as somebody wrote who was an administrator then."""
    IdentityDraft.objects.create(by=person, values={"name": "Taken over"}, based_on=1)
    return person


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("roles", ROLES, ids="+".join)
def test_who_works_here_in_another_role_is_refused(make_person, make_organisation, roles, path):
    person = with_draft(make_person(is_staff=True))
    person.groups.set(Group.objects.filter(name__in=roles))
    if FOCAL_POINT in roles:
        person.focal_point_of.create(organisation=make_organisation())
    before = state()
    answer = browser_of(person).post(path, TYPED)
    assert answer.status_code == 403
    assert state() == before


@pytest.mark.parametrize("path", POSTS)
def test_whoever_has_an_account_and_works_not_here_is_refused(make_person, path):
    person = with_draft(make_person(is_staff=False))
    person.groups.set(Group.objects.filter(name=ADMINISTRATOR))
    before = state()
    answer = browser_of(person).post(path, TYPED)
    assert answer.status_code in (302, 403)
    assert state() == before


@pytest.mark.parametrize("path", POSTS)
def test_a_reader_is_refused(path):
    before = state()
    answer = Client().post(path, TYPED)
    assert answer.status_code in (302, 401, 403)
    assert state() == before


@pytest.mark.parametrize("path", POSTS)
def test_who_is_administrator_no_more_is_refused_from_then_on(signed_in, path):
    browser = signed_in(ADMINISTRATOR)
    person = with_draft(Person.objects.get())
    assert browser.get(EDIT).status_code == 200
    person.groups.clear()
    before = state()
    assert browser.post(path, TYPED).status_code == 403
    assert state() == before


@pytest.mark.parametrize("path", POSTS)
def test_a_form_of_another_site_is_refused(signed_in, path):
    signed_in(ADMINISTRATOR)
    person = with_draft(Person.objects.get())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    note_password(browser, person)
    before = state()
    assert browser.post(path, TYPED).status_code == 403
    assert state() == before


# Confirmed within five minutes


@pytest.fixture
def confirmed(signed_in):
    """An administrator's browser with a draft that can be published, confirmed so long ago."""

    def confirm(seconds):
        browser = signed_in(ADMINISTRATOR)
        person = Person.objects.get()
        IdentityDraft.objects.create(by=person, values={"name": "Third"}, based_on=2)
        note_password(browser, person, at=time.time() - seconds)
        return browser

    return confirm


def test_five_minutes_count(settings):
    assert settings.ACCOUNT_REAUTHENTICATION_TIMEOUT == FIVE_MINUTES


@pytest.mark.parametrize("path", FOR_READERS)
def test_what_readers_see_is_changed_by_nobody_who_confirmed_longer_ago(confirmed, path):
    browser = confirmed(FIVE_MINUTES + 1)
    before = state()
    page = browser.post(path, TYPED, follow=True)
    assert state() == before
    asked = page.redirect_chain[-1][0] if page.redirect_chain else page.content.decode()
    assert "/accounts/reauthenticate/" in asked
    assert "Second" in Client().get("/about/").content.decode()


@pytest.mark.parametrize("path", FOR_READERS)
def test_and_is_by_whoever_did_meanwhile(confirmed, path):
    browser = confirmed(FIVE_MINUTES / 2)
    assert browser.post(path, TYPED).status_code == 302
    assert IdentityVersion.objects.count() == 3


@pytest.mark.parametrize("path", FOR_READERS)
def test_a_sign_in_by_a_provider_that_asked_nobody_confirms_nothing(confirmed, path):
    browser = confirmed(FIVE_MINUTES + 1)
    session = browser.session
    session["account_authentication_methods"].append(
        {"method": "socialaccount", "at": time.time(), "provider": "oidc", "uid": "1"}
    )
    session.save()
    before = state()
    browser.post(path, TYPED)
    assert state() == before


@pytest.mark.parametrize("path", [EDIT, DROP, TAKE_ON])
def test_what_only_the_writer_sees_asks_for_nothing_anew_and_changes_nothing_else(confirmed, path):
    browser = confirmed(FIVE_MINUTES + 1)
    versions, _drafts, seq = state()
    assert browser.post(path, TYPED).status_code == 302
    assert (state()[0], state()[2]) == (versions, seq)
    assert "Second" in Client().get("/about/").content.decode()
