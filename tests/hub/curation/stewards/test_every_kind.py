"""A record of every kind can have a steward, and its focal points open its form."""

import pytest

from hub.records.registry import record_types
from hub.web.paths import admin_form_path
from tests.plugins.stewards import browser_of

pytestmark = pytest.mark.usefixtures("starter")


def test_whatever_its_kind(signed_in, steward, make_organisation, make_focal_point):
    curator, body = signed_in("curator"), make_organisation()
    hers, kinds = browser_of(make_focal_point(body)), []
    for kind, record_type in record_types.items():
        record = record_type.model.objects.order_by("pk").first()
        if record is None:
            continue
        form = admin_form_path(record_type.model, record.pk)
        assert hers.get(form).status_code == 403, kind
        steward(record, body)
        assert curator.get(f"/desk/stewards/{kind}/{record.pk}/").status_code == 200, kind
        assert hers.get(form).status_code == 200, kind
        kinds.append(kind)
    assert len(kinds) >= 7
