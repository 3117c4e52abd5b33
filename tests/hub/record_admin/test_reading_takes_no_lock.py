"""Whoever only looks at a page of the admin waits for nobody who writes, and nobody for them."""

import sqlite3
from contextlib import closing

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import NoReverseMatch, get_resolver, reverse

from catalogue.models import Tool
from hub.records.models import Source
from tests.hub.anonymous_forms.test_every_form import paths

OURS = ("/admin/", "/accounts/", "/curate/", "/desk/")
# Where a factor is set up: its secret or challenge is kept by the server until the form comes back.
KEPT_IN_SESSIONS = {"/accounts/second-factors/app/", "/accounts/second-factors/passkeys/add/"}
pytestmark = pytest.mark.both_databases


def pages_of_records():
    """Every view of the admin of every model, with a row that there is."""
    for model in admin.site._registry:
        key = model._default_manager.values_list("pk", flat=True).first()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for pattern in admin.site._registry[model].urls:
            view = (pattern.name or "").rpartition("_")[2]
            for arguments in ([], [key]):
                try:
                    yield reverse(f"{name}_{view}", args=arguments)
                except NoReverseMatch:
                    continue


def curators_pages():
    """The addresses of people who sign in."""
    return [path for path in paths(get_resolver()) if path.startswith(OURS)]


@pytest.mark.slow
def test_no_page_opens_a_transaction(starter, signed_in):
    """SQLite has one lock for whoever writes, and a transaction of ours takes it at its beginning.

    The test's own transaction holds no savepoint: one in a view is a transaction elsewhere.
    """
    client, asked, opened = signed_in(is_superuser=True), [], set()
    client.raise_request_exception = False

    def look(execute, sql, *rest):
        if connection.savepoint_ids:
            opened.add(asked[-1])
        return execute(sql, *rest)

    statuses = {}
    with connection.execute_wrapper(look):
        for path in sorted({*pages_of_records(), *curators_pages()}):
            asked.append(path)
            response = client.get(path)
            if response.streaming:
                response.getvalue()  # closes the file that it is read from
            statuses[path] = response.status_code
    assert opened == KEPT_IN_SESSIONS
    assert {path: status for path, status in statuses.items() if status >= 500} == {}
    assert len([status for status in statuses.values() if status == 200]) > 100


@pytest.fixture
def locked(transactional_db):
    """Somebody else writes, for as long as the test takes; others give up after an instant."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no lock of the whole database")
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    name = str(connection.settings_dict["NAME"])

    def lock():
        other = sqlite3.connect(name, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        return closing(other)

    yield lock
    connection.close()


def test_a_record_opens_while_somebody_else_writes_and_is_saved_after_it(
    locked, signed_in, make_tool, fields_of
):
    tool, client = make_tool(), signed_in(is_superuser=True)
    client.raise_request_exception = False
    address = f"/admin/catalogue/tool/{tool.pk}/change/"
    with locked():
        form = client.get(address)
        fields = fields_of(form) | {"name": ["Renamed"]}
        busy = client.post(address, fields)
    assert (form.status_code, busy.status_code) == (200, 503)
    again = client.post(address, fields_of(busy))
    assert (again.status_code, Tool.objects.get().name) == (302, "Renamed")


def test_other_forms_come_back_too(locked, signed_in, fields_of):
    client = signed_in(is_superuser=True)
    client.raise_request_exception = False
    fields = fields_of(client.get("/admin/core/source/add/")) | {"title": ["A report"]}
    with locked():
        busy = client.post("/admin/core/source/add/", fields)
    assert busy.status_code == 503
    assert client.post("/admin/core/source/add/", fields_of(busy)).status_code == 302
    assert Source.objects.get().title == "A report"
