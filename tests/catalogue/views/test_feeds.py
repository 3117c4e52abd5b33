"""Any filtered list as an Atom feed (RFC 4287)."""

from xml.etree import ElementTree as ET

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def feed(client):
    def ask(path):
        response = client.get(path)
        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        return ET.fromstring(response.content)  # noqa: S314 - our own

    return ask


def titles(root):
    return [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]


def identities(root):
    return [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]


def test_a_feed_holds_what_its_list_holds(make_tool, feed):
    make_tool(name="In", terms=("purpose/outreach",))
    make_tool(name="Out", terms=("purpose/training",))
    assert titles(feed("/tools/feed/?purpose=outreach")) == ["In"]


def test_a_feed_begins_with_the_newest(make_tool, feed):
    for name in ("First", "Second", "Third"):
        make_tool(name=name)
    assert titles(feed("/tools/feed/?sort=name&page=2")) == ["Third", "Second", "First"]


def test_an_entry_keeps_its_identity_when_the_record_is_renamed(make_tool, make_person, feed):
    tool = make_tool()
    before = identities(feed("/tools/feed/"))
    tool.rename("elsewhere", by=make_person())
    assert identities(feed("/tools/feed/")) == before


def test_an_entry_leads_to_the_record_at_the_address_of_the_site(make_tool, feed):
    make_tool(slug="hotline")
    entry = feed("/tools/feed/").find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == "http://localhost:8000/tools/hotline/"


def test_a_feed_names_its_own_address(make_tool, feed):
    make_tool(terms=("purpose/outreach",))
    root = feed("/tools/feed/?purpose=outreach")
    own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == ["http://localhost:8000/tools/feed/?purpose=outreach"]


def test_an_empty_feed_is_a_feed(feed):
    assert titles(feed("/tools/feed/?q=nothing")) == []


@pytest.mark.parametrize("text", ["a\x0bb", "a\x1bb", "a\ufffeb", "]]>", "<b>&"])
def test_a_feed_can_be_read_whatever_stands_in_a_record(make_tool, feed, text):
    tool = make_tool(slug="odd")
    type(tool).objects.filter(pk=tool.pk).update(summary=text)
    assert len(titles(feed("/tools/feed/"))) == 1


def test_a_summary_is_text_though_it_is_declared_as_html(make_tool, feed):
    make_tool(summary="For <b>fewer</b> than 5 & “more”.")
    (entry,) = feed("/tools/feed/").findall(f"{ATOM}entry")
    summary = entry.find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text) == (
        "html",
        "For &lt;b&gt;fewer&lt;/b&gt; than 5 &amp; “more”.",
    )


def test_the_feed_of_organisations_holds_them(make_organisation, feed):
    make_organisation(name="Body")
    assert titles(feed("/organisations/feed/")) == ["Body"]


def test_a_feed_with_a_choice_that_there_is_not_is_refused(client):
    assert client.get("/tools/feed/?purpose=nonsense").status_code == 400


def test_the_feed_of_news_tells_what_happened(make_tool, make_person, feed):
    make_tool(name="Hotline", state="draft").publish(by=make_person())
    assert titles(feed("/whats-new/feed/")) == ["Published: Hotline"]


def test_two_pieces_of_news_about_one_record_are_two_entries(make_tool, make_person, feed):
    tool, person = make_tool(state="draft"), make_person()
    tool.publish(by=person)
    tool.archive(by=person, reason="A double.")
    assert len(set(identities(feed("/whats-new/feed/")))) == 2


# What a reader's program shows


AUTHOR = ("Anti-Trafficking Technology Hub", "http://localhost:8000/")


@pytest.mark.parametrize(
    "path", ["/tools/feed/", "/whats-new/feed/", "/changes/feed/?of=tool", "/tools/feed/?q=nothing"]
)
def test_every_feed_names_its_author(make_tool, feed, path):
    make_tool()
    author = feed(path).find(f"{ATOM}author")
    assert (author.findtext(f"{ATOM}name"), author.findtext(f"{ATOM}uri")) == AUTHOR


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/tools/feed/", "Tools"),
        ("/tools/feed/?purpose=outreach", "Tools: Outreach"),
        ("/tools/feed/?q=hotline", "Tools for “hotline”"),
        ("/tools/feed/?q=hotline&purpose=outreach", "Tools for “hotline”: Outreach"),
        ("/tools/feed/?q=%E2%81%A8hot%E2%80%8Bline%E2%81%A9", "Tools for “hotline”"),
        ("/changes/feed/?of=tool&q=hotline", "changes · Tools · Words searched for: “hotline”"),
        ("/whats-new/feed/", "what’s new"),
    ],
)
def test_a_feed_is_named_without_a_count_and_without_invisible_marks(make_tool, feed, path, title):
    make_tool(name="Hotline", terms=("purpose/outreach",))
    found = feed(path).findtext(f"{ATOM}title")
    assert found == f"Anti-Trafficking Technology Hub: {title}"


def test_an_entry_is_named_without_invisible_marks(make_tool, feed):
    name = (
        "\u202eMap\u202c\u00ad of\u200b\ufeff\U000e0041\U000e007f "
        "\u2068Ke\u034fnya\u2069\u3164\ufff9\ufffb\n خط\u200cها"
    )
    type(make_tool(slug="odd")).objects.update(name=name)
    assert titles(feed("/tools/feed/")) == ["Map of Kenya خط\u200cها"]
