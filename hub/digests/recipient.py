"""To whom a mail goes. The address is opened for the conversation with the mail server only."""

from __future__ import annotations

from hub.digests import sealed_addresses
from hub.digests.models import Mail


class ErasedError(Exception):
    """There is nobody any more to send this mail to."""


def recipient(mail: Mail) -> str:
    """Raises ErasedError, and secrets.SealedError where no key opens the address."""
    if mail.subscriber is None:
        raise ErasedError
    return sealed_addresses.open_address(mail.subscriber.address)
