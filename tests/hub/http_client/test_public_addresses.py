"""Addresses that anyone may reach."""

import pytest

from hub.http_client.public_addresses import is_public


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"]
)
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # noqa: S104 (nothing is bound)
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "not an address",
    ],
)
def test_addresses_of_somebodys_inside(address):
    assert not is_public(address)


# One of each range of the registries of special-purpose addresses that is not above, and its ends.
@pytest.mark.parametrize(
    "address",
    [
        "0.1.2.3", "100.127.255.255", "192.0.0.8", "192.0.0.9", "192.0.0.255", "192.31.196.1",
        "192.52.193.1", "192.88.99.1", "192.175.48.1", "198.19.255.255", "198.51.100.1",
        "203.0.113.255", "::ffff:192.88.99.1", "64:ff9b::c058:6301", "100::1", "100:0:0:1::1",
        "2001:1::1", "2001:3::1", "2001:4:112::1", "2001:20::1", "2001:30::1", "2001:1ff::1",
        "2620:4f:8000::1", "3fff::1", "3fff:fff::1", "5f00::1", "4000::1", "1::1", "e000::1",
    ],
)  # fmt: skip
def test_addresses_with_a_special_purpose(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "192.88.98.1", "203.0.114.1", "2001:200::1", "2a00::1", "2600::1"]
)
def test_addresses_beside_them(address):
    assert is_public(address)
