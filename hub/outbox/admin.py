"""The outbox for operators: states and counts, what needs a decision, and no address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.outbox import hold, key_marker
from hub.outbox.mail_kinds import OperatorDecision
from hub.outbox.models import Mail, MailHold
from hub.outbox.operator_actions import mark_delivered, resend
from hub.outbox.tasks import wake_senders
from hub.record_admin.base import ReadOnlyAdmin
from hub.record_admin.site import DashboardPanel, PendingItem, Urgency, dashboard_panels

LIST = "admin:outbox_mail_changelist"
NOT_DONE = {
    OperatorDecision.TOO_LATE: gettext_lazy("Mail %(number)d is in another state by now."),
    OperatorDecision.CARRIED: gettext_lazy("All that mail %(number)d said went into a later one."),
    OperatorDecision.NOBODY: gettext_lazy("Whoever mail %(number)d was for has left."),
    OperatorDecision.ERASED: gettext_lazy("What mail %(number)d said has been deleted."),
}


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Nothing can be written by hand; two decisions are taken by actions, and logged."""

    permanent_path = "digests/mail/"
    list_name = gettext_lazy("E-mails sent and waiting")
    list_display = ("pk", "purpose", "state", "attempts", "reply", "created_at", "next_try_at",
                    "sent_at")  # fmt: skip
    list_filter = ("state", "purpose")
    fields = (*list_display[1:6], "message_id", "first_try_at", "next_try_at", "sent_at")
    actions = ("send_again", "say_delivered")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_mail")

    @admin.action(description=gettext_lazy("Send again"), permissions=["decide"])
    def send_again(self, request: HttpRequest, selected: QuerySet[Mail]) -> None:
        self._decide(request, selected, resend, _("sent again by hand"))
        wake_senders()

    @admin.action(description=gettext_lazy("Mark as delivered"), permissions=["decide"])
    def say_delivered(self, request: HttpRequest, selected: QuerySet[Mail]) -> None:
        self._decide(request, selected, mark_delivered, _("marked as delivered by hand"))

    def _decide(
        self,
        request: HttpRequest,
        selected: QuerySet[Mail],
        action: Callable[[int], OperatorDecision],
        words: str,
    ) -> None:
        for mail in selected:
            decision = action(mail.pk)
            if decision is OperatorDecision.DONE:
                self.log_change(request, mail, words)
                messages.success(request, f"{mail}: {words}")
            else:
                messages.warning(request, NOT_DONE[decision] % {"number": mail.pk})


@admin.register(MailHold)
class MailHoldAdmin(ReadOnlyAdmin):
    """The pause after a restore: what is uncertain is looked at, then one decision ends it."""

    permanent_path = "outbox/pauses/"
    list_name = gettext_lazy("Pauses of all e-mail")
    list_display = fields = ("since", "uncertain", "released_at", "released_by")
    list_select_related = ("released_by",)
    actions = ("resume_delivered", "resume_not_delivered")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_mailhold")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "GET" and MailHold.is_open():
            messages.warning(request, _(
                "No e-mail is sent: the database was restored from a backup. E-mails that were "
                "due in it may have been sent since. Look at those whose arrival is not known, "
                "and in the log of your mail server; then tick the pause and choose an action."
            ))  # fmt: skip
        return super().changelist_view(request, extra_context)

    @admin.action(
        description=gettext_lazy("Resume e-mail: those that are uncertain arrived"),
        permissions=["decide"],
    )
    def resume_delivered(self, request: HttpRequest, selected: QuerySet[MailHold]) -> None:
        self._resume(request, selected, delivered=True)

    @admin.action(
        description=gettext_lazy("Resume e-mail: put the news of those into the next digests"),
        permissions=["decide"],
    )
    def resume_not_delivered(self, request: HttpRequest, selected: QuerySet[MailHold]) -> None:
        self._resume(request, selected, delivered=False)

    def _resume(
        self, request: HttpRequest, selected: QuerySet[MailHold], *, delivered: bool
    ) -> None:
        pauses = list(selected.filter(released_at=None))
        if not pauses:
            messages.warning(request, _("E-mail is not paused."))
            return
        number = hold.release(delivered=delivered, by=request.user)
        for pause in pauses:
            words = "delivered" if delivered else "not delivered"
            self.log_change(request, pause, f"released: {number} uncertain, taken as {words}")
        wake_senders()
        messages.success(request, _("E-mail goes out from now on."))


def outbox_panel(request: HttpRequest) -> DashboardPanel | None:
    """How many mails are in each state, on the first page of the admin."""
    if not request.user.has_perm("outbox.view_mail"):
        return None
    counts: dict[str, Any] = dict(
        Mail.objects.order_by().values_list("state").annotate(Count("pk"))
    )
    address = reverse(LIST)
    urgent = (Mail.State.UNCERTAIN, Mail.State.FAILED)
    rest = (Mail.State.DUE, Mail.State.CLAIMED, Mail.State.SENDING, Mail.State.SENT)
    lines = tuple(
        PendingItem(
            str(state.label),
            counts.get(state, 0),
            f"{address}?state__exact={state}",
            Urgency.DANGER if state in urgent else Urgency.STATUS,
        )
        for state in (*urgent, *rest)
    )
    wrong = tuple(
        PendingItem(str(sentence), 1, address, Urgency.DANGER, is_sentence=True)
        for sentence in key_marker.problems()
    )
    lines = (*wrong, *lines)
    pauses = MailHold.objects.filter(released_at=None).count()
    if pauses:
        words = _("Nothing is sent until you say what arrived before the restore")
        paused = PendingItem(
            words, pauses, reverse("admin:outbox_mailhold_changelist"), Urgency.DANGER
        )
        lines = (paused, *lines)
    return DashboardPanel(_("E-mail"), address, lines)


dashboard_panels.register("mails", outbox_panel)
