"""No page of events and recommendations asks the database more often when there is more."""

import pytest

from events.models import KeyMessage, Participation

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def grow(make_event, make_document, make_recommendation, make_organisation, make_tool,
         make_follow_up, make_term):  # fmt: skip
    """A number of everything, all of it joined to the event, the document and the tool "one"."""
    held = {}

    def more(count):
        if not held:
            held["tool"] = make_tool(slug="one")
            held["body"] = make_organisation(slug="one")
            held["event"] = make_event(slug="one", start="2021", organisers=(held["body"],))
            held["document"] = make_document(slug="one", issuers=(held["body"],), date="2021")
            held["document"].event_links.create(event=held["event"])
            held["top"] = make_recommendation(slug="one", document=held["document"])
        for number in range(count):
            body, tool = make_organisation(terms=("country/ke",)), make_tool()
            make_event(start="2021-10-07", organisers=(body, held["body"]), parent=held["event"],
                       terms=("topic/crisis", "country/ke"))  # fmt: skip
            held["event"].organisation_links.create(organisation=body, role="host")
            speaker = Participation.objects.create(event=held["event"], name=f"P {number}",
                                                   organisation=body)  # fmt: skip
            KeyMessage.objects.create(event=held["event"], text="Words.", participation=speaker)
            other = make_document(issuers=(body, held["body"]), declared=3, date="2020")
            held["document"].relations.create(other=other, how="quotes")
            held["document"].organisation_links.create(organisation=body)
            for document in (other, held["document"]):
                one = make_recommendation(document=document, tools=(tool, held["tool"]),
                                          terms=("addressee/states", "topic/crisis"))  # fmt: skip
                one.event_links.create(event=held["event"], reason="It was said there.")
            below = make_recommendation(parent=held["top"], label="a", tools=(tool,))
            for about in (below, held["top"]):
                make_follow_up(about, "done", country=make_term("country/ke"))
                make_follow_up(about, "under-way", organisation=body, said_by="issuer")
                make_follow_up(about, "done", organisation=held["body"])
            held["top"].tool_links.create(tool=tool, reason="It helps.")
            below.tool_links.create(tool=held["tool"], reason="It helps.")

    return more


MOST = {
    "/": 9,
    "/events/": 4,
    "/events/?q=event&topic=crisis&sort=name": 4,
    "/events/feed/": 3,
    "/events.ics": 3,
    "/events/one/": 18,
    "/documents/": 4,
    "/documents/feed/": 3,
    "/documents/one/": 23,
    "/recommendations/": 8,
    "/recommendations/feed/": 3,
    "/recommendations/one/": 18,
    "/recommendations/gaps/": 10,
    "/documents/one/matrix/": 2,
    "/countries/": 1,
    "/countries/ke/": 16,
    "/countries/ke/feed/": 3,
    "/countries/ke/asked.csv": 4,
    "/search/?q=event": 22,
    "/tools/one/": 13,
    "/organisations/one/": 14,
    "/vocabulary/topic/crisis/": 4,
    "/sitemap.xml": 11,
}


def test_no_page_asks_more_of_more_records(grow, queries_of):
    """All pages in one test: the records take longer to make than the pages."""
    grow(2)
    few = {path: queries_of(path) for path in MOST}
    grow(5)
    assert {path: queries_of(path) for path in MOST} == few
    assert {path: number for path, number in few.items() if number > MOST[path]} == {}
