"""A check of each kind of record that there is, on the data that ships."""

import pytest

from hub.records.registry import record_types
from tests.hub.curation.record_checks.conftest import Pages


@pytest.mark.usefixtures("starter")
def test_each_kind_of_record_can_be_checked_and_corrected(signed_in, make_answered_question):
    """Over the registry: nothing here knows what kinds there are."""
    make_answered_question()
    client = signed_in("curator")
    for kind, record_type in record_types.items():
        record = record_type.model.objects.published().order_by("pk").first()
        pages = Pages(client, f"/desk/check/{kind}/{record.slug}/")
        names = [asked.name for asked in record_type.sourced]
        for name in names:
            page = pages.fact(name)
            assert page.status_code in (200, 302), (kind, name)
        pages.answer_all("unclear")
        assert pages.client.get(f"{pages.address}end/").status_code == 200
