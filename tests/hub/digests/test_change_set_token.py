"""A set of changes in an address."""

import zlib
from base64 import urlsafe_b64encode

import pytest

from hub.digests.change_set_token import SPAN, decode, encode


def scattered(number, span, first=1):
    """So many numbers, without a pattern that packs well."""
    found, last = set(), 1
    while len(found) < number:
        last = last * 1103515245 + 12345 & 0x7FFFFFFF
        found.add(first + last // 7 % span)
    return sorted(found)


@pytest.mark.parametrize(
    "keys",
    [
        [1],
        [7, 8, 9, 4_000],
        range(1, 500),
        scattered(3_000, SPAN, 10**9),
        [SPAN, 2 * SPAN, 5, 10**12],
    ],
)
def test_the_same_comes_out_as_went_in(keys):
    assert [key for code in encode(keys) for key in decode(code)] == sorted(keys)


def test_the_changes_of_a_usual_week_are_a_short_address():
    (code,) = encode(scattered(40, 500, 9_000))
    assert len(code) < 120


def test_an_address_stays_below_what_servers_take():
    worst = [1, *scattered(SPAN // 2, SPAN - 1)]
    assert (len(encode(worst)), len(encode(worst)[0]) < 3_000) == (1, True)


def test_no_change_is_no_address():
    assert encode([]) == []


BOMB = urlsafe_b64encode(zlib.compress(bytes(10_000_000), 9)).rstrip(b"=").decode()[:3000]


@pytest.mark.parametrize(
    "code", ["", "1", "1-", "x-eJw", "1-!!!!", "1-eJwAAA", "-1-eJw", "1" * 30 + "-eJw", f"1-{BOMB}"]
)
def test_what_was_not_made_here_is_refused(code):
    with pytest.raises(ValueError, match="changes"):
        decode(code)
