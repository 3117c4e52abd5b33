"""A row that only notes what is asked of it, letters, and little patience."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage

from hub.digests.sending.conversation import Patience
from hub.digests.sending.letter import Letter
from hub.digests.sending.verdict import LostError


class Row:
    """Stands for a claimed row; ``lost_at`` is the step at which it turns out to be another's."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.lost_at = ""

    def _note(self, step: str) -> None:
        self.asked.append(step)
        if step == self.lost_at:
            raise LostError

    def renew(self) -> None:
        self._note("renew")

    def begin(self) -> None:
        self._note("begin")

    def beat(self) -> None:
        self._note("beat")


@pytest.fixture
def row() -> Row:
    return Row()


@pytest.fixture
def letter() -> Callable[..., Letter]:
    def make(to: str = "ada@example.org", text: str = "Hello", **parts: Any) -> Letter:
        message = EmailMessage(
            subject=parts.pop("subject", "News"), body=text, from_email="hub@test", to=[to], **parts
        )
        return Letter(message, "Hub <hub@example.org>", to, "<one@example.org>")

    return make


@pytest.fixture
def patience() -> Patience:
    return Patience(step=0.4, before_dot=2.0, after_dot=0.6, heartbeat=0.1)
