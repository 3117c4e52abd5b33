"""Why somebody was not signed in: a sentence for them, a word for the log."""

from __future__ import annotations

import enum
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Cause(NamedTuple):
    status: int
    sentence: str | Promise


class Problem(Cause, enum.Enum):
    """%(name)s in a sentence: what the button calls the provider."""

    AWAY = Cause(503, _("%(name)s cannot be reached at the moment. Try again in some minutes."))
    UNREADABLE = Cause(503, _("%(name)s answered with something that cannot be read."))
    OTHER_ISSUER = Cause(
        403, _("What answers as %(name)s calls itself something else: nobody is signed in by it.")
    )
    OTHER_HOST = Cause(
        503,
        _("%(name)s now names an address at a host that is not known here as one of its own."),
    )
    NO_STATE = Cause(
        400,
        _(
            "This sign-in was begun elsewhere, was finished already, or took more than ten "
            "minutes. Begin again."
        ),
    )
    CANCELLED = Cause(403, _("The sign-in was stopped at %(name)s. You can begin again."))
    REFUSED = Cause(403, _("%(name)s refused the sign-in."))
    WRONG_TOKEN = Cause(
        403, _("What %(name)s sent cannot be trusted, so nobody was signed in. Begin again.")
    )
    WRONG_CLOCK = Cause(
        403,
        _(
            "What %(name)s sent is not valid at this time: its clock and that of this site "
            "differ by more than a minute, or the sign-in took too long. Begin again."
        ),
    )
    WRONG_TYPE = Cause(403, _("%(name)s says who you are in a form that this site cannot read."))
    NO_ROLE = Cause(
        403, _("%(name)s knows you, but names no role for you at this site. Nothing was kept.")
    )
    ROLES_GONE = Cause(
        403,
        _("%(name)s names no role for you here any more. Your account is kept, and opens nothing."),
    )
    NO_ADDRESS = Cause(
        403,
        _("%(name)s gave no e-mail address of yours, or one that it has not checked."),
    )
    CLOSED = Cause(403, _("Your account here is closed. An administrator can open it again."))
    NOT_LINKED = Cause(
        403,
        _(
            "There is an account with your e-mail address here, which is not joined with "
            "%(name)s. An administrator can send you a link that joins them."
        ),
    )
    OTHER_PERSON = Cause(
        403,
        _("At %(name)s you are somebody else than here: you are signed in there by another name."),
    )
    NOT_RECENT = Cause(403, _("%(name)s did not ask you again who you are, which this page needs."))
    NO_SECOND_FACTOR = Cause(
        403, _("%(name)s did not ask for your second factor. Confirm with the one you have here.")
    )
    USED_LINK = Cause(403, _("This link was used already, or is too old. Ask for a new one."))
    ALREADY_JOINED = Cause(
        403, _("Your account at %(name)s is joined with another account here already.")
    )
    EMERGENCY_ONLY = Cause(
        403, _("This account is kept for emergencies and signs in by its password alone.")
    )
    ONLY_THERE = Cause(403, _("Your account signs in by %(name)s, and not by a password."))


class SignInProblem(Exception):  # noqa: N818 (an answer to a person, not an error of ours)
    """``detail``: for the log; nothing that says who it was."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem.name.lower()} {detail}".strip())
        self.problem, self.detail = problem, detail

    @property
    def sentence(self) -> str:
        return str(self.problem.sentence) % {"name": settings.OIDC_NAME}
