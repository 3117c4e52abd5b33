"""Schemes and terms. A scheme's set and a term's address are fixed; words about them can change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import RecordTabularInline
from hub.record_admin.edit_conflict import ConcurrentEditAdmin, ConcurrentEditForm
from hub.vocabulary.models import Scheme, Term, TermLabel
from hub.vocabulary.term_widgets import NAMES, suggest


class NeverDeleted(ConcurrentEditAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Scheme)
class SchemeAdmin(NeverDeleted):
    list_display = ("label", "slug", "multiple", "term_count", "position")
    search_fields = ("slug", "label")
    fields = (
        "slug",
        "label",
        "definition",
        "multiple",
        "standard",
        "applies_to",
        "position",
        "seen",
    )
    # Code and addresses name schemes, and records were checked against ``multiple``.
    readonly_fields = ("slug", "multiple", "applies_to")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Scheme]:
        schemes: models.QuerySet[Scheme]
        schemes = super().get_queryset(request).annotate(number_of_terms=models.Count("terms"))
        return schemes

    @admin.display(description=_("terms"), ordering="number_of_terms")
    def term_count(self, scheme: Scheme) -> int:
        return int(scheme.number_of_terms)  # type: ignore[attr-defined]


class TermLabelInline(RecordTabularInline):
    model = TermLabel
    fields = ("language", "text", "kind", "origin")


def digest_of(term: Term | None) -> str:
    """What the forms of a term compare: its row and its labels."""
    return TermForm(instance=term).digest() if term is not None else ""


def changed_meanwhile(term: Term) -> str:
    sentence = gettext(
        "“%(term)s” was changed meanwhile. Look at it again, as it is now, then decide."
    )
    return sentence % {"term": term}


def lock_terms(*terms: Term | None) -> None:
    """In one order; within the transaction nobody else changes them."""
    keys = [term.pk for term in terms if term is not None]
    list(Term.objects.order_by("pk").filter(pk__in=keys).select_for_update())


class TermForm(ConcurrentEditForm):
    class Meta:
        model = Term
        fields = ("label",)  # the admin names those that are shown

    rows = {"labels": ("language", "text", "kind", "origin")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("source", "notation", "exact_match"):
            if cleaned.get(name) == "":
                cleaned[name] = None
        broader = cleaned.get("broader")
        scheme = cleaned.get("scheme") or getattr(self.instance, "scheme", None)
        if broader and scheme and broader.scheme_id != scheme.pk:
            self.add_error("broader", _("The broader term must be in the same scheme."))
        return cleaned


@admin.register(Term)
class TermAdmin(NeverDeleted):
    form = TermForm
    change_form_template = "admin/vocabulary/term/change_form.html"
    list_display = ("label", "slug", "scheme", "broader", "deprecated", "replaced_by")
    list_filter = ("scheme", "deprecated", "labels__origin", "labels__language")
    list_select_related = ("scheme", "broader", "replaced_by")
    name_fields = NAMES
    search_fields = ("label", "slug", "labels__text")
    autocomplete_fields = ("broader",)
    inlines = (TermLabelInline,)
    fields = (
        "scheme",
        "label",
        "slug",
        "definition",
        "source",
        "notation",
        "exact_match",
        "broader",
        "position",
        "deprecated",
        "replaced_by",
        "seen",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = ("deprecated", "replaced_by")
        return fixed if obj is None else ("scheme", "slug", *fixed)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ("label",)} if obj is None else {}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("suggest/", view(suggest), name="vocabulary_term_suggest"),
            path("<path:object_id>/revive/", view(self.revive), name="vocabulary_term_revive"),
            *super().get_urls(),
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Labels are on the pages and in the index of the records that carry the term."""
        super().save_related(request, form, formsets, change)
        form.instance.touch_records()

    def term_to_change(self, request: HttpRequest, object_id: str) -> Term:
        term: Term | None = self.get_object(request, unquote(object_id))
        if term is None:
            raise Http404
        if not self.has_change_permission(request, term):
            raise PermissionDenied
        return term

    def revive(self, request: HttpRequest, object_id: str) -> HttpResponse:
        term = self.term_to_change(request, object_id)
        if request.method == "POST":
            self.use_again(request, term)
        return HttpResponseRedirect(reverse("admin:vocabulary_term_change", args=[term.pk]))

    def use_again(self, request: HttpRequest, term: Term) -> None:
        with transaction.atomic():
            lock_terms(term)
            if digest_of(term) != request.POST.get("seen", ""):
                messages.warning(request, changed_meanwhile(term))
                return
            term.deprecated, term.replaced_by = False, None
            term.parts.all().delete()
            term.save()
            log_change(request, term, "used again")
        messages.success(request, gettext("“%(term)s” is used again.") % {"term": term})


def log_change(request: HttpRequest, term: Term, what: str) -> None:
    LogEntry.objects.create(
        user_id=request.user.pk,  # type: ignore[misc]
        content_type=ContentType.objects.get_for_model(Term),
        object_id=str(term.pk),
        object_repr=str(term)[:200],
        action_flag=CHANGE,
        change_message=what,
    )
