"""What is typed by a link: cleaned of markup, and checked as what is told is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from hub.curation.questions.fields import ROLES
from hub.curation.questions.models import MAX_ANSWER, MAX_NAME, Answer, AnswerRequest
from hub.curation.suggestions.findings import WORDS, Finding, find_in_texts
from hub.records.text_cleaning import clean_text

FIELDS = ("text", "role", "name", "show", "public")  # as the form names them


@dataclass(frozen=True)
class AnswerDraft:
    """``may_show_name``, ``meant_public``: what was ticked."""

    text: str = ""
    role: str = ""
    name: str = ""
    may_show_name: bool = False
    meant_public: bool = False

    @cached_property
    def findings(self) -> list[Finding]:
        return find_in_texts([(WORDS, self.text)])

    @property
    def needs_consent(self) -> bool:
        """Whether it has to be said first that what was found is meant to be public."""
        return bool(self.findings) and not self.meant_public

    @property
    def found(self) -> str:
        return ", ".join(dict.fromkeys(each.label for each in self.findings))

    @cached_property
    def problems(self) -> dict[str, str]:
        """By the name of the form's field a sentence on why it cannot be sent."""
        problems = {}
        if not self.text:
            problems["text"] = _("Nothing was typed yet.")
        for name, most in (("text", MAX_ANSWER), ("name", MAX_NAME)):
            if len(getattr(self, name)) > most:
                problems[name] = _("Shorten this to %(most)d letters.") % {"most": most}
        if self.role not in ROLES:
            problems["role"] = _("Choose what you have to do with it.")
        return problems

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """All that was typed, as the form has it."""
        pairs = [("text", self.text), ("role", self.role), ("name", self.name)]
        return [*pairs, ("show", "1" if self.may_show_name else "")]


def read_draft(data: Mapping[str, Any]) -> AnswerDraft:
    return AnswerDraft(
        text=clean_text(str(data.get("text") or "")).strip(),
        role=str(data.get("role") or ""),
        name=" ".join(clean_text(str(data.get("name") or "")).split()),
        may_show_name=bool(data.get("show")),
        meant_public=bool(data.get("public")),
    )


def first_draft(request: AnswerRequest, answer: Answer | None) -> AnswerDraft:
    """What the form holds when it is opened: what was sent before, if anything."""
    if answer is None:
        return AnswerDraft(role=request.role)
    return AnswerDraft(answer.text, answer.role, answer.name, answer.may_show_name)
