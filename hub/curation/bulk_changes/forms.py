"""The form in which a curator says what is to be changed of many records."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.curation.bulk_changes.requested_change import RequestedChange, Slugs
from hub.records.models import Record
from hub.vocabulary.models import Scheme, Term

WISHES = ("add", "remove", "verification", "next_review_on", "state")
AS_IT_IS = ("", _("Leave as it is"))


@dataclass(frozen=True)
class TermLine:
    """A term, in how many of the records it stands, and what is ticked."""

    term: Term
    count: int
    is_added: bool
    is_removed: bool


@dataclass(frozen=True)
class SchemeLines:
    scheme: Scheme
    lines: list[TermLine]

    @property
    def is_open(self) -> bool:
        return any(line.is_added or line.is_removed for line in self.lines)


class BulkChangeForm(forms.Form):
    """``schemes``: what can be ticked, for the template. Values of ``add`` and ``remove`` are keys
    of terms, such as ``purpose/case-management``."""

    add = forms.MultipleChoiceField(required=False)
    remove = forms.MultipleChoiceField(required=False)
    verification = forms.ChoiceField(
        label=_("Verification"),
        required=False,
        choices=[AS_IT_IS, *Record.Verification.choices],
        help_text=_(
            "What is checked or confirmed gets the day of today, and the next review that the "
            "risk of each record asks for."
        ),
    )
    next_review_on = forms.DateField(
        label=_("Next review due"),
        required=False,
        widget=AdminDateWidget(),
        help_text=_("Left empty, it stays as it is."),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[AS_IT_IS, *Record.State.choices]
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60, "maxlength": 500}),
        help_text=_("Kept in the history of each record. Readers do not see it."),
    )

    def __init__(self, model: type[Record], keys: Collection[int], data: Any = None) -> None:
        super().__init__(data)
        self._terms = _terms_of(model)
        self._counts = _counts(model, keys)
        current = [(term.key, term.label) for term in self._terms if not term.deprecated]
        carried = [(term.key, term.label) for term in self._terms if term.pk in self._counts]
        for name, choices in (("add", current), ("remove", carried)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared above
            field.choices = choices

    @property
    def schemes(self) -> list[SchemeLines]:
        """Of each scheme the terms that can be added, and those that can be removed."""
        added = set(self["add"].value() or ())
        removed = set(self["remove"].value() or ())
        by_scheme: dict[Scheme, list[TermLine]] = {}
        for term in self._terms:
            count = self._counts.get(term.pk, 0)
            if count or not term.deprecated:
                line = TermLine(term, count, term.key in added, term.key in removed)
                by_scheme.setdefault(term.scheme, []).append(line)
        return [SchemeLines(scheme, lines) for scheme, lines in by_scheme.items()]

    @property
    def plain_fields(self) -> list[Any]:
        """Those that are no ticks of terms."""
        return [self[name] for name in ("verification", "next_review_on", "state", "reason")]

    def clean_next_review_on(self) -> Any:
        day = self.cleaned_data["next_review_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("This day is over. Choose today or a later one."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        add, remove = set(cleaned.get("add") or ()), set(cleaned.get("remove") or ())
        if both := add & remove:
            names = ", ".join(sorted(str(t) for t in self._terms if t.key in both))
            sentence = _("Both added and removed: %(terms)s. Tick one of the two.")
            self.add_error(None, ValidationError(sentence, params={"terms": names}))
        if not self.errors.keys() - {"reason"} and not any(map(cleaned.get, WISHES)):
            self.add_error(None, _("Choose what is to be changed."))
        return cleaned

    @property
    def requested(self) -> RequestedChange:
        """What a valid form asks for."""
        day = self.cleaned_data["next_review_on"]
        return RequestedChange(
            add=_by_scheme(self.cleaned_data["add"]),
            remove=_by_scheme(self.cleaned_data["remove"]),
            verification=self.cleaned_data["verification"],
            next_review_on=day.isoformat() if day else "",
            state=self.cleaned_data["state"],
        )


def _terms_of(model: type[Record]) -> list[Term]:
    schemes = getattr(model, "schemes", ())
    rows = Term.objects.filter(scheme__slug__in=schemes).select_related("scheme")
    return list(rows.order_by("scheme__position", "scheme__slug", "position", "label"))


def _counts(model: type[Record], keys: Collection[int]) -> dict[int, int]:
    """In how many of these records each term stands, by its key."""
    if not getattr(model, "schemes", ()):
        return {}
    options: Any = model._meta
    link = options.get_field("term_links")
    rows = link.related_model._default_manager.filter(**{f"{link.field.name}__in": keys})
    counted = rows.order_by().values_list("term").annotate(Count(link.field.name, distinct=True))
    return dict(counted)


def _by_scheme(keys: Iterable[str]) -> Slugs:
    slugs: Slugs = {}
    for key in sorted(keys):
        scheme, _slash, slug = key.partition("/")
        slugs.setdefault(scheme, []).append(slug)
    return slugs
