"""A record with a curator at the page of its contacts."""

import pytest

from hub.curation.contacts.address_book import add_contact


@pytest.fixture(autouse=True)
def _journal(settings, tmp_path):
    removals = settings.STORAGES["removals"] | {"OPTIONS": {"location": tmp_path / "removals"}}
    settings.STORAGES = settings.STORAGES | {"removals": removals}


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", name="Ada")


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="beacon", name="Beacon")


@pytest.fixture
def make_contact(db, tool):
    def make(address="info@maker.example", **changes):
        values = {"role": "maker", "page": "https://maker.example/contact", "by": None}
        kind, key = changes.pop("record", ("tool", tool.pk))
        return add_contact(kind, key, address=address, **(values | changes))

    return make
