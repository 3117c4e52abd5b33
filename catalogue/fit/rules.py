"""All rules, the checks that they come to in a situation, and the facts that they look at."""

from __future__ import annotations

from catalogue.fit.answer_rules import ANSWER_RULES
from catalogue.fit.checks import Check, Rule
from catalogue.fit.maturity_rules import MATURITY_RULES
from catalogue.fit.safety_rules import ACCESS_RULES, SAFETY_RULES
from catalogue.fit.situation import Situation
from hub.vocabulary.term_cache import TermCache, term_cache

BASELINE_RULES = (*ACCESS_RULES, *SAFETY_RULES, *MATURITY_RULES)
RULES: tuple[Rule, ...] = (*ANSWER_RULES, *BASELINE_RULES)


def checks_of(situation: Situation, terms: TermCache) -> tuple[Check, ...]:
    """The checks in the order of the rules. None for the empty situation: it asks nothing."""
    if situation.is_empty:
        return ()
    return tuple(check for rule in RULES for check in rule.checks(situation, terms))


def relevant_schemes(situation: Situation) -> frozenset[str]:
    """The facts of a tool that any rule looks at in this situation; none in the empty one."""
    terms = term_cache()
    schemes: set[str] = set()
    for rule in RULES:
        if situation.is_empty or not any(rule.checks(situation, terms)):
            continue
        schemes.update(rule.facets if rule.slug != "limit" else _limit_schemes(situation, terms))
    return frozenset(schemes)


def _limit_schemes(situation: Situation, terms: TermCache) -> set[str]:
    """Of the facts that limits can be about, those that the chosen ones are about."""
    return {
        row.partition("/")[0]
        for check in checks_of(situation, terms)
        if check.rule == "limit"
        for case in check.cases
        for row in case.rows or ()
    }
