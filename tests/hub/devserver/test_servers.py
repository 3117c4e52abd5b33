import os
import urllib.request

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from pytest_socket import SocketConnectBlockedError


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_database_is_the_one_asked_for():
    wanted = "sqlite" if os.environ.get("TEST_DATABASE") == "sqlite" else "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert connection.vendor == wanted


@pytest.mark.skipif(os.environ.get("TEST_DATABASE") != "sqlite", reason="about SQLite")
@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_sqlite_is_a_file_in_wal_as_in_production():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)


def test_the_cache_is_a_real_one():
    cache.set("marker", "kept")
    assert cache.get("marker") == "kept"
    assert isinstance(cache._connections["default"], RedisCache)


def test_no_test_reaches_the_network():
    with pytest.raises(SocketConnectBlockedError), pytest.warns(match="192.0.2.1"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
