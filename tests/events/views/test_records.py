"""The addresses of events, documents and recommendations: found, moved, gone, hidden."""

import re

import pytest
from django.test import Client

from hub.records.seq_cache import clear_caches

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

KINDS = {
    "make_event": "/events/one/",
    "make_document": "/documents/one/",
    "make_recommendation": "/recommendations/one/",
}


@pytest.fixture(params=KINDS)
def kind(request):
    """What makes a record, and where it is found while its slug is "one"."""
    return request.getfixturevalue(request.param), KINDS[request.param]


def test_a_record_has_a_page(kind, client):
    make, path = kind
    make(slug="one")
    assert client.get(path).status_code == 200


def test_a_draft_is_not_found(kind, client):
    make, path = kind
    make(slug="one", state="draft")
    assert client.get(path).status_code == 404


def test_what_is_not_for_everybody_is_not_found(kind, client):
    make, path = kind
    make(slug="one", visibility="law_enforcement")
    assert client.get(path).status_code == 404


def test_a_renamed_record_is_moved_for_good(kind, client, make_person):
    make, path = kind
    make(slug="one").rename("two", by=make_person())
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (301, path.replace("one", "two"))


def test_an_archived_record_is_gone(kind, client, make_person):
    make, path = kind
    make(slug="one").archive(by=make_person(), reason="A double.")
    assert client.get(path).status_code == 410


def test_no_page_names_what_is_hidden(make_event, make_document, make_recommendation, visit):
    event = make_event(slug="seen", start="2021")
    hidden = make_document(title="Hidden paper", state="draft")
    hidden.event_links.create(event=event)
    one = make_recommendation(text="Hidden words", document=hidden, state="draft")
    one.event_links.create(event=event, reason="It was said there.")
    make_event(name="Hidden part", parent=event, state="draft")
    assert "Hidden" not in visit("/events/seen/").text


# Hostile addresses: a sentence, never an error of ours.

LISTS = (
    "/events/", "/documents/", "/recommendations/", "/events/feed/", "/documents/feed/",
    "/recommendations/feed/", "/events.ics",
)  # fmt: skip
HOSTILE = {
    "topic=nonsense": (400,), "year=2021-13": (200, 400), "page=99": (200, 404), "page=0": (400,),
    "page=x": (400,), "q=%00": (400,), "sort=slug": (400,), "q=" + "a" * 4000: (200,),
    "topic=" + "%27%20OR%201=1": (400,), "q=%22%22%22%28%28": (200,), "ended=7": (400,),
    "&".join(f"topic={n}" for n in range(61)): (400,), "topic=not-known": (200,),
}  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_hostile_query_gets_a_sentence(path, client, make_event, make_recommendation):
    make_event(terms=("topic/legislation",), start="2021-10-07")
    make_recommendation()
    client.raise_request_exception = False
    wrong = {
        query[:40]: answer.status_code
        for query, expected in HOSTILE.items()
        if (answer := client.get(f"{path}?{query}")).status_code not in expected
    }
    assert wrong == {}


def test_a_year_that_is_no_year_is_refused_with_a_sentence(client, make_event):
    answer = client.get("/events/?year=2021-13")
    assert answer.status_code == 400
    assert "There is no choice “2021-13” under “Year”." in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/events/%00/", "/events/a.ics", "/events/A%20B/", "/documents/%ff/", "/recommendations/../x/",
     "/events/" + "a" * 3000 + "/", "/events/" + "a" * 3000 + ".ics", "/recommendations/matrix/"],
)  # fmt: skip
def test_a_path_to_nothing_is_no_error_of_ours(client, path):
    client.raise_request_exception = False
    assert client.get(path).status_code in (400, 404)


def test_a_curator_has_a_link_to_its_form_and_a_reader_has_none(kind, signed_in):
    make, path = kind
    record = make(slug="one")
    meta = record._meta
    link = f'href="/admin/{meta.app_label}/{meta.model_name}/{record.pk}/change/"'
    curator = signed_in("curator")
    assert link in curator.get(path).content.decode()
    reader = Client().get(path)
    assert "/admin/" not in reader.content.decode()
    assert not reader.cookies


@pytest.fixture
def kept_page(request, make_document, make_recommendation, make_follow_up, make_term):
    """A page whose HTML is kept, and what changes it: the path, the recommendation, its country."""
    document = make_document(slug="one")
    one = make_recommendation(slug="one", document=document, terms=("addressee/states",))
    kenya = make_term("country/ke")
    make_follow_up(one, country=kenya)
    return request.param, lambda: make_follow_up(one, "done", country=kenya, date="2026")


KEPT = ("/documents/one/", "/documents/one/matrix/", "/recommendations/one/", "/countries/ke/")


@pytest.mark.parametrize("kept_page", KEPT, indirect=True)
def test_html_that_is_kept_is_that_of_a_page_made_anew(kept_page, client):
    path, _change = kept_page
    assert client.get(path).status_code == 200
    pages = [client.get(f"{path}?unkept{number}").text for number in range(2)]
    clear_caches()
    pages.append(client.get(f"{path}?unkept2").text)
    assert len({re.sub("unkept[0-9]", "", page) for page in pages}) == 1


@pytest.mark.parametrize("kept_page", KEPT, indirect=True)
def test_html_that_is_kept_goes_with_a_change(kept_page, client):
    path, change = kept_page
    done = '<span class="s-done"' if "matrix" in path else "s-done"
    assert done not in client.get(path).text
    change()
    assert done in client.get(path).text
