"""A curator who is signed in, for pages that are not everybody's."""

from __future__ import annotations

from typing import Any

from bench.reader import Answer, Reader


class Curator(Reader):
    """Asks with the key of a session; see ``session_of``."""

    def __init__(self, port: int, session: str) -> None:
        super().__init__(port)
        self.cookie = f"sessionid={session}"

    def get(self, path: str, **headers: str) -> Answer:
        return super().get(path, Cookie=self.cookie, **headers)


def session_of(person: Any) -> str:
    """The key of a session in which this person is signed in, from now on."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)
