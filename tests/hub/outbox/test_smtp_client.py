"""A real mail server that misbehaves: what is known afterwards, and nothing more."""

import asyncio
import socket
import ssl
import subprocess

import pytest

from hub.outbox.delivery_results import DeliveryStatus, TransportUnavailableError
from hub.outbox.lease import LeaseLostError
from hub.outbox.smtp_client import SmtpConnection, SmtpTimeouts


@pytest.fixture
def smtp(timeouts):
    made = SmtpConnection(timeouts)
    yield made
    made.close()


@pytest.fixture
def impatient():
    """For a server that says nothing: whoever waits for its silence to end waits for this long."""
    made = SmtpConnection(SmtpTimeouts(step=0.4, before_dot=2.0, after_dot=0.6, heartbeat=0.1))
    yield made
    made.close()


async def reset(speaking):
    speaking.reset()
    await asyncio.sleep(0.1)
    return "451 never heard"


async def reset_in_the_body(speaking):
    await speaking.push("354 go on")
    speaking.reset()
    return ""


async def slowly(speaking):
    await asyncio.sleep(0.3)


async def never(speaking):
    await asyncio.sleep(30)


async def closed_with_421(speaking):
    await speaking.push("421 4.3.2 going down")
    speaking.transport.close()
    return ""


def test_a_mail_is_taken_as_it_was_sent(mail_server, smtp, message, lease):
    server = mail_server()
    result = smtp.send(message(text="One\n.two\n..three"), lease)
    assert result.status is DeliveryStatus.SENT
    (taken,) = server.taken
    assert taken.recipient == "ada@example.org"
    assert taken.content.endswith(b"One\r\n.two\r\n..three\r\n")


def test_the_dot_comes_only_after_the_row_was_asked(mail_server, smtp, message, lease):
    server = mail_server()
    lease.lost_at = "begin_sending"
    with pytest.raises(LeaseLostError):
        smtp.send(message(), lease)
    smtp.quit()
    assert "data" in server.heard
    assert "dot" not in server.heard


def test_the_lease_is_renewed_at_each_step(mail_server, smtp, message, lease):
    mail_server()
    smtp.send(message(), lease)
    assert lease.calls == ["renew", "renew", "renew", "renew", "begin_sending"]


@pytest.mark.parametrize(
    ("ways", "what", "begun"),
    [
        ({"mail": "451 4.7.1 later"}, DeliveryStatus.AGAIN, False),
        ({"rcpt": "451 4.7.1 grey <ada@example.org>"}, DeliveryStatus.AGAIN, False),
        ({"data": "451 4.3.0 later"}, DeliveryStatus.AGAIN, False),
        ({"dot": "451 4.3.0 later"}, DeliveryStatus.AGAIN, True),
        ({"rcpt": "550 5.1.1 <ada@example.org> unknown"}, DeliveryStatus.BOUNCED, False),
        ({"rcpt": "550 no such user ada"}, DeliveryStatus.BOUNCED, False),
        ({"rcpt": "554 5.7.1 your host is on a list"}, DeliveryStatus.REFUSED, False),
        ({"rcpt": "552 5.2.2 mailbox full"}, DeliveryStatus.REFUSED, False),
        ({"mail": "552 5.3.4 too large"}, DeliveryStatus.REFUSED, False),
        ({"data": "554 5.5.1 no"}, DeliveryStatus.REFUSED, False),
        ({"dot": "554 5.7.1 spam"}, DeliveryStatus.REFUSED, True),
        ({"rcpt": closed_with_421}, DeliveryStatus.AGAIN, False),
        ({"rcpt": reset}, DeliveryStatus.AGAIN, False),
        ({"data": reset_in_the_body}, DeliveryStatus.AGAIN, None),
        ({"dot": reset}, DeliveryStatus.UNCERTAIN, True),
        ({"dot": "garbage without a number"}, DeliveryStatus.UNCERTAIN, True),
        ({"dot": "354 what?"}, DeliveryStatus.UNCERTAIN, True),
        ({"rcpt": "garbage without a number"}, DeliveryStatus.AGAIN, False),
        ({"data": "250 not yet"}, DeliveryStatus.AGAIN, False),
    ],
)  # fmt: skip
def test_what_is_known_after_each_misbehaviour(
    mail_server, smtp, message, lease, ways, what, begun
):
    mail_server(**ways)
    lease.pause = 0.2  # what breaks in the body is seen before the dot
    result = smtp.send(message(), lease)
    assert result.status is what
    assert begun is None or ("begin_sending" in lease.calls) is begun
    assert "ada" not in result.reply
    assert "@" not in result.reply


@pytest.mark.parametrize(
    ("step", "what"), [("dot", DeliveryStatus.UNCERTAIN), ("rcpt", DeliveryStatus.AGAIN)]
)
def test_silence_is_waited_for_until_its_time_is_over(
    mail_server, impatient, message, lease, step, what
):
    mail_server(**{step: never})
    assert impatient.send(message(), lease).status is what
    assert ("begin_sending" in lease.calls) is (step == "dot")


@pytest.mark.parametrize("step", ["banner", "ehlo"])
def test_a_server_that_greets_nobody_is_no_mails_fault(
    mail_server, impatient, message, lease, step
):
    mail_server(**{step: never})
    with pytest.raises(TransportUnavailableError):
        impatient.send(message(), lease)
    assert "begin_sending" not in lease.calls


@pytest.mark.parametrize(
    "ways",
    [
        {"banner": "554 5.7.1 go away"},
        {"banner": "garbage"},
        {"banner": reset},
        {"mail": "550 5.7.1 not from you"},
        {"mail": "530 5.7.0 sign in first"},
        {"mail": closed_with_421},
    ],
)
def test_a_server_that_takes_nothing_is_no_mails_fault(mail_server, smtp, message, lease, ways):
    mail_server(**ways)
    with pytest.raises(TransportUnavailableError):
        smtp.send(message(), lease)
    assert "begin_sending" not in lease.calls


def test_where_nobody_listens_the_server_is_unreachable(settings, smtp, message, lease):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        with pytest.raises(TransportUnavailableError, match="ConnectionRefusedError"):
            smtp.send(message(), lease)


def test_slow_replies_are_waited_for(mail_server, smtp, message, lease):
    mail_server(banner=slowly, mail=slowly, rcpt=slowly, data=slowly, dot=slowly)
    assert smtp.send(message(), lease).status is DeliveryStatus.SENT


def test_the_row_shows_a_heartbeat_while_the_answer_is_awaited(mail_server, smtp, message, lease):
    mail_server(dot=slowly)
    smtp.send(message(), lease)
    assert lease.calls.count("heartbeat") >= 2


def test_an_answer_in_several_lines_and_pieces_is_one_answer(mail_server, smtp, message, lease):
    async def in_pieces(speaking):
        for part in (b"250-2.0.0 ", b"it is\r\n25", b"0 ta", b"ken\r\n421 and now bye\r\n"):
            speaking.transport.write(part)
            await asyncio.sleep(0.05)
        speaking.transport.close()
        return "250 never heard"

    mail_server(dot=in_pieces)
    result = smtp.send(message(), lease)
    assert (result.status, result.reply) == (DeliveryStatus.SENT, "250 taken")


def test_many_mails_go_over_one_connection(mail_server, smtp, message, lease):
    server = mail_server()
    for _ in range(3):
        smtp.send(message(), lease)
    assert (server.connections, len(server.taken)) == (1, 3)


@pytest.mark.parametrize("reply", ["550 5.1.1 unknown", "451 later"])
def test_a_refused_mail_leaves_the_connection_to_the_next(mail_server, smtp, message, lease, reply):
    server = mail_server(rcpt=reply)
    smtp.send(message(), lease)
    server.ways.clear()
    assert smtp.send(message(), lease).status is DeliveryStatus.SENT
    assert server.connections == 1


def test_a_connection_that_went_stale_is_no_mails_fault(mail_server, smtp, message, lease):
    server = mail_server()
    smtp.send(message(), lease)

    async def gone_stale(speaking):
        if server.connections == 1:
            speaking.reset()
            return ""
        return None

    server.ways["mail"] = gone_stale
    assert smtp.send(message(), lease).status is DeliveryStatus.SENT
    assert server.connections == 2


def test_after_a_broken_mail_the_next_has_a_new_connection(mail_server, smtp, message, lease):
    server = mail_server(dot=reset)
    assert smtp.send(message(), lease).status is DeliveryStatus.UNCERTAIN
    server.ways.clear()
    assert smtp.send(message(), lease).status is DeliveryStatus.SENT
    assert server.connections == 2


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def server_tls(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


@pytest.fixture
def _trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))


@pytest.mark.usefixtures("_trusted")
def test_starttls_is_spoken_where_it_is_asked_for(
    mail_server, smtp, message, lease, settings, server_tls
):
    server = mail_server(options={"tls_context": server_tls, "require_starttls": True})
    settings.EMAIL_USE_TLS = True
    assert [smtp.send(message(), lease).status for _ in range(2)] == [
        DeliveryStatus.SENT,
        DeliveryStatus.SENT,
    ]
    assert len(server.taken) == 2


@pytest.mark.usefixtures("_trusted")
def test_an_answer_after_the_dot_is_awaited_under_tls_too(
    mail_server, smtp, message, lease, settings, server_tls
):
    mail_server(options={"implicit_tls": server_tls}, dot=slowly)
    settings.EMAIL_USE_SSL = True
    assert smtp.send(message(), lease).status is DeliveryStatus.SENT
    assert "heartbeat" in lease.calls


def test_a_certificate_that_nobody_vouches_for_is_refused(
    mail_server, smtp, message, lease, settings, server_tls
):
    server = mail_server(options={"tls_context": server_tls})
    settings.EMAIL_USE_TLS = True
    with pytest.raises(TransportUnavailableError, match="SSLCertVerificationError"):
        smtp.send(message(), lease)
    assert "mail" not in server.heard


def test_where_tls_is_refused_nothing_is_said_in_clear(mail_server, smtp, message, lease, settings):
    server = mail_server()
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "hub", "swordfish"
    with pytest.raises(TransportUnavailableError):
        smtp.send(message(), lease)
    assert "mail" not in server.heard


def test_the_machines_own_name_is_not_told(mail_server, smtp, message, lease, settings):
    names = []

    async def listen(speaking):
        names.append(speaking.session.host_name)

    settings.SITE_ADDRESS = "https://hub.example.org"
    mail_server(ehlo=listen)
    smtp.send(message(), lease)
    assert names == ["hub.example.org"]
