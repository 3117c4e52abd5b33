"""What somebody asks for, as one value, on its way from the form to the worker."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class DeliveryPreferences:
    """How somebody wants to be written to: the same for all that they follow."""

    frequency: str
    language: str
    time_zone: str
    discreet: bool

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SignupRequest:
    """An address, what it wants to follow, and how."""

    address: str
    kind: str
    query: str
    title: str
    whats: tuple[str, ...]
    manner: DeliveryPreferences

    def __repr__(self) -> str:
        """Never the address: this is what a log or an error would show."""
        return f"<Wish {self.kind}>"

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        given = json.loads(text)
        manner = DeliveryPreferences(**given.pop("manner"))
        return cls(**{**given, "whats": tuple(given["whats"]), "manner": manner})
