"""Taking in an answer, and the wish not to be asked again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import get_language

from hub.curation.contacts import refusals
from hub.curation.questions import desk_tasks, retention
from hub.curation.questions.answer_draft import AnswerDraft
from hub.curation.questions.models import Answer, AnswerRequest, Question
from hub.records.database_clock import now_in_database


class NotTakenError(Exception):
    """The question ended, the link ran out, or a curator has decided on the answer."""


def can_answer(request: AnswerRequest) -> bool:
    """Whether something can be sent by its link now: until a curator has decided."""
    answer = getattr(request, "answer", None)
    is_standing = request.question.is_open and request.expires_at > now_in_database()
    return is_standing and not (answer is not None and answer.is_decided)


def submit(request: AnswerRequest, draft: AnswerDraft) -> Answer:
    """Store it in the place of what was sent before. Raises NotTakenError."""
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=request.question_id)
        fresh = AnswerRequest.objects.select_related("question", "answer").get(pk=request.pk)
        if not can_answer(fresh):
            raise NotTakenError
        answer, _is_new = Answer.objects.update_or_create(
            request=fresh,
            defaults={
                "text": draft.text,
                "role": draft.role,
                "name": draft.name,
                "may_show_name": draft.may_show_name,
                "language": get_language() or "en",
                "findings": [
                    {"what": each.what, "meant_public": draft.meant_public}
                    for each in draft.findings
                ],
                "state": Answer.State.RECEIVED,
                "sent_at": now_in_database(),
            },
        )
        desk_tasks.follow(fresh.question)
    return answer


def refuse(request: AnswerRequest) -> bool:
    """Write to this address no more, whatever it stands for; whether that is new."""
    key = _address_key(request)
    if not key:
        return False
    with transaction.atomic():
        is_new = refusals.refuse(key)
        now = now_in_database()
        rows = AnswerRequest.objects.filter(address_key=key, refused_at=None)
        questions = list(rows.values_list("question", flat=True))
        rows.update(refused_at=now)
        retention.erase_refused([key])
        for question in Question.objects.filter(pk__in=questions):
            desk_tasks.follow(question)
    return is_new


def _address_key(request: AnswerRequest) -> str:
    """Of whoever was asked. The request's own is erased after a while, and its link in an old mail
    still has to be honoured: then that of the contact, the practitioner or the curator it went to.
    """
    if request.address_key:
        return request.address_key
    source = request.contact or request.practitioner
    if source is not None:
        return source.address_key
    return refusals.address_key(request.person.email) if request.person else ""
