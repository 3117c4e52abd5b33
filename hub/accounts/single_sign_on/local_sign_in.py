"""Who may sign in by a password of this site, and that the one for emergencies was used."""

from __future__ import annotations

import logging
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from hub.accounts.models import Person
from hub.accounts.single_sign_on.notices import tell_break_glass_used

logger = logging.getLogger(__name__)


def is_break_glass(person: Any) -> bool:
    """Whether it is the account for emergencies: it is never joined with the provider's."""
    address = settings.BREAK_GLASS_ADMINISTRATOR
    return bool(address) and person.email.casefold() == address.casefold()


def is_joined(person: Any) -> bool:
    """Whether somebody signs in by the provider that is named now."""
    accounts = SocialAccount.objects.filter(user_id=person.pk, provider=settings.OIDC_ISSUER)
    return bool(settings.OIDC_ISSUER) and bool(accounts.exists())


def may_use_password(person: Any) -> bool:
    """Not who signs in by the provider: where it closes their account, none is left open here."""
    if not settings.OIDC_ISSUER or is_break_glass(person):
        return True
    return bool(settings.LOCAL_SIGN_IN) and not is_joined(person)


def note_local_sign_in(person: Person) -> None:
    if not settings.LOCAL_SIGN_IN:
        logger.warning("The account for emergencies was used: person %d.", person.pk)
        tell_break_glass_used(person)
