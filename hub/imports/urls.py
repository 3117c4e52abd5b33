"""Addresses of the curator's pages about imports, and of the page about loading."""

from django.urls import path

from hub.imports.views import apply, columns, file, jobs, loading, reuse, rows, sources, values

urlpatterns = [
    path("", jobs.job_list, name="imports"),
    path("new/", jobs.upload, name="import-new"),
    path("sources/new/", sources.source_new, name="import-source-new"),
    path("sources/<slug:slug>/", sources.source_detail, name="import-source"),
    path("sources/<slug:slug>/fetch/", sources.source_fetch, name="import-source-fetch"),
    path("profiles/<slug:slug>/", sources.profile_detail, name="import-profile"),
    path("profiles/<slug:slug>/delete/", sources.profile_delete, name="import-profile-delete"),
    path("<int:pk>/", jobs.job_detail, name="import"),
    path("<int:pk>/progress/", jobs.job_progress, name="import-progress"),
    path("<int:pk>/file/", file.file, name="import-file"),
    path("<int:pk>/read-as/", reuse.read_as, name="import-read-as"),
    path("<int:pk>/columns/", columns.columns, name="import-columns"),
    path("<int:pk>/words/", values.values, name="import-words"),
    path("<int:pk>/keep/", sources.profile_new, name="import-keep"),
    path("<int:pk>/check/", jobs.check, name="import-check"),
    path("<int:pk>/rows/", rows.rows, name="import-rows"),
    path("<int:pk>/rows/all/", rows.decide_all, name="import-rows-all"),
    path("<int:pk>/rows/gone/", rows.gone, name="import-gone"),
    path("<int:pk>/apply/", apply.apply, name="import-apply"),
    path("<int:pk>/cancel/", jobs.cancel, name="import-cancel"),
    path("<int:pk>/report/", jobs.job_report, name="import-report"),
    path("<int:pk>/report/csv/", jobs.job_report_csv, name="import-report-csv"),
    path("<int:pk>/report/xlsx/", jobs.job_report_workbook, name="import-report-workbook"),
    path("<int:pk>/written/", apply.written, name="import-written"),
    path("<int:pk>/undo/", apply.undo, name="import-undo"),
    path("<int:pk>/edited/", apply.edited_since, name="import-edited"),
]

public_urlpatterns = [path("loading/", loading.loading, name="loading")]
