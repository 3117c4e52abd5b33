"""Curators' pages of drafts: begun, edited, compared, previewed, published, dropped."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin as django_admin
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.drafts import record_drafts
from hub.curation.drafts.comparison import compare as compare_facts
from hub.curation.drafts.comparison import sent_choices
from hub.curation.drafts.draft_form import answer_form, seen_version
from hub.curation.drafts.models import VIEW, RecordDraft, TimedStep
from hub.curation.drafts.preview_links import (
    TooManyLinks,
    address_of_link,
    make_link,
    revoke,
    working_links,
)
from hub.curation.drafts.preview_page import preview_response
from hub.curation.drafts.record_drafts import DraftChanged, DraftGone
from hub.record_admin.base import is_primary_key
from hub.record_admin.record import FactsTaken, RecordAdmin, address_of
from hub.record_admin.staff_pages import (
    FORM,
    MAX_PK,
    POST,
    READ,
    render_staff_page,
    staff_page,
    typed_values,
)
from hub.records.link_tables import MissingLink
from hub.records.models import Record
from hub.records.record_access import about_own, may, permission_name
from hub.records.registry import record_types
from hub.records.second_person import SecondPersonNeeded
from hub.web.paths import admin_form_path

SHOWN = 100  # of the list
DROP = "drop"


@dataclass(frozen=True)
class DraftedRecord:
    """A published record that the person may change, with its form and its draft."""

    record: Record
    admin: RecordAdmin
    draft: RecordDraft | None

    @property
    def path(self) -> tuple[str, int]:
        return self.record.kind, self.record.pk

    @property
    def paths(self) -> dict[str, str]:
        pages = {"edit": "draft"} | {
            page: f"draft-{page}" for page in ("compare", "preview", "links", "drop", "times")
        }
        named = {page: reverse(route, args=self.path) for page, route in pages.items()}
        return named | {"record": admin_form_path(type(self.record), self.record.pk)}


def find_drafted(request: HttpRequest, kind: str, key: int) -> DraftedRecord:
    """Raises Http404, and PermissionDenied for whoever may not change the record."""
    model = record_drafts.model_of(kind)
    record_admin = django_admin.site._registry.get(model) if model else None
    if model is None or not isinstance(record_admin, RecordAdmin):
        raise Http404
    record = model._default_manager.filter(pk=min(key, MAX_PK)).first()
    if record is None:
        raise Http404
    if not record_admin.has_change_permission(request, record):
        raise PermissionDenied
    return DraftedRecord(record, record_admin, record_drafts.find_draft(kind, record.pk))


@staff_page(VIEW, READ, asks_record=True)
def drafts(request: HttpRequest) -> HttpResponse:
    """All drafts, those first that were saved last."""
    rows = RecordDraft.objects.select_related("saved_by").order_by("-saved_at", "-pk")
    if not request.user.has_perm(VIEW):
        rows = rows.filter(about_own(request.user))
    lines = []
    for row in rows[:SHOWN]:
        model = record_types[row.record_kind].model if row.record_kind in record_types else None
        permission = permission_name(model, "change") if model else ""
        if model and may(request.user, permission, row.record_kind, row.record_id):
            lines.append((row, str(row.base.get("name") or row.base.get("title") or row)))
    return render_staff_page(request, "drafts/list.html", _("Drafts"), lines=lines)


@staff_page(VIEW, POST, asks_record=True)
def begin(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    drafted = find_drafted(request, kind, key)
    try:
        record_drafts.begin(drafted.record, by=request.user)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect(admin_form_path(type(drafted.record), drafted.record.pk))
    return redirect("draft", *drafted.path)


@staff_page(VIEW, FORM, asks_record=True)
def edit(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """The record's own form with what the draft says; POST saves the draft."""
    drafted = find_drafted(request, kind, key)
    draft = drafted.draft
    if draft is None:
        return _gone(request, drafted)
    context = {
        "title": _("Draft: %(record)s") % {"record": drafted.record},
        "draft": draft,
        "draft_paths": drafted.paths,
        "live": drafted.record,
        "show_save_and_continue": False,
        "show_save_and_add_another": False,
        "show_delete": False,
    }
    try:
        return answer_form(drafted.admin, request, draft, context)
    except FactsTaken as taken:
        return _save(request, drafted, draft, taken)
    except MissingLink as missing:
        return _cannot_open(request, drafted, record_drafts.missing_sentence(missing))
    except IntegrityError:
        return _cannot_open(request, drafted, record_drafts.refused_sentence())
    except ObjectDoesNotExist as gone:
        raise Http404 from gone


def _save(
    request: HttpRequest, drafted: DraftedRecord, draft: RecordDraft, taken: FactsTaken
) -> HttpResponse:
    seen = seen_version(request)
    try:
        record_drafts.save(draft.pk, taken.facts, by=request.user, seen=seen, reason=taken.reason)
    except DraftChanged:  # between reading and saving: the form asks
        return edit(request, *drafted.path)  # type: ignore[return-value]
    except DraftGone:
        return _gone(request, drafted)
    messages.success(request, _("The draft is saved. Readers see nothing of it yet."))
    return redirect("draft-compare", *drafted.path)


@staff_page(VIEW, FORM, asks_record=True)
def compare(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """What the draft changes, fact by fact; POST publishes it."""
    drafted = find_drafted(request, kind, key)
    if drafted.draft is None:
        return _gone(request, drafted)
    if request.method != "POST":
        return _render_comparison(request, drafted, drafted.draft)
    choices = sent_choices(request.POST)
    try:
        return _decide(request, drafted, drafted.draft, choices)
    except DraftGone:
        return _gone(request, drafted)
    except DraftChanged as changed:
        fresh = find_drafted(request, kind, key)
        if fresh.draft is None:
            return _gone(request, fresh)
        return _render_comparison(
            request, fresh, fresh.draft, status=409, choices=choices, missed=changed.undecided,
            problem=_("Nothing is published yet: the record or the draft is not as you saw it, or "
                      "a choice is missing. Look again, then decide."),
        )  # fmt: skip
    except SecondPersonNeeded as needed:
        record_drafts.ask_second(drafted.draft.pk)
        return _render_comparison(
            request, drafted, drafted.draft, status=403, choices=choices,
            problem=" ".join(needed.messages),
        )  # fmt: skip
    except ValidationError as refused:
        problem = " ".join(refused.messages)
        return _render_comparison(
            request, drafted, drafted.draft, status=400, choices=choices, problem=problem
        )


def _decide(
    request: HttpRequest, drafted: DraftedRecord, draft: RecordDraft, choices: dict[str, str]
) -> HttpResponse:
    """Publish the draft, or have it take over what changed on the site. Raises as these."""
    seen = {
        "seen": sent_number(request, "seen"),
        "seen_record": sent_number(request, "seen_record"),
    }
    if "take_over" in request.POST:
        record_drafts.take_over(draft.pk, by=request.user, choices=choices, **seen)
        messages.success(request, _("The draft holds what changed on the site, and is saved."))
        return redirect("draft-compare", *drafted.path)
    reason = request.POST.get("reason", "").strip()
    record = record_drafts.publish(
        draft.pk, by=request.user, choices=choices, reason=reason, **seen
    )
    messages.success(request, _("Published: “%(record)s”.") % {"record": record})
    return redirect(admin_form_path(type(record), record.pk))


def _render_comparison(
    request: HttpRequest,
    drafted: DraftedRecord,
    draft: RecordDraft,
    *,
    status: int = 200,
    choices: dict[str, str] | None = None,
    missed: list[str] | None = None,
    problem: str = "",
) -> HttpResponse:
    merge = record_drafts.merge_of(draft, drafted.record.facts())
    return render_staff_page(
        request,
        "drafts/compare.html",
        _("Draft: %(record)s") % {"record": drafted.record},
        status=status,
        draft=draft,
        live=drafted.record,
        live_address=address_of(drafted.record),
        comparison=compare_facts(drafted.admin, merge, choices or {}, missed or []),
        draft_paths=drafted.paths,
        steps=TimedStep.objects.of_record(*drafted.path).select_related("set_by"),
        links=[(link, address_of_link(link)) for link in working_links(draft)],
        zone=settings.CURATORS_TIME_ZONE,
        problem=problem,
        may_set_times=request.user.has_perm(VIEW),
        reason=request.POST.get("reason", draft.reason),
        is_published=drafted.record.state == Record.State.PUBLISHED,
    )


def keep_change(request: HttpRequest, needed: SecondPersonNeeded) -> HttpResponse:
    """A form of a published record was sent that one person may not save alone."""
    draft = record_drafts.keep_for_second(needed, by=request.user)
    if needed.is_of_focal_point:
        sentence = _(
            "Nothing is public yet: what a focal point changes is published by a second person. "
            "Your change is a draft now, and on the desk of the others."
        )
    else:
        sentence = _(
            "Nothing is public yet: the safety panel, or a wider circle of readers, needs a second "
            "person. Your change is a draft now, and on the desk of the others."
        )
    messages.warning(request, sentence)
    return redirect("draft-compare", draft.record_kind, draft.record_id)


@staff_page(VIEW, READ, asks_record=True)
def preview(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    drafted = find_drafted(request, kind, key)
    if drafted.draft is None:
        return _gone(request, drafted)
    banner = _("This is a draft of %(day)s. Readers do not see it.") % {
        "day": f"{drafted.draft.saved_at:%Y-%m-%d %H:%M} UTC"
    }
    try:
        return preview_response(request, drafted.draft, banner)
    except MissingLink as missing:
        return _cannot_open(request, drafted, record_drafts.missing_sentence(missing))
    except IntegrityError:
        return _cannot_open(request, drafted, record_drafts.refused_sentence())


@staff_page(VIEW, POST, asks_record=True)
def links(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Make a link for somebody without an account, or revoke one."""
    drafted = find_drafted(request, kind, key)
    if drafted.draft is None:
        return _gone(request, drafted)
    if request.POST.get("do") == "revoke":
        if revoke(drafted.draft, sent_number(request, "link")):
            messages.success(request, _("Revoked: the link shows nothing any more."))
        else:
            messages.warning(request, _("That link did not work any more."))
    else:
        try:
            make_link(drafted.draft, by=request.user)
            messages.success(request, _("There is a new link below. Copy it from here."))
        except TooManyLinks:
            messages.warning(request, _("There are too many links already. Revoke one first."))
    return redirect("draft-compare", *drafted.path)


@staff_page(VIEW, FORM, asks_record=True)
def drop(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """What is lost with the draft; POST with ``do`` drops it."""
    drafted = find_drafted(request, kind, key)
    if drafted.draft is None:
        return _gone(request, drafted)
    if request.POST.get("do") != DROP:
        return _render_drop(request, drafted, drafted.draft)
    try:
        record_drafts.drop(drafted.draft.pk, seen=sent_number(request, "seen"))
    except DraftGone:
        return _gone(request, drafted)
    except DraftChanged:
        fresh = find_drafted(request, kind, key)
        if fresh.draft is None:
            return _gone(request, fresh)
        problem = _("Somebody saved the draft meanwhile. Look at it again before you drop it.")
        return _render_drop(request, fresh, fresh.draft, status=409, problem=problem)
    messages.success(request, _("The draft is dropped. The record stays as it is."))
    return redirect(admin_form_path(type(drafted.record), drafted.record.pk))


def _render_drop(
    request: HttpRequest,
    drafted: DraftedRecord,
    draft: RecordDraft,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    merge = record_drafts.merge_of(draft, drafted.record.facts())
    return render_staff_page(
        request,
        "drafts/drop.html",
        _("Drop the draft of “%(record)s”?") % {"record": drafted.record},
        status=status,
        record=drafted.record,
        draft=draft,
        draft_paths=drafted.paths,
        comparison=compare_facts(drafted.admin, merge, {}, []),
        links=working_links(draft).count(),
        steps=draft.steps.count(),
        problem=problem,
    )


def sent_number(request: HttpRequest, name: str) -> int:
    """A number that was posted; 0 for none."""
    sent = request.POST.get(name, "")
    return int(sent) if is_primary_key(sent) else 0


def _gone(request: HttpRequest, drafted: DraftedRecord) -> HttpResponse:
    """The draft was published or dropped; what was typed into its form is shown to be copied."""
    return render_staff_page(
        request,
        "drafts/gone.html",
        _("There is no draft"),
        status=404 if request.method != "POST" else 409,
        record=drafted.record,
        draft_paths=drafted.paths,
        typed=typed_values(request),
    )


def _cannot_open(request: HttpRequest, drafted: DraftedRecord, problem: str) -> HttpResponse:
    return _render_comparison(request, drafted, drafted.draft, status=409, problem=problem)  # type: ignore[arg-type]
