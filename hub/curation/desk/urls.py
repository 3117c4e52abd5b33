"""Addresses of the curators' desk."""

from django.urls import path

from hub.curation.desk.views import numbers_page, task_list_page, task_page

urlpatterns = [
    path("", task_list_page.desk, name="desk"),
    path("closed/", task_list_page.closed_tasks, name="desk-closed"),
    path("numbers/", numbers_page.numbers, name="desk-numbers"),
    path("<int:pk>/", task_page.task_detail, name="desk-task"),
    path("<int:pk>/assign/", task_page.assign, name="desk-assign"),
    path("<int:pk>/comment/", task_page.comment, name="desk-comment"),
    path("<int:pk>/close/", task_page.close, name="desk-close"),
    path("<int:pk>/reopen/", task_page.reopen, name="desk-reopen"),
]
