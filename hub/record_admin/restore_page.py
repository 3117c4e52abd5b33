"""The page that restores an earlier version of a record, whole or fact by fact."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.record_admin.base import is_primary_key
from hub.record_admin.version_restore import (
    EarlierFact,
    RestoreRefused,
    VersionRestore,
    compare_with_version,
    read_record,
    restore_facts,
)
from hub.records.models import Record, Revision
from hub.records.surviving_record import surviving_record

if TYPE_CHECKING:
    from hub.record_admin.record import RecordAdmin

FACT = "fact"  # posted once for each fact that is ticked


class RestoreForm(forms.Form):
    """Why, and which version of the record was compared. The facts are read beside it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "maxlength": 400}),
        help_text=gettext_lazy("Kept in the history of the record. Readers do not see it."),
    )


@dataclass(frozen=True)
class FactRow:
    """A fact as texts. ``is_new``: it was changed after the page was opened."""

    fact: EarlierFact
    label: str
    now: str
    then: str
    is_ticked: bool
    is_new: bool


def restore_version(
    admin: RecordAdmin, request: HttpRequest, object_id: str, number: int
) -> HttpResponse:
    """The comparison, and on POST the restoring."""
    record = admin.get_object(request, unquote(object_id))
    if record is None:
        return _record_is_gone(admin, request, unquote(object_id))
    if not admin.has_change_permission(request, record):
        raise PermissionDenied
    if request.method == "POST":
        with transaction.atomic():
            return _RestorePage(admin, request, record, number).posted()
    return _RestorePage(admin, request, record, number).opened()


def _record_is_gone(admin: RecordAdmin, request: HttpRequest, key: str) -> HttpResponse:
    """To the history of the record that it was joined with, where there is one."""
    model: Any = admin.model
    if not admin.has_change_permission(request):
        raise PermissionDenied
    survivor = surviving_record(model.kind, int(key)) if is_primary_key(key) else None
    if survivor is None:
        return admin._get_obj_does_not_exist_redirect(request, admin.opts, key)  # type: ignore[attr-defined, no-any-return]
    sentence = _(
        "This record was joined with “%(record)s”. Nothing was restored: its own history is here."
    )
    messages.warning(request, sentence % {"record": survivor})
    return HttpResponseRedirect(reverse(admin.url_name("history"), args=[survivor.pk]))


class _RestorePage:
    """One request for the page."""

    def __init__(
        self, admin: RecordAdmin, request: HttpRequest, record: Record, number: int
    ) -> None:
        self.admin, self.request, self.record, self.number = admin, request, record, number
        self.model: type[Record] = type(record)

    @property
    def history(self) -> str:
        return reverse(self.admin.url_name("history"), args=[self.record.pk])

    def opened(self) -> HttpResponse:
        restore = compare_with_version(self.model, self._stored(lock=False), self.number)
        if restore is None:
            return self._no_such_version()
        form = RestoreForm(initial={"seen_version": restore.stored.version})
        return self._render(restore, form, restore.usual)

    def posted(self) -> HttpResponse:
        restore = compare_with_version(self.model, self._stored(lock=True), self.number)
        if restore is None:
            return self._no_such_version()
        form = RestoreForm(self.request.POST)
        names = frozenset(self.request.POST.getlist(FACT))
        if not form.is_valid():
            return self._render(restore, form, names, status=400)
        if form.cleaned_data["seen_version"] != restore.stored.version:
            return self._changed_meanwhile(restore, form, names)
        chosen = names & restore.restorable
        if not chosen:
            form.add_error(None, _("Nothing is restored yet: tick at least one fact."))
            return self._render(restore, form, names, status=400)
        return self._restore(restore, form, chosen)

    def _stored(self, *, lock: bool) -> Any:
        stored = read_record(self.model, self.record.pk, lock=lock)
        if stored is None:  # removed a moment ago
            raise Http404
        return stored

    def _restore(
        self, restore: VersionRestore, form: RestoreForm, chosen: frozenset[str]
    ) -> HttpResponse:
        try:
            restore_facts(
                restore, chosen, by=self.request.user,
                reason=self._reason(restore, chosen, form.cleaned_data["reason"]),
            )  # fmt: skip
        except RestoreRefused as refused:
            form.add_error(None, refused.sentences)
            return self._render(restore, form, chosen, status=409)
        messages.success(self.request, self._done())
        return HttpResponseRedirect(self.history)

    def _reason(self, restore: VersionRestore, chosen: Collection[str], typed: str) -> str:
        is_whole = restore.usual <= set(chosen)
        words = (
            _("Restored version %(number)s")
            if is_whole
            else _("Restored some facts of version %(number)s")
        )
        sentence = words % {"number": self.number}
        return f"{sentence}: {typed}" if typed else sentence

    def _done(self) -> str:
        record = self.model._default_manager.get(pk=self.record.pk)
        sentence = _("“%(record)s” has facts of version %(number)s again.")
        text = sentence % {"record": record, "number": self.number}
        try:
            address = record.get_absolute_url()  # type: ignore[attr-defined]
        except NoReverseMatch:
            return text
        address = address if record.is_public else f"{address}?preview=1"
        return format_html('{} <a href="{}">{}</a>', text, address, _("See its page"))

    def _no_such_version(self) -> HttpResponse:
        if self.number == self.record.version:
            sentence = _("Version %(number)s is the one that stands: there is nothing to restore.")
        else:
            sentence = _("The history of this record holds no version %(number)s to restore.")
        messages.warning(self.request, sentence % {"number": str(self.number)[:20]})
        return HttpResponseRedirect(self.history)

    def _changed_meanwhile(
        self, restore: VersionRestore, form: RestoreForm, names: frozenset[str]
    ) -> HttpResponse:
        seen = form.cleaned_data["seen_version"] or 0
        newer = Revision.objects.filter(kind=self.model.kind, record_id=self.record.pk)
        newer = newer.filter(version__gt=max(0, min(seen, restore.stored.version)))
        changed = {name for names in newer.values_list("changed", flat=True) for name in names}
        form.data = self.request.POST.copy()
        form.data["seen_version"] = str(restore.stored.version)
        form.add_error(
            None,
            _(
                "Nothing is restored yet: the record was changed meanwhile. What was changed is "
                "marked below. Look at it again, then decide."
            ),
        )
        return self._render(restore, form, names, status=409, changed=changed)

    def _render(
        self,
        restore: VersionRestore,
        form: RestoreForm,
        ticked: Collection[str],
        *,
        status: int = 200,
        changed: Collection[str] = (),
    ) -> HttpResponse:
        labels, text = self.admin.fact_labels(), self.admin.fact_reader()
        title = _("Restore version %(number)s: %(record)s")
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": title % {"number": self.number, "record": self.record},
            "opts": self.admin.opts,
            "original": self.record,
            "form": form,
            "number": self.number,
            "rows": [
                _fact_row(fact, restore, labels, text, fact.name in ticked, fact.name in changed)
                for fact in restore.facts
            ],
            "retired": [labels.get(name, name) for name in restore.earlier.retired],
            "revision": self._revision(),
            "history": self.history,
        }
        return TemplateResponse(self.request, "admin/record_restore.html", context, status=status)

    def _revision(self) -> Revision | None:
        revisions = Revision.objects.filter(kind=self.model.kind, record_id=self.record.pk)
        return revisions.filter(version=self.number).select_related("by").first()


def _fact_row(
    fact: EarlierFact,
    restore: VersionRestore,
    labels: dict[str, str],
    text: Callable[[str, Any], str],
    is_ticked: bool,
    is_new: bool,
) -> FactRow:
    now = restore.stored.facts
    none = _("Known to be none")
    return FactRow(
        fact,
        labels.get(fact.name, fact.name),
        none if fact.name in now["known_none"] else text(fact.name, now.get(fact.name)),
        none if fact.known_none else text(fact.name, fact.value),
        is_ticked and fact.is_restorable,
        is_new,
    )
