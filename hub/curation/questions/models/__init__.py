"""Tables of questions: those that were answered, and the work of having one answered."""

from hub.curation.questions.models.answered_question import (
    MAX_ANSWER,
    MAX_DETAILS,
    MAX_NAME,
    AnsweredQuestion,
    QuestionAnswer,
    QuestionCitation,
    QuestionTerm,
)
from hub.curation.questions.models.practitioner import Practitioner
from hub.curation.questions.models.question import (
    CHANGE,
    MAX_REASON,
    OPEN_FOR,
    VIEW,
    Answer,
    AnswerRequest,
    Question,
    RequestMail,
)

__all__ = [
    "CHANGE",
    "MAX_ANSWER",
    "MAX_DETAILS",
    "MAX_NAME",
    "MAX_REASON",
    "OPEN_FOR",
    "VIEW",
    "Answer",
    "AnswerRequest",
    "AnsweredQuestion",
    "Practitioner",
    "Question",
    "QuestionAnswer",
    "QuestionCitation",
    "QuestionTerm",
    "RequestMail",
]
