"""What the room of suggestions is told of a question: what its receipt shows, and the consent of
whoever wrote a practice note."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.curation.contacts.refusals import address_key, is_refused
from hub.curation.questions.models import AnsweredQuestion, Practitioner, Question
from hub.curation.suggestions.models import Suggestion
from hub.curation.suggestions.receipt_page import ReceiptOutcome
from hub.outbox.sealing import seal
from hub.web.view_models import Link


def receive(suggestion: Suggestion) -> None:
    """A practice note of somebody who agreed to be asked: the address is sealed once more, since
    that of the receipt is erased 30 days after the end."""
    is_note = suggestion.kind == Suggestion.Kind.PRACTICE and suggestion.may_be_asked
    if not is_note or not suggestion.address or suggestion.record_id is None:
        return
    address = suggestion.plain_address()
    if is_refused(address):
        return
    Practitioner.objects.get_or_create(
        suggestion=suggestion,
        defaults={
            "record_kind": suggestion.record_kind,
            "record_id": suggestion.record_id,
            "address": seal(address),
            "address_key": address_key(address),
            "language": suggestion.language,
        },
    )


def outcome(suggestion: Suggestion) -> ReceiptOutcome | None:
    """What the receipt of a question says beside its state."""
    if suggestion.kind != Suggestion.Kind.QUESTION:
        return None
    question = Question.objects.filter(suggestion=suggestion).first()
    if question is None:
        return ReceiptOutcome(can_withdraw=suggestion.is_open)
    is_asked = suggestion.state == Suggestion.State.ASKED
    count = question.requests.count()
    sentence = ngettext(
        "We have asked %(count)d person who may know.",
        "We have asked %(count)d people who may know.",
        count,
    ) % {"count": count}
    return ReceiptOutcome(
        sentence=sentence if is_asked and count else "",
        asked=question.title if suggestion.state != Suggestion.State.WITHDRAWN else "",
        link=_answers(question),
        can_withdraw=is_asked,
    )


def _answers(question: Question) -> Link | None:
    rows = AnsweredQuestion.objects.published().filter(pk=question.answered_id or 0)
    record = rows.first()
    return Link(_("Read the answers"), record.get_absolute_url()) if record else None
