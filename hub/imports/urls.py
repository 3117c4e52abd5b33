"""Addresses of the curator's pages about imports, below ``/curate/imports/``."""

from django.urls import path

from hub.imports.views import (
    applying,
    columns,
    file,
    one,
    overview,
    profiles,
    reporting,
    rows,
    sources,
    uploading,
    words,
)

urlpatterns = [
    path("", overview.imports, name="imports"),
    path("new/", uploading.new, name="import-new"),
    path("sources/new/", sources.new, name="import-source-new"),
    path("sources/<slug:slug>/", sources.source, name="import-source"),
    path("sources/<slug:slug>/fetch/", sources.fetch, name="import-source-fetch"),
    path("profiles/<slug:slug>/", profiles.profile, name="import-profile"),
    path("profiles/<slug:slug>/delete/", profiles.delete, name="import-profile-delete"),
    path("<int:pk>/", one.one, name="import"),
    path("<int:pk>/progress/", one.as_json, name="import-progress"),
    path("<int:pk>/file/", file.file, name="import-file"),
    path("<int:pk>/columns/", columns.columns, name="import-columns"),
    path("<int:pk>/words/", words.words, name="import-words"),
    path("<int:pk>/keep/", profiles.keep, name="import-keep"),
    path("<int:pk>/check/", one.check, name="import-check"),
    path("<int:pk>/rows/", rows.rows, name="import-rows"),
    path("<int:pk>/rows/all/", rows.all_rows, name="import-rows-all"),
    path("<int:pk>/apply/", applying.apply, name="import-apply"),
    path("<int:pk>/cancel/", one.cancel, name="import-cancel"),
    path("<int:pk>/report/", reporting.report, name="import-report"),
    path("<int:pk>/report/csv/", reporting.report_csv, name="import-report-csv"),
    path("<int:pk>/written/", reporting.written, name="import-written"),
    path("<int:pk>/undo/", one.undo, name="import-undo"),
    path("<int:pk>/edited/", reporting.edited_since, name="import-edited"),
]
