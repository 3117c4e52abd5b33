"""What goes over the line; no text in a mail can become a header, a command or an end."""

import smtplib
from email import message_from_bytes, policy
from email.errors import HeaderParseError

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import BadHeaderError

from hub.outbox.addresses import UnusableAddressError, envelope_address
from hub.outbox.delivery_results import DeliveryStatus
from hub.outbox.envelope import EnvelopedMessage, dot_stuffed
from hub.outbox.smtp_client import SmtpConnection


class Server(smtplib.SMTP):
    """What a server says that it can do, without a connection."""

    def __init__(self, *extensions):
        super().__init__()
        self.does_esmtp = True
        self.esmtp_features = dict.fromkeys(extensions, "")


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (b"a\nb", b"a\r\nb\r\n"),
        (b"a\r\nb\r\n", b"a\r\nb\r\n"),
        (b".", b"..\r\n"),
        (b".\n.\r\n..x", b"..\r\n..\r\n...x\r\n"),
        (b"a\r.\rb", b"a\r\n..\r\nb\r\n"),
        (b"a\n\r\n.\r\nb", b"a\r\n\r\n..\r\nb\r\n"),
    ],
)
def test_lines_end_alike_and_no_dot_ends_the_mail(text, sent):
    assert dot_stuffed(text) == sent


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.org>\r\nRCPT TO:<eve@example.org",
        "ada@example.org\nDATA",
        "ada\r@example.org",
        "ada@example.org, eve@example.org",
        "ada eve@example.org",
        "<ada@example.org>",
        '"ada eve"@example.org',
        "ada@[127.0.0.1]",
        "ada@@example.org",
        "ada",
        "@example.org",
        "ada@",
        "ada@a..b",
        "ada\x00@example.org",
        "ada\u2028@example.org",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".org",
        "",
    ],
)
def test_what_is_no_plain_address_never_reaches_the_line(address):
    with pytest.raises(UnusableAddressError) as told:
        envelope_address(address)
    assert not address or address not in str(told.value)


def test_a_host_in_any_script_is_written_as_mail_servers_know_it():
    assert envelope_address("ada@münchen.example") == "ada@xn--mnchen-3ya.example"


INJECTED = [
    "News\x0bBcc: eve@example.org",
    "News\x0cBcc: eve@example.org",
    "News\x1cBcc: eve@example.org",
    "News\r\nBcc: eve@example.org",
    "News\nBcc: eve@example.org",
    "News\rBcc: eve@example.org",
    "News\r\n\r\nAnother body",
    "News\r\n .\r\nMAIL FROM:<eve@example.org>",
]


@pytest.mark.parametrize("subject", INJECTED)
def test_a_header_of_several_lines_is_no_mail(message, subject):
    with pytest.raises((BadHeaderError, HeaderParseError)):
        message(subject=subject)


@pytest.mark.parametrize(
    "text",
    [
        "\x85", "\u2028", "\u2029", "\x00", "\x1b[31m", "=?utf-8?q?=0D=0ABcc:_e?=",
        "=?utf-8?b?DQpCY2M6IGVAZXhhbXBsZS5vcmc=?=", "‮", "ü" * 400, "x" * 900, "%0d%0aBcc:e@x",
    ],
)  # fmt: skip
def test_whatever_stands_in_a_subject_the_mail_has_its_own_headers_only(
    message, mail_server, lease, timeouts, text
):
    server = mail_server()
    with SmtpConnection(timeouts) as smtp:
        smtp.send(message(subject=f"News {text}Bcc: eve@example.org", text="Body"), lease)
    (taken,) = server.taken
    read = message_from_bytes(taken.content, policy=policy.default)
    assert sorted(read.keys()) == sorted(
        ["Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To",
         "Date", "Message-ID"]
    )  # fmt: skip
    assert read.get_content().strip() == "Body"


@pytest.mark.parametrize("text", ["One\r\n.\r\nMAIL FROM:<e@example.org>\r\n", "a\n.\nRSET", "."])
def test_no_body_ends_the_mail_before_its_end(message, mail_server, lease, timeouts, text):
    server = mail_server()
    with SmtpConnection(timeouts) as smtp:
        smtp.send(message(text=text), lease)
    (taken,) = server.taken
    said = message_from_bytes(taken.content, policy=policy.default).get_content()
    assert said.split() == text.split()


def test_eight_bits_are_sent_where_the_server_takes_them(message):
    made = message(text="Grüße")
    assert "Grüße".encode() in made.body(Server("8bitmime"))
    assert made.options(Server("8bitmime")) == ["BODY=8BITMIME"]


def test_seven_bits_are_sent_where_it_does_not(message):
    body = message(text="Grüße").body(Server())
    assert body.isascii()
    assert message_from_bytes(body, policy=policy.default).get_content().strip() == "Grüße"


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(message):
    made = message(to="jürgen@example.org")
    assert made.options(Server("8bitmime", "smtputf8")) == ["BODY=8BITMIME", "SMTPUTF8"]
    with pytest.raises(UnusableAddressError):
        made.options(Server("8bitmime"))


def test_an_address_beyond_ascii_is_sent_to_where_the_server_takes_it(
    message, mail_server, lease, timeouts
):
    server = mail_server()
    with SmtpConnection(timeouts) as smtp:
        result = smtp.send(message(to="jürgen@example.org"), lease)
    assert result.status is DeliveryStatus.SENT
    assert server.taken[0].recipient == "jürgen@example.org"


def test_the_message_id_is_that_of_the_row():
    headers = {"Message-ID": "<x@y>"}
    message = EmailMessage("News", "Body", "hub@test", ["a@example.org"], headers=headers)
    made = EnvelopedMessage(message, "hub@example.org", "a@example.org", "<row@example.org>")
    read = message_from_bytes(made.content(eight_bit=True))
    assert read.get_all("Message-ID") == ["<row@example.org>"]


def test_both_forms_of_a_mail_are_sent():
    message = EmailMultiAlternatives("News", "Text", "hub@test", ["a@example.org"])
    message.attach_alternative("<p>Text</p>", "text/html")
    made = EnvelopedMessage(message, "hub@example.org", "a@example.org", "<row@example.org>")
    read = message_from_bytes(made.content(eight_bit=True))
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative", "text/plain", "text/html"
    ]  # fmt: skip
