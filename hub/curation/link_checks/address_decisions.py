"""What a curator decides on an address. No record is changed by it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.curation.link_checks.address_state import ask_again, hold_for_right, leave_alone
from hub.curation.link_checks.consequences import tell_of
from hub.curation.link_checks.models import CheckedAddress
from hub.records.database_clock import now_in_database


class ChangedMeanwhileError(Exception):
    """The address stands otherwise than on the page on which somebody decided."""


def _ask_again(address: CheckedAddress, _by: Any, now: datetime.datetime) -> None:
    ask_again(address, now)


Decide = Callable[[CheckedAddress, Any, datetime.datetime], None]
# By the value of the button; what is said afterwards.
DECISIONS: dict[str, tuple[Decide, Any]] = {
    "right": (hold_for_right, _("Noted: the address is right as it is.")),
    "again": (_ask_again, _("It is asked in the next night.")),
    "leave": (leave_alone, _("It is not asked any more. You can take this back here.")),
}


def decide(pk: int, name: str, *, seen: str, by: Any) -> None:
    """Decide by one of ``DECISIONS``. ``seen``: the state on the page of whoever decides.

    Raises ChangedMeanwhileError, and CheckedAddress.DoesNotExist.
    """
    with transaction.atomic():
        address = CheckedAddress.objects.select_for_update().get(pk=pk)
        if address.state != seen:
            raise ChangedMeanwhileError
        DECISIONS[name][0](address, by, now_in_database())
        address.save()
        if name != "again":
            tell_of(pk, by)
