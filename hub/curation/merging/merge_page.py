"""The page on which two records become one: both, fact by fact; what would come; then the deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import admin as django_admin
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hub.curation.merging.fact_choices import Choice, RecordPair, count_same, fact_choices
from hub.curation.merging.forms import ReasonForm
from hub.curation.merging.models import CHANGE
from hub.curation.merging.record_merge import SeenOtherwise, merge, read_pair, records_pointing
from hub.curation.merging.record_pointers import Rule, pointers_beside
from hub.curation.merging.refusals import merged_away, refusal
from hub.record_admin.base import retry_on_conflict
from hub.record_admin.record_history import history_page, history_steps
from hub.record_admin.side_by_side import moving_records, side_of
from hub.record_admin.staff_pages import FORM, MAX_PK, render_staff_page, staff_page
from hub.records.models import Record
from hub.records.registry import record_types

SEEN = ("seen_goes", "seen_stays")


def model_or_404(request: HttpRequest, kind: str) -> type[Record]:
    """The model of a kind whose records this person may change and merge."""
    if kind not in record_types:
        raise Http404
    model: type[Record] = record_types[kind].model
    options = model._meta
    may_change = request.user.has_perm(f"{options.app_label}.change_{options.model_name}")
    if not (may_change and request.user.has_perm(CHANGE)):
        raise PermissionDenied
    return model


@staff_page("", FORM)
def merge_records(request: HttpRequest, kind: str, goes: int, stays: int) -> HttpResponse:
    """GET: both. POST: ``look`` shows what would come of the choices, ``merge`` does it."""
    model = model_or_404(request, kind)
    if sentence := _is_gone(model, goes, stays):
        return _refused(request, model, sentence, status=409 if request.method == "POST" else 200)
    page = _MergePage(request, model, goes, stays)
    if request.method != "POST":
        return page.opened()
    return retry_on_conflict(page.posted)


def _is_gone(model: type[Record], goes: int, stays: int) -> str:
    """That one was merged away meanwhile. Raises Http404 where there never was one."""
    for pk in (goes, stays):
        if pk > MAX_PK:
            raise Http404
        if not model._default_manager.filter(pk=pk).exists():
            sentence = merged_away(model.kind, pk)
            if not sentence:
                raise Http404
            return sentence
    return ""


def _refused(
    request: HttpRequest, model: type[Record], sentence: str, *, status: int
) -> HttpResponse:
    title = _("These two cannot be merged")
    return render_staff_page(
        request, "merging/refused.html", title, status=status, sentence=sentence,
        list_url=reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
    )  # fmt: skip


class _MergePage:
    """One request for the page of two records that are there."""

    def __init__(self, request: HttpRequest, model: type[Record], goes: int, stays: int) -> None:
        self.request, self.model, self.keys = request, model, (goes, stays)
        self.admin: Any = django_admin.site.get_model_admin(model)
        records = model._default_manager.in_bulk([goes, stays])
        self.goes, self.stays = records[goes], records[stays]

    def opened(self) -> HttpResponse:
        if sentence := refusal(self.goes, self.stays):
            return self._refused(sentence, status=200)
        pair = read_pair(self.model, *self.keys)
        return self._render(pair, ReasonForm(initial=_versions(pair)), pair.complete({}))

    def posted(self) -> HttpResponse:
        data = cast("QueryDict", self.request.POST)
        try:
            pair = read_pair(self.model, *self.keys)
        except ValidationError as gone:
            return self._refused(" ".join(gone.messages), status=409)
        if sentence := refusal(self.goes, self.stays):
            return self._refused(sentence, status=409)
        choices, form = pair.read_choices(dict(data.items())), ReasonForm(data)
        if not form.is_valid():
            return self._render(pair, form, choices, status=400)
        seen = tuple(form.cleaned_data[name] for name in SEEN)
        if seen != (pair.goes.version, pair.stays.version):
            return self._changed_meanwhile(pair, form, choices, seen)
        step = data.get("step", "")
        if step == "merge" and "sure" in data:
            return self._merge(form, choices, seen)
        if step == "merge":
            form.add_error(None, _("Tick that you have compared both. Nothing was merged."))
            return self._render(pair, form, choices, is_outlook=True, status=400)
        return self._render(pair, form, choices, is_outlook=step == "look")

    def _merge(
        self, form: ReasonForm, choices: Mapping[str, Choice], seen: tuple[int, int]
    ) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        try:
            done = merge(
                self.model, *self.keys, by=self.request.user, reason=reason,
                chosen={name: str(one) for name, one in choices.items()}, seen=seen,
            )  # fmt: skip
        except SeenOtherwise as other:
            return self._changed_meanwhile(other.pair, form, choices, seen)
        except ValidationError as refused:
            for sentence in refused.messages:
                form.add_error(None, sentence)
            pair = read_pair(self.model, *self.keys)
            return self._render(pair, form, choices, is_outlook=True, status=409)
        sentence = _("“%(name)s” is part of “%(into)s” now.")
        messages.success(self.request, sentence % {"name": self.goes, "into": self.stays})
        return redirect("merge", done.pk)

    def _changed_meanwhile(
        self, pair: RecordPair, form: ReasonForm, choices: Mapping[str, Choice], seen: Any
    ) -> HttpResponse:
        """Both as they are now, what was changed, and the choices and the reason as they were."""
        records = self.model._default_manager.in_bulk(self.keys)
        for pk, version in zip(self.keys, seen, strict=True):
            if records[pk].version != version:
                form.add_error(None, _changes_since(self.admin, records[pk], version))
        data = cast("QueryDict", form.data).copy()
        for name, version in _versions(pair).items():
            data[name] = str(version)
        form.data = data
        chosen = pair.complete({name: str(one) for name, one in choices.items()})
        return self._render(pair, form, chosen, status=409)

    def _refused(self, sentence: str, *, status: int) -> HttpResponse:
        return _refused(self.request, self.model, sentence, status=status)

    def _render(
        self,
        pair: RecordPair,
        form: ReasonForm,
        choices: Mapping[str, Choice],
        *,
        is_outlook: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        facts = fact_choices(pair, choices, self.admin.fact_labels(), self.admin.fact_reader())
        goes, stays = self.keys
        words = {"name": self.goes, "into": self.stays}
        return render_staff_page(
            self.request, "merging/merge.html", _("Merge “%(name)s” into “%(into)s”?") % words,
            status=status, form=form, facts=facts, same=count_same(pair), kind=self.model.kind,
            goes=side_of(self.goes), stays=side_of(self.stays), is_outlook=is_outlook,
            changing=[one for one in facts if one.chosen is not Choice.KEEP],
            not_taken=[one for one in facts if one.chosen is Choice.KEEP],
            moving=moving(self.model, goes), beside=moving_beside(self.model, goes),
            other_way=reverse("merge-two", args=[self.model.kind, stays, goes]),
            choose=reverse("merge-choose", args=[self.model.kind, goes]),
            back=side_of(self.goes).form, is_narrower=pair.is_narrower,
        )  # fmt: skip


def _versions(pair: RecordPair) -> dict[str, int]:
    return dict(zip(SEEN, (pair.goes.version, pair.stays.version), strict=True))


def moving(model: type[Record], pk: int) -> list[Any]:
    """Records that point at the one that goes, by kind, with the first of them by name."""
    return [
        made
        for owner, records in records_pointing(model, pk).items()
        if (made := moving_records(owner._meta.verbose_name_plural, records)).count
    ]


def moving_beside(model: type[Record], pk: int) -> list[tuple[str, int]]:
    """What else goes over: how many of what."""
    counted: list[tuple[str, int]] = []
    for rule in (Rule.SETTLED, Rule.MOVES, Rule.ONCE):
        for pointer in pointers_beside(model, rule):
            rows = pointer.model._base_manager.filter(pointer.where, **{pointer.column: pk})
            name = str(pointer.model._meta.verbose_name_plural)
            if count := rows.count():
                counted.append((capfirst(name), count))
    return counted


def _changes_since(admin: Any, record: Record, version: int | None) -> str:
    """A sentence that names each fact that somebody changed after the version."""
    page = history_page(record, None)
    steps = history_steps(record, page, admin.fact_labels(), admin.fact_reader())
    newer = [step for step in steps if version is not None and step.revision.version > version]
    facts = "; ".join(
        f"{capfirst(fact.label)}: {fact.before or '–'} → {fact.after or '–'}"
        for step in reversed(newer)
        for fact in step.differences
    )
    if not facts:
        sentence = _(
            "“%(name)s” was changed meanwhile. Look at both again, as they are now, then decide."
        )
        return sentence % {"name": record}
    sentence = _(
        "“%(name)s” was changed meanwhile (%(facts)s). Look at both again, as they are now, then "
        "decide."
    )
    return sentence % {"name": record, "facts": facts}
