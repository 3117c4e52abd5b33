"""Contacts are sealed, published by the body itself, and entered once."""

import pytest
from django.core.exceptions import ValidationError

from events.reporting import retention as focal_points
from hub.curation.contacts import address_book, refusals
from hub.curation.contacts.models import Contact

pytestmark = pytest.mark.django_db


def test_an_address_is_stored_sealed(make_contact):
    contact = make_contact("info@maker.example")
    assert "maker" not in contact.address
    assert contact.plain_address() == "info@maker.example"


def test_the_same_address_in_other_capitals_is_entered_once(make_contact):
    make_contact("info@maker.example")
    with pytest.raises(ValidationError, match="entered for the record"):
        make_contact("Info@Maker.example")


def test_an_address_may_stand_at_two_records(make_contact, make_tool):
    make_contact()
    make_contact(record=("tool", make_tool().pk))
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "a b@example.org", "x@localhost"])
def test_what_is_no_address_is_refused(make_contact, address):
    with pytest.raises(ValidationError, match="letter by letter"):
        make_contact(address)


def test_nobody_is_entered_without_the_page_that_publishes_the_address(make_contact):
    with pytest.raises(ValidationError, match="publishes"):
        make_contact(page="")


def test_whoever_refused_mail_is_not_entered_again(make_contact):
    contact = make_contact()
    refusals.refuse(contact.address_key)
    address_book.remove_contact(contact.pk)
    with pytest.raises(ValidationError, match="not to be written to"):
        make_contact("INFO@maker.example")


def test_an_erased_focal_point_is_not_entered(make_contact):
    focal_points.erase_focal_point("info@maker.example")
    with pytest.raises(ValidationError, match="not to be written to"):
        make_contact()


def test_a_removed_contact_leaves_no_address(make_contact):
    contact = make_contact()
    assert address_book.remove_contact(contact.pk)
    assert not address_book.remove_contact(contact.pk)
    assert not Contact.objects.exists()


def test_contacts_are_found_by_role(make_contact, tool):
    maker = make_contact()
    make_contact("office@ministry.example", role="addressee")
    assert list(address_book.contacts_of("tool", tool.pk, "maker")) == [maker]
    assert address_book.contacts_of("tool", tool.pk).count() == 2


def test_a_contact_whose_mail_came_back_is_not_reachable(make_contact, tool):
    address_book.note_bounce(make_contact().pk)
    assert not address_book.contacts_of("tool", tool.pk).reachable()
