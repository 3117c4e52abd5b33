"""What stands in the shared cache: data, made by us, and a miss whenever it is anything else."""

import os
import pickle

import pytest
import redis
from django.core.cache import cache

from hub.web.middleware import page_cache
from hub.web.middleware.page_cache import CachedPage, pack, unpack

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGE = CachedPage({"Content-Type": "text/html", "X": "é\n"}, b"<p>\n\x00\xff")


class Harmful:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


@pytest.fixture
def server(settings):
    with redis.Redis.from_url(settings.CACHE_URL) as server:
        yield server


@pytest.fixture
def stored(tool, client):
    """The name in Redis of the one page that is kept; this process has it no longer."""
    client.get("/tools/")
    (key,) = page_cache.local.values
    page_cache.local.clear()
    return cache.make_key(f"page:{key}")


def test_a_page_comes_back_as_it_was():
    assert unpack("key", pack("key", PAGE)) == PAGE


def test_a_page_under_another_key_is_none():
    assert unpack("other", pack("key", PAGE)) is None


def test_a_page_of_whoever_has_not_the_secret_is_none(settings):
    packed = pack("key", PAGE)
    settings.SECRET_KEY = "another" * 10
    assert unpack("key", packed) is None


def test_any_flipped_bit_makes_it_a_miss():
    packed = pack("key", PAGE)
    for place in range(len(packed)):
        damaged = bytearray(packed)
        damaged[place] ^= 1
        assert unpack("key", bytes(damaged)) is None


@pytest.mark.parametrize("end", range(0, 40, 3))
def test_a_page_that_was_cut_is_a_miss(end):
    assert unpack("key", pack("key", PAGE)[:end]) is None


def test_a_pickle_is_not_run(client, server, stored, tmp_path):
    harm = tmp_path / "harm"
    server.set(stored, pickle.dumps(Harmful(str(harm))))
    assert client.get("/tools/").status_code == 200
    assert not harm.exists()


@pytest.mark.parametrize(
    "damage", [b"", b"7", b"b", b"bshort", b"j[1,2,3]", b"j{", b"j" + b"[" * 9999, b"\x80\x04N."]
)
def test_a_damaged_entry_is_a_miss(client, server, stored, damage):
    fresh = client.get("/about/").status_code
    server.set(stored, damage)
    answer = client.get("/tools/")
    assert (answer.status_code, fresh, b"Hotline" in answer.content) == (200, 200, True)


def test_an_entry_of_another_type_is_a_miss(client, server, stored):
    server.delete(stored)
    server.rpush(stored, "a")
    assert client.get("/tools/").status_code == 200


def test_after_damage_the_page_is_kept_again(client, server, stored):
    server.set(stored, b"damage")
    client.get("/tools/")
    assert server.get(stored) != b"damage"


@pytest.mark.parametrize("value", [1, -7, True, None, "é", [1.5, "a"], {"a": [None]}, b"\x00j"])
def test_the_cache_gives_back_what_was_put_in(value):
    cache.set("value", value)
    assert (cache.get("value"), cache.get_many(["value", "none"])) == (value, {"value": value})


def test_numbers_can_be_counted_by_redis():
    cache.set("count", 1)
    assert cache.incr("count", 2) == 3


def test_what_is_no_data_is_refused():
    with pytest.raises(TypeError):
        cache.set("value", object())


def test_damage_is_a_miss_for_the_other_users_of_the_cache(server):
    server.set(cache.make_key("history"), b"\x80damage")
    assert cache.get("history", []) == []
    assert cache.get_many(["history"]) == {}
