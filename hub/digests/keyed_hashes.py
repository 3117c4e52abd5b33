"""Keyed hashes of addresses.

``DIGEST_HASH_KEY`` makes them and stays: with another one nobody would be found again, and nobody's
wish not to be written to would be kept. It is neither SECRET_KEY nor one of the keys that seal
(``hub.outbox.sealing``).
"""

from __future__ import annotations

from hub.outbox.addresses import idna_2003_form, normalise
from hub.records.keyed_hash import keyed_hash


def address_key(address: str) -> str:
    """By which a subscriber is found, and a wish not to be written to: 64 hexadecimal digits."""
    return keyed_hash("address", normalise(address))


def suppression_keys(address: str) -> list[str]:
    """The hashes under which a wish not to be written to may stand: of today's name of the host,
    and of that by IDNA 2003 where it differs.

    For reading alone: by IDNA 2003 the host may be somebody else's (``faß.de``, ``fass.de``), so
    neither a subscriber nor a suppression is changed by the second.
    """
    forms = dict.fromkeys((normalise(address), idna_2003_form(normalise(address))))
    return [keyed_hash("address", form) for form in forms]
