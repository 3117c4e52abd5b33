"""What every test may use."""

import gc

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection

from hub import task_queue
from hub.web.data_cache import CountingCache

# Imported here and not by `-p`: the cast needs models, and they a Django that is set up.
pytest_plugins = [
    "tests.plugins.drill",
    "tests.plugins.durable_database",
    "tests.plugins.web_server",
    "tests.plugins.cast",
    "tests.plugins.kept_databases",
    "tests.plugins.starter",
    "tests.plugins.stewards",
    "tests.plugins.answered_questions",
    "tests.plugins.page_reader",
    "tests.plugins.database_faults",
    "tests.plugins.forms",
    "tests.plugins.full_disk",
    "tests.plugins.helplines",
    "tests.plugins.practice",
    "tests.plugins.refusing_ledger",
    "tests.plugins.subscribers",
    "tests.plugins.suggestions",
    "tests.plugins.term_changes",
    "tests.plugins.import_workers",
    "tests.plugins.mail_server",
    "tests.plugins.mail_workers",
    "tests.plugins.moved_clock",
    "tests.plugins.sent_mails",
]

# An example that takes long is no fault: the machine that tests this does much else.
hypothesis.settings.register_profile("without a clock", deadline=None)
hypothesis.settings.load_profile("without a clock")


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "_starter" in getattr(item, "fixturenames", ()):
            item.add_marker("starter_data")


def pytest_collection_finish() -> None:
    """Spare the collector what lives as long as the run: all modules and all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """The cache is a real one and outlives a test; what one test stored must not answer another."""
    cache.clear()
    task_queue.failed_at.clear()
    CountingCache.failed_at.clear()


@pytest.fixture(scope="session")
def on_postgresql() -> bool:
    return connection.vendor == "postgresql"
