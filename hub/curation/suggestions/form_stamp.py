"""When a form was made, and which form it is: signed, so that nobody writes another time."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass

from hub.records import signed_token
from hub.records.database_clock import now_in_database

PURPOSE = "suggestion form"  # a part of what is signed: it stays as it is
# Nobody reads and sends a page faster than this; programs do.
LEAST_SECONDS = 4


@dataclass(frozen=True)
class FormStamp:
    """``at``: seconds since 1970 by the database's clock. ``nonce``: of one form."""

    at: int
    nonce: str

    @property
    def token(self) -> str:
        return signed_token.sign(PURPOSE, self.at, self.nonce)

    def is_too_quick(self, now: datetime.datetime) -> bool:
        """Whether the form was made too short a time ago to have been read."""
        return now.timestamp() - self.at < LEAST_SECONDS


def new_stamp() -> FormStamp:
    return FormStamp(int(now_in_database().timestamp()), secrets.token_urlsafe(12))


def read_stamp(token: str) -> FormStamp | None:
    """None where it is none of ours."""
    claims = signed_token.unsign(PURPOSE, token)
    return FormStamp(claims.pk, claims.nonce) if claims else None
