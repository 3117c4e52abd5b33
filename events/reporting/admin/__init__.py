"""Curators ask focal points, and read what they answered."""

from events.reporting.admin import dashboard, document_form
from events.reporting.admin.report_request import ReportRequestAdmin

__all__ = ["ReportRequestAdmin", "dashboard", "document_form"]
