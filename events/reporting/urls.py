"""Addresses of focal points. They stand in mails; what a token opens has it as a parameter."""

from django.urls import path

from events.reporting import views

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/stop/", views.stop, name="report-stop"),
]
