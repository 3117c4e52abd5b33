"""Who refused mail gets none, for no record, whatever became of the contact."""

import pytest

from hub.backup import restored_site
from hub.curation.contacts import address_book, refusals
from hub.curation.contacts.models import Contact, RefusedContact
from hub.records import removal_journal

pytestmark = pytest.mark.django_db


def test_a_refusal_erases_the_address_at_all_records(make_contact, make_tool):
    key = make_contact().address_key
    make_contact(record=("tool", make_tool().pk))
    assert refusals.refuse(key)
    assert not Contact.objects.exclude(address="").exists()


def test_a_refusal_outlives_the_contact(make_contact):
    contact = make_contact()
    refusals.refuse(contact.address_key)
    address_book.remove_contact(contact.pk)
    assert not refusals.may_be_written_to(contact.address_key)


def test_others_may_be_written_to(make_contact, tool):
    refusals.refuse(make_contact().address_key)
    other = make_contact("office@maker.example")
    assert list(address_book.contacts_of("tool", tool.pk).reachable()) == [other]


def test_the_second_refusal_is_none(make_contact):
    key = make_contact().address_key
    assert (refusals.refuse(key), refusals.refuse(key)) == (True, False)
    assert RefusedContact.objects.count() == 1


def test_no_key_is_nobody(db):
    assert not refusals.may_be_written_to("")
    assert not refusals.refuse("")


def test_a_restored_database_learns_of_refusals_since(make_contact):
    key = make_contact().address_key
    refusals.refuse(key)
    RefusedContact.objects.all().delete()  # as the backup knows it
    assert restored_site.apply_removals().contacts == 1
    assert not refusals.may_be_written_to(key)
    assert restored_site.apply_removals().contacts == 0


def test_the_journal_holds_no_address(make_contact):
    key = make_contact("info@maker.example").address_key
    refusals.refuse(key)
    removals, _unreadable = removal_journal.read()
    assert [(removal.what, removal.keys) for removal in removals] == [("contact", {key})]
