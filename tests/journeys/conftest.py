"""What a journey walks with: a real site, a real Chromium, and eyes for what must never happen.

def test_x(site, open_page, axe):
    page = open_page(width=320, scheme="dark", rtl=True)
    page.goto(f"{site}/tools/")
    axe(page)
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing that Chromium does by itself may reach the network or depend on the machine.
QUIET = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --font-render-hinting=none"""
LOCAL = ("data", "blob", "about")
WITHOUT = "No Chromium was found: THE JOURNEYS WERE SKIPPED (Debian: apt install chromium)."
REQUIRED = os.environ.get("JOURNEYS") == "required"
SKIPPED = pytest.StashKey[bool]()

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker("journey")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where journeys are required, one that was skipped for any reason fails the run."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = [one.nodeid for one in reporter.stats.get("skipped", []) if "journeys/" in one.nodeid]
    if skipped and REQUIRED and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"Skipped, but required: {' '.join(skipped)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.stash.get(SKIPPED, False):
        terminalreporter.write_sep("!", WITHOUT, red=True, bold=True)


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> str:
    """The path of the Chromium on this machine. JOURNEYS=required fails where there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if REQUIRED:
        pytest.fail(WITHOUT)
    request.config.stash[SKIPPED] = True
    pytest.skip(WITHOUT)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium per module: while it runs, Django refuses its database to this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens pages, each in a fresh context. Fails at the end if any of them asked another origin
    for anything, broke its content policy or had a script fail.

    Keywords: ``width``, ``height``, ``scheme`` (light or dark), ``javascript``, ``rtl``, and any
    other of Playwright's `Browser.new_context`.
    """
    contexts, faults = [], []

    def open_page(*, width=1280, height=900, scheme="light", javascript=True, rtl=False, **more):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            base_url=site,
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch(context, site, faults)
        if rtl:
            context.route(lambda address: address.startswith(site), turn_right_to_left)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Asserts that axe finds nothing wrong on a page."""

    def check(page: Page, context: Any = None) -> None:
        results = Axe().run(page, context)
        assert not results.response["violations"], f"{page.url}\n{results.generate_report()}"

    return check


def watch(context: Any, site: str, faults: list[str]) -> None:
    """Note in ``faults`` what no page of ours may do."""
    origin = urlsplit(site).netloc

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL and address.netloc != origin:
            faults.append(f"another origin was asked: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(f"a script failed: {error.error}"))


def turn_right_to_left(route: Route) -> None:
    """Serve a page as it would be in Arabic: the same, with its direction turned.

    Done to the bytes, so that it works without JavaScript and is there at first paint.
    """
    if route.request.resource_type != "document":
        return route.continue_()
    response = route.fetch(max_redirects=0)
    body = re.sub(
        r'<html lang="[^"]*"( dir="[^"]*")?', '<html lang="ar" dir="rtl"', response.text(), count=1
    )
    return route.fulfill(response=response, body=body)
