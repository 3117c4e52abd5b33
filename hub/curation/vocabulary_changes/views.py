"""Curators' pages: a term is changed after a preview; all changes, and one with its undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from hub.curation.vocabulary_changes.carriers import current_titles, keys_of_carriers
from hub.curation.vocabulary_changes.change_rules import refusal
from hub.curation.vocabulary_changes.forms import FORMS, ChangeForm, SplitForm
from hub.curation.vocabulary_changes.models import TermChange
from hub.curation.vocabulary_changes.preview import preview_of, record_choices
from hub.curation.vocabulary_changes.term_undo import obstacle, undo
from hub.record_admin.side_by_side import Side, form_address
from hub.record_admin.staff_pages import FORM, MAX_PK, POST, render_staff_page, staff_page
from hub.records.text_cleaning import clean_text
from hub.vocabulary.models import Term

CHANGE, VIEW = "vocabulary.change_term", "vocabulary.view_term"
PER_PAGE, LONGEST_REASON = 50, 500
Kind = TermChange.Kind


def _titles() -> dict[str, str]:
    return {
        Kind.RENAME: _("Rename “%(term)s”"),
        Kind.MERGE: _("Merge “%(term)s” into another term"),
        Kind.SPLIT: _("Split “%(term)s”"),
        Kind.RETIRE: _("Retire “%(term)s”"),
    }


@staff_page(CHANGE, FORM)
def change_term(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The choice, then everything that it touches; POST does it, for a reason."""
    term = get_object_or_404(Term.objects.select_related("scheme"), pk=min(pk, MAX_PK))
    if kind not in FORMS:
        raise Http404
    is_decision = request.method == "POST"
    sentence = refusal(kind, term)
    if sentence:
        status = 409 if is_decision else 200
        return _render(request, term, kind, refused=sentence, status=status)
    if not is_decision and "chosen" not in request.GET:
        form = FORMS[kind](term, initial=_initial(request))
        return _render(request, term, kind, form=form)
    form = FORMS[kind](term, request.POST if is_decision else request.GET)
    if not form.is_valid():
        return _render(request, term, kind, form=form, status=400)
    return _decide(request, form) if is_decision else _preview(request, form)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What was chosen before, where somebody goes back to choose otherwise."""
    single = {"name", "slug", "names", "successor"} & request.GET.keys()
    initial: dict[str, Any] = {name: request.GET[name] for name in single}
    if "terms" in request.GET:
        initial["terms"] = request.GET.getlist("terms")
    return initial


def _decide(request: HttpRequest, form: ChangeForm) -> HttpResponse:
    if isinstance(form, SplitForm) and ("look" in request.POST or not form.is_rule_seen):
        problem = form.list_problem or _unseen_rule(request)
        return _preview(request, form, problem=problem, status=400 if problem else 200)
    reason = (clean_text(request.POST.get("reason", "")) or "").strip()[:LONGEST_REASON]
    if not reason:
        problem = _("Say why, in a few words: it stands in the history of the records.")
        return _preview(request, form, problem=problem, status=400)
    if request.POST.get("seen", "") != form.seen():
        problem = _("A term was changed meanwhile. Look at it again, as it is now, then decide.")
        return _preview(request, form, problem=problem, status=409)
    try:
        done = form.apply(by=request.user, reason=reason)
    except ValidationError as refused:
        return _preview(request, form, problem=" ".join(refused.messages), status=409)
    messages.success(request, _("Done. Everything that it touched was carried over."))
    return redirect("term-change", done.pk)


def _unseen_rule(request: HttpRequest) -> str:
    if "look" in request.POST:
        return ""
    return _("Look at what the list finds first: nothing was done yet.")


def _preview(
    request: HttpRequest, form: ChangeForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "preview": preview_of(form.term),
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "seen": form.seen(),
        "is_chosen": True,
    }
    if isinstance(form, SplitForm):
        context |= _distribution(form)
    return _render(request, form.term, form.kind, status=status, **context)


def _distribution(form: SplitForm) -> dict[str, Any]:
    """Which parts the records get: one by one where they are few, else all alike."""
    every = [part.slug for part in form.parts]
    fallback = form.default or every[: None if form.term.scheme.multiple else 1]
    listed, is_new = form.listed, not form.is_rule_seen
    rows = []
    for record in record_choices(form.term):
        kind, _colon, key = record.name.partition(":")
        chosen = form.chosen.get((kind, int(key)), fallback)
        is_listed = is_new and (kind, int(key)) in listed.records
        ticked = [listed.part] if is_listed else chosen
        rows.append((record, [(part, part.slug in ticked) for part in form.parts]))
    return {
        "rows": rows,
        "default": form.default[0] if form.default else "",
        "may_have_all": form.term.scheme.multiple,
        "is_listed": bool(form.list_address) and not form.list_problem,
        "found": len(listed.records),
        "other": len(keys_of_carriers(form.term)) - len(listed.records),
        "list_part": next((part.name for part in form.parts if part.slug == listed.part), ""),
    }


def _render(
    request: HttpRequest, term: Term, kind: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    title = _titles()[kind] % {"term": term}
    context |= {"term": term, "kind": kind, "term_form": form_address(term)}
    return render_staff_page(
        request, "vocabulary_changes/change_term.html", title, status=status, **context
    )


@staff_page(VIEW)
def changes(request: HttpRequest) -> HttpResponse:
    """All changes, the newest first."""
    rows = TermChange.objects.select_related("term__scheme", "by", "undone_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    title = _("Changes of the vocabulary")
    return render_staff_page(request, "vocabulary_changes/changes.html", title, page=page)


@staff_page(VIEW)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    return _change_page(request, _change(pk))


@staff_page(CHANGE, POST)
def undo_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back, as a whole."""
    row = _change(pk)
    try:
        undone = undo(row, by=request.user)
    except ValidationError as refused:
        return _change_page(request, row, problem=" ".join(refused.messages), status=409)
    if undone.not_undone:
        messages.warning(request, _("Undone, but for the records that are named below."))
    else:
        messages.success(request, _("Undone: everything is as it was."))
    return redirect("term-change", undone.pk)


def _change(pk: int) -> TermChange:
    rows = TermChange.objects.select_related("term__scheme", "by", "undone_by")
    return get_object_or_404(rows, pk=min(pk, MAX_PK))


def _change_page(
    request: HttpRequest, row: TermChange, *, problem: str = "", status: int = 200
) -> HttpResponse:
    kept = current_titles((kind, pk) for kind, pk in row.not_undone)
    context = {
        "change": row,
        "successors": [(term, form_address(term)) for term in row.successors.order_by("label")],
        "term_form": form_address(row.term),
        "obstacle": "" if row.undone_at else obstacle(row, Term.objects.in_bulk(row.term_keys)),
        "kept": [Side(str(record), form_address(record)) for record in kept],
        "may_change": request.user.has_perm(CHANGE),
        "problem": problem,
    }
    return render_staff_page(
        request, "vocabulary_changes/change.html", str(row), status=status, **context
    )
