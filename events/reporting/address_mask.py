"""What a curator sees of an address: enough to tell two apart, too little to write to."""

from __future__ import annotations

HIDDEN = "…"


def masked(address: str) -> str:
    """``n…@….ke`` of ``name@interior.gov.ke``: a letter and the last label; empty stays empty."""
    name, at, host = address.rpartition("@")
    if not at:
        return HIDDEN if address else ""
    first = name[0] if len(name) > 1 else ""
    ending = f".{host.rpartition('.')[2]}" if "." in host else ""
    return f"{first}{HIDDEN}@{HIDDEN}{ending}"
