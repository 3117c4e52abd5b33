"""What the claims of a person say: which roles they have here, whether a second factor was given.

Where their groups name both roles they get both, as an administrator who ticks two boxes would
give them: roles add up, and an administrator may do all that a curator may.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from hub.accounts.access_changes import access_of, log_difference
from hub.accounts.models import Person
from hub.accounts.roles import ADMINISTRATOR, CURATOR
from hub.accounts.single_sign_on.problems import Problem, SignInProblem

logger = logging.getLogger(__name__)
ALWAYS_PROVIDED = (CURATOR, ADMINISTRATOR)
NOTHING = object()


class RoleChange(NamedTuple):
    given: frozenset[str]
    taken: frozenset[str]


def claim_value(claims: Mapping[str, Any]) -> Any:
    """The value of OIDC_CLAIM, whose dots lead into objects where no claim has that very name;
    NOTHING where there is none."""
    if settings.OIDC_CLAIM in claims:
        return claims[settings.OIDC_CLAIM]
    value: Any = claims
    for name in settings.OIDC_CLAIM.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return NOTHING
        value = value[name]
    return value


def roles_of(claims: Mapping[str, Any]) -> frozenset[str]:
    """The roles that the rules give. Raises SignInProblem for a claim that is no text or list."""
    value = claim_value(claims)
    if value is NOTHING:
        return frozenset()
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise SignInProblem(Problem.WRONG_TYPE, "the claim of roles")
    return frozenset(settings.OIDC_ROLES[each] for each in values if each in settings.OIDC_ROLES)


def has_given_second_factor(claims: Mapping[str, Any]) -> bool:
    """Whether the provider vouches for one, where its word counts (RFC 8176; Core 1.0, 2)."""
    if settings.OIDC_SECOND_FACTOR != "provider":
        return False
    methods = claims.get("amr")
    given = methods if isinstance(methods, list) else []
    accepted = settings.OIDC_SECOND_FACTOR_VALUES
    return any(value in accepted for value in (*given, claims.get("acr")) if isinstance(value, str))


def provided_roles() -> set[str]:
    """The roles of which the provider decides: the others that no rule names are given here."""
    return {*ALWAYS_PROVIDED, *settings.OIDC_ROLES.values()}


def update_roles(person: Person, roles: frozenset[str]) -> RoleChange:
    """Give a person these roles and no other that the provider decides on.

    A change is logged, and administrators are told.
    """
    with transaction.atomic():
        names = provided_roles()
        groups = {
            group.name: group
            for group in Group.objects.select_for_update().filter(name__in=names).order_by("name")
        }
        before = access_of(person)
        # Of the superusers, who may do everything, the provider says nothing.
        former = frozenset(person.groups.filter(name__in=names).values_list("name", flat=True))
        change = RoleChange(roles - former, former - roles)
        person.groups.remove(*(groups[name] for name in change.taken))
        person.groups.add(*(groups[name] for name in change.given))
        is_staff = bool(roles) or person.is_superuser
        if person.is_staff != is_staff:
            person.is_staff = is_staff
            person.save(update_fields=["is_staff"])
        if change.given or change.taken:
            logger.info(
                "Single sign-on: person %d, roles given: %s; taken away: %s.",
                person.pk, *(", ".join(sorted(some)) or "none" for some in change),
            )  # fmt: skip
            log_difference(person, before, by=None)
    return change
