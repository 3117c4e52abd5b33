"""Addresses of the curator's pages about imports, below ``/curate/imports/``."""

from django.urls import path

from hub.imports.views import (
    apply,
    columns,
    detail,
    file,
    overview,
    profiles,
    report,
    rows,
    sources,
    upload,
    words,
)

urlpatterns = [
    path("", overview.imports, name="imports"),
    path("new/", upload.new, name="import-new"),
    path("sources/new/", sources.new, name="import-source-new"),
    path("sources/<slug:slug>/", sources.source, name="import-source"),
    path("sources/<slug:slug>/fetch/", sources.fetch, name="import-source-fetch"),
    path("profiles/<slug:slug>/", profiles.profile, name="import-profile"),
    path("profiles/<slug:slug>/delete/", profiles.delete, name="import-profile-delete"),
    path("<int:pk>/", detail.one, name="import"),
    path("<int:pk>/progress/", detail.as_json, name="import-progress"),
    path("<int:pk>/file/", file.file, name="import-file"),
    path("<int:pk>/columns/", columns.columns, name="import-columns"),
    path("<int:pk>/words/", words.words, name="import-words"),
    path("<int:pk>/keep/", profiles.keep, name="import-keep"),
    path("<int:pk>/check/", detail.check, name="import-check"),
    path("<int:pk>/rows/", rows.rows, name="import-rows"),
    path("<int:pk>/rows/all/", rows.all_rows, name="import-rows-all"),
    path("<int:pk>/apply/", apply.apply, name="import-apply"),
    path("<int:pk>/cancel/", detail.cancel, name="import-cancel"),
    path("<int:pk>/report/", report.report, name="import-report"),
    path("<int:pk>/report/csv/", report.report_csv, name="import-report-csv"),
    path("<int:pk>/written/", report.written, name="import-written"),
    path("<int:pk>/undo/", detail.undo, name="import-undo"),
    path("<int:pk>/edited/", report.edited_since, name="import-edited"),
]
