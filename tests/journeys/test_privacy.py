"""What a person in danger looked for is nobody's business."""

import http.client
import secrets
from contextlib import closing
from urllib.parse import urlsplit

import pytest

MARKER = f"marker{secrets.token_hex(8)}"
# Every way to go wrong, each with the marker in what is typed. A path is no secret: it is logged.
MISTAKES = (
    f"/tools/?q={MARKER}&page=abc",
    f"/tools/?q={MARKER}&purpose={MARKER}",
    f"/tools/?sort={MARKER}",
    f"/tools/?{MARKER}=1&q=%00{MARKER}",
    f"/tools/?q=%ff{MARKER}",
    "/tools/?" + "&".join(f"purpose={MARKER}{number}" for number in range(80)),
    f"/tools/?q={MARKER * 600}",
    f"/tools/feed/?q={MARKER}&page=0",
    f"/organisations/?q={MARKER}&page=99999",
    f"/whats-new/?page={MARKER}",
    f"/there-is-nothing-here/?q={MARKER}",
    f"/vocabulary/purpose/nothing-like-it/?q={MARKER}",
    f"/organisations/a-body-that-was-taken-off/?q={MARKER}",
    f"/admin/catalogue/tool/?q={MARKER}",
    f"/accounts/login/?next=/{MARKER}/",
    f"/healthz?{MARKER}",
    f"/subscribe/?of=tool&q={MARKER}",
    f"/subscribe/?of={MARKER}&purpose={MARKER}",
    f"/subscribe/confirm/?token={MARKER}",
    f"/report/?token={MARKER}",
    f"/subscription/?token={MARKER}",
    f"/subscription/leave/?token={MARKER}",
    f"/changes/feed/?of={MARKER}",
)


@pytest.fixture(scope="module")
def _typed(site, browser, addresses):
    """A reader has typed the marker wherever one can."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill(MARKER)
    page.get_by_role("searchbox").press("Enter")
    page.goto(f"/ar/tools/?q={MARKER}")
    for path in MISTAKES:
        page.goto(path)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(f"{MARKER}@example.org")
    page.get_by_label("Password").fill(MARKER)
    page.get_by_role("button", name="Sign in").click()
    context.close()
    by_hand(site)


def by_hand(site: str) -> None:
    """What a browser does not send: a form without its token, odd methods, and telling headers."""
    telling = {"Referer": f"http://{MARKER}.example.org/", "User-Agent": MARKER, "Cookie": MARKER}
    form = {"Content-Type": "application/x-www-form-urlencoded", **telling}
    asked = (
        ("GET", "/there-is-nothing-here/", telling),
        ("POST", "/accounts/login/", form),
        ("POST", f"/tools/?q={MARKER}", form),
        ("POST", f"/subscribe/?of=tool&address={MARKER}", form),
        ("POST", f"/subscription/leave/?token={MARKER}", form),
        ("PUT", f"/tools/?q={MARKER}", form),
        (MARKER.upper(), "/tools/", telling),
    )
    with closing(http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)) as connection:
        for method, path, headers in asked:
            body = f"q={MARKER}" if headers is form else None
            connection.request(method, path, body=body, headers=headers)
            connection.getresponse().read()


@pytest.mark.usefixtures("_typed")
def test_nothing_that_was_typed_stands_in_any_file_of_the_site(running_site):
    files = {running_site.log, *running_site.var.rglob("*")}
    holding = [
        path for path in files if path.is_file() and MARKER.encode() in path.read_bytes().lower()
    ]
    assert not holding


@pytest.mark.usefixtures("_typed")
def test_errors_are_told_by_path_all_the_same(running_site):
    """Else the test above would pass because nothing is ever written."""
    assert "/there-is-nothing-here/" in running_site.output


def test_no_address_of_a_reader_is_written(running_site):
    lines = [line for line in running_site.output.splitlines() if " WARNING " in line]
    assert lines
    assert not [line for line in lines if "127.0.0.1" in line.partition(" WARNING ")[2]]


@pytest.fixture
def everywhere(addresses) -> list[str]:
    feeds = ["/tools/feed/", "/organisations/feed/", "/whats-new/feed/"]
    machines = ["/healthz", "/robots.txt", "/sitemap.xml"]
    return [*addresses.values(), *feeds, *machines, *MISTAKES]


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_no_anonymous_answer_sets_a_cookie(site, everywhere, prefix):
    """But the form for signing in, which needs one against forged requests."""
    setting = []
    with closing(http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)) as connection:
        for path in everywhere:
            for method in ("GET", "HEAD"):
                connection.request(method, prefix + path)
                response = connection.getresponse()
                response.read()
                if response.getheader("Set-Cookie") and not path.startswith("/accounts/"):
                    setting.append((method, prefix + path))
    assert not setting


def test_a_browser_keeps_nothing_after_a_walk(open_page, addresses):
    """No cookie and no storage; that no page asks another origin is looked at in every journey."""
    page = open_page()
    for name, address in addresses.items():
        if name == "sign-in":
            continue
        page.goto(address)
        kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
        assert kept == [0, 0, ""], name
    assert page.context.cookies() == []
