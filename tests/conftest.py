"""What every test may use."""

import pytest
from django.core.cache import cache
from django.db import connection

# Imported here and not by `-p`: the cast needs models, and they a Django that is set up.
pytest_plugins = [
    "tests.plugins.cast",
    "tests.plugins.page_reader",
    "tests.plugins.forms",
    "tests.plugins.practice",
    "tests.plugins.subscribers",
    "tests.plugins.mail_server",
    "tests.plugins.sent_mails",
]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """The cache is a real one and outlives a test; what one test stored must not answer another."""
    cache.clear()


@pytest.fixture(scope="session")
def on_postgresql() -> bool:
    return connection.vendor == "postgresql"
