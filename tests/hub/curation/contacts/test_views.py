"""The curator's page of a record's contacts."""

import html

import pytest

from hub.curation.contacts import address_book, refusals
from hub.curation.contacts.models import Contact

pytestmark = pytest.mark.django_db
TYPED = {
    "role": "maker",
    "address": "info@maker.example",
    "page": "https://maker.example/contact",
    "language": "en",
}


@pytest.fixture
def address(tool):
    return f"/desk/contacts/tool/{tool.pk}/"


def text_of(response):
    return html.unescape(response.content.decode())


def test_a_curator_adds_a_contact(curator, address):
    response = curator.post(address, TYPED)
    assert (response.status_code, response["Location"]) == (302, address)
    assert Contact.objects.get().added_by.name == "Ada"


def test_the_page_never_shows_an_address(curator, address):
    curator.post(address, TYPED)
    text = text_of(curator.get(address))
    assert "info@" not in text.replace("info@ or contact@", "")
    assert "https://maker.example/contact" in text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("address", "nobody", "letter by letter"),
        ("page", "", "required"),
        ("page", "javascript:alert(1)", "Write an address such as"),
        ("role", "owner", "not one of the available choices"),
        ("language", "xx", "not one of the available choices"),
    ],
)
def test_bad_input_keeps_what_was_typed(curator, address, field, value, sentence):
    response = curator.post(address, TYPED | {"page": "https://maker.example/x"} | {field: value})
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert field == "address" or "info@maker.example" in text_of(response)
    assert not Contact.objects.exists()


def test_a_refused_address_is_told(curator, address, make_contact):
    refusals.refuse(make_contact().address_key)
    assert "Asked not to be written to" in text_of(curator.get(address))
    response = curator.post(address, TYPED)
    assert response.status_code == 400
    assert "asked not to be written to" in text_of(response)


def test_an_address_that_bounced_is_told(curator, address, make_contact):
    address_book.note_bounce(make_contact().pk)
    assert "came back" in text_of(curator.get(address))


def test_a_curator_removes_a_contact(curator, address, make_contact):
    contact = make_contact()
    curator.post(f"{address}remove/", {"contact": contact.pk})
    assert not Contact.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "0", "²", "9" * 30, "9" * 5000])
def test_removing_none_is_no_error(curator, address, make_contact, key):
    make_contact()
    assert curator.post(f"{address}remove/", {"contact": key}).status_code == 302
    assert Contact.objects.count() == 1


def test_a_contact_of_another_record_is_not_removed(curator, address, make_contact, make_tool):
    contact = make_contact(record=("tool", make_tool().pk))
    curator.post(f"{address}remove/", {"contact": contact.pk})
    assert Contact.objects.exists()


@pytest.mark.parametrize("path", ["tool/0/", "nothing/1/", f"tool/{10**30}/"])
def test_no_record_is_404(curator, db, path):
    assert curator.get(f"/desk/contacts/{path}").status_code == 404


def test_reading_changes_nothing(curator, address, make_contact):
    make_contact()
    assert curator.get(f"{address}remove/").status_code == 405
    assert Contact.objects.count() == 1
