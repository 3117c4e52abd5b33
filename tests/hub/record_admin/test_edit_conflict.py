"""Two people and one source or term: the second sees what the first stored, and loses nothing."""

import pytest
from django.test import Client

from hub.records.models import Source

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def both(signed_in, make_person, change, fields_of):
    """The second opens the form, the first changes the row, the second sends what they typed."""
    first, second = signed_in("curator", "vocabulary"), Client()
    second.force_login(make_person(is_staff=True, is_superuser=True), backend=BACKEND)

    def collide(address, theirs, mine):
        opened = fields_of(second.get(address))
        assert change(first, address, **theirs).status_code == 302
        return second, second.post(address, opened | mine)

    return collide


@pytest.fixture
def source():
    return Source.objects.create(title="A report", url="https://a.example/")


@pytest.fixture
def of_source(source):
    return f"/admin/core/source/{source.pk}/change/"


def test_the_second_does_not_overwrite_the_first(both, source, of_source):
    both(of_source, {"title": "Theirs"}, {"publisher": "Mine"})
    source.refresh_from_db()
    assert (source.title, source.publisher) == ("Theirs", "")


def test_the_second_sees_what_is_stored_beside_what_they_typed(both, of_source):
    _browser, answer = both(of_source, {"title": "Theirs"}, {"title": "Mine"})
    errors = answer.context["adminform"].form.errors
    assert errors["title"] == ["Stored now: “Theirs”"]
    assert "publisher" not in errors
    assert 'value="Mine"' in answer.content.decode()


def test_sending_it_again_is_a_decision(both, source, of_source, fields_of):
    browser, answer = both(of_source, {"title": "Theirs"}, {"title": "Mine"})
    assert browser.post(of_source, fields_of(answer)).status_code == 302
    source.refresh_from_db()
    assert source.title == "Mine"


def test_a_form_that_does_not_say_what_was_seen_is_not_saved(signed_in, source, of_source):
    answer = signed_in("curator").post(of_source, {"title": "Blind"})
    source.refresh_from_db()
    assert (answer.status_code, source.title) == (200, "A report")


def test_a_term_whose_labels_changed_is_not_saved_over(both, make_term):
    term = make_term("purpose/outreach")
    address = f"/admin/vocabulary/term/{term.pk}/change/"
    label = {"labels-TOTAL_FORMS": "1", "labels-0-language": "fr", "labels-0-text": "Rue",
             "labels-0-kind": "preferred", "labels-0-origin": "human"}  # fmt: skip
    _browser, answer = both(address, label, {"definition": "Mine."})
    term.refresh_from_db()
    assert term.definition == "What outreach means."
    assert "fr · Rue" in answer.content.decode()


def test_an_untouched_term_is_saved(signed_in, change, make_term):
    term = make_term("purpose/outreach")
    browser = signed_in("curator", "vocabulary")
    address = f"/admin/vocabulary/term/{term.pk}/change/"
    assert change(browser, address, label="Street work").status_code == 302
    term.refresh_from_db()
    assert term.label == "Street work"


def test_a_changed_source_is_on_the_pages_at_once(make_tool, client, source):
    """An address that fell into other hands must not be served from a kept page."""
    make_tool(slug="one").citations.create(source=source)
    assert b"https://a.example/" in client.get("/tools/one/").content
    source.url = "https://b.example/"
    source.save()
    assert b"https://b.example/" in client.get("/tools/one/").content


def test_a_changed_scheme_is_on_the_pages_at_once(make_term, client):
    scheme = make_term("purpose/outreach").scheme
    client.get("/vocabulary/purpose/")
    scheme.label = "What it is for"
    scheme.save()
    assert b"What it is for" in client.get("/vocabulary/purpose/").content
