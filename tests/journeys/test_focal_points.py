"""A focal point corrects the tool of their body as a draft, a second person publishes it."""

import pytest

from tests.journeys.first_screen import fits
from tests.journeys.sign_in import sign_in

PASSWORD = "a long journey at night"
ADA, BO, ROOT = "ada-body@example.org", "bo-body@example.org", "root-body@example.org"
SLUG, OTHER = "beacon-international", "beacon-elsewhere"
SUMMARY = "Corrected by the body that runs it, as the journey tells."
SETUP = f"""
from django.contrib.auth.models import Group
from catalogue.models import Organisation, Tool
from hub.accounts.models import Person
from hub.curation.stewards.steward_changes import name_steward
from hub.records.models import recorded_change

def made(model, slug, name, **values):
    record = model(slug=slug, name=name, state="published", **values)
    with recorded_change(record, news=False):
        record.save()
    return record

bodies = [made(Organisation, slug, slug) for slug in ("body-of-ada", "body-of-others")]
tools = [made(Tool, slug, slug, summary="It helps.", panel="not_assessed")
         for slug in ("{SLUG}", "{OTHER}")]
for tool, body in zip(tools, bodies):
    name_steward("tool", [tool.pk], body, by=None)
for email, role in (("{ADA}", "focal_point"), ("{BO}", "focal_point"), ("{ROOT}", "administrator")):
    person = Person.objects.create_user(email, "{PASSWORD}", is_staff=True)
    person.groups.set(Group.objects.filter(name=role))
    if role == "focal_point":
        person.focal_point_of.create(organisation=bodies[0])
print(*[tool.pk for tool in tools], Person.objects.get(email="{ADA}").pk)
"""


@pytest.fixture(scope="module")
def keys(running_site):
    """Of the tool of their body, of another body's, and of the focal point."""
    printed = running_site.manage("shell", "--no-imports", "-c", SETUP)
    return [int(key) for key in printed.split()[-3:]]


def test_a_correction_by_a_focal_point_is_published_by_a_second_person(open_page, axe, keys):
    own, other, _ada = keys
    page = sign_in(open_page(), ADA, PASSWORD)
    page.goto("/admin/catalogue/tool/")
    assert SLUG in page.locator("#result_list").inner_text()
    assert OTHER not in page.locator("#result_list").inner_text()
    assert page.goto(f"/admin/catalogue/tool/{other}/change/").status == 403

    page.goto(f"/admin/catalogue/tool/{own}/change/")
    assert "Steward: body-of-ada." in page.locator("main").inner_text()
    axe(page)
    page.get_by_label("What it is").fill(SUMMARY)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**/desk/drafts/tool/{own}/compare/")
    assert "published by a second person" in page.locator(".messagelist").inner_text()
    page.get_by_role("button", name="Publish now").click()
    assert "somebody else has to publish it" in page.locator(".errornote").inner_text()
    axe(page)
    reader = open_page()
    reader.goto(f"/tools/{SLUG}/")
    assert SUMMARY not in reader.locator("main").inner_text()

    second = sign_in(open_page(), BO, PASSWORD)
    second.goto(f"/desk/drafts/tool/{own}/compare/")
    second.get_by_role("button", name="Publish now").click()
    assert "Published" in second.locator(".messagelist").inner_text()
    reader.reload()
    assert SUMMARY in reader.locator("main").inner_text()
    assert "body-of-ada" not in reader.locator("main").inner_text()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_pages_are_usable_at_any_width(open_page, axe, keys, width):
    own, _other, ada = keys
    page = sign_in(open_page(width=width), ADA, PASSWORD)
    for path in ("/desk/", "/desk/drafts/", "/desk/suggestions/", "/desk/confirmations/"):
        page.goto(path)
        axe(page)
        assert fits(page), path
    page = sign_in(open_page(width=width), ROOT, PASSWORD)
    for path in (f"/desk/stewards/tool/{own}/", f"/admin/accounts/person/{ada}/change/"):
        page.goto(path)
        axe(page)
        assert fits(page), path
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert fits(page), path
