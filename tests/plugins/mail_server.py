"""A real mail server in a thread of the tests, which can be told to misbehave."""

import asyncio
import logging
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

Reply = str | None
Way = str | Callable[["Speaking"], Awaitable[Reply]]


@dataclass
class Taken:
    """A mail that the server accepted, or would have: it was there when the dot came."""

    recipient: str
    content: bytes
    sender: str = ""
    options: tuple[str, ...] = ()

    @property
    def message(self) -> Message:
        return message_from_bytes(self.content)


@dataclass
class MailServer:
    """``ways`` says what to answer at a step (banner, ehlo, mail, rcpt, data, dot) and how.

    A way is a reply, or a coroutine function of the connection, which may also break it.
    """

    port: int
    ways: dict[str, Way] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)  # a step each
    connections: int = 0

    async def at(self, step: str, speaking: "Speaking") -> Reply:
        self.heard.append(step)
        way = self.ways.get(step)
        return way if way is None or isinstance(way, str) else await way(speaking)


class Speaking(SMTP):
    """One connection."""

    server: MailServer

    async def _handle_client(self) -> None:
        self.server.connections += 1
        if (said := await self.server.at("banner", self)) is None:
            await super()._handle_client()
        else:
            await self.push(said)
            self.transport.close()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if (said := await self.server.at("data", self)) is None:
            await super().smtp_DATA(arg)
        elif said:
            await self.push(said)

    def reset(self) -> None:
        """Break the connection with RST, not with FIN."""
        raw = self.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class Handler:
    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_EHLO(  # noqa: N802
        self, speaking: Any, session: Session, envelope: Envelope, host: str, replies: list[str]
    ) -> list[str]:
        session.host_name = host
        said = await self.server.at("ehlo", speaking)
        return replies if said is None else [said]

    async def handle_MAIL(  # noqa: N802
        self, speaking: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (said := await self.server.at("mail", speaking)) is not None:
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 ok"

    async def handle_RCPT(  # noqa: N802
        self, speaking: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        speaking.address = address
        if (said := await self.server.at("rcpt", speaking)) is not None:
            return said
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(  # noqa: N802
        self, speaking: Any, session: Session, envelope: Envelope
    ) -> str:
        (address,) = envelope.rcpt_tos
        mail = Taken(address, envelope.content, envelope.mail_from, tuple(envelope.mail_options))
        speaking.mail = mail
        said = await self.server.at("dot", speaking)
        if said is None or said.startswith("250"):
            self.server.taken.append(mail)
        return said or "250 2.0.0 taken"


class Running:
    """The thread in which a server answers, on a port of this machine."""

    def __init__(self, server: MailServer, implicit_tls: Any = None, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._opened: list[Speaking] = []

        def speaking() -> Speaking:
            made = Speaking(
                Handler(server),
                enable_SMTPUTF8=True,
                loop=self._loop,
                hostname="mail.test",
                **options,
            )
            made.server = server
            self._opened.append(made)
            return made

        listening = self._loop.create_server(speaking, "127.0.0.1", server.port, ssl=implicit_tls)
        self._listening = self._loop.run_until_complete(listening)
        server.port = self._listening.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._listening.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for each in self._opened:
            if each.transport is not None:
                each.transport.abort()
        await asyncio.sleep(0.01)


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Callable[..., MailServer]]:
    """Starts a mail server that misbehaves in the given ways, and names it in the settings."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    with ExitStack() as stack:

        def start(*, options: dict[str, Any] | None = None, **ways: Way) -> MailServer:
            server = MailServer(0, dict(ways))
            stack.callback(Running(server, **options or {}).stop)
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
            return server

        yield start
