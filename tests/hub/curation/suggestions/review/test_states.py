"""Whatever readers and curators do to suggestions, in any order: what always holds."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from catalogue.models import Tool
from hub.curation.desk.models import Task
from hub.curation.suggestions import conversation, retention
from hub.curation.suggestions.models import OPEN_STATES, SuggestedFact, Suggestion
from hub.curation.suggestions.review import decisions
from hub.curation.suggestions.review.decisions import Choices, FactChoice, TooLate
from hub.curation.suggestions.submission import announce
from hub.records.models import EditConflict
from tests.plugins.cast import make_a_person, make_a_tool

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = datetime.timedelta(days=1)
FACTS = ("name", "summary")


class Suggestions(RuleBasedStateMachine):
    """``accepted``: how often a change of the record was accepted; ``drops``: their times."""

    known = Bundle("known")

    @initialize()
    def begin(self):
        Suggestion.objects.all().delete()
        Task.objects.all().delete()
        self.curator = make_a_person(is_staff=True, is_superuser=True)
        self.tool = make_a_tool(name="Hotline", summary="It helps.")
        self.accepted, self.number, self.drops = 0, 0, []
        self.version = self.tool.version

    @rule(target=known, kind=st.sampled_from(["correction", "question", "danger"]))
    def receive(self, kind):
        self.number += 1
        sent = Suggestion.objects.create(
            kind=kind,
            record_kind="tool",
            record_id=self.tool.pk,
            record_version=self.tool.version,
            about_kind="tool" if kind == "correction" else "",
            words="Words.",
            receipt_key=f"key-{self.number}",
            group_key=f"group-{self.number}",
        )
        for name in FACTS if kind == "correction" else ():
            text = f"Text {self.number} of {name}"
            SuggestedFact.objects.create(
                suggestion=sent, fact=name, text=text, value={name: text}, before={}
            )
        announce(sent)
        return sent.pk

    @rule(pk=known)
    def take(self, pk):
        self._try(pk, lambda: decisions.take(pk))

    @rule(pk=known)
    def ask(self, pk):
        self._try(pk, lambda: decisions.ask_back(pk, "Where?", by=self.curator))

    @rule(pk=known)
    def answer(self, pk):
        sent = Suggestion.objects.get(pk=pk)
        try:
            conversation.answer(sent, f"There, {sent.messages.count()}.")
        except conversation.NotTakenError:
            assert not sent.is_open

    @rule(pk=known, ticked=st.sets(st.sampled_from(FACTS)), is_late=st.booleans())
    def accept(self, pk, ticked, is_late):
        version = Tool.objects.get(pk=self.tool.pk).version - is_late
        facts = {name: FactChoice(name in ticked) for name in FACTS}
        sent = Suggestion.objects.get(pk=pk)
        changes = sent.kind == "correction"
        try:
            decisions.accept(pk, Choices(facts, version, reason="Thanks."), by=self.curator)
        except TooLate:
            assert not sent.is_open
        except EditConflict:
            assert is_late
            assert changes
        except ValidationError:
            assert changes
            assert not ticked
        else:
            self.accepted += changes

    @rule(pk=known, reason=st.sampled_from(["", "No source says so."]))
    def decline(self, pk, reason):
        try:
            self._try(pk, lambda: decisions.decline(pk, reason, by=self.curator))
        except ValidationError:
            assert not reason

    @rule(pks=st.lists(known, max_size=3))
    def drop(self, pks):
        self.drops.append(decisions.drop(pks, by=self.curator).at)

    @rule()
    def take_back(self):
        if self.drops:
            decisions.undo_drop(self.drops.pop(), by=self.curator)

    @rule(days=st.sampled_from([40, 100]))
    def time_passes(self, days):
        for field in ("received_at", "taken_at", "decided_at"):
            for sent in Suggestion.objects.exclude(**{field: None}):
                setattr(sent, field, getattr(sent, field) - days * DAY)
                sent.save(update_fields=[field])
        self.drops = [at - days * DAY for at in self.drops]
        Task.objects.exclude(closed_at=None).update(closed_at=F("closed_at") - days * DAY)
        retention.sweep()

    def _try(self, pk, do):
        was_open = Suggestion.objects.get(pk=pk).is_open
        try:
            do()
        except TooLate:
            assert not was_open
        else:
            assert was_open

    # What always holds

    @invariant()
    def facts_are_decided_exactly_where_the_suggestion_is(self):
        for sent in Suggestion.objects.prefetch_related("facts"):
            decided = {fact.decision for fact in sent.facts.all()}
            if sent.is_open:
                assert decided <= {""}
                assert (sent.decided_at, sent.decided_by_id) == (None, None)
            else:
                assert "" not in decided
                assert sent.decided_at is not None
            if sent.state == "partly":
                assert decided == {"accepted", "declined"}
            if sent.state in ("declined", "dropped"):
                assert decided <= {"declined"}

    @invariant()
    def the_record_changed_once_for_each_suggestion_of_which_a_fact_was_accepted(self):
        of_facts = SuggestedFact.objects.filter(decision="accepted").values("suggestion").distinct()
        version = Tool.objects.get(pk=self.tool.pk).version
        assert version - self.version == self.accepted == of_facts.count()

    @invariant()
    def a_task_is_open_exactly_where_nobody_has_decided(self):
        waiting = Suggestion.objects.filter(state__in=OPEN_STATES).values_list("pk", flat=True)
        tasks = Task.objects.still_open().filter(kind="suggestion").values_list("key", flat=True)
        assert sorted(tasks) == sorted(map(str, waiting))

    @invariant()
    def declined_texts_are_gone_after_ninety_days(self):
        limit = timezone.now() - 90 * DAY - datetime.timedelta(hours=1)
        ended = Suggestion.objects.filter(state__in=["declined", "dropped"], decided_at__lt=limit)
        assert not ended.filter(erased_at=None).exists()
        assert not ended.exclude(words="").exists()


def test_whatever_is_done_in_any_order():
    limits = settings(max_examples=12, stateful_step_count=18, deadline=None)
    run_state_machine_as_test(Suggestions, settings=limits)
