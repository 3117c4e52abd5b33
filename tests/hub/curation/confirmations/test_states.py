"""Whatever curators, makers and the calendar do, in any order: what always holds."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from catalogue.models import Tool, ToolCitation
from hub.accounts.models import Person
from hub.curation.confirmations import confirmation_requests, decisions, retention, schedule
from hub.curation.confirmations.asked_record import find_record, read_record
from hub.curation.confirmations.decisions import TooLate
from hub.curation.confirmations.draft_answers import (
    NotTakenError,
    SavedMeanwhileError,
    read_draft,
    save_draft,
    stored_draft,
)
from hub.curation.confirmations.models import Confirmation
from hub.curation.confirmations.submission import submit
from hub.curation.contacts import address_book
from hub.curation.contacts.models import Contact, RefusedContact
from hub.curation.desk.models import Task
from hub.outbox.models import Mail
from hub.outbox.retention import UNFINISHED
from hub.records.database_clock import now_in_database
from hub.records.models import RecordNotice, Source, recorded_change
from tests.plugins.cast import make_a_person, make_a_tool

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
State = Confirmation.State
FACTS = ("name", "url", "licence")
SAID = {"name": "Safer Case", "url": "https://new.example/", "licence": "MIT"}
SOME = st.sets(st.sampled_from(FACTS), max_size=3)
PLACES = st.integers(0, 5)


class Confirmations(RuleBasedStateMachine):
    """One tool, whose makers have two addresses, and any number of requests."""

    @initialize()
    def begin(self):
        for model in (Confirmation, Task, Contact, RefusedContact, RecordNotice, Mail):
            model.objects.all().delete()
        Person.objects.all().delete()
        self.curator = make_a_person(is_staff=True)
        self.pk = make_a_tool(name="Safe Case", url="https://safe-case.example/").pk
        self.sent = {}
        self.checked = {}
        for name in ("info", "office"):
            address_book.add_contact(
                "tool", self.pk, role="maker", address=f"{name}@maker.example",
                page="https://maker.example/", by=self.curator,
            )  # fmt: skip
        self.ask()

    def tool(self):
        return Tool.objects.get(pk=self.pk)

    def pick(self, place, **state):
        rows = list(Confirmation.objects.filter(**state).order_by("pk"))
        return rows[place % len(rows)] if rows else None

    @rule()
    def ask(self):
        confirmation_requests.ask_makers(self.tool(), by=self.curator)
        Mail.objects.filter(state=Mail.State.DUE).update(state=Mail.State.SENT)

    @rule(place=PLACES, right=SOME, changed=SOME, is_stale=st.booleans())
    def save(self, place, right, changed, is_stale):
        confirmation = self.pick(place)
        record = find_record("tool", self.pk)
        if confirmation is None or record is None:
            return
        asked = read_record(record)
        data = {f"s-{name}": asked.seen(name) for name in FACTS}
        data |= {f"a-{name}": "right" for name in right}
        data |= {f"f-{name}": SAID[name] for name in changed}
        count = confirmation.draft + is_stale
        draft = replace(read_draft(asked, data), draft=count)
        try:
            save_draft(confirmation, draft)
        except NotTakenError:
            assert not confirmation.takes_answers()
        except SavedMeanwhileError:
            assert is_stale
        else:
            assert confirmation.takes_answers()
            assert not is_stale

    @rule(place=PLACES)
    def send(self, place):
        confirmation = self.pick(place)
        record = find_record("tool", self.pk)
        if confirmation is None or record is None:
            return
        can_send = confirmation.takes_answers()
        try:
            submit(confirmation, stored_draft(read_record(record), confirmation))
        except NotTakenError:
            assert not can_send
        else:
            assert can_send
            rows = confirmation.answers.order_by("fact").values_list("fact", "answer")
            self.sent[confirmation.pk] = list(rows)

    @rule(place=PLACES, accepted=SOME)
    def settle(self, place, accepted):
        confirmation = self.pick(place)
        if confirmation is None:
            return
        try:
            decisions.settle(confirmation.pk, accepted, by=self.curator)
        except TooLate:
            assert confirmation.state != State.ANSWERED
        except ValidationError:
            pass
        else:
            assert confirmation.state == State.ANSWERED

    @rule(fact=st.sampled_from(("name", "url")))
    def check(self, fact):
        """A curator finds in a source what stands there."""
        tool = self.tool()
        source, _made = Source.objects.get_or_create(url="https://a.example/", title="A")
        with recorded_change(tool, news=False):
            ToolCitation.objects.get_or_create(tool=tool, subject=fact, source=source)
        rows = ToolCitation.objects.filter(tool=tool, subject=fact, source=source)
        today = now_in_database().date()
        rows.update(checked_on=today, checked_by=self.curator, says_so=True)
        self.checked[fact] = getattr(tool, fact)

    @rule(name=st.sampled_from(["Safe Case", "Safe Case 2"]))
    def edit(self, name):
        tool = self.tool()
        with recorded_change(tool, by=self.curator, reason="found"):
            tool.name = name
            tool.save()
        if self.checked.get("name") != name:
            self.checked.pop("name", None)

    @rule(place=PLACES)
    def withdraw(self, place):
        if (confirmation := self.pick(place, state=State.ASKED)) is not None:
            assert confirmation_requests.withdraw([confirmation.pk]) == 1

    @rule(place=PLACES)
    def refuse(self, place):
        if (confirmation := self.pick(place)) is not None:
            confirmation_requests.refuse(confirmation)

    @precondition(lambda self: Contact.objects.exists())
    @rule()
    def remove_contact(self):
        address_book.remove_contact(Contact.objects.order_by("pk").first().pk)

    @rule(days=st.sampled_from([1, 25, 45, 61]))
    def wait(self, days):
        """All that was is so many days older."""
        earlier = datetime.timedelta(days=days)
        for row in Confirmation.objects.all():
            for name in ("asked_at", "sent_in_at", "ended_at"):
                if getattr(row, name):
                    setattr(row, name, getattr(row, name) - earlier)
            row.save()
            for mail in row.mails.all():
                mail.at -= earlier
                mail.save()
        schedule.close_run_out()
        schedule.schedule_due()
        retention.sweep()

    @invariant()
    def the_desk_shows_what_waits_and_nothing_else(self):
        rows = Task.objects.still_open().filter(kind="maker_answer")
        waiting = Confirmation.objects.waiting_for_curator().values_list("pk", flat=True)
        assert set(map(int, rows.values_list("key", flat=True))) == set(waiting)

    @invariant()
    def no_statement_verifies(self):
        tool = self.tool()
        assert (tool.verification, tool.verified_on) == ("unreviewed", None)

    @invariant()
    def what_a_curator_checked_stands(self):
        tool = self.tool()
        for fact, value in self.checked.items():
            assert getattr(tool, fact) == value

    @invariant()
    def what_was_sent_stays_as_it_was_sent(self):
        for pk, answers in self.sent.items():
            rows = Confirmation.objects.get(pk=pk).answers.order_by("fact")
            assert list(rows.values_list("fact", "answer")) == answers

    @invariant()
    def whoever_refused_is_asked_nothing(self):
        for row in RefusedContact.objects.all():
            asked = Confirmation.objects.of_address(row.address_key)
            assert not asked.waiting_for_maker().exists()
            mails = Mail.objects.filter(confirmation_mail__confirmation__in=asked)
            assert not mails.exclude(address="").filter(state__in=UNFINISHED).exists()

    @invariant()
    def nobody_reads_what_was_never_sent(self):
        rows = Confirmation.objects.filter(state__in=[State.SILENT, State.WITHDRAWN])
        assert not rows.filter(sent_in_at=None, answers__isnull=False).exists()

    @invariant()
    def silence_is_shown_only_of_whoever_did_not_answer(self):
        if RecordNotice.objects.filter(kind="maker-silent").exists():
            silent = Confirmation.objects.filter(state=State.SILENT).order_by("-asked_at").first()
            assert silent is not None
            assert not Confirmation.objects.filter(sent_in_at__gte=silent.asked_at).exists()


def test_confirmations_in_any_order():
    run_state_machine_as_test(
        Confirmations, settings=settings(max_examples=15, stateful_step_count=20, deadline=None)
    )
