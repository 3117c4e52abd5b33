"""The curators' side in a browser: signed in by its form, and every main page looked at by axe."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.sign_in import sign_in

EMAIL, PASSWORD = "journey@example.org", "a long journey at night"
MADE = f"""
from catalogue.models import Tool
from django.contrib.auth.models import Group
from hub.accounts.models import Person
if not Person.objects.filter(email="{EMAIL}").exists():
    person = Person.objects.create_user("{EMAIL}", "{PASSWORD}", is_staff=True, name="Ada")
    person.groups.set(Group.objects.filter(name__in=("administrator", "vocabulary")))
print(Tool.objects.get(slug="primero").pk)
"""
PAGES = (
    "/admin/",
    "/admin/catalogue/tool/",
    "/admin/catalogue/tool/?q=data&state__exact=published",
    "/admin/catalogue/tool/add/",
    "/admin/catalogue/tool/{tool}/change/",
    "/admin/catalogue/tool/{tool}/history/",
    "/admin/catalogue/tool/{tool}/history/1/restore/",
    "/admin/catalogue/tool/{tool}/do/archive/",
    "/admin/catalogue/tool/{tool}/do/verify/",
    "/admin/catalogue/organisation/1/change/",
    "/desk/merges/",
    "/desk/merges/organisation/1/",
    "/desk/merges/organisation/1/into/2/",
    "/admin/catalogue/helpline/1/change/",
    "/admin/recommendations/document/1/change/",
    "/admin/events/event/1/change/",
    "/admin/recommendations/recommendation/1/change/",
    "/admin/vocabulary/term/",
    "/admin/vocabulary/term/1/change/",
    "/desk/vocabulary/",
    "/desk/vocabulary/term/1/rename/",
    "/desk/vocabulary/term/1/rename/?chosen=1&name=Another+name&slug=another-name",
    "/desk/vocabulary/term/1/merge/",
    "/desk/vocabulary/term/1/split/",
    "/desk/vocabulary/term/1/split/?chosen=1&names=One+part%0AAnother+part",
    "/admin/core/source/1/change/",
    "/admin/core/revision/",
    "/admin/accounts/person/add/",
    "/admin/mail/",
)


@pytest.fixture(scope="module")
def tool(running_site):
    """The key of a tool; a curator is made beside it."""
    return running_site.manage("shell", "--no-imports", "-c", MADE).split()[-1]


def signed_in(page: Page) -> Page:
    return sign_in(page, EMAIL, PASSWORD)


@pytest.fixture
def open_desk(browser: Browser, site: str) -> Iterator[Callable[[], Page]]:
    """A page for a curator. Not of ``open_page``: Select2 sets styles that the content policy
    refuses (nothing is lost by it), and that counts every refusal as a fault.
    """
    contexts = []

    def open_desk() -> Page:
        size = {"width": 1280, "height": 900}
        context = browser.new_context(base_url=site, viewport=size)
        contexts.append(context)
        return context.new_page()

    yield open_desk
    for context in contexts:
        context.close()


# A colour that is still changing has not the contrast that it comes to.
SETTLED = "Promise.all(document.getAnimations().map(one => one.finished))"


def test_axe_finds_nothing_on_the_curators_pages(tool, open_desk, violations):
    """In the dark contrast alone: the other rules do not see colours."""
    page = signed_in(open_desk())
    found = []
    for address in PAGES:
        answer = page.goto(address.format(tool=tool))
        assert answer is not None
        assert answer.status == 200, page.url
        found += violations(page, whole=False)
        page.emulate_media(color_scheme="dark")
        page.evaluate(f"{SETTLED}.then(() => true)")
        found += violations(page, whole=False, only="color-contrast")
        page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


CUT_OFF = "(one => one.scrollWidth > one.clientWidth)(document.querySelector('.results'))"


def test_the_list_of_people_shows_when_each_signed_in_last(tool, open_desk):
    page = signed_in(open_desk())
    page.goto("/admin/accounts/person/")
    assert page.locator("td.field-signed_in").first.is_visible()
    assert page.evaluate(CUT_OFF) is False
