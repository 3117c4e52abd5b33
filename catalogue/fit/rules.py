"""All rules, and the checks that they come to in one situation."""

from __future__ import annotations

from catalogue.fit.always import ALWAYS
from catalogue.fit.asked import ASKED
from catalogue.fit.checks import Check
from catalogue.fit.rule import Rule
from catalogue.fit.situation import Situation
from hub.vocabulary.book import Book

RULES: tuple[Rule, ...] = (*ASKED, *ALWAYS)
BY_SLUG = {rule.slug: rule for rule in RULES}


def checks_of(situation: Situation, terms: Book) -> tuple[Check, ...]:
    """The checks in the order of the rules. None for the empty situation: it asks nothing."""
    if situation.is_empty:
        return ()
    return tuple(check for rule in RULES for check in rule.checks(situation, terms))
