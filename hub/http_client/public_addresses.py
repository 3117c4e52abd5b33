"""Which IP addresses are public, and which belong to a private network."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# Translators put an IPv4 address into the last 32 bits (RFC 6052, and RFC 8215 for local use).
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = IPv6Network("::/96")


def is_public(text: str) -> bool:
    """Whether an address is a public unicast one, and every IPv4 address embedded in it as well."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_global_unicast(part) for part in (address, *_embedded(address)))


def _is_global_unicast(address: Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or _is_translated(address):
            return True  # the embedded IPv4 address decides
        special = special or address.is_site_local
    return address.is_global and not special


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
