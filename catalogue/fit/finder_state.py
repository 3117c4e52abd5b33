"""The parameters of the finder's page: the situation, and how its result is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Self

from django import forms
from django.core.validators import validate_slug
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.fit.result_groups import FitGroup
from catalogue.fit.situation import (
    Situation,
    UnusableSituationError,
    read_situation,
    situation_form,
)
from hub.web.paths import query_string, with_query

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_TOOLS = 30  # as many as fit in an address beside the answers
EMPTY_SITUATION = Situation()


@dataclass(frozen=True)
class FinderState:
    """``tools``: slugs chosen for comparing or a shortlist so far; ``why``: the slug of the tool
    that is explained in full; ``show_broken``: also what is known to break a limit; ``group``: the
    slug of the group of tools that is shown, empty for the first that has any.

    Two are of the questions alone, and no part of the address of a result. ``then_tools``: the
    tools come next, not another question; ``several``: more than one answer can be ticked.
    """

    situation: Situation = EMPTY_SITUATION
    tools: tuple[str, ...] = ()
    show_broken: bool = False
    ended: bool = False
    why: str = ""
    page: int = 1
    group: str = ""
    then_tools: bool = False
    several: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that mean exactly this, without defaults."""
        return [*self.situation.pairs(), *self.other_pairs()]

    def hidden_fields(self) -> tuple[tuple[str, str], ...]:
        """What a form for other answers carries along."""
        return tuple(pair for pair in self.other_pairs() if pair[0] not in ("why", "group", "page"))

    def other_pairs(self) -> list[tuple[str, str]]:
        """Those beside the answers."""
        pairs = [("tool", slug) for slug in self.tools]
        pairs += [("show", "all")] if self.show_broken else []
        pairs += [("ended", "1")] if self.ended else []
        pairs += [("why", self.why)] if self.why else []
        pairs += [("group", self.group)] if self.group else []
        return pairs + ([("page", str(self.page))] if self.page != 1 else [])

    @cached_property
    def _query(self) -> str:
        """Made once: the page has an address with it for each of its tools."""
        return query_string(self.pairs())

    @cached_property
    def _question_query(self) -> str:
        return query_string(self.question_pairs())

    def address(self, base: str) -> str:
        return with_query(base, self._query)

    def with_page(self, page: int) -> Self:
        return replace(self, page=page)

    def with_group(self, group: str) -> Self:
        """The first page of a group."""
        return replace(self, group=group, page=1, why="")

    def with_situation(self, situation: Situation) -> Self:
        """The same with other answers, on its first page."""
        return replace(self, situation=situation, page=1, why="", group="")

    def question_pairs(self) -> list[tuple[str, str]]:
        """The parameters of a question's page."""
        pairs = [*self.situation.pairs(), *self.hidden_fields()]
        pairs += [("then", "tools")] if self.then_tools else []
        return pairs + ([("several", "1")] if self.several else [])

    def question_address(self, slug: str) -> str:
        """Where a question is asked, with all that was answered so far."""
        base = reverse("situation-question", kwargs={"question": slug})
        return with_query(base, self._question_query)

    def with_filters(self, *, broken: bool | None = None, ended: bool | None = None) -> Self:
        return replace(
            self,
            show_broken=self.show_broken if broken is None else broken,
            ended=self.ended if ended is None else ended,
            page=1,
            group="",
        )


class SlugList(forms.Field):
    widget = forms.MultipleHiddenInput

    def clean(self, value: list[str] | None) -> tuple[str, ...]:
        slugs = tuple(dict.fromkeys(filter(None, value or ())))
        for slug in slugs:
            validate_slug(slug)
        if len(slugs) > MAX_TOOLS:
            raise forms.ValidationError(
                _("At most %(most)d tools can be chosen at once.") % {"most": MAX_TOOLS}
            )
        return slugs


@lru_cache(maxsize=1)
def finder_form() -> type[forms.Form]:
    """The situation's form and the parameters of its page."""
    fields = {
        "tool": SlugList(required=False),
        "why": forms.SlugField(required=False, max_length=200),
        "show": _choice(["all"], _("“show” is “all” or left out.")),
        "ended": _choice(["0", "1"], _("“ended” is 0 or 1, not “%(value)s”.")),
        "group": _choice(list(FitGroup), _("There is no group of tools “%(value)s”.")),
        "page": _page(),
        "then": _choice(["tools"], _("“then” is “tools” or left out.")),
        "several": _choice(["1"], _("“several” is 1 or left out.")),
    }
    form: type[forms.Form] = type("FinderForm", (situation_form(),), fields)
    return form


def _choice(values: Iterable[str], refusal: StrOrPromise) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,
        choices=[(str(value), str(value)) for value in values],
        error_messages={"invalid_choice": refusal},
    )


def _page() -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10**9,
        error_messages={
            "invalid": _("A page is a whole number from 1."),
            "min_value": _("Pages are counted from 1."),
            "max_value": _("There is no such page."),
        },
    )


class UnusableFinderStateError(UnusableSituationError):
    """As its base; the way on is ``nearest``, a situation."""


def read_finder_state(data: QueryDict) -> FinderState:
    """Raises UnusableFinderStateError with a sentence for each parameter that cannot be used."""
    form = finder_form()(data)
    if not form.is_valid():
        sentences = [str(text) for messages in form.errors.values() for text in messages]
        raise UnusableFinderStateError(sentences, Situation.of(form.cleaned_data))
    values = form.cleaned_data
    return FinderState(
        situation=read_situation(data),
        tools=values["tool"],
        show_broken=values["show"] == "all",
        ended=values["ended"] == "1",
        why=values["why"],
        page=int(values["page"] or 1),
        group=values["group"],
        then_tools=values["then"] == "tools",
        several=values["several"] == "1",
    )
