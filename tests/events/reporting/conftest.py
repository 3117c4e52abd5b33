"""The cast of this room: rounds, requests, and what is posted by a link."""

import datetime
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from events.recommendations.models import Document, ReportingRound
from events.reporting import report_requests, signed_links
from events.reporting.models import ReportRequest, today
from hub.records.models import recorded_change

numbers = count(1)
DAY = datetime.timedelta(days=1)
ADDRESS = "amina.otieno@interior.go.ke"


@pytest.fixture
def days() -> Callable[[int], datetime.date]:
    """A day so many days from today."""
    return lambda number: today() + number * DAY


@pytest.fixture
def kenya(make_term: Any) -> Any:
    return make_term("country/ke", label="Kenya")


@pytest.fixture
def statuses(make_term: Any) -> dict[str, Any]:
    slugs = ("done", "under-way", "no-action-known")
    return {slug: make_term(f"followup_status/{slug}") for slug in slugs}


@pytest.fixture
def make_round(make_recommendation: Any, days: Any) -> Callable[..., ReportingRound]:
    """A round that is open and due in 30 days, of a document with one action for States."""

    def make(document: Document | None = None, **changes: Any) -> ReportingRound:
        number = next(numbers)
        if document is None:
            document = make_recommendation(terms=("addressee/states",)).document
        values = {
            "slug": f"round-{number}",
            "name": "First report",
            "opens": days(-10),
            "due": days(30),
            "closes": days(60),
        }
        with recorded_change(document):
            return ReportingRound.objects.create(document=document, **(values | changes))

    return make


@pytest.fixture
def make_request(make_round: Any, kenya: Any, statuses: Any) -> Callable[..., ReportRequest]:
    """A request that a curator has sent on its way."""

    def make(address: str = ADDRESS, *, asked: bool = True, **changes: Any) -> ReportRequest:
        values = {"country": None if "organisation" in changes else kenya} | changes
        if "round" not in values:
            values["round"] = make_round()
        request = ReportRequest(**values)
        report_requests.set_address(request, address)
        request.save()
        if asked:
            report_requests.ask(request.pk)
        request.refresh_from_db()
        return request

    return make


@pytest.fixture
def link() -> Callable[[ReportRequest], str]:
    """The path of its link, with the token."""
    return lambda request: "/" + signed_links.report_link(request).split("/", 3)[3]


@pytest.fixture
def answers() -> Callable[..., dict[str, str]]:
    """What the form posts for each action of the request."""

    def fill(request: ReportRequest, **changes: str) -> dict[str, str]:
        values = {
            "status": "done",
            "evidence": "The Act was passed in 2010.",
            "source_title": "Counter-Trafficking in Persons Act",
            "source_url": "https://www.example.org/act",
            "date": "2010",
        } | changes
        token = signed_links.report_link(request).partition("token=")[2]
        return {"token": token} | {
            f"{action.pk}-{name}": value
            for _depth, action in report_requests.actions_of(request)
            for name, value in values.items()
        }

    return fill


@pytest.fixture
def sent_in(client: Any, answers: Any, make_request: Any) -> Callable[..., ReportRequest]:
    """A request that was answered by its link."""

    def send(request: ReportRequest | None = None, **changes: str) -> ReportRequest:
        request = request or make_request()
        assert client.post("/report/", answers(request, **changes)).status_code == 303
        request.refresh_from_db()
        return request

    return send
