"""What everybody sees of a round: counts alone."""

from dataclasses import replace

import pytest

from events.reporting import report_requests
from events.reporting.models import ReportRequest
from events.reporting.round_counts import round_lines
from hub.records.models import SearchState, recorded_change
from hub.records.models.search_state import committed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def shown(visit, round_):
    page = visit(round_.document.get_absolute_url())
    return page.one("section", aria_labelledby="rounds").text


def test_how_many_are_in_due_and_overdue(visit, make_request, make_round, make_term, sent_in, days):
    round_ = make_round()
    for number, code in enumerate(("za", "ug", "gh", "ng", "th")):
        late = {"due": days(-1)} if number < 2 else {}
        make_request(f"{code}@example.org", round=round_, country=make_term(f"country/{code}"),
                     asked=number < 4, **late)  # fmt: skip
    assert "in 0, due 2, overdue 2" in shown(visit, round_)
    sent_in(make_request(round=round_))
    assert "First report, due" in shown(visit, round_)
    assert "in 1, due 2, overdue 2" in shown(visit, round_)  # the page that was kept is made anew


def test_a_request_that_was_withdrawn_is_not_counted(visit, make_request):
    request = make_request()
    assert "due 1" in shown(visit, request.round)
    report_requests.withdraw(request.pk)
    assert ":" not in shown(visit, request.round)


def test_whom_no_public_action_addresses_by_now_is_not_waited_for(
    visit, make_request, make_recommendation, make_round, make_term, sent_in
):
    action = make_recommendation(terms=("addressee/states",), text="For States.")
    round_ = make_round(action.document)
    make_request(round=round_)
    sent_in(make_request("b@example.org", round=round_, country=make_term("country/za")))
    make_recommendation(terms=("addressee/companies",), document=action.document)
    assert "in 1, due 1, overdue 0" in shown(visit, round_)
    with recorded_change(action):
        action.state = "in_review"
        action.save()
    assert "in 1, due 0, overdue 0" in shown(visit, round_)


def test_requests_about_a_hidden_document_are_not_overdue(make_request, make_round, days):
    request = make_request(round=make_round(due=days(-2)))
    assert ReportRequest.objects.overdue(days(0)).get() == request
    document = request.round.document
    with recorded_change(document):
        document.state = "in_review"
        document.save()
    request = ReportRequest.objects.get()
    assert not ReportRequest.objects.overdue(days(0)).exists()
    assert request.state_on(days(0)) == ReportRequest.State.ASKED


def test_each_round_leads_to_its_report_and_files(client, visit, make_request):
    request = make_request()
    page = visit(request.round.document.get_absolute_url())
    section = page.one("section", aria_labelledby="rounds")
    slug = request.round.slug
    paths = [f"/rounds/{slug}/report/"]
    paths += [f"/rounds/{slug}/follow-up.{form}" for form in ("docx", "xlsx", "csv")]
    assert [link.attributes["href"] for link in page.all("a") if "/rounds/" in
            link.attributes.get("href", "")] == paths  # fmt: skip
    assert "Report for print" in section.text
    assert {client.get(path).status_code for path in paths} == {200}


def test_no_address_is_on_the_page(client, make_request):
    request = make_request()
    page = client.get(request.round.document.get_absolute_url()).content.decode()
    for part in ("amina", "interior.go", request.address, request.address_key, request.nonce):
        assert part not in page


def test_while_the_database_is_away_the_rounds_stand_without_counts(make_request):
    document = make_request().round.document
    (line,) = round_lines(document)
    with SearchState.held(replace(committed(), behind=True)):
        (away,) = round_lines(document)
    assert (away.name, away.day, away.counts) == (line.name, line.day, "")
    assert line.counts == "in 0, due 1, overdue 0"


def test_the_states_of_a_request(make_request, make_round, sent_in, days):
    State = ReportRequest.State  # noqa: N806
    request = make_request(asked=False)
    states = [request.state_on(days(0))]
    report_requests.ask(request.pk)
    request.refresh_from_db()
    states += [request.state_on(days(0)), request.state_on(days(31))]
    sent_in(request)
    states.append(request.state_on(days(31)))
    report_requests.withdraw(request.pk)
    request.refresh_from_db()
    states.append(request.state_on(days(31)))
    assert states == [State.NOT_SENT, State.ASKED, State.LATE, State.ANSWERED, State.WITHDRAWN]
