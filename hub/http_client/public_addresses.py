"""Which IP addresses are public, and which belong to a private network."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# Translators put an IPv4 address into the last 32 bits (RFC 6052, and RFC 8215 for local use).
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = IPv6Network("::/96")
# The registries of special-purpose addresses (IANA, RFC 6890), whole: what is nobody's host, or
# everybody's. Python's own table follows them by years.
SPECIAL = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
SPECIAL_V6 = tuple(
    map(
        IPv6Network,
        ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"),
    )
)
UNICAST_V6 = IPv6Network("2000::/3")  # all that IANA gives to hosts


def is_public(text: str) -> bool:
    """Whether an address is a public unicast one, and every IPv4 address embedded in it as well."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_global_unicast(part) for part in (address, *_embedded(address)))


def _is_global_unicast(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in SPECIAL)
    if address.ipv4_mapped or _is_translated(address):
        return True  # the embedded IPv4 address decides
    is_special = any(address in network for network in SPECIAL_V6)
    return address.is_global and address in UNICAST_V6 and not is_special


def _is_translated(address: IPv6Address) -> bool:
    return address in NAT64[0]


def _embedded(address: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, NAT64, 6to4 and Teredo."""
    if isinstance(address, IPv4Address):
        return []
    addresses: list[Address] = []
    if address.ipv4_mapped:
        addresses.append(address.ipv4_mapped)
    if address.sixtofour:
        addresses.append(address.sixtofour)
    if address.teredo:
        addresses += address.teredo
    if any(address in network for network in (*NAT64, COMPATIBLE)):
        addresses.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return addresses
