"""A reader who asks the server one thing after the other, as cheaply as Python can.

What the client costs is added to both sides of every comparison, and so must be little.
"""

from __future__ import annotations

import socket
import time
from itertools import count
from random import randrange
from typing import NamedTuple

SLICE = 0.25  # seconds: both sides of a comparison suffer alike from what else the machine does


# From anywhere: what an earlier process asked for would come from the shared cache.
_numbers = count(randrange(10**9))


def unkept(path: str) -> str:
    """The address with a parameter that nobody asked for yet: its page is made for this request."""
    return f"{path}{'&' if '?' in path else '?'}bench{next(_numbers)}"


class Answer(NamedTuple):
    status: int
    etag: str
    milliseconds: float
    body: bytes


class Reader:
    """A browser that keeps its connection."""

    def __init__(self, port: int) -> None:
        self.link = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str, **headers: str) -> Answer:
        asked = _request(path, headers)
        start = time.perf_counter()
        head, body = self._answer(asked)
        took = (time.perf_counter() - start) * 1000
        etag = _field(head, b"etag")
        return Answer(int(head[9:12]), etag.decode("latin-1"), took, body)

    def per_second(self, *paths: str, status: int = 200, **headers: str) -> list[float]:
        """Requests per second for each path, asked in turn for a slice of time, 16 times."""
        asked = [_request(path, headers) for path in paths]
        for request, path in zip(asked, paths, strict=True):
            assert int(self._answer(request)[0][9:12]) in (status, 200), path
        times, answers = [0.0] * len(paths), [0] * len(paths)
        for _ in range(16):
            for number, request in enumerate(asked):
                start = time.perf_counter()
                while time.perf_counter() - start < SLICE:
                    self._answer(request)
                    answers[number] += 1
                times[number] += time.perf_counter() - start
        return [many / seconds for many, seconds in zip(answers, times, strict=True)]

    def _answer(self, request: bytes) -> tuple[bytes, bytes]:
        self.link.sendall(request)
        received = self.link.recv(65_536)
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head, body = received[:end], received[end + 4 :]
        length = 0 if head[9:12] == b"304" else int(_field(head, b"content-length") or b"0")
        while len(body) < length:
            body += self._more()
        return head, body

    def _more(self) -> bytes:
        part = self.link.recv(262_144)
        if not part:
            raise ConnectionError("The server hung up.")
        return part


def _request(path: str, headers: dict[str, str]) -> bytes:
    sent = {"Host": "127.0.0.1", "Accept-Encoding": "gzip"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _field(head: bytes, name: bytes) -> bytes:
    lower = head.lower()
    at = lower.find(b"\r\n" + name + b":")
    if at < 0:
        return b""
    start = at + len(name) + 3
    end = lower.find(b"\r\n", start)
    return head[start : end if end >= 0 else len(head)].strip()
