"""What becomes of parameters that a page does not read."""

import gzip

import pytest

from hub.web.page_parameters import is_tracking, known_parameters, page_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGES = ["/", "/about/", "/tools/", "/tools/hotline/", "/organisations/", "/events/", "/practice/",
         "/search/", "/situation/", "/gaps/", "/whats-new/", "/vocabulary/",
         "/shortlist/", "/recommendations/gaps/", "/countries/", "/how-fit-is-judged/"]  # fmt: skip
PROGRAMS = ["/tools/feed/", "/events/feed/", "/whats-new/feed/", "/events.ics", "/sitemap.xml",
            "/shortlist/briefing.txt", "/changes/feed/?of=tool"]  # fmt: skip


@pytest.fixture(autouse=True)
def tool(make_tool):
    return make_tool(slug="hotline", name="Hotline")


def with_parameter(path, parameter):
    return f"{path}{'&' if '?' in path else '?'}{parameter}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_what_it_left_out_and_its_own_address(visit, path):
    page = visit(with_parameter(path, "colour=red"))
    assert page.response.status_code == 200
    assert "does not know a part of the link, and left it out: “colour”." in page.one("main").text
    canonical = page.one("link", rel="canonical").attributes["href"]
    assert canonical.endswith(path)
    assert page.href("The address of this page") == canonical


@pytest.mark.parametrize("path", ["/tools/", "/tools/feed/"])
def test_marks_of_direction_in_a_name_are_not_quoted(client, path):
    marks = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x01"
    content = client.get(path, {f"\u2069\u202ecol{marks}our": "1"}).content.decode()
    assert "“\u2068colour\u2069”" in content
    assert not set("\u202e\u202d\u200f\x01") & set(content)


def test_it_is_named_above_the_results(visit):
    page = visit("/tools/?q=hotline&colour=red&q2=a")
    assert page.text.index("q2") < page.text.index("1 tool for")
    assert page.cards == ["hotline"]
    assert page.one("link", rel="canonical").attributes["href"].endswith("/tools/?q=hotline")


def test_a_parameter_of_another_page_is_left_out_too(visit):
    assert "left it out: “kind”" in visit("/tools/?kind=tools").text
    assert "left it out" not in visit("/search/?kind=tools").text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("parameter", ["utm_source=mail", "fbclid=1", "gclid=1"])
def test_what_campaigns_add_is_left_out_in_silence(client, path, parameter):
    plain = client.get(path)
    assert client.get(with_parameter(path, parameter)).content == plain.content


@pytest.mark.parametrize("path", PROGRAMS)
def test_feeds_and_files_refuse_it_with_a_sentence(client, path):
    answer = client.get(with_parameter(path, "colour=red"))
    assert answer.status_code == 400
    assert "“\u2068colour\u2069”" in answer.content.decode()
    assert f'href="{path.replace("&", "&amp;")}"' in answer.content.decode()


@pytest.mark.parametrize("path", PROGRAMS[:5])
def test_feeds_and_files_leave_out_what_campaigns_add(client, path):
    assert client.get(with_parameter(path, "utm_source=mail")).status_code == 200


def test_a_page_with_an_unknown_parameter_is_compressed(client):
    answer = client.get("/tools/?colour=red", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"colour" in gzip.decompress(answer.content)
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("parameter", ["%3Cscript%3E=1", "=", "a" * 300 + "=1", "%E2%80%AE=1"])
def test_names_are_shown_as_text_and_cut(client, parameter):
    answer = client.get(f"/tools/?{parameter}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content.replace(b"<script src", b"")
    assert b"a" * 100 not in answer.content


@pytest.mark.parametrize("name", sorted({n for own in page_parameters.values() for n in own}))
def test_no_parameter_of_ours_is_taken_for_one_of_a_campaign(name):
    assert not is_tracking(name)


def test_what_is_registered_later_is_known_until_it_is_taken_away():
    assert "colour" not in known_parameters()
    page_parameters.register("colours", ("colour",))
    assert "colour" in known_parameters()
    page_parameters.unregister("colours")
    assert "colour" not in known_parameters()
