"""Of whom a second factor is demanded, and from when: administrators at once, curators later."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.accounts.models import Person
from hub.accounts.roles import ADMINISTRATOR
from hub.accounts.second_factors.factors import has_second_factor
from hub.record_admin.site import DashboardPanel, PendingItem, Urgency
from hub.web.unsent_form import Unsent, unsent_form_page

DAY = datetime.timedelta(days=1)
STAFF_PATHS = ("/admin/", "/curate/", "/desk/")
# Ways out, and a file that pages of the admin link.
OPEN_PATHS = ("/admin/login/", "/admin/logout/", "/admin/jsi18n/")


def demanded_from(person: Person) -> datetime.datetime | None:
    """From when this person needs a second factor; None where they have one, or it is offered."""
    if settings.SECOND_FACTORS != "demanded" or not (person.is_active and person.is_staff):
        return None
    if has_second_factor(person):
        return None
    is_administrator = person.is_superuser or person.groups.filter(name=ADMINISTRATOR).exists()
    days = (
        settings.SECOND_FACTOR_ADMINISTRATORS_AFTER_DAYS
        if is_administrator
        else settings.SECOND_FACTOR_CURATORS_AFTER_DAYS
    )
    return person.second_factor_counted_from + days * DAY


def is_vouched(request: HttpRequest) -> bool:
    """Whether the provider of single sign-on, whose word counts, asked for a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("second_factor") for record in records)


def is_demanded(person: Person) -> bool:
    start = demanded_from(person)
    return start is not None and start <= timezone.now()


def notice_panel(request: HttpRequest) -> DashboardPanel | None:
    """The first page says how many days are left."""
    start = demanded_from(request.user)  # type: ignore[arg-type]
    if start is None or is_vouched(request):
        return None
    days = max(0, math.ceil((start - timezone.now()) / DAY))
    sentence = ngettext(
        "In %(days)d day you need a second factor to work here: set one up now, in two minutes.",
        "In %(days)d days you need a second factor to work here: set one up now, in two minutes.",
        days,
    ) % {"days": days}
    address = reverse("mfa_index")
    line = PendingItem(sentence, 1, address, Urgency.WAITING, is_sentence=True)
    return DashboardPanel(_("Second factor"), address, (line,))


class SecondFactorDemand:
    """Middleware: pages of curators lead to the set-up of a second factor where it is demanded.

    Asks nothing for any other page: readers' requests pass after one comparison of their path.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(STAFF_PATHS) or path.startswith(OPEN_PATHS):
            return self.get_response(request)
        if request.user.is_authenticated and is_demanded(request.user) and not is_vouched(request):
            return set_up_page(request)
        return self.get_response(request)


def set_up_page(request: HttpRequest) -> HttpResponse:
    """To the pages where a factor is set up; a form that was sent is shown, to be sent again."""
    address = reverse("mfa_index")
    if request.method == "POST":
        return unsent_form_page(request, Unsent.SECOND_FACTOR, set_up=address)
    return HttpResponseRedirect(address)
