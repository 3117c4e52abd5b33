"""A list of the site on a page of somebody else, in a real browser."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from playwright.sync_api import expect

FILTERED = "/embed/?address=/tools/%3Fpurpose%3Dcase-management"
FRAMES = (
    "/embed/tools/?purpose=case-management",
    "/embed/tools/primero/",
    "/embed/events/",
    "/embed/helplines/?country=ke",
    "/embed/tools/?purpose=x",
    "/embed/misuse-patterns/",
)


class OtherSite(BaseHTTPRequestHandler):
    """One page, which isolates itself as strictly as a browser lets it."""

    html: ClassVar = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.end_headers()
        self.wfile.write(self.html.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of another site, which is not "localhost"."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def show_elsewhere(browser, elsewhere):
    """Opens a page of another site with this HTML, and tells what it made the browser ask for."""
    contexts = []

    def show(html, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page, asked = context.new_page(), []
        OtherSite.html = html
        page.on("request", lambda request: asked.append(request.url))
        page.goto(elsewhere, wait_until="networkidle")
        return page, [url for url in asked if not url.startswith(elsewhere)]

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_copied_shows_the_list_elsewhere(open_page, show_elsewhere, site, javascript):
    ours = open_page(javascript=javascript)
    ours.goto(FILTERED)
    snippet = ours.locator(".snippet").input_value()
    page, asked = show_elsewhere(snippet, java_script_enabled=javascript)
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_contain_text("Case management")
    assert frame.locator("body").evaluate("body => getComputedStyle(body).marginTop") == "0px"
    assert asked
    assert [url for url in asked if not url.startswith(site)] == []
    assert page.context.cookies() == []
    with page.context.expect_page() as opened:
        frame.locator(".card h2 a").first.click()
    expect(opened.value).to_have_url(f"{site}{frame.locator('h2 a').first.get_attribute('href')}")
    assert opened.value.evaluate("window.opener") is None


def test_another_page_of_the_site_is_not_shown_elsewhere(show_elsewhere, site):
    page, asked = show_elsewhere(f'<iframe src="{site}/tools/"></iframe>')
    assert asked == [f"{site}/tools/"]
    assert page.frame_locator("iframe").locator(".card").count() == 0


def test_the_look_on_our_page_is_the_frame(open_page):
    page = open_page()
    page.goto(FILTERED)
    page.locator(".look").scroll_into_view_if_needed()
    expect(page.frame_locator(".look").locator("h1")).to_contain_text("Case management")


@pytest.mark.parametrize("path", FRAMES)
def test_a_frame_fits_a_phone_in_the_dark_and_reads_from_right_to_left(open_page, axe, path):
    for before, width, scheme in (("", 320, "dark"), ("/ar", 320, "light"), ("", 1280, "light")):
        page = open_page(width=width, scheme=scheme)
        page.goto(before + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (before, path)
        axe(page)


def test_a_frame_is_two_requests_and_no_heavier_than_its_list(open_page):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/embed/tools/", wait_until="networkidle")
    assert [url.rpartition(".")[2] for url in asked if not url.endswith("/")] == ["css", "css"]
