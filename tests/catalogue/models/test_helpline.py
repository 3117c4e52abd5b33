"""What a helpline must have before readers see it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.deployment_checks import helplines_are_checked
from catalogue.models import Helpline

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_line_without_a_source_is_not_published(make_helpline):
    with pytest.raises(ValidationError, match="Name the source"):
        make_helpline(cited=False)


def test_a_line_without_a_number_is_not_published(make_helpline):
    with pytest.raises(ValidationError, match="needs a number"):
        make_helpline(channels=())


def test_a_line_of_low_confidence_is_not_published_in_any_way(make_helpline):
    with pytest.raises(ValidationError, match="low confidence"):
        make_helpline(confidence="low")
    line = make_helpline(confidence="low", state="in_review")
    with pytest.raises(IntegrityError), transaction.atomic():
        Helpline.objects.filter(pk=line.pk).update(state="published")


def test_a_draft_may_lack_what_a_published_line_needs(make_helpline):
    assert make_helpline(state="draft", cited=False, channels=()).pk


def test_a_number_that_nobody_can_dial_is_refused(make_helpline):
    with pytest.raises(ValidationError, match="no number that can be dialled"):
        make_helpline(channels=({"value": "ask at the office"},))


def test_the_deployment_check_counts_them(make_helpline):
    assert helplines_are_checked() == []
    make_helpline()
    (warning,) = helplines_are_checked()
    assert warning.msg.startswith("1 helpline that readers see")


def days_ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


def test_lines_that_nobody_has_checked_within_a_year_are_counted(make_helpline):
    never = make_helpline()
    old = make_helpline(verification="source-checked", verified_on=days_ago(400))
    doubted = make_helpline(verification="disputed", verified_on=days_ago(3))
    make_helpline(verification="source-checked", verified_on=days_ago(3))
    make_helpline(state="draft")
    make_helpline(ended="2020")
    assert set(Helpline.objects.unchecked()) == {never, old, doubted}
