"""gunicorn's worker: our own page where a request cannot be read, and a limit of work at once."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Any

from django.templatetags.static import static
from gunicorn.workers.gthread import ThreadWorker

from hub.web.admission import turns
from hub.web.error_pages import bare_headers, bare_page
from hub.web.load_gate import LoadGate, kept_addresses
from hub.web.process_start import start_process


class Worker(ThreadWorker):
    """``--worker-class``. Otherwise gunicorn's own, with threads."""

    def init_process(self) -> None:
        turns.limit(self.cfg.threads)
        # By default it takes a path from headers of whoever connects from this machine: a proxy
        # may hand them on, and we need none.
        self.cfg.set("forwarder_headers", "")
        # Whoever makes a page hands on the interpreter ten times as often as by default: a kept
        # page and a refusal need it a dozen times, for an instant each.
        sys.setswitchinterval(0.0005)
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        start_process()
        self.wsgi: Any = LoadGate(self.wsgi, turns, kept_addresses)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Have gunicorn choose the status and log, and send our page for it."""
        client = _Unsent(client)
        super().handle_error(req, client, addr, exc)
        if client.status:
            client.send_page()


class _Unsent:
    """A socket that keeps back gunicorn's page, of which only the status is used."""

    def __init__(self, client: Any) -> None:
        self._client, self.status = client, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def sendall(self, answer: bytes) -> None:
        self.status = int(answer.split(maxsplit=2)[1])

    def send_page(self) -> None:
        """Raises OSError where the client has gone, as gunicorn's own does."""
        body = bare_page(self.status, style_sheet=static("css/bare_error.css")).encode()
        reason = HTTPStatus(self.status).phrase
        headers = {
            **bare_headers(),
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = [f"HTTP/1.1 {self.status} {reason}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._client.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
