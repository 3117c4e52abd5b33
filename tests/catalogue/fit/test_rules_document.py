"""The rules in words are made from the rules."""

import pytest
from django.core.management import call_command

from catalogue.fit.rules import RULES
from catalogue.fit.rules_document import EXAMPLES, fit_page
from hub.vocabulary.term_cache import TermCache

LEVELS = [(rule, level) for rule in RULES for level in rule.levels]


def test_the_document_is_what_the_rules_say(starter: None) -> None:
    call_command("write_context_doc", "--check")


@pytest.mark.parametrize(("rule", "level"), LEVELS)
def test_each_level_that_names_a_fact_has_an_example(rule, level) -> None:
    names_one = any(word in str(level.sentence) for word in ("%(named)s", "%(recorded)s"))
    assert not names_one or (rule.slug, level.slug) in EXAMPLES


def test_no_example_is_left_over() -> None:
    assert set(EXAMPLES) <= {(rule.slug, level.slug) for rule, level in LEVELS}


def test_every_rule_stands_on_the_page_with_its_weights(terms: TermCache) -> None:
    shown = {rule.slug: [row.points for row in rule.levels] for rule in fit_page(terms).rules}
    assert set(shown) == {rule.slug for rule in RULES}
    assert shown["task"] == ["+10", "+4", "0", "0"]


def test_examples_are_whole_sentences(terms: TermCache) -> None:
    for rule in fit_page(terms).rules:
        for row in rule.levels:
            assert row.example[0].isupper() or row.example[0] == "“"
            assert row.example.endswith(".")
            assert "%" not in row.example
