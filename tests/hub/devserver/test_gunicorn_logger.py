import logging

import pytest
from gunicorn.config import Config

from hub.devserver.gunicorn_logger import QuietLogger


@pytest.fixture
def log(caplog):
    log = QuietLogger(Config())
    log.error_log = logging.getLogger("test.gunicorn")
    return log


def test_a_failed_request_is_logged_without_its_query(log, caplog):
    log.exception("Error handling request %s %s", "GET", "/tools/?q=marker")
    assert "/tools/" in caplog.text
    assert "marker" not in caplog.text


def test_a_malformed_request_is_logged_without_address_and_content(log, caplog):
    log.warning("Invalid request from ip=192.0.2.7: Invalid header 'marker'")
    assert [record.getMessage() for record in caplog.records] == [
        "A malformed request was refused."
    ]


def test_other_warnings_are_kept(log, caplog):
    log.warning("Worker %s is late", 7)
    assert "Worker 7 is late" in caplog.text
