"""Whatever two curators do in whatever order, a record is verified only by what they found."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from catalogue.models import Tool, ToolCitation
from hub.curation.record_checks.check_answers import (
    AnswerRefused,
    FactChangedMeanwhile,
    GivenAnswer,
    give_answer,
)
from hub.curation.record_checks.check_parts import CHECK_PARTS
from hub.curation.record_checks.check_progress import CheckProgress
from hub.curation.record_checks.conclusion import Ending, NotAnsweredYet, end_check
from hub.records.models import Source, recorded_change
from tests.plugins.cast import make_a_person, make_a_tool

pytestmark = pytest.mark.django_db
FACTS = ("name", "summary", "licence")
fact, who = st.sampled_from(FACTS), st.sampled_from((0, 1))
ANSWERS = ("right", "gone", "unclear")


class AnyCheck(RuleBasedStateMachine):
    """``said``: by person and fact the answer and the value that it was given to."""

    @initialize()
    def begin(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.tool = make_a_tool(licence="MIT")
        self.source = Source.objects.create(url="https://example.org/any", title="Any")
        ToolCitation.objects.create(tool=self.tool, source=self.source)
        self.people = [make_a_person(), make_a_person()]
        self.said = {}
        self.ends = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def progress(self, person):
        tool = Tool.objects.get(pk=self.tool.pk)
        return CheckProgress(tool, tool.facts(), CHECK_PARTS["facts"], self.people[person])

    def value(self, name):
        return getattr(Tool.objects.get(pk=self.tool.pk), name)

    def given(self, person, name, answer, seen=None, **more):
        progress = self.progress(person)
        asked = progress.get(name)
        seen = seen or asked.fact.fingerprint
        give_answer(progress, asked, GivenAnswer(answer, seen, [self.source.pk], **more))
        self.said[person, name] = (answer, self.value(name))

    @rule(person=who, name=fact, answer=st.sampled_from(ANSWERS))
    def answer(self, person, name, answer):
        self.given(person, name, answer)

    @rule(person=who, value=st.sampled_from(("MIT", "GPL-3.0", "Apache-2.0")))
    def correct(self, person, value):
        before = self.value("licence")
        corrected = {"licence": value, "known_none": []}
        try:
            self.given(person, "licence", "changed", corrected=corrected)
        except AnswerRefused:
            assert value == before
        assert self.value("licence") == value

    @rule(value=st.sampled_from(("BSD", "MIT")))
    def somebody_else_edits(self, value):
        tool = Tool.objects.get(pk=self.tool.pk)
        with recorded_change(tool):
            tool.licence = value
            tool.save()

    @rule(person=who, name=fact)
    def answer_an_older_page(self, person, name):
        with pytest.raises(FactChangedMeanwhile):
            self.given(person, name, "right", seen="0" * 32)

    @rule(person=who)
    def end(self, person):
        before = Tool.objects.get(pk=self.tool.pk)
        stands = {
            name: self.said[person, name][0]
            for name in FACTS
            if (person, name) in self.said and self.said[person, name][1] == self.value(name)
        }
        try:
            check = end_check(self.progress(person), Ending())
        except NotAnsweredYet:
            assert len(stands) < len(FACTS)
            return
        assert len(stands) == len(FACTS)
        self.ends += 1
        for name in FACTS:
            del self.said[person, name]
        after = Tool.objects.get(pk=self.tool.pk)
        if "gone" in stands.values():
            assert (check.outcome, after.verification) == ("contested", "disputed")
        elif set(stands.values()) == {"unclear"}:
            assert (check.outcome, after.verification) == ("partial", before.verification)
        else:
            assert (check.outcome, after.verification) == ("verified", "source-checked")
        for name, answer in stands.items():
            row = ToolCitation.objects.filter(tool=self.tool, subject=name).first()
            if answer != "unclear":
                assert row.says_so is (answer != "gone")

    @invariant()
    def nothing_is_verified_without_an_end(self):
        if hasattr(self, "tool") and not self.ends:
            assert Tool.objects.get(pk=self.tool.pk).verification == "unreviewed"

    @invariant()
    def what_a_source_says_is_said_of_the_value_of_today(self):
        """A citation that was compared has a day, and one that was not has none."""
        if hasattr(self, "tool"):
            for row in ToolCitation.objects.filter(tool=self.tool):
                assert (row.checked_on is None) == (row.says_so is None)


def test_any_check():
    run_state_machine_as_test(
        AnyCheck,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
