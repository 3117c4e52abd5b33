"""All rules, and the checks that they come to in one situation."""

from __future__ import annotations

from catalogue.fit.answer_rules import ASKED
from catalogue.fit.baseline import ALWAYS
from catalogue.fit.checks import Check
from catalogue.fit.rule import Rule
from catalogue.fit.situation import Situation
from hub.vocabulary.term_cache import TermCache

RULES: tuple[Rule, ...] = (*ASKED, *ALWAYS)
BY_SLUG = {rule.slug: rule for rule in RULES}


def checks_of(situation: Situation, terms: TermCache) -> tuple[Check, ...]:
    """The checks in the order of the rules. None for the empty situation: it asks nothing."""
    if situation.is_empty:
        return ()
    return tuple(check for rule in RULES for check in rule.checks(situation, terms))
