import pytest

from hub.curation.link_checks.address_register import follow_records
from hub.curation.link_checks.consequences import tell_everybody
from hub.curation.link_checks.models import AddressUse, CheckedAddress
from hub.curation.link_checks.record_follower import follow_changed_records
from hub.records.models import RecordNotice, recorded_change
from tests.hub.curation.link_checks.conftest import NIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def used():
    rows = AddressUse.objects.filter(address__in_use=True)
    return sorted(rows.values_list("address__url", flat=True))


def change(record, **values):
    with recorded_change(record, news=False):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()


def test_a_new_address_is_on_the_list_soon_after_the_change(world, make_tool):
    tool = make_tool(url="https://old.example/")
    follow_changed_records()
    change(tool, url="https://new.example/")
    follow_changed_records()
    assert used() == ["https://new.example/"]


def test_a_record_that_left_the_public_takes_its_addresses_along(world, make_tool):
    tool = make_tool(url="https://old.example/")
    follow_changed_records()
    change(tool, state="draft")
    follow_changed_records()
    assert used() == []


def test_what_is_told_goes_with_its_address_also_when_the_checks_are_off(
    world, make_tool, settings
):
    tool = make_tool(url="https://old.example/")
    follow_records(NIGHT)
    CheckedAddress.objects.update(state="dead", cause="time", failed_on=["2027-02-20"])
    tell_everybody()
    assert RecordNotice.objects.exists()
    settings.LINK_CHECKS_PER_NIGHT = 0
    change(tool, url="https://new.example/")
    follow_changed_records()
    assert not RecordNotice.objects.exists()


def test_nothing_is_kept_where_the_checks_are_off(world, make_tool, settings):
    settings.LINK_CHECKS_PER_NIGHT = 0
    change(make_tool(url="https://old.example/"), name="Other")
    follow_changed_records()
    assert used() == []
