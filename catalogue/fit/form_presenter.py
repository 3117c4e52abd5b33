"""The four questions as a form: check boxes, and menus for the long lists."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from catalogue.fit.contexts import WHAT
from catalogue.fit.limits import LIMITS
from catalogue.fit.people import WHO, WHOM
from catalogue.fit.situation import Situation
from catalogue.fit.tasks import TASK
from catalogue.fit.view_models import FormChoice, FormGroup, FormPart
from hub.vocabulary.term_cache import TermCache, term_cache

MOST_MENUS = 5


def form_parts(situation: Situation) -> tuple[FormPart, ...]:
    """The questions in order, with what was answered."""
    limits = _("No internet, no budget, nobody to look after it: what cannot be changed.")
    return (
        FormPart(1, str(WHO.label), (_boxes("who", WHO.hint, situation),)),
        FormPart(
            2,
            str(WHAT.label),
            (
                _boxes("what", WHAT.hint, situation),
                _menus("place", _("Where?"), _("A country or a region."), situation),
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
                _boxes("limit", limits, situation),
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
    questions = {one.slug: one.answers for one in (WHO, WHAT, TASK, WHOM)}
    return tuple(
        FormChoice(
            one.slug,
            Markup('<label><input type="checkbox" name="{}" value="{}"').format(name, one.slug),
            Markup("> {}</label>\n").format(one.label),
        )
        for one in (LIMITS if name == "limit" else questions[name])
    )


def _menus(name: str, label: str, hint: str, situation: Situation) -> FormGroup:
    """As many menus as there are answers, and one more."""
    chosen = situation.answers(name)
    choices = _options(name)
    menus = max(len(chosen), min(len(chosen) + 1, MOST_MENUS))
    return FormGroup(name, label, hint, choices, chosen, menus)


def _options(name: str) -> tuple[FormChoice, ...]:
    """Every current term, in the order of its label: regions before countries."""
    terms = term_cache()
    key = ("fit.options", name, get_language() or "")
    return terms.derived.get(key, lambda: _make_options(name, terms))


def _make_options(name: str, terms: TermCache) -> tuple[FormChoice, ...]:
    schemes = ("region", "country") if name == "place" else (name,)
    return tuple(
        FormChoice(slug, Markup('<option value="{}"').format(slug), Markup(">{}\n").format(label))
        for scheme in schemes
        for label, slug in _labelled(scheme, terms)
    )


def _labelled(scheme: str, terms: TermCache) -> list[tuple[str, str]]:
    found = terms.schemes.get(scheme)
    entries = [entry for entry in found.terms if not entry.deprecated] if found else []
    return sorted(((entry.label(), entry.slug) for entry in entries), key=_folded)


def _folded(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[0].casefold(), pair[1]
