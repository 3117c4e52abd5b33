"""The four questions as a form: check boxes, and menus for the long lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from catalogue.fit.contexts import WHAT
from catalogue.fit.limits import LIMIT_ANSWERS
from catalogue.fit.questions import TASK, WHO, WHOM
from catalogue.fit.situation import Situation
from catalogue.place_names import group_labels
from hub.vocabulary.term_cache import TermCache, term_cache


class FormChoice(NamedTuple):
    """A check box or an option of a menu, as HTML before and after its ``checked`` or
    ``selected``: a page has some 600 of them, of which few are chosen.
    """

    value: str
    before: Markup
    after: Markup


@dataclass(frozen=True, slots=True)
class FormGroup:
    """One question. With ``menus`` it is chosen from so many menus, else by check boxes."""

    name: str
    label: str
    hint: str
    choices: tuple[FormChoice, ...]
    chosen: tuple[str, ...] = ()
    menus: int = 0

    @property
    def boxes(self) -> Markup:
        """All check boxes."""
        return self._marked(self.chosen, " checked")

    def options(self, number: int) -> Markup:
        """The options of one of the menus, with its answer selected."""
        return self._marked(self.chosen[number : number + 1], " selected")

    def _marked(self, chosen: tuple[str, ...], attribute: str) -> Markup:
        parts: list[str] = []
        for value, before, after in self.choices:
            parts += (before, attribute if value in chosen else "", after)
        return Markup("".join(parts))  # noqa: S704  # nosec  # the labels are escaped, the rest is ours


@dataclass(frozen=True, slots=True)
class FormPart:
    """One of the four questions, with what belongs to it."""

    number: int
    label: str
    groups: tuple[FormGroup, ...]


MAX_MENUS = 5


def form_parts(situation: Situation) -> tuple[FormPart, ...]:
    """The questions in order, with what was answered."""
    limit_hint = _("No internet, no budget, nobody to look after it: what cannot be changed.")
    return (
        FormPart(1, str(WHO.label), (_boxes("who", WHO.hint, situation),)),
        FormPart(
            2,
            str(WHAT.label),
            (
                _boxes("what", WHAT.hint, situation),
                _menus(
                    "place",
                    _("Where?"),
                    _("A country, a region or a group of countries."),
                    situation,
                ),
            ),
        ),
        FormPart(
            3,
            str(TASK.label),
            (
                _boxes("task", TASK.hint, situation),
                _boxes("whom", WHOM.hint, situation, str(WHOM.label)),
            ),
        ),
        FormPart(
            4,
            _("What limits you?"),
            (
                _boxes("limit", limit_hint, situation),
                _menus(
                    "language",
                    _("Which languages must it speak?"),
                    _("After you have sent the form there is room for another one."),
                    situation,
                ),
            ),
        ),
    )


def _boxes(name: str, hint: object, situation: Situation, label: str = "") -> FormGroup:
    return FormGroup(
        name, label, str(hint), _check_boxes(name, get_language() or ""), situation.answers(name)
    )


@lru_cache(maxsize=64)
def _check_boxes(name: str, _language: str) -> tuple[FormChoice, ...]:
    questions = {option.slug: option.answers for option in (WHO, WHAT, TASK, WHOM)}
    return tuple(
        FormChoice(
            option.slug,
            Markup('<label><input type="checkbox" name="{}" value="{}"').format(name, option.slug),
            Markup("> {}</label>\n").format(option.label),
        )
        for option in (LIMIT_ANSWERS if name == "limit" else questions[name])
    )


def _menus(name: str, label: str, hint: str, situation: Situation) -> FormGroup:
    """As many menus as there are answers, and one more."""
    chosen = situation.answers(name)
    choices = _options(name)
    menus = max(len(chosen), min(len(chosen) + 1, MAX_MENUS))
    return FormGroup(name, label, hint, choices, chosen, menus)


def _options(name: str) -> tuple[FormChoice, ...]:
    """Every current term, in the order of its label: regions and groups before countries."""
    terms = term_cache()
    key = ("fit.options", name, get_language() or "")
    return terms.derived.get(key, partial(_build_options, name, terms))


def _build_options(name: str, terms: TermCache) -> tuple[FormChoice, ...]:
    labels = _current_labels(name, terms)
    if name == "place":
        groups = [(str(label), slug) for slug, label in group_labels().items()]
        regions = sorted([*_current_labels("region", terms), *groups], key=_sort_key)
        labels = [*regions, *_current_labels("country", terms)]
    return tuple(
        FormChoice(slug, Markup('<option value="{}"').format(slug), Markup(">{}\n").format(label))
        for label, slug in labels
    )


def _current_labels(scheme: str, terms: TermCache) -> list[tuple[str, str]]:
    cached = terms.schemes.get(scheme)
    entries = [entry for entry in cached.terms if not entry.deprecated] if cached else []
    return sorted(((entry.label(), entry.slug) for entry in entries), key=_sort_key)


def _sort_key(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[0].casefold(), pair[1]
