"""The page on which a curator sets times for a record: published, withdrawn."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.drafts import set_times
from hub.curation.drafts.models import VIEW, TimedStep
from hub.curation.drafts.staff_views import DraftedRecord, find_drafted, sent_number
from hub.record_admin.clean_text import CleanText
from hub.record_admin.staff_pages import FORM, render_staff_page, staff_page
from hub.records.database_clock import now_in_database
from hub.records.models import EditConflict, Record

What = TimedStep.What


class SetTimeForm(forms.Form):
    """``moment``: the time in UTC, once the form is valid."""

    what = forms.ChoiceField(label=gettext_lazy("What"), widget=forms.RadioSelect)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    clock = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    reason = CleanText(
        label=gettext_lazy("Reason"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60, "dir": "auto"}),
        help_text=gettext_lazy(
            "Kept with the history of the record; readers do not see it. Needed to withdraw."
        ),
    )
    moment: datetime.datetime

    def __init__(self, drafted: DraftedRecord, data: Any = None) -> None:
        choices = what_may_be_set(drafted)
        super().__init__(data, initial={"what": choices[0][0] if choices else ""})
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "day" in cleaned and "clock" in cleaned:
            try:
                self.moment = set_times.time_of(cleaned["day"], cleaned["clock"])
            except ValidationError as refused:
                self.add_error("clock", refused)
            except OverflowError:
                self.add_error("day", _("Choose another day."))
        return cleaned


def what_may_be_set(drafted: DraftedRecord) -> list[tuple[str, Any]]:
    state, choices = drafted.record.state, []
    if drafted.draft is not None and state == Record.State.PUBLISHED:
        choices.append((What.PUBLISH.value, _("Publish the draft")))
    elif state in (Record.State.DRAFT, Record.State.IN_REVIEW):
        choices.append((What.PUBLISH.value, _("Publish the record")))
    if state != Record.State.ARCHIVED:
        choices.append((What.WITHDRAW.value, _("Withdraw the record: its address says so")))
    return choices


@staff_page(VIEW, FORM)
def times(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """The times that are set; POST sets one, or takes one back."""
    drafted = find_drafted(request, kind, key)
    if request.method != "POST":
        return _render(request, drafted, SetTimeForm(drafted))
    if request.POST.get("do") == "cancel":
        if set_times.cancel(drafted.record, sent_number(request, "step")):
            messages.success(request, _("Taken back: nothing happens at that time."))
        return redirect("draft-times", *drafted.path)
    form = SetTimeForm(drafted, request.POST)
    if form.is_valid() and _set(request, drafted, form):
        messages.success(request, _("The time is set."))
        return redirect("draft-times", *drafted.path)
    fresh = find_drafted(request, kind, key)
    return _render(request, fresh, form, status=400)


def _set(request: HttpRequest, drafted: DraftedRecord, form: SetTimeForm) -> bool:
    """Whether it was set; else the form says why not."""
    try:
        set_times.set_time(
            drafted.record,
            form.cleaned_data["what"],
            form.moment,
            by=request.user,
            seen=sent_number(request, "seen_record"),
            reason=form.cleaned_data["reason"],
        )
    except EditConflict:
        sentence = _("The record was changed meanwhile. Look at it again, then set the time.")
        form.add_error(None, sentence)
        return False
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    return True


def _render(
    request: HttpRequest, drafted: DraftedRecord, form: SetTimeForm, *, status: int = 200
) -> HttpResponse:
    zone = settings.CURATORS_TIME_ZONE
    return render_staff_page(
        request,
        "drafts/times.html",
        _("Set times: %(record)s") % {"record": drafted.record},
        status=status,
        record=drafted.record,
        draft=drafted.draft,
        draft_paths=drafted.paths,
        seen=drafted.record.version,
        steps=TimedStep.objects.of_record(*drafted.path).select_related("set_by").order_by("at"),
        form=form,
        zone=zone,
        now=now_in_database().astimezone(ZoneInfo(zone)).replace(tzinfo=None),
    )
