"""The site as a server asks it, which is another way than that of Django's test client."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory


@pytest.fixture
def django_handler():
    """Django's WSGI application, which leaves the test its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def answer_of():
    """Asks a WSGI application: status, sorted headers and body."""

    def answer_of(application, path, method="GET", body=b"", **environ):
        began = []
        sent = RequestFactory().generic(method, path, body).environ | environ
        parts = application(sent, lambda status, headers, *_rest: began.extend((status, headers)))
        content = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        status, headers = began
        return status, sorted(headers), content

    return answer_of
