"""What is not kept of questions: addresses, declined answers, the words of withdrawn questions.

Addresses go 30 days after the end: of the question, or of the link where that is earlier. Words go
90 days after an answer was declined or a question withdrawn. Whoever agreed to be asked is kept for
two years, unless they refuse; and goes with a practice note that was not accepted.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from hub.curation.contacts.models import REFUSED_MAIL
from hub.curation.questions.models import Answer, AnswerRequest, Practitioner, Question
from hub.curation.suggestions.models import Suggestion
from hub.outbox.models import Mail
from hub.records.batches import erase_in_batches
from hub.records.database_clock import now_in_database

ADDRESSES_KEPT = datetime.timedelta(days=30)  # after the end
WORDS_KEPT = datetime.timedelta(days=90)  # of what was declined or withdrawn
PRACTITIONERS_KEPT = datetime.timedelta(days=730)


def sweep(now: datetime.datetime | None = None) -> int:
    """Erase all that is due to be; how many rows. Idempotent."""
    now = now or now_in_database()
    before = now - ADDRESSES_KEPT
    ended = Q(question__ended_at__lte=before) | Q(expires_at__lte=before)
    requests = AnswerRequest.objects.exclude(address="", address_key="")
    count = erase_in_batches(requests.filter(ended), _erase_requests)
    refused = requests.exclude(address="").filter(REFUSED_MAIL)
    count += erase_in_batches(refused, _erase_requests)
    not_accepted = Suggestion.objects.ended().filter(
        pk=OuterRef("suggestion"), decided_at__lte=before
    )
    not_accepted = not_accepted.exclude(
        state__in=[Suggestion.State.ACCEPTED, Suggestion.State.PARTLY]
    )
    gone = Q(agreed_at__lte=now - PRACTITIONERS_KEPT) | Exists(not_accepted) | REFUSED_MAIL
    people = Practitioner.objects.exclude(address="", address_key="").filter(gone)
    count += people.update(address="", address_key="")
    return count + _erase_words(now)


def _erase_words(now: datetime.datetime) -> int:
    """Of declined answers, and of questions that were withdrawn."""
    due = now - WORDS_KEPT
    answers = Answer.objects.filter(
        state=Answer.State.DECLINED, erased_at=None, decided_at__lte=due
    )
    count = answers.update(text="", name="", back_question="", findings=[], erased_at=now)
    withdrawn = Question.objects.filter(
        state=Question.State.WITHDRAWN, erased_at=None, ended_at__lte=due
    )
    count += withdrawn.update(title="", details="", erased_at=now)
    # A name that is not to be shown is of no use once nobody can be written to any more.
    names = Answer.objects.filter(request__address_key="", may_show_name=False).exclude(name="")
    return count + names.update(name="")


def erase_refused(keys: Collection[str]) -> None:
    """The addresses of people who want no mail. The hashes of those who agreed go, too."""
    rows = AnswerRequest.objects.filter(address_key__in=keys)
    _mails_of(list(rows.values_list("pk", flat=True)))
    rows.update(address="")
    Practitioner.objects.filter(address_key__in=keys).update(address="", address_key="")


def _erase_requests(keys: list[int]) -> None:
    _mails_of(keys)
    # A refusal is kept as a hash of its own, in the room of contacts.
    AnswerRequest.objects.filter(pk__in=keys).update(address="", address_key="")


def _mails_of(requests: Collection[int]) -> None:
    Mail.objects.filter(request_mail__request__in=requests).forget_recipients()
