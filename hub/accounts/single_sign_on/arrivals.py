"""What happens when somebody comes back from the provider: signing in, confirming, joining.

Accounts are told apart by issuer and subject alone. Nobody gets into an account because the
provider says that its address is theirs: addresses change hands, and at some providers people type
them themselves.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account.internal.emailkit import valid_email_or_none
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_login_redirect_url
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from hub.accounts.models import Person
from hub.accounts.second_factors.factors import has_second_factor
from hub.accounts.single_sign_on.authentication_time import CLOCK_SKEW_SECONDS, confirmed_at
from hub.accounts.single_sign_on.local_sign_in import is_break_glass
from hub.accounts.single_sign_on.notices import joining_tokens
from hub.accounts.single_sign_on.pages import END_SESSION
from hub.accounts.single_sign_on.problems import Problem, SignInProblem
from hub.accounts.single_sign_on.provided_roles import (
    has_given_second_factor,
    roles_of,
    update_roles,
)

logger = logging.getLogger(__name__)
METHOD = "single_sign_on"
SIGN_IN, CONFIRM, JOIN = "sign-in", "confirm", "join"
MAX_NAME = 150


def arrive(request: HttpRequest, login: Any) -> HttpResponse | None:
    """A response, or None for allauth to sign in ``login.user``. Raises SignInProblem.

    ``login``: allauth's, with the ``claims`` that were checked, and an account that was looked up
    by issuer and subject.
    """
    purpose = login.state["data"]["purpose"]
    if purpose == CONFIRM:
        return confirm(request, login)
    roles = roles_of(login.claims)
    if purpose == JOIN:
        join(login, roles)
    elif not login.account.pk:
        make_account(login, roles)
    person = login.user
    if not person.is_active:
        raise SignInProblem(Problem.CLOSED)
    if is_break_glass(person):
        raise SignInProblem(Problem.EMERGENCY_ONLY)
    update_roles(person, roles)
    if not roles and not person.is_superuser:
        raise SignInProblem(Problem.ROLES_GONE)
    return None


def make_account(login: Any, roles: frozenset[str]) -> None:
    """An account for somebody whom a rule names. Raises SignInProblem, with nothing kept."""
    if not roles:
        raise SignInProblem(Problem.NO_ROLE)
    given, name = login.claims.get("email"), login.claims.get("name")
    address = valid_email_or_none(given) if isinstance(given, str) else None
    if not address or login.claims.get("email_verified", True) is not True:
        raise SignInProblem(Problem.NO_ADDRESS)
    if is_break_glass(Person(email=address)):
        raise SignInProblem(Problem.EMERGENCY_ONLY)
    if Person.objects.filter(email__iexact=address).exists():
        raise SignInProblem(Problem.NOT_LINKED)
    name = "".join(filter(str.isprintable, name)) if isinstance(name, str) else ""
    try:
        with transaction.atomic():
            login.user = Person.objects.create_user(address, name=name[:MAX_NAME])
            save_account(login)
    except ValidationError as problem:
        raise SignInProblem(Problem.NO_ADDRESS) from problem
    except IntegrityError as problem:  # in another window at the same time
        raise SignInProblem(Problem.NO_STATE, "twice at once") from problem
    logger.info("Single sign-on: person %d was made.", login.user.pk)


def join(login: Any, roles: frozenset[str]) -> None:
    """Join the account of whoever was sent a link. Its password is taken away, and with it every
    session that it opened."""
    data = login.state["data"]
    if not roles:
        raise SignInProblem(Problem.NO_ROLE)
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=data["person"]).first()
        if person is None or not joining_tokens.check_token(person, data["key"]):
            raise SignInProblem(Problem.USED_LINK)
        if login.account.pk and login.account.user_id != person.pk:
            raise SignInProblem(Problem.ALREADY_JOINED)
        if is_break_glass(person):
            raise SignInProblem(Problem.EMERGENCY_ONLY)
        if not person.is_active:
            raise SignInProblem(Problem.CLOSED)
        former = SocialAccount.objects.filter(user=person, provider=settings.OIDC_ISSUER)
        former.exclude(uid=login.account.uid).delete()
        person.set_unusable_password()
        person.save(update_fields=["password"])
        login.user = person
        if not login.account.pk:
            save_account(login)
    logger.info("Single sign-on: person %d was joined.", person.pk)


def save_account(login: Any) -> None:
    login.account.user = login.user
    login.account.save()


def confirm(request: HttpRequest, login: Any) -> HttpResponse:
    """Note that the person who is signed in proved it to the provider since the round was begun."""
    person: Any = request.user
    if not login.account.pk or login.account.user_id != person.pk:
        raise SignInProblem(Problem.OTHER_PERSON)
    if confirmed_at(login.claims) < login.state["data"]["begun"] - CLOCK_SKEW_SECONDS:
        raise SignInProblem(Problem.NOT_RECENT)
    if has_second_factor(person) and not has_given_second_factor(login.claims):
        raise SignInProblem(Problem.NO_SECOND_FACTOR)
    note(request, person, login)
    return HttpResponseRedirect(get_login_redirect_url(request, login.state.get("next")))


def note(request: HttpRequest, person: Any, login: Any) -> None:
    """What this session knows of the sign-in: when the person proved who they are, and by what.

    A provider that has known somebody all day lets them in without asking: that is no confirmation.
    """
    given = has_given_second_factor(login.claims)
    at = min(confirmed_at(login.claims), time.time())
    record_authentication(request, person, METHOD, confirmed_at=at, second_factor=given)
    request.session[END_SESSION] = login.end_session
