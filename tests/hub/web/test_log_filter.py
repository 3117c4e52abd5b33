"""An outage fills no log: one trace, then a line a minute with how many were left out."""

import io
import logging

import pytest
from django.conf import settings as site

from hub.web import log_filter
from hub.web.log_filter import RepeatedErrors


class Log:
    """A logger as the settings have it, with a clock that is set."""

    def __init__(self):
        self.now, self.stream = 0.0, io.StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.addFilter(RepeatedErrors(clock=lambda: self.now))
        self.logger = logging.Logger("of this test")
        self.logger.addHandler(handler)

    def fail(self, problem, path="/a/", **extra):
        try:
            raise_it(problem)
        except Exception:
            self.logger.exception("Service Unavailable: %s", path, extra=extra)

    @property
    def lines(self):
        return self.stream.getvalue().splitlines()


def raise_it(problem):
    raise problem


@pytest.fixture
def log():
    return Log()


def test_the_first_is_told_with_its_trace_and_the_next_thousand_are_not(log):
    for number in range(1000):
        log.fail(OSError("away"), f"/{number}/")
    assert log.lines[:2] == ["Service Unavailable: /0/", "Traceback (most recent call last):"]
    assert log.lines.count("OSError: away") == 1


def test_a_minute_later_one_line_says_how_many_were_left_out(log):
    for second in range(600):
        log.now = float(second)
        for _ in range(10):
            log.fail(OSError("away"))
    told = [line for line in log.lines if line.startswith("Service")]
    assert (len(told), log.lines.count("OSError: away")) == (10, 1)
    assert "OSError in " in told[1]
    assert told[1].endswith("as before (599 more like it were left out)")


def test_after_an_hour_the_trace_comes_again(log):
    log.fail(OSError("away"))
    log.now = log_filter.TRACE_SECONDS
    log.fail(OSError("away"))
    assert log.lines.count("OSError: away") == 2


def test_another_error_is_not_hidden_by_it(log):
    log.fail(OSError("away"))
    log.fail(KeyError("another"))
    assert "KeyError: 'another'" in log.lines


def test_refusals_without_an_exception_are_told_once_a_minute_too(log):
    for _ in range(300):
        log.logger.error("Service Unavailable: %s", "/a/", extra={"status_code": 503})
        log.logger.warning("Not Found: %s", "/b/", extra={"status_code": 404})
    assert (log.lines.count("Service Unavailable: /a/"), len(log.lines)) == (1, 301)


def test_the_kinds_that_are_remembered_have_an_end(log, monkeypatch):
    monkeypatch.setattr(log_filter, "MAX_KINDS", 3)
    for number in range(10):
        log.fail(type(f"Error{number}", (Exception,), {})())
    assert len(log.logger.handlers[0].filters[0]._kinds) <= 3


def test_the_settings_filter_all_that_is_written():
    assert site.LOGGING["handlers"]["console"]["filters"] == ["repeated errors"]
