"""Misuse patterns: nothing stands there that no source says."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalogue.models import MisuseAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("fact", ["warning_signs", "counter_measures"])
def test_what_no_source_is_cited_for_is_refused(make_pattern, fact):
    with pytest.raises(ValidationError, match="name the source"):
        make_pattern(**{fact: "A sign."}, cites=("",))


@pytest.mark.parametrize("fact", ["warning_signs", "counter_measures"])
def test_with_a_source_of_its_own_it_stands(make_pattern, fact):
    assert make_pattern(**{fact: "A sign."}, cites=(fact,)).pk


def test_a_source_of_one_does_not_vouch_for_the_other(make_pattern):
    with pytest.raises(ValidationError):
        make_pattern(warning_signs="A sign.", cites=("counter_measures",))


def test_a_tool_answers_with_a_reason(make_pattern, make_tool):
    pattern = make_pattern()
    with pytest.raises(IntegrityError), transaction.atomic():
        MisuseAnswer.objects.create(pattern=pattern, tool=make_tool(), reason="")


def test_a_tool_answers_a_pattern_once(make_pattern, make_tool):
    tool = make_tool()
    pattern = make_pattern(answers=[(tool, "It warns.")])
    with pytest.raises(IntegrityError), transaction.atomic():
        MisuseAnswer.objects.create(pattern=pattern, tool=tool, reason="It warns again.")
