import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.curation.link_checks.address_register import follow_records
from hub.curation.link_checks.models import AddressUse, CheckedAddress

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime.datetime(2027, 3, 1, 2, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def uses():
    return set(AddressUse.objects.values_list("record_id", "address__url"))


def test_an_address_of_two_records_is_one_with_two_uses(make_tool):
    one, other = (make_tool(url="https://beacon.example/") for _time in range(2))
    follow_records(NOW)
    assert CheckedAddress.objects.count() == 1
    assert uses() == {(each.pk, "https://beacon.example/") for each in (one, other)}


def test_a_second_look_writes_nothing(make_tool):
    make_tool(url="https://beacon.example/")
    follow_records(NOW)
    assert follow_records(NOW) is False


def test_an_address_that_was_replaced_is_used_no_longer(make_tool):
    tool = make_tool(url="https://old.example/")
    follow_records(NOW)
    type(tool).objects.update(url="https://new.example/")
    assert follow_records(NOW, {"tool": [tool.pk]}) is True
    used = CheckedAddress.objects.filter(in_use=True)
    assert list(used.values_list("url", flat=True)) == ["https://new.example/"]


def test_one_record_that_is_looked_at_leaves_the_others_alone(make_tool):
    one, other = make_tool(url="https://one.example/"), make_tool(url="https://other.example/")
    follow_records(NOW)
    follow_records(NOW, {"tool": [one.pk]})
    assert uses() == {(one.pk, "https://one.example/"), (other.pk, "https://other.example/")}


def test_what_no_record_has_is_forgotten_after_sixty_days(make_tool):
    tool = make_tool(url="https://old.example/")
    follow_records(NOW)
    type(tool).objects.update(url=None)
    follow_records(NOW + DAY)
    follow_records(NOW + 60 * DAY)
    assert CheckedAddress.objects.count() == 1
    follow_records(NOW + 62 * DAY)
    assert not CheckedAddress.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_addresses(make_tool):
    counts = []
    for some in (3, 30):
        for _tool in range(some):
            make_tool(url=f"https://{some}-{_tool}.example/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            follow_records(NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]
