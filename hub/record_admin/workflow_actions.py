"""What a curator does to a record as a whole: each verb with its form and its rule."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.records.models import Record, recorded_change

State = Record.State
Verification = Record.Verification
A_YEAR = datetime.timedelta(days=365)


class ReasonForm(forms.Form):
    """Why; and, for one record, which version the curator has looked at."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "maxlength": 500}),
        help_text=_("Kept with the history of the record; readers do not see it."),
    )


class GivenReasonForm(ReasonForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = True


def in_a_year() -> datetime.date:
    return timezone.localdate() + A_YEAR


class VerifiedForm(ReasonForm):
    verification = forms.ChoiceField(
        label=_("How"),
        choices=[
            (choice.value, choice.label)
            for choice in (
                Verification.SOURCE_CHECKED,
                Verification.OWNER_CONFIRMED,
                Verification.PRACTITIONER_CONFIRMED,
            )
        ],
        widget=forms.RadioSelect,
        initial=Verification.SOURCE_CHECKED.value,
    )
    next_review_on = forms.DateField(
        label=_("Next review due"),
        required=False,
        initial=in_a_year,
        widget=AdminDateWidget(),
    )
    field_order = ("verification", "next_review_on", "reason")


@dataclass(frozen=True)
class Verb:
    """``allowed`` are the states it can be done in; ``act`` does it and records it."""

    name: str
    label: str | Promise
    done: str | Promise
    explanation: str | Promise
    allowed: frozenset[str]
    act: Callable[[Record, Any, dict[str, Any]], None]
    form: type[ReasonForm] = ReasonForm
    grave: bool = False


def publish(record: Record, by: Any, given: dict[str, Any]) -> None:
    record.publish(by=by, reason=given["reason"])


def send_to_review(record: Record, by: Any, given: dict[str, Any]) -> None:
    record.send_to_review(by=by, reason=given["reason"])


def withdraw_to_draft(record: Record, by: Any, given: dict[str, Any]) -> None:
    record.withdraw_to_draft(by=by, reason=given["reason"])


def archive(record: Record, by: Any, given: dict[str, Any]) -> None:
    record.archive(by=by, reason=given["reason"])


def verify(record: Record, by: Any, given: dict[str, Any]) -> None:
    """Somebody compared the record with its sources today."""
    with recorded_change(record, by=by, reason=given["reason"]):
        record.verification = given["verification"]
        record.verified_on = timezone.localdate()
        record.next_review_on = given["next_review_on"]
        record.save(update_fields=["verification", "verified_on", "next_review_on"])


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "publish",
            _("Publish"),
            _("Published."),
            _("Readers see the record from now on, and it is told as news."),
            frozenset({State.DRAFT, State.IN_REVIEW}),
            publish,
        ),
        Verb(
            "review",
            _("Send to review"),
            _("Sent to review."),
            _("Another curator looks at it before it is published. Readers do not see it."),
            frozenset({State.DRAFT}),
            send_to_review,
        ),
        Verb(
            "verify",
            _("Mark as verified today"),
            _("Marked as verified today."),
            _("Say so only if you compared the facts with their sources today."),
            frozenset({State.DRAFT, State.IN_REVIEW, State.PUBLISHED}),
            verify,
            VerifiedForm,
        ),
        Verb(
            "draft",
            _("Back to draft"),
            _("Taken back to draft."),
            _("Readers no longer see it; its address answers as if there were no such page."),
            frozenset({State.IN_REVIEW, State.PUBLISHED, State.ARCHIVED}),
            withdraw_to_draft,
        ),
        Verb(
            "archive",
            _("Archive"),
            _("Archived."),
            _("Off the site for good: its address says that it was withdrawn. Say why."),
            frozenset({State.DRAFT, State.IN_REVIEW, State.PUBLISHED}),
            archive,
            GivenReasonForm,
            grave=True,
        ),
    )
}


def offered(record: Record) -> list[Verb]:
    return [verb for verb in VERBS.values() if record.state in verb.allowed]
