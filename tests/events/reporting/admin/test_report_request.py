"""Curators ask focal points: one by one, many at once, and see no address."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from events.reporting.admin import request_forms
from events.reporting.models import ReportRequest
from events.reporting.pasted_lines import read_lines

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LIST = "/admin/reporting/reportrequest/"
ADDRESS = "amina.otieno@interior.go.ke"


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def paste(client, round_, lines, **more):
    form = {"round": round_.pk, "language": "en", "lines": lines, **more}
    return client.post(f"{LIST}paste/", form)


def test_one_is_entered_and_sent_from_the_list(curator, make_round, kenya, statuses):
    form = {"round": make_round().pk, "country": kenya.pk, "language": "en",
            "typed_address": ADDRESS}  # fmt: skip
    assert curator.post(f"{LIST}add/", form).status_code == 302
    request = ReportRequest.objects.get()
    assert (request.plain_address(), request.asked_at) == (ADDRESS, None)
    answer = curator.post(LIST, {"action": "send_requests", "_selected_action": request.pk})
    assert answer.status_code == 302
    request.refresh_from_db()
    assert request.asked_at is not None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"typed_address": "nobody"}, "We cannot send e-mail to this address."),
        ({"country": ""}, "Choose a country or an organisation"),
        ({"due": "2000-01-01"}, "Choose a day while the round is open."),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(curator, make_round, kenya, changes, sentence):
    form = {"round": make_round().pk, "country": kenya.pk, "language": "en",
            "typed_address": ADDRESS} | changes  # fmt: skip
    page = curator.post(f"{LIST}add/", form).content.decode()
    assert sentence in page
    assert f'value="{form["typed_address"]}"' in page


def test_a_country_that_is_asked_already_or_not_addressed_is_refused(
    curator, make_request, make_recommendation, make_round, kenya
):
    request = make_request()
    form = {"round": request.round.pk, "country": kenya.pk, "language": "en",
            "typed_address": ADDRESS}  # fmt: skip
    assert "asked in this round already" in curator.post(f"{LIST}add/", form).content.decode()
    companies = make_recommendation(terms=("addressee/companies",))
    form["round"] = make_round(companies.document).pk
    assert (
        "No action of the document addresses" in curator.post(f"{LIST}add/", form).content.decode()
    )


def test_many_are_entered_from_lines(curator, make_round, make_term, kenya, make_organisation):
    make_term("country/za", label="South Africa")
    make_organisation(name="Some Council", slug="some-council")
    lines = "KE; a@example.org\n\n south africa ;b@example.org\n"
    assert paste(curator, make_round(), lines, send="on").status_code == 302
    rows = ReportRequest.objects.order_by("pk")
    assert [(row.name, row.plain_address(), bool(row.asked_at)) for row in rows] == [
        ("Kenya", "a@example.org", True), ("South Africa", "b@example.org", True),
    ]  # fmt: skip


def test_each_bad_line_is_a_sentence_and_all_lines_stay(
    curator, make_request, make_term, make_organisation
):
    request = make_request()
    make_term("country/za", label="South Africa")
    make_organisation(name="Some Council")
    lines = (
        "ZA; a@example.org\nza; b@example.org\nKenya; c@example.org\nAtlantis; d@example.org\n"
        "Peru\nSome Council; e@example.org\nUG; nobody"
    )
    make_term("country/ug", label="Uganda")
    answer = paste(curator, request.round, lines)
    page = answer.content.decode().replace("&lt;", "<")
    assert answer.status_code == 400
    for sentence in (
        "Line 2: “za” stands on line 1 already.",
        "Line 3: “Kenya” is asked in this round already.",
        "Line 4: There is no country or organisation “Atlantis” here.",
        "Line 5: Write a country or an organisation, a semicolon and an e-mail address.",
        "Line 6: No action of the document addresses “Some Council”.",
        "Line 7: We cannot send e-mail to this address.",
    ):
        assert sentence in page
    assert lines.splitlines()[-1] in page
    assert ReportRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_lines_that_are_sent_twice_at_once_are_entered_once(
    curator, make_round, kenya, statuses, on_postgresql, monkeypatch
):
    if not on_postgresql:
        pytest.skip("SQLite lets one write at a time")
    round_, first_time = make_round(), [True]
    other = Client()
    other.cookies = curator.cookies

    def send_again():
        try:
            return paste(other, round_, f"KE; {ADDRESS}", send="on").status_code
        finally:
            connection.close()

    def read_slowly(*values):
        """Whoever reads first is overtaken by the second, and then saves."""
        requests = read_lines(*values)
        if first_time and first_time.pop():
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(send_again).result() == 302
        return requests

    monkeypatch.setattr(request_forms, "read_lines", read_slowly)
    answer = paste(curator, round_, f"KE; {ADDRESS}", send="on")
    page = answer.content.decode()
    assert (answer.status_code, "asked in this round already" in page) == (400, True)
    assert ReportRequest.objects.get().asked_at is not None


def test_another_day_for_one_addressee_is_on_the_page_of_the_document_at_once(
    curator, make_request, make_round, days, visit
):
    request = make_request(round=make_round(due=days(-2)))
    address = request.round.document.get_absolute_url()
    assert "overdue 1" in visit(address).text
    form = {"language": "en", "due": days(5).isoformat(), "typed_address": ""}
    assert curator.post(f"{LIST}{request.pk}/change/", form).status_code == 302
    assert "due 1, overdue 0" in visit(address).text
    assert curator.post(f"{LIST}{request.pk}/change/", form | {"due": ""}).status_code == 302
    assert "due 0, overdue 1" in visit(address).text


def test_the_address_is_masked_but_for_who_may_see_it(signed_in, make_request, client):
    request = make_request()
    signed_in("curator")
    for path in (LIST, f"{LIST}{request.pk}/change/", f"{LIST}{request.pk}/history/"):
        page = client.get(path).content.decode()
        assert "amina" not in page
        assert "interior" not in page
    assert "a…@….ke" in client.get(LIST).content.decode()
    signed_in("administrator", email="chief@example.org")
    assert ADDRESS in client.get(f"{LIST}{request.pk}/change/").content.decode()
    assert ADDRESS not in client.get(LIST).content.decode()


def test_another_address_is_a_new_link(curator, make_request):
    request = make_request()
    form = {"language": "en", "due": "", "typed_address": "new@example.org"}
    assert curator.post(f"{LIST}{request.pk}/change/", form).status_code == 302
    after = ReportRequest.objects.get()
    assert (after.plain_address(), after.issue, after.nonce == request.nonce) == (
        "new@example.org", 2, False,
    )  # fmt: skip


def test_an_empty_address_stays(curator, make_request):
    request = make_request()
    form = {"language": "en", "due": "", "typed_address": ""}
    assert curator.post(f"{LIST}{request.pk}/change/", form).status_code == 302
    after = ReportRequest.objects.get()
    assert (after.plain_address(), after.nonce) == (ADDRESS, request.nonce)


def test_each_state_has_a_list_and_a_number_on_the_first_page(curator, make_request):
    make_request()
    assert "Asked, not due yet" in curator.get("/admin/").content.decode()
    for state in (*ReportRequest.State.values, "unreachable", "nonsense"):
        assert curator.get(LIST, {"state": state}).status_code in (200, 302)


def test_nobody_deletes_a_request(signed_in, make_request, client):
    request = make_request()
    signed_in("administrator")
    assert client.post(f"{LIST}{request.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_round_that_ends_before_it_begins_is_a_sentence(curator, change, make_document):
    document = make_document()
    address = f"/admin/recommendations/document/{document.pk}/change/"
    row = {"name": "First report", "slug": "first", "opens": "2026-05-01", "due": "2026-04-01",
           "closes": "2026-03-01"}  # fmt: skip
    fields = {f"rounds-0-{name}": value for name, value in row.items()}
    answer = change(curator, address, **{"rounds-TOTAL_FORMS": "1"}, **fields)
    page = answer.content.decode()
    assert "A round is not due before it opens." in page
    assert "A round does not end before it opens or is due." in page
    assert 'value="2026-03-01"' in page
    assert not document.rounds.exists()


def test_a_round_on_its_documents_form_leads_to_its_requests_and_back(
    curator, make_round, make_request
):
    asked, silent = make_request().round, make_round()
    form = f"/admin/recommendations/document/{asked.document_id}/change/"
    page = curator.get(form).content.decode()
    assert "in 0, due 1, overdue 0" in page
    assert f"{LIST}?of={asked.slug}" in page
    of_round = curator.get(f"{LIST}?of={asked.slug}").content.decode()
    assert (f"{form}#rounds" in of_round, f"paste/?of={asked.slug}" in of_round) == (True, True)
    pasting = curator.get(f"{LIST}paste/?of={asked.slug}").context["form"]
    assert pasting["round"].value() == asked.pk
    silent_form = f"/admin/recommendations/document/{silent.document_id}/change/"
    assert "Nobody is asked yet" in curator.get(silent_form).content.decode()
    assert "0 requests to report" in curator.get(f"{LIST}?of={silent.slug}").content.decode()


def test_requests_stand_with_the_documents_in_the_list_of_all(curator):
    apps = [app["app_label"] for app in curator.get("/admin/").context["app_list"]]
    assert apps[apps.index("reporting") - 1] == "recommendations"
