"""Every feed of the site by the rules of Atom (RFC 4287), by a grammar in RELAX NG."""

from pathlib import Path

import pytest
from django.urls import resolve
from lxml import etree

from tests.plugins.route_names import routes_ending

pytestmark = pytest.mark.usefixtures("starter")

DATA = Path(__file__).parents[2] / "data"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = (
    "/tools/feed/",
    "/tools/feed/?q=hotline&purpose=outreach",
    "/organisations/feed/",
    "/practice/feed/",
    "/misuse/feed/",
    "/help-now/lines/feed/",
    "/events/feed/",
    "/documents/feed/",
    "/recommendations/feed/",
    "/countries/ke/feed/",
    "/organisations/unodc/follow-up/feed/",
    "/questions/feed/",
    "/whats-new/feed/",
    "/changes/feed/?of=tool",
    "/tools/feed/?q=zzzyyyxxx",
)


def test_the_table_has_every_feed():
    named = {resolve(path.partition("?")[0]).url_name for path in FEEDS}
    assert set(routes_ending("feed/")) == named


@pytest.fixture(scope="module")
def grammar():
    return etree.RelaxNG(etree.parse(DATA / "atom.rng"))


def validated(grammar, content):
    """The feed. Fails with what the grammar says against it."""
    feed = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    assert grammar.validate(feed), grammar.error_log
    return feed


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_is_valid_atom(client, make_answered_question, grammar, path):
    make_answered_question()
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = validated(grammar, answer.content)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://localhost:8000{path}"
    entries = feed.findall(f"{ATOM}entry")
    identities = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(identities) == len(set(identities))
    for entry in entries:
        (alternate,) = entry.findall(f"{ATOM}link")
        assert alternate.get("rel") == "alternate"
        assert entry.findtext(f"{ATOM}title").strip()
    newest = max((entry.findtext(f"{ATOM}updated") for entry in entries), default=None)
    assert newest in (None, feed.findtext(f"{ATOM}updated"))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"<updated>", b"<updated>yesterday "),
        (b"<id>", b"<id>no scheme "),
        (b"</author>", b"</author><colour/>"),
        (b"</title>", b"</title><title>another</title>"),
        (b"<name>", b"<name/><name>"),
        (b"<author>", b"<creator>"),
    ],
)
def test_the_grammar_finds_what_is_wrong(client, grammar, good, bad):
    content = client.get("/tools/feed/").content.replace(good, bad, 1)
    content = content.replace(b"</author>", b"</creator>", 1) if b"creator" in bad else content
    with pytest.raises(AssertionError):
        validated(grammar, content)
