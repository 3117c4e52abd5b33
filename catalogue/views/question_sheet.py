"""The questions to ask about any tool, as one sheet of A4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.fit.form_presenter import STEPS
from catalogue.fit.situation import QUESTIONS
from catalogue.presenters.question_sheet import SheetQuestion, decisions, fit_part, safety_part
from hub.web.page_kinds import shows
from hub.web.responses import absolute, public_page
from hub.web.view_models import Page


@shows()
def questions_to_ask(request: HttpRequest) -> HttpResponse:
    steps = tuple(
        SheetQuestion(slug, str(QUESTIONS[slug].label), str(QUESTIONS[slug].hint)) for slug in STEPS
    )
    page = Page(
        title=_("Questions to ask about any tool"),
        description=_("One sheet of paper with what to find out before a tool is used."),
        canonical=absolute(reverse("questions-to-ask")),
        section="situation",
    )
    context = {"page": page, "parts": (fit_part(steps), safety_part()), "decisions": decisions()}
    return public_page(request, "catalogue/questions_to_ask.html", context)
