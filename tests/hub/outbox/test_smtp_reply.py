import pytest

from hub.outbox.smtp_reply import is_bad_address, redacted_reply


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (b"5.1.1 <ada@example.org>: address rejected", "550 5.1.1 address rejected"),
        (b"no user ada here", "550 no user here"),
        (b"unknown: Ada=example.org@list.test", "550 unknown:"),
        (b"example.org takes no mail", "550 takes no mail"),
        (b"line\x00 with \x1b[31mcontrols", "550 with"),
        (b"\xff\xfe odd", "550 \ufffd\ufffd odd"),
        (b"", "550"),
    ],
)  # fmt: skip
def test_nothing_of_an_address_is_kept_of_a_reply(text, kept):
    assert redacted_reply(550, text, "ada@example.org") == kept


def test_a_reply_is_kept_short():
    assert len(redacted_reply(250, b"word " * 1000)) <= 300


@pytest.mark.parametrize(
    ("code", "text", "about"),
    [
        (550, "5.1.1 no such user", True),
        (550, "no such user", True),
        (550, "", True),
        (553, "5.1.3 bad syntax", True),
        (550, "5.2.1 mailbox disabled", True),
        (552, "5.2.2 full", False),
        (554, "5.7.1 your host is blocked", False),
        (550, "5.4.1 not here", False),
        (451, "4.1.1 later", False),
    ],
)
def test_only_what_is_about_the_address_is_a_bounce(code, text, about):
    assert is_bad_address(code, text) is about
