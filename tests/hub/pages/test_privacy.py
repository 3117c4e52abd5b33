"""What a person in danger looked for is nobody's business: no cookie, no third party, no trace."""

import logging
from urllib.parse import urlsplit

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

MARKER = "zyxmarkerzyx"
PAGES = ("/", "/tools/", "/tools/?q=hotline&ended=1", "/tools/?q=hotlien", "/tools/hotline/",
         "/organisations/", "/organisations/body/", "/vocabulary/", "/vocabulary/purpose/",
         "/vocabulary/purpose/outreach/", "/whats-new/", "/about/", "/loading/", "/nothing/",
         "/tools/?page=0", "/tools/?q=%00")  # fmt: skip
NO_PAGES = ("/tools/feed/", "/whats-new/feed/", "/sitemap.xml", "/robots.txt", "/healthz")
# What a browser loads by itself; what it only follows when somebody clicks is no request.
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "srcset", "video": "src",
          "audio": "src", "object": "data", "embed": "src"}  # fmt: skip
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect",
                "dns-prefetch", "manifest"}  # fmt: skip


@pytest.fixture(autouse=True)
def some_records(make_tool, make_organisation):
    body = make_organisation(slug="body", url="https://body.example")
    make_tool(
        slug="hotline",
        name="Hotline",
        url="https://hotline.example/",
        repository="https://code.example/hotline",
        terms=("purpose/outreach",),
        organisations=(body,),
    )


@pytest.mark.parametrize("path", [*PAGES, *NO_PAGES])
def test_a_reader_is_given_no_cookie(client, path):
    response = client.get(path)
    assert (len(response.cookies), "Set-Cookie" in response.headers) == (0, False)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_another_site(client, visit, path):
    page = visit(path, status=client.get(path).status_code)
    loaded = [
        element.attributes[LOADED[element.tag]]
        for element in page.elements
        if LOADED.get(element.tag) in element.attributes
    ]
    loaded += [
        link.attributes["href"]
        for link in page.all("link")
        if LOADED_LINKS & set(link.attributes["rel"].split())
    ]
    assert [address for address in loaded if urlsplit(address).netloc] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_carries_no_style_or_script_of_its_own(client, visit, path):
    page = visit(path, status=client.get(path).status_code)
    own = [
        element.tag
        for element in page.elements
        if element.tag == "style"
        or "style" in element.attributes
        or any(name.startswith("on") for name in element.attributes)
        or (element.tag == "script" and not {"src", "type"} & element.attributes.keys())
    ]
    assert own == []


@pytest.mark.parametrize("path", PAGES)
def test_no_other_site_learns_from_where_a_reader_came(client, visit, path):
    page = visit(path, status=client.get(path).status_code)
    leading_out = [a for a in page.all("a") if urlsplit(a.attributes["href"]).netloc]
    assert all("noreferrer" in a.attributes.get("rel", "").split() for a in leading_out)


def test_a_reader_of_a_tool_can_leave_and_follow_its_sources(visit):
    """So that the test above does not pass for want of links."""
    page = visit("/tools/hotline/")
    hosts = {urlsplit(a.attributes["href"]).netloc for a in page.all("a")} - {""}
    assert hosts == {"www.bbc.com", "hotline.example", "code.example"}


@pytest.mark.parametrize("path", PAGES)
def test_forms_send_nothing_to_another_site(client, visit, path):
    page = visit(path, status=client.get(path).status_code)
    targets = [form.attributes.get("action", "") for form in page.all("form")]
    assert [target for target in targets if urlsplit(target).netloc] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("/tools/?q={}", 200), ("/nothing/?q={}", 404), ("/tools/nothing/?q={}", 404),
     ("/tools/?page=0&q={}", 400), ("/tools/?purpose={}", 400), ("/tools/?q={}%00", 400),
     ("/tools/?" + "a=1&" * 70 + "q={}", 400), ("/tools/?page=9&q={}", 404)],
)  # fmt: skip
def test_no_log_line_holds_what_was_searched_for(client, caplog, path, status):
    caplog.set_level(logging.DEBUG)
    response = client.get(path.format(MARKER), headers={"Referer": f"https://a.example/?{MARKER}"})
    assert (response.status_code, MARKER in told(caplog)) == (status, False)


def test_a_stray_host_is_refused_without_a_line_that_holds_it(client, caplog):
    response = client.get("/nothing/", headers={"Host": f"{MARKER}.example"})
    assert (response.status_code, MARKER in told(caplog)) == (400, False)


def test_an_error_of_ours_is_logged_without_what_was_searched_for(client, caplog, monkeypatch):
    """The database fails in the middle of a page: a real error with a real traceback."""
    caplog.set_level(logging.INFO)
    client.raise_request_exception = False

    def refuse(execute, sql, params, many, context):
        raise RuntimeError("the disk is full")

    with connection.execute_wrapper(refuse):
        response = client.get(f"/tools/?q={MARKER}")
    assert (response.status_code, "/tools/" in told(caplog), MARKER in told(caplog)) == (
        500,
        True,
        False,
    )


def test_the_page_of_an_error_does_not_repeat_what_was_searched_for(client):
    client.raise_request_exception = False

    def refuse(execute, sql, params, many, context):
        raise RuntimeError("the disk is full")

    with connection.execute_wrapper(refuse):
        response = client.get(f"/tools/?q={MARKER}")
    assert MARKER not in response.content.decode()


def told(caplog):
    """Every line as the console would show it, tracebacks and all."""
    formatter = logging.Formatter("{asctime} {levelname} {name}: {message}", style="{")
    return "\n".join(formatter.format(record) for record in caplog.records)
