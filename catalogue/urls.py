"""Addresses of tools, organisations, practice notes, misuse, gaps and the finder: a promise.

Tests write them out as text.
"""

from django.urls import path

from catalogue.fit.form_presenter import STEPS
from catalogue.views import (
    compare,
    gaps,
    helplines,
    lists,
    misuse,
    practice,
    question_sheet,
    records,
    situation,
)

urlpatterns = [
    path("tools/", lists.tool_list, name="tools"),
    path("tools/feed/", lists.tool_feed, name="tools-feed"),
    path("tools/compare/", compare.compare, name="tools-compare"),
    path("tools/<slug:slug>/", records.tool_detail, name="tool"),
    path("organisations/", lists.organisation_list, name="organisations"),
    path("organisations/feed/", lists.organisation_feed, name="organisations-feed"),
    path("organisations/<slug:slug>/", records.organisation_detail, name="organisation"),
    path("situation/", situation.situation, name="situation"),
    path("situation/matrix/", situation.matrix, name="situation-matrix"),
    *(
        path(
            f"situation/{question}/",
            situation.situation_question,
            {"question": question},
            name="situation-question",
        )
        for question in STEPS
    ),
    path("how-fit-is-judged/", situation.how_fit_is_judged, name="fit"),
    path("questions-to-ask/", question_sheet.questions_to_ask, name="questions-to-ask"),
    path("shortlist/", compare.shortlist, name="shortlist"),
    path("shortlist/briefing/", compare.briefing, name="briefing"),
    path("shortlist/briefing.txt", compare.briefing_text, name="briefing-text"),
    path("shortlist/briefing.docx", compare.briefing_docx, name="briefing-docx"),
    path("practice/", practice.practice_list, name="practice"),
    path("practice/feed/", practice.practice_feed, name="practice-feed"),
    path("practice/<slug:slug>/", practice.practice_detail, name="deployment"),
    path("misuse/", misuse.misuse_list, name="misuse-patterns"),
    path("misuse/feed/", misuse.misuse_feed, name="misuse-feed"),
    path("misuse/<slug:slug>/", misuse.misuse_detail, name="misuse"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/world/", gaps.world, name="gaps-world"),
    path("help-now/", helplines.help_now, name="help-now"),
    path("help-now/lines/", helplines.helpline_list, name="helplines"),
    path("help-now/lines/feed/", helplines.helpline_feed, name="helplines-feed"),
    path("help-now/<slug:slug>/", helplines.helpline_detail, name="helpline"),
]
