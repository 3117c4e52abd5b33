"""Addresses of answered questions, of whoever is asked, and of the curators who ask."""

from django.urls import path

from hub.curation.questions.views import answer_page, desk_pages, records

urlpatterns = [
    path("questions/", records.question_list, name="questions"),
    path("questions/feed/", records.question_feed, name="questions-feed"),
    path("questions/<slug:slug>/", records.question_detail, name="question"),
]
private_urlpatterns = [
    path("answer/", answer_page.answer, name="answer"),
    path("answer/stop/", answer_page.stop, name="answer-stop"),
]
desk_urlpatterns = [
    path("from/<int:pk>/", desk_pages.let_through, name="desk-question-from"),
    path("<int:pk>/", desk_pages.question, name="desk-question"),
    path("<int:pk>/words/", desk_pages.reword, name="desk-question-words"),
    path("<int:pk>/ask/", desk_pages.ask, name="desk-question-ask"),
    path("<int:pk>/close/", desk_pages.close, name="desk-question-close"),
    path("answers/<int:pk>/", desk_pages.answer, name="desk-answer"),
]
