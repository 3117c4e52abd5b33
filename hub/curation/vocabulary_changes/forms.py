"""What a curator chooses for a change: names, addresses, the terms used instead, who gets what."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.vocabulary_changes import term_changes
from hub.curation.vocabulary_changes.carriers import keys_of_carriers
from hub.curation.vocabulary_changes.change_rules import check_successor, keeps_address
from hub.curation.vocabulary_changes.list_address import records_at
from hub.curation.vocabulary_changes.models import TermChange
from hub.curation.vocabulary_changes.term_changes import (
    ListRule,
    Part,
    check_parts,
    check_rename,
)
from hub.record_admin.base import is_primary_key
from hub.record_admin.clean_text import CleanText
from hub.vocabulary.models import Term, TermLabel

Kind = TermChange.Kind
LONGEST_NAME, LONGEST_ADDRESS, MOST_PARTS = 160, 60, 8
CHOICE = "to:"  # + kind + ":" + key of a record: the slugs of the parts that it gets
EVERY = ""  # of the default: all parts


class TermsChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Terms. Current ones of a scheme are offered; any is read, to say what is wrong with it."""

    def __init__(self, term: Term, **options: Any) -> None:
        super().__init__(Term.objects.select_related("scheme"), **options)
        offered = Term.objects.current().filter(scheme=term.scheme).exclude(pk=term.pk)
        self.choices = [(other.pk, other.label) for other in offered.order_by("label")]

    def clean(self, value: Any) -> Any:
        keys = [str(key) for key in value or () if key]
        if not all(map(is_primary_key, keys)):
            raise ValidationError(_("Choose a term of the list."))
        return super().clean(keys)


class ChangeForm(forms.Form):
    """A change of one term. ``successors``: the terms that stand for it, if there are any."""

    kind: ClassVar[Kind]
    data: QueryDict

    def __init__(self, term: Term, data: Any = None, initial: Any = None) -> None:
        self.term = term
        super().__init__(data, initial=initial)

    @property
    def successors(self) -> list[Term]:
        return []

    @property
    def shown_after(self) -> list[str]:
        """What stands in its place: names."""
        return [term.label for term in self.successors]

    def sent(self) -> list[tuple[str, str]]:
        """What was chosen, to be sent again with the decision."""
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]

    def seen(self) -> str:
        """A digest of the terms as they are shown; with another one by then, nothing is done."""
        keys = [self.term.pk, *(term.pk for term in self.successors)]
        rows = list(Term.objects.filter(pk__in=keys).order_by("pk").values())
        labels = list(TermLabel.objects.filter(term__in=keys).order_by("pk").values())
        text = json.dumps([rows, labels], cls=DjangoJSONEncoder)
        return hashlib.sha256(text.encode()).hexdigest()

    def apply(self, *, by: Any, reason: str) -> TermChange:
        """Raises ValidationError."""
        raise NotImplementedError


class RenameForm(ChangeForm):
    kind = Kind.RENAME

    name = CleanText(label=gettext_lazy("New name"), max_length=LONGEST_NAME)
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=gettext_lazy("As it stands in links. The one of now goes on working."),
    )
    keep_name = forms.BooleanField(
        label=gettext_lazy("It is still found by its former name"), required=False, initial=True
    )

    def __init__(self, term: Term, data: Any = None, initial: Any = None) -> None:
        super().__init__(term, data, {"name": term.label, "slug": term.slug, **(initial or {})})
        if keeps_address(term):
            del self.fields["slug"]

    @property
    def shown_after(self) -> list[str]:
        return [self.cleaned_data["name"]]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        values["slug"] = values.get("slug") or self.term.slug
        check_rename(self.term, values["name"], values["slug"])
        return values

    def apply(self, *, by: Any, reason: str) -> TermChange:
        values = self.cleaned_data
        return term_changes.rename(
            self.term, name=values["name"], slug=values["slug"], by=by, reason=reason,
            keep_name=values["keep_name"],
        )  # fmt: skip


class SuccessorForm(ChangeForm):
    """One other term, by ``successor``."""

    is_required = True
    label = gettext_lazy("Used instead")

    def __init__(self, term: Term, data: Any = None, initial: Any = None) -> None:
        super().__init__(term, data, initial)
        field = TermsChoiceField(
            term, label=self.label, required=self.is_required, widget=forms.Select
        )
        nothing = _("Choose a term") if self.is_required else _("None")
        offered: Any = field.choices
        field.choices = [("", nothing), *offered]
        field.error_messages["required"] = _("Choose the term that is used instead.")
        field.prepare_value = lambda value: value  # type: ignore[method-assign]
        field.widget.value_from_datadict = _all_values
        self.fields["successor"] = field

    def clean_successor(self) -> list[Term]:
        successors = list(self.cleaned_data["successor"])
        if len(successors) > 1:
            raise ValidationError(_("Choose one term."))
        for successor in successors:
            check_successor(self.term, successor)
        return successors

    @property
    def successors(self) -> list[Term]:
        chosen: list[Term] = self.cleaned_data.get("successor") or []
        return chosen


def _all_values(data: Any, _files: Any, name: str) -> list[str]:
    return list(data.getlist(name))


class MergeForm(SuccessorForm):
    kind = Kind.MERGE
    label = gettext_lazy("Merge it into")

    def apply(self, *, by: Any, reason: str) -> TermChange:
        return term_changes.merge(self.term, self.successors[0], by=by, reason=reason)


class RetireForm(SuccessorForm):
    kind = Kind.RETIRE
    is_required = False

    def apply(self, *, by: Any, reason: str) -> TermChange:
        successor = next(iter(self.successors), None)
        return term_changes.retire(self.term, successor, by=by, reason=reason)


class SplitForm(ChangeForm):
    """New parts, one a line, and terms that are there; who gets which (``default``, ``CHOICE``).

    ``listed``: what a list finds gets one part; ``list`` is its address, ``list_part`` the part.
    """

    kind = Kind.SPLIT

    names = forms.CharField(
        label=gettext_lazy("New terms, one on each line"),
        required=False,
        max_length=(LONGEST_NAME + LONGEST_ADDRESS) * MOST_PARTS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "The address is made of the name. To choose it, write it behind a bar: "
            "Outreach on the street | street-outreach"
        ),
    )

    def __init__(self, term: Term, data: Any = None, initial: Any = None) -> None:
        super().__init__(term, data, initial)
        self.fields["terms"] = TermsChoiceField(
            term,
            label=gettext_lazy("Terms that are there already"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_names(self) -> list[Part]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(lines) > MOST_PARTS:
            raise ValidationError(_("Split it into %(n)d terms at most.") % {"n": MOST_PARTS})
        return [_part(line) for line in lines]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        there = [Part(term.label, term.slug, term) for term in values["terms"]]
        self.parts = [*values["names"], *there]
        check_parts(self.term, self.parts)
        self.default, self.chosen = self._default(), self._chosen()
        self.listed, self.list_problem = self._listed()
        return values

    @property
    def successors(self) -> list[Term]:
        return list(self.cleaned_data.get("terms") or [])

    @property
    def shown_after(self) -> list[str]:
        return [part.name for part in self.parts]

    def _default(self) -> list[str]:
        slug = self.data.get("default", EVERY)
        if slug != EVERY and slug not in {part.slug for part in self.parts}:
            raise ValidationError(_("Choose which part other records get."))
        if slug == EVERY and not self.term.scheme.multiple and self.data.get("decided"):
            raise ValidationError(
                _("A record has one term of “%(scheme)s”: choose which part records get.")
                % {"scheme": self.term.scheme.label}
            )
        return [slug] if slug else []

    def _listed(self) -> tuple[ListRule, str]:
        """The rule, and what is wrong with it: nothing is decided then, and nothing typed lost."""
        address, part = self.list_address, self.data.get("list_part", "")
        if not address:
            return ListRule(), ""
        if part not in {each.slug for each in self.parts}:
            return ListRule(), _("Choose which part the records of the list get.")
        try:
            records = records_at(address) & keys_of_carriers(self.term)
        except ValidationError as problem:
            return ListRule(part=part), " ".join(problem.messages)
        return ListRule(records, part), ""

    @property
    def list_address(self) -> str:
        return self.data.get("list", "").strip()

    @property
    def rule_as_sent(self) -> str:
        """What a page that shows the rule sends along: it is applied as it was looked at."""
        text = json.dumps([self.list_address, self.listed.part, sorted(self.listed.records)])
        return hashlib.sha256(text.encode()).hexdigest() if self.list_address else ""

    @property
    def is_rule_seen(self) -> bool:
        return not self.list_problem and self.data.get("list_seen", "") == self.rule_as_sent

    def _chosen(self) -> dict[tuple[str, int], list[str]]:
        """By (kind, key) of the record. Raises ValidationError where a record is left without."""
        slugs, chosen = {part.slug for part in self.parts}, dict[tuple[str, int], list[str]]()
        for name in self.data.getlist("record"):
            kind, _colon, key = name.partition(":")
            values = self.data.getlist(f"{CHOICE}{name}")
            if not is_primary_key(key) or not set(values) <= slugs:
                raise ValidationError(_("Choose among the parts of the term."))
            if not values:
                raise ValidationError(_("Each record needs one part at least: tick one."))
            if len(values) > 1 and not self.term.scheme.multiple:
                raise ValidationError(_("A record has one value only."))
            chosen[kind, int(key)] = values
        return chosen

    def apply(self, *, by: Any, reason: str) -> TermChange:
        return term_changes.split(
            self.term, self.parts, by=by, reason=reason, default=self.default,
            chosen=self.chosen, listed=self.listed,
        )  # fmt: skip


def _part(line: str) -> Part:
    name, bar, slug = (text.strip() for text in line.partition("|"))
    slug = slug if bar else slugify(name)
    words = {"name": name[:80] or line[:80]}
    if not name or not slug:
        raise ValidationError(
            _("“%(name)s” makes no address: write one behind a bar, of letters, digits, hyphens.")
            % words
        )
    if len(name) > LONGEST_NAME or len(slug) > LONGEST_ADDRESS:
        raise ValidationError(_("“%(name)s” is too long for a name and address.") % words)
    return Part(name, slug)


FORMS: dict[str, type[ChangeForm]] = {
    form.kind: form for form in (RenameForm, MergeForm, SplitForm, RetireForm)
}
