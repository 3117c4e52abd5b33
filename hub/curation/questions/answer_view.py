"""What the pages of whoever is asked show, in words ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hub.curation.questions.fields import ROLES
from hub.curation.questions.models import Answer, AnsweredQuestion, AnswerRequest
from hub.curation.questions.subjects import find_subject
from hub.web.localization import localize_date
from hub.web.view_models import Link

State = Answer.State


@dataclass(frozen=True)
class GivenAnswer:
    """What was sent, and what became of it. ``edited``: the words that stand on the site, where
    they are others; ``link``: to where they stand."""

    text: str
    language: str
    state: str
    role: str
    name: str
    reason: str
    edited: str
    is_decided: bool
    link: Link | None


@dataclass(frozen=True)
class AnswerPage:
    """``record``: what the question is about, where everybody may read it; ``back_question``: what
    a curator asks about the answer."""

    title: str
    details: str
    language: str
    record: Link | None
    until: str
    roles: tuple[tuple[str, str], ...]
    back_question: str
    given: GivenAnswer | None

    def role_label(self, role: str) -> str:
        return dict(self.roles).get(role, "")


def answer_view(request: AnswerRequest, given: Answer | None) -> AnswerPage:
    question = request.question
    is_asked_back = given is not None and given.state == State.ASKED_BACK
    return AnswerPage(
        title=question.title,
        details=question.details,
        language=question.language,
        record=_record(request),
        until=localize_date(request.expires_at.date().isoformat()),
        roles=tuple((value, str(label)) for value, label in ROLES.items()),
        back_question=given.back_question if given is not None and is_asked_back else "",
        given=_given(request, given) if given is not None else None,
    )


def _record(request: AnswerRequest) -> Link | None:
    record = find_subject(request.question)
    if record is None or not record.is_public:
        return None
    return Link(str(record), record.get_absolute_url(), language=record.language)


def _given(request: AnswerRequest, given: Answer) -> GivenAnswer:
    return GivenAnswer(
        text=given.text,
        language=given.language,
        state=_state(given),
        role=str(given.get_role_display()),
        name=given.shown_name,
        reason=given.reason,
        edited=given.published if given.published != given.text else "",
        is_decided=given.is_decided,
        link=_where(request, given),
    )


def _state(given: Answer) -> str:
    return {
        State.RECEIVED: _("It came in. A curator reads it before it is published."),
        State.ASKED_BACK: _("A curator has asked you something about it."),
        State.ACCEPTED: _("It stands on this site. Thank you."),
        State.DECLINED: _("A curator has read it, and it is not published."),
    }[State(given.state)]


def _where(request: AnswerRequest, given: Answer) -> Link | None:
    if given.state != State.ACCEPTED:
        return None
    rows = AnsweredQuestion.objects.published().filter(pk=request.question.answered_id or 0)
    record = rows.first()
    return Link(_("Read it"), record.get_absolute_url()) if record is not None else None
