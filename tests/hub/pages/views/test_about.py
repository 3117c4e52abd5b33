"""About, the state of the loading, and health."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import OperationalError

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_while_the_database_answers_the_site_is_healthy(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")


def test_health_and_the_foot_of_each_page_name_the_version(client):
    """The one that ``pyproject.toml`` declares."""
    project = (Path(__file__).parents[4] / "pyproject.toml").read_text(encoding="utf-8")
    declared = re.search(r'^version = "(\d+\.\d+\.\d+)"$', project, re.MULTILINE)[1]
    assert client.get("/healthz").json()["version"] == declared
    foot = client.get("/about/").content.decode().partition('<footer class="foot">')[2]
    assert f"Version {declared}." in foot


def test_health_is_asked_anew_each_time(client):
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"


def test_without_its_database_the_site_is_not_healthy(tmp_path):
    """A process of its own, whose database is at an address where nothing listens."""
    code = (
        "import django; django.setup(); from django.test import Client; "
        "r = Client(headers={'Host': 'localhost'}).get('/healthz'); "
        "print(r.status_code, r.content.decode())"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=Path(__file__).parents[4],
        env=os.environ | {
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == '503 {"status": "no database"}', done.stderr[-2000:]


def test_a_database_that_fails_in_the_middle_is_not_healthy(client):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert (response.status_code, json.loads(response.content)) == (503, {"status": "no database"})
