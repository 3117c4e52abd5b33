"""Requests to focal points: who was asked, what is late, what waits to be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.recommendations.models import Document, ReportingRound
from events.reporting import report_requests, review
from events.reporting.address_mask import masked
from events.reporting.admin.answer_review import review_answers
from events.reporting.admin.request_forms import PastedLinesForm, ReportRequestForm, round_label
from events.reporting.models import ReportRequest, today
from events.reporting.pasted_lines import save_all
from events.reporting.tasks import schedule_reports
from hub.outbox.sealing import SealedError
from hub.record_admin.base import HardenedModelAdmin, retry_on_conflict, whole_if_posted
from hub.task_queue import enqueue_on_commit
from hub.web.paths import admin_route

State = ReportRequest.State
UNREACHABLE = "unreachable"
UNMASK = "reporting.unmask_reportrequest"


class RoundFilter(admin.SimpleListFilter):
    title = gettext_lazy("reporting round")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rounds = ReportingRound.objects.filter(
            Q(requests__isnull=False) | Q(slug=request.GET.get(self.parameter_name, ""))
        ).distinct()
        return [(one.slug, round_label(one)) for one in rounds.select_related("document")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(round__slug=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*State.choices, (UNREACHABLE, _("E-mail came back"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        day = today()
        late = queryset.overdue(day)
        by_state: dict[str | None, Callable[[], Any]] = {
            State.NOT_SENT: queryset.not_sent,
            State.ASKED: lambda: queryset.unanswered().exclude(pk__in=late.values("pk")),
            State.LATE: lambda: late,
            State.ANSWERED: queryset.waiting,
            State.SETTLED: lambda: queryset.standing().filter(settled_at__isnull=False),
            State.WITHDRAWN: lambda: queryset.filter(withdrawn_at__isnull=False),
            UNREACHABLE: queryset.unreachable,
        }
        rows = by_state.get(self.value())
        return rows() if rows else queryset


@admin.register(ReportRequest)
class ReportRequestAdmin(HardenedModelAdmin):
    form = ReportRequestForm
    list_display = ("addressee", "state", "answers_link", "due_day", "round_name", "shown_address",
                    "asked_on")  # fmt: skip
    list_filter = (StateFilter, RoundFilter)
    list_select_related = ("round__document", "country", "organisation")
    autocomplete_fields = ("country", "organisation")
    actions = ("send_requests", "send_new_links", "hand_back", "withdraw")
    change_list_template = "admin/reporting/request_list.html"
    change_form_template = "admin/reporting/request_form.html"

    beside_records = True

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if (round_ := chosen_round(request)) is not None:
            context |= {"of_round": round_, "rounds_url": rounds_url(round_)}
        return super().changelist_view(request, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        if (row := context.get("original")) is not None:
            context["rounds_url"] = rounds_url(row.round)
        return super().render_change_form(request, context, *args, **options)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        whom = ("round", "country", "organisation")
        if obj is None:
            return [(None, {"fields": (*whom, "typed_address", "language", "due")})]
        address = "whole_address" if request.user.has_perm(UNMASK) else "shown_address"
        write = ("typed_address", "language", "due")
        days = ("state", "asked_at", "sent_in_at", "settled_at", "reminders_refused_at",
                "unreachable_at", "withdrawn_at")  # fmt: skip
        return [(None, {"fields": (*whom, address, *write)}), (_("What came of it"),
                {"fields": days})]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        return ("round", "country", "organisation", "whole_address", "shown_address", "state",
                "asked_at", "sent_in_at", "settled_at", "reminders_refused_at", "unreachable_at",
                "withdrawn_at")  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("paste/", self.admin_site.admin_view(self.paste_view),
                 name="reporting_reportrequest_paste"),
            path("<int:pk>/answers/", self.admin_site.admin_view(self.answers_view),
                 name="reporting_reportrequest_answers"),
        ]  # fmt: skip
        return [*own, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        typed = form.cleaned_data.get("typed_address") or ""
        if not change:
            report_requests.set_address(obj, typed)
            obj.save()
            return
        obj.save(update_fields=["language", "due"])
        if "due" in form.changed_data:
            report_requests.stamp_page(obj.pk)
        if typed and report_requests.renew_link(obj.pk, address=typed):
            enqueue_on_commit(schedule_reports)

    # Columns

    @admin.display(description=gettext_lazy("addressee"))
    def addressee(self, row: ReportRequest) -> str:
        return row.name

    @admin.display(description=gettext_lazy("round"))
    def round_name(self, row: ReportRequest) -> str:
        return format_html('<a href="{}">{}</a>', rounds_url(row.round), round_label(row.round))

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: ReportRequest) -> str:
        return str(row.state_on(today()).label)

    @admin.display(description=gettext_lazy("due"))
    def due_day(self, row: ReportRequest) -> Any:
        return row.due_on

    @admin.display(description=gettext_lazy("asked"), ordering="asked_at")
    def asked_on(self, row: ReportRequest) -> Any:
        return row.asked_at and timezone.localdate(row.asked_at)

    @admin.display(description=gettext_lazy("focal point"))
    def shown_address(self, row: ReportRequest) -> str:
        return masked(_plain(row)) or _("erased")

    @admin.display(description=gettext_lazy("focal point"))
    def whole_address(self, row: ReportRequest) -> str:
        return _plain(row) or _("erased")

    @admin.display(description=gettext_lazy("answers"))
    def answers_link(self, row: ReportRequest) -> str:
        if row.sent_in_at is None:
            return "–"
        address = reverse("admin:reporting_reportrequest_answers", args=[row.pk])
        words = _("Look at them") if row.settled_at else _("Read them")
        return format_html('<a href="{}">{}</a>', address, words)

    # Actions

    @admin.action(description=gettext_lazy("Send the requests"), permissions=["change"])
    def send_requests(self, request: HttpRequest, selected: QuerySet[Any]) -> None:
        self._do(request, selected, report_requests.ask, _("sent on its way"))
        enqueue_on_commit(schedule_reports)

    @admin.action(
        description=gettext_lazy("Send a new link, and end the old one"), permissions=["change"]
    )
    def send_new_links(self, request: HttpRequest, selected: QuerySet[Any]) -> None:
        self._do(request, selected, report_requests.renew_link, _("new link"))
        enqueue_on_commit(schedule_reports)

    @admin.action(
        description=gettext_lazy("Let the addressee correct the answers"), permissions=["change"]
    )
    def hand_back(self, request: HttpRequest, selected: QuerySet[Any]) -> None:
        self._do(request, selected, review.hand_back, _("handed back"))

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["change"])
    def withdraw(self, request: HttpRequest, selected: QuerySet[Any]) -> None:
        self._do(request, selected, report_requests.withdraw, _("withdrawn"))

    def _do(
        self,
        request: HttpRequest,
        selected: QuerySet[Any],
        action: Callable[[int], bool],
        words: str,
    ) -> None:
        """Each in a transaction of its own; says how many it was true of."""
        done = 0
        for row in selected:
            if action(row.pk):
                self.log_change(request, row, words)
                done += 1
        left = len(selected) - done
        if done:
            sentence = ngettext("%(n)d request: %(words)s.", "%(n)d requests: %(words)s.", done)
            messages.success(request, sentence % {"n": done, "words": words})
        if left:
            sentence = ngettext(
                "%(n)d request stays as it is: that is not possible in its state.",
                "%(n)d requests stay as they are: that is not possible in their state.",
                left,
            )
            messages.warning(request, sentence % {"n": left})

    # Pages

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied

        def paste() -> HttpResponse:
            with whole_if_posted(request):
                return self._paste(request)

        return retry_on_conflict(paste)

    def _paste(self, request: HttpRequest) -> HttpResponse:
        """All requests are entered, and sent where that is asked for, or none is."""
        form = PastedLinesForm(request.POST or None, initial={"round": chosen_round(request)})
        if form.is_valid():
            save_all(form.requests)
            for row in form.requests:
                self.log_addition(request, row, [{"added": {}}])
                if form.cleaned_data["send"]:
                    report_requests.ask(row.pk)
            enqueue_on_commit(schedule_reports)
            number = len(form.requests)
            sentence = ngettext("%(n)d request entered.", "%(n)d requests entered.", number)
            messages.success(request, sentence % {"n": number})
            query = urlencode({RoundFilter.parameter_name: form.cleaned_data["round"].slug})
            address = reverse("admin:reporting_reportrequest_changelist")
            return HttpResponseRedirect(f"{address}?{query}")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ask many at once"),
            "here": _("Ask many at once"),
            "opts": self.opts,
            "form": form,
        }
        status = 400 if form.is_bound else 200
        return render(request, "admin/reporting/paste.html", context, status=status)

    def answers_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return review_answers(self, request, pk)


def chosen_round(request: HttpRequest) -> ReportingRound | None:
    """The round that the address of a page names."""
    rounds = ReportingRound.objects.select_related("document")
    return rounds.filter(slug=request.GET.get(RoundFilter.parameter_name, "")).first()


def rounds_url(round_: ReportingRound) -> str:
    """The form of a round's document, where its rounds stand."""
    return f"{reverse(admin_route(Document, 'change'), args=[round_.document_id])}#rounds"


def _plain(row: ReportRequest) -> str:
    try:
        return row.plain_address()
    except SealedError:
        return "?"
