"""A danger report hides a record: no public page names it from the next request on."""

import re
from collections import deque
from html import unescape

import pytest
from django.test import Client

from hub.curation.suggestions.review import hidden_record
from hub.records.models import Change, Revision, recorded_change

pytestmark = pytest.mark.django_db

NAME, SECRET, WORD = "Quixoticon", "Behind the old mill", "glimmerwort"
MAX_VARIANTS = 3  # of one path with other parameters
LINK = re.compile(
    r'(?:href|src|action)="(/[^"#]*)'
    r"|<loc>[^<]*?//[^/<]+(/[^<]*)"
    r'|<link [^>]*href="[^"]*?//[^/"]+(/[^"]*)"'
)


def links_of(page):
    return [unescape(next(filter(None, link))) for link in LINK.findall(page)]


class Reader:
    """Asks every address that the site leads to, and those that are given."""

    def __init__(self, first):
        self.client, self.first = Client(), first

    def crawl(self):
        """The pages by address."""
        pages, variants, waiting = {}, {}, deque(["/", "/sitemap.xml", *self.first])
        while waiting:
            path = waiting.popleft()
            bare = path.partition("?")[0]
            known = variants.setdefault(bare, set())
            if path in known or (len(known) >= MAX_VARIANTS and path not in self.first):
                continue
            if bare.startswith(("/static/", "/admin/", "/accounts/", "/curate/", "/desk/")):
                continue
            known.add(path)
            pages[path] = self.ask(path)
            waiting += links_of(pages[path])
        return pages

    def ask(self, path):
        """Twice: the second comes from the page cache."""
        self.client.get(path)
        response = self.client.get(path)
        content = b"".join(response) if response.streaming else response.content
        return content.decode("utf-8", "replace")


def naming(pages):
    return {path for path, page in pages.items() if NAME in page or SECRET in page}


@pytest.fixture
def hide(client, curator, make_suggestion):
    """Hide a record with the button, in the browser of a curator."""

    def press(record, button="hide"):
        sent = make_suggestion(record=record, kind="danger", about_kind="")
        answer = client.post(f"/desk/suggestions/{sent.pk}/{button}/")
        assert answer.status_code == 302
        return sent

    return press


@pytest.fixture
def tool(make_tool, make_organisation, make_deployment):
    terms = ("purpose/case-management", "country/ke")
    body = make_organisation(name="A body")
    tool = make_tool(
        slug="t-1", name=NAME, summary=f"A {WORD}. {SECRET}.", terms=terms, organisations=(body,)
    )
    make_tool(slug="t-2", name="Another", terms=terms, organisations=(body,))
    with recorded_change(tool):  # with news
        tool.summary = f"The {WORD}. {SECRET}."
        tool.save()
    make_deployment(tool=tool, title="A use of it")
    return tool


OF_TOOL = (
    f"/tools/?q={WORD}", f"/search/?q={WORD}", f"/tools/feed/?q={WORD}", "/tools/t-1/",
    "/tools/compare/?tool=t-1&tool=t-2", "/shortlist/?tool=t-1&tool=t-2",
    "/shortlist/briefing/?tool=t-1", "/shortlist/briefing.txt?tool=t-1", "/situation/?who=survivor",
    "/situation/?what=case-management", "/gaps/?by=region", "/whats-new/", "/whats-new/feed/",
    "/tools/t-2/", "/vocabulary/purpose/case-management/", "/countries/ke/", "/organisations/",
    "/subscribe/?of=tool&q=glimmerwort", "/plain/tools/", "/practice/", "/practice/feed/",
)  # fmt: skip


def test_no_page_names_a_hidden_tool(tool, hide):
    reader = Reader(OF_TOOL)
    before = naming(reader.crawl())
    hide(tool)
    after = naming(reader.crawl())
    left = {path for path in before if naming({path: reader.ask(path)})}
    expected = {
        "/", "/tools/", f"/search/?q={WORD}", f"/tools/feed/?q={WORD}", "/tools/t-1/",
        "/whats-new/", "/whats-new/feed/", "/tools/compare/?tool=t-1&tool=t-2",
        "/shortlist/?tool=t-1&tool=t-2", "/shortlist/briefing.txt?tool=t-1", "/plain/tools/",
        "/vocabulary/purpose/case-management/", "/practice/",
    }  # fmt: skip
    assert expected - before == set()
    assert (after, left) == (set(), set())


def test_a_hidden_tool_is_counted_nowhere(tool, hide):
    reader = Reader(())
    before = [count_of_tools(reader.ask(path)) for path in ("/", "/tools/")]
    hide(tool)
    after = [count_of_tools(reader.ask(path)) for path in ("/", "/tools/")]
    assert (before, after) == ([{2}, {2}], [{1}, {1}])


def count_of_tools(page):
    text = re.sub(r"<[^>]+>", " ", page)
    return {int(number) for number in re.findall(r"([1-9]\d*)\s+tools?\b", text)}


def test_no_page_names_a_hidden_event(make_event, hide):
    event = make_event(slug="e-1", name=NAME, start="2199-10-07")
    reader = Reader(("/events.ics", "/events/e-1.ics", "/events/?past=1", "/events/feed/"))
    before = naming(reader.crawl())
    hide(event)
    assert {"/events.ics", "/events/e-1.ics", "/events/e-1/"} <= before
    assert {path for path in before if naming({path: reader.ask(path)})} == set()


def test_no_page_names_a_hidden_recommendation(make_recommendation, make_term, hide):
    make_term("country/ke", label="Kenya")
    record = make_recommendation(terms=("addressee/states",), text=f"{NAME}. {SECRET}.")
    reader = Reader((
        "/recommendations/", "/recommendations/feed/", f"/recommendations/{record.slug}/",
        "/countries/ke/", "/countries/ke/asked.csv", f"/documents/{record.document.slug}/",
        f"/documents/{record.document.slug}/matrix/", "/recommendations/gaps/",
    ))  # fmt: skip
    before = naming(reader.crawl())
    hide(record)
    assert {f"/recommendations/{record.slug}/", f"/documents/{record.document.slug}/"} <= before
    assert {path for path in before if naming({path: reader.ask(path)})} == set()


def test_no_page_names_a_hidden_organisation(make_organisation, make_tool, hide):
    body = make_organisation(name=NAME)
    make_tool(slug="t-2", organisations=(body,))
    reader = Reader(("/tools/t-2/", f"/tools/?organisation={body.slug}", "/organisations/feed/"))
    before = naming(reader.crawl())
    hide(body)
    assert {"/tools/t-2/", "/organisations/"} <= before
    assert {path for path in before if naming({path: reader.ask(path)})} == set()


def test_no_page_names_a_hidden_helpline(make_helpline, hide):
    line = make_helpline(name=NAME)
    reader = Reader(("/help-now/", "/help-now/?country=ke", "/help-now/lines/feed/"))
    before = naming(reader.crawl())
    hide(line)
    assert f"/help-now/{line.slug}/" in before
    assert {path for path in before if naming({path: reader.ask(path)})} == set()


def test_what_was_hidden_is_shown_again(tool, hide):
    reader = Reader(())
    hide(tool)
    hidden = NAME in reader.ask("/tools/t-1/")
    hide(tool, "show")
    tool.refresh_from_db()
    assert (hidden, NAME in reader.ask("/tools/t-1/"), tool.state) == (False, True, "published")


def test_readers_are_told_nothing_of_it(tool, hide):
    news = Change.objects.count()
    hide(tool)
    page = Client().get("/tools/t-1/").content.decode()
    assert (Change.objects.count(), "danger" in page.lower()) == (news, False)


def test_who_hid_it_stands_in_the_history(tool, hide, curator):
    hide(tool)
    revision = Revision.objects.filter(kind="tool", record_id=tool.pk).order_by("-version")[0]
    assert (revision.by, revision.reason_is_public) == (curator, False)


def test_old_versions_and_news_that_hold_the_text_are_listed(tool, hide, client):
    sent = hide(tool)
    page = client.get(f"/desk/suggestions/{sent.pk}/").content.decode()
    revisions = Revision.objects.filter(kind="tool", record_id=tool.pk).count()
    assert f"{revisions} old versions and 1 lines of news" in page


def test_what_somebody_published_since_is_not_shown_again(tool, hide, curator):
    hide(tool)
    tool.refresh_from_db()
    tool.send_to_review(by=curator)
    assert hidden_record.show_again(tool, by=curator) is False


def test_a_record_that_nobody_hid_here_is_not_shown(make_tool, curator):
    assert hidden_record.show_again(make_tool(state="draft"), by=curator) is False


def test_a_record_that_is_gone_is_told_in_a_sentence(client, curator, make_suggestion, make_tool):
    sent = make_suggestion(record=make_tool(), kind="danger")
    type(sent).objects.filter(pk=sent.pk).update(record_id=987_654)
    answer = client.post(f"/desk/suggestions/{sent.pk}/hide/", follow=True)
    assert "not there any more" in answer.content.decode()
