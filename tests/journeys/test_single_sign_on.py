"""Somebody signs in at a real provider of OpenID Connect, works, confirms and signs out; whom no
rule names is refused. The provider is another process, and Chromium goes there and back."""

import json
import os
import socket
import sys
import time
import urllib.request
from contextlib import suppress

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from hub.devserver import program_commands
from tests.journeys.first_screen import PHONE, fits
from tests.plugins.site import PATIENCE_SECONDS, ROOT

GRACE = {"sub": "grace", "email": "grace@example.org", "name": "Grace", "groups": ["hub-editors"]}
AMINA = {"sub": "amina", "email": "amina@example.org", "name": "Amina", "groups": ["hub-bodies"]}
BORIS = {"sub": "boris", "email": "boris@example.org", "name": "Boris", "groups": ["visitors"]}
STYLE_SHEET = "https://cdn.jsdelivr.net/"
ARE_THERE = """
from hub.accounts.models import Person
names = ("grace@example.org", "boris@example.org")
print(",".join(Person.objects.filter(email__in=names).values_list("email", flat=True)))
"""

TOOL, SUMMARY = "lantern-of-amina", "Corrected by the body that runs it, signed in from afar."
# What an administrator and a curator do once Amina has come for the first time.
TAKEN_IN = f"""
from catalogue.models import Organisation, Tool
from hub.accounts.models import Person
from hub.curation.stewards.steward_changes import name_steward
from hub.records.models import recorded_change

def made(model, slug, **values):
    record = model(slug=slug, name=slug, state="published", **values)
    with recorded_change(record, news=False):
        record.save()
    return record

body = made(Organisation, "body-of-amina")
tool = made(Tool, "{TOOL}", summary="It helps.", panel="not_assessed")
name_steward("tool", [tool.pk], body, by=None)
Person.objects.get(email="amina@example.org").focal_point_of.create(organisation=body)
print(tool.pk)
"""
# The site is shared: other journeys count its tools.
TAKEN_OUT = f"""
from catalogue.models import Organisation, Tool
from hub.records.models import recorded_change

for model, slug in ((Tool, "{TOOL}"), (Organisation, "body-of-amina")):
    for record in model.objects.filter(slug=slug):
        with recorded_change(record, news=False):
            record.state = "draft"
            record.save()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, process, log) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 (ours)
            assert answer.status == 200
            return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


@pytest.fixture(scope="module")
def provider(process_group, tmp_path_factory):
    """The address of the provider, which knows three people."""
    port, log = free_port(), tmp_path_factory.mktemp("provider") / "log"
    claims = [part for who in (GRACE, AMINA, BORIS) for part in ("--user-claims", json.dumps(who))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims]
    with log.open("w") as output:
        process = process_group.start(
            command, environment=dict(os.environ), folder=ROOT, output=output
        )
    address = f"http://127.0.0.1:{port}"
    wait_until_up(f"{address}/.well-known/openid-configuration", process, log)
    yield address
    process_group.stop(process)


@pytest.fixture(scope="module")
def site(running_site, provider, process_group, tmp_path_factory):
    """A second web server of the running site, at which the provider is named."""
    port, log = free_port(), tmp_path_factory.mktemp("web") / "log"
    environment = running_site.environment | {
        "PORT": str(port),
        "SITE_ADDRESS": f"http://localhost:{port}",
        "OIDC_ISSUER": provider,
        "OIDC_CLIENT_ID": "hub",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_NAME": "Example ID",
        "OIDC_ROLES": "hub-editors=curator; hub-bodies=focal_point",
    }
    (settings.VAR_DIR / "run").mkdir(exist_ok=True)  # of the run, where gunicorn's processes meet
    command = program_commands.web("127.0.0.1", port).arguments
    with log.open("w") as output:
        process = process_group.start(command, environment=environment, folder=ROOT, output=output)
    wait_until_up(f"http://localhost:{port}/healthz", process, log)
    yield f"http://localhost:{port}"
    process_group.stop(process)


@pytest.fixture
def taken_out(running_site):
    """Afterwards the tool and its body are public no more."""
    yield
    running_site.manage("shell", "--no-imports", "-c", TAKEN_OUT)


@pytest.fixture
def visit(open_page, provider):
    """Opens pages from which one may go to the provider, whose own ask for a style sheet."""

    def visit(**options) -> Page:
        page = open_page(leaving=(provider, STYLE_SHEET), **options)
        page.context.route(f"{STYLE_SHEET}**", lambda route: route.abort())
        return page

    return visit


def sign_on(page: Page, who: str) -> None:
    page.goto("/accounts/login/?next=/desk/")
    page.get_by_role("button", name="Sign in with Example ID").click()
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()
    page.get_by_role("button", name=who, exact=True).click()


def test_a_curator_signs_in_by_the_provider_works_and_signs_out(visit, axe, site, provider):
    page = visit()
    page.goto("/accounts/login/")
    axe(page)
    sign_on(page, "grace")
    page.wait_for_url(f"{site}/desk/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    axe(page)
    page.get_by_role("link", name="Sign out of Example ID as well").click()
    page.wait_for_url(f"{provider}/oauth2/end_session**")
    page.goto("/desk/")
    assert "/accounts/login/" in page.url


def test_without_javascript_on_a_telephone_too(visit, site):
    page = visit(javascript=False, **PHONE)
    page.goto("/accounts/login/")
    assert fits(page)
    sign_on(page, "grace")
    page.wait_for_url(f"{site}/desk/")


def test_whom_no_rule_names_is_refused_and_leaves_no_trace(visit, axe, running_site):
    page = visit()
    sign_on(page, "boris")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    expect(page.get_by_role("alert")).to_contain_text("names no role for you at this site")
    axe(page)
    page.get_by_role("link", name="Back to signing in").click()
    expect(page.get_by_role("button", name="Sign in with Example ID")).to_be_visible()
    assert "boris" not in running_site.manage("shell", "--no-imports", "-c", ARE_THERE)


def test_a_focal_point_of_the_provider_corrects_their_tool_and_a_curator_of_it_publishes(
    visit, axe, running_site, taken_out
):
    page = visit()
    sign_on(page, "amina")
    page.wait_for_url("**/desk/")
    assert page.goto("/desk/purging/").status == 403
    key = running_site.manage("shell", "--no-imports", "-c", TAKEN_IN).split()[-1]
    page.goto("/admin/catalogue/tool/")
    page.get_by_role("link", name=TOOL).first.click()
    page.get_by_label("What it is").fill(SUMMARY)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**/desk/drafts/tool/{key}/compare/")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".errornote")).to_contain_text("somebody else has to publish it")
    axe(page)
    reader = visit(**PHONE)
    reader.goto(f"/tools/{TOOL}/")
    expect(reader.locator("main")).not_to_contain_text(SUMMARY)

    second = visit()
    sign_on(second, "grace")
    second.wait_for_url("**/desk/")
    second.goto(f"/desk/drafts/tool/{key}/compare/")
    expect(second.locator(".draft-facts")).to_contain_text(SUMMARY)
    second.get_by_role("button", name="Publish now").click()
    expect(second.locator(".messagelist")).to_contain_text("Published")
    reader.reload()
    expect(reader.locator("main")).to_contain_text(SUMMARY)
    expect(reader.locator("body")).not_to_contain_text("body-of-amina")
    assert fits(reader)
