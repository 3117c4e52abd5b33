"""Which addresses of the internet anyone may reach, and which are somebody's inside."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# Translators put an IPv4 address into the last 32 bits (RFC 6052, and RFC 8215 for local use).
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = IPv6Network("::/96")


def is_public(text: str) -> bool:
    """Whether an address is a public one for one receiver, whatever it is wrapped in."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_plainly_public(one) for one in (address, *_within(address)))


def _plainly_public(address: Address) -> bool:
    inside = address.is_multicast or address.is_reserved or address.is_unspecified
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or _translated(address):
            return True  # what is within it decides
        inside = inside or address.is_site_local
    return address.is_global and not inside


def _translated(address: IPv6Address) -> bool:
    return address in TRANSLATED[0]


def _within(address: Address) -> list[Address]:
    """IPv4 addresses that an IPv6 address leads to: mapped, translated, 6to4 and Teredo."""
    if isinstance(address, IPv4Address):
        return []
    found: list[Address] = []
    if address.ipv4_mapped:
        found.append(address.ipv4_mapped)
    if address.sixtofour:
        found.append(address.sixtofour)
    if address.teredo:
        found += address.teredo
    if any(address in network for network in (*TRANSLATED, COMPATIBLE)):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found
