"""Curators' pages: ask that a person or a passage goes, see where it stands, decide, follow."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.purging.purged_text import PurgeRefused
from hub.curation.redaction import redaction_requests
from hub.curation.redaction.forms import PASSAGE, RedactionForm
from hub.curation.redaction.models import Redaction
from hub.curation.redaction.quoted_titles import KEEP, REMOVE
from hub.curation.redaction.sealed_request import contents_of
from hub.record_admin.staff_pages import FORM, MAX_PK, render_staff_page, staff_page
from hub.record_admin.step_up import confirmation_page

VIEW, ASK, DECIDE = (
    "redaction.view_redaction", "redaction.add_redaction", "redaction.change_redaction"
)  # fmt: skip
PER_PAGE = 50
State = Redaction.State
TITLES = "titles"  # what a form sends that says what happens to titles, and decides nothing
DECIDED = {
    State.APPLYING: gettext_lazy("It is being removed. This page says how far it is."),
    State.REFUSED: gettext_lazy("The request is refused; nothing was removed."),
    State.WITHDRAWN: gettext_lazy("The request is withdrawn; nothing was removed."),
}


@staff_page(VIEW)
def redactions(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first: that and when something was removed, and not what."""
    rows = Redaction.objects.select_related("asked_by", "decided_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(row, redaction_requests.task_title(row)) for row in page]
    title = _("Persons and passages removed")
    may_ask = request.user.has_perm(ASK)
    return render_staff_page(
        request, "redaction/redactions.html", title, page=page, lines=lines, may_ask=may_ask
    )


@staff_page(ASK, FORM)
def ask(request: HttpRequest) -> HttpResponse:
    form = RedactionForm(request.POST or None)
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = redaction_requests.ask(
                given["text"], is_passage=given["what"] == PASSAGE, instead=given["instead"],
                reason=given["reason"], by=request.user,
            )  # fmt: skip
        except PurgeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. Nothing is removed yet: see below."))
            return redirect("redaction", row.pk)
    title = _("Remove a person or a passage")
    return render_staff_page(request, "redaction/ask.html", title, status=status, form=form)


@staff_page(VIEW, FORM)
def redaction(request: HttpRequest, pk: int) -> HttpResponse:
    """One request; POST says what of titles, or decides. Removing asks for a confirmed sign-in."""
    rows = Redaction.objects.select_related("asked_by", "decided_by")
    row = get_object_or_404(rows, pk=min(pk, MAX_PK))
    if request.method != "POST":
        return _render(request, row)
    if not request.user.has_perm(DECIDE):
        raise PermissionDenied
    wanted = request.POST.get("outcome", "")
    if wanted not in (TITLES, *DECIDED):
        return _render(request, row, problem=_("Choose what you decide."), status=400)
    if wanted == State.APPLYING and (page := confirmation_page(request)):
        return page
    try:
        if wanted == TITLES:
            redaction_requests.decide_titles(row.pk, _typed_titles(request), by=request.user)
        else:
            redaction_requests.decide(row.pk, wanted, by=request.user)
    except PurgeRefused as refused:
        row = rows.get(pk=row.pk)
        status = 400 if wanted == TITLES and row.is_waiting else 409
        return _render(request, row, problem=str(refused), status=status)
    sentence = (
        _("Noted. It waits for a second person.") if wanted == TITLES else DECIDED[State(wanted)]
    )
    messages.success(request, str(sentence))
    return redirect("redaction", row.pk)


def _typed_titles(request: HttpRequest) -> dict[str, str]:
    prefix = "title-"
    return {
        name.removeprefix(prefix): str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }


def _render(
    request: HttpRequest, row: Redaction, *, problem: str = "", status: int = 200
) -> HttpResponse:
    contents = contents_of(row) if row.is_waiting else None
    typed = _typed_titles(request)
    survey = redaction_requests.survey(row) if row.is_waiting else None
    titles = (
        [(title, (typed.get(title.key) or title.decision)) for title in survey.titles]
        if survey
        else []
    )
    return render_staff_page(
        request, "redaction/redaction.html", redaction_requests.task_title(row), status=status,
        row=row, problem=problem, survey=survey, titles=titles, keep=KEEP, remove=REMOVE,
        spellings=contents[0] if contents else [], record_count=row.records.count(),
        may_decide=row.is_waiting and request.user.has_perm(DECIDE),
        is_own=row.asked_by_id == request.user.pk,
        needs_another=redaction_requests.needs_another(row, request.user),
        may_say=not redaction_requests.says_another(row, request.user),
    )  # fmt: skip
