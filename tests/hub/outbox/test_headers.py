"""Headers that are made once stand in a mail as the library itself writes them."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from hub.outbox.headers import WIDE_POLICY, plain_header, shared_header

PLAIN = [
    ("Message-ID", "<1f2e@hub.example.org>"),
    ("Date", "Tue, 01 Dec 2026 18:19:51 +0000"),
    ("List-Unsubscribe", f"<https://example.org/leave/?token={'a' * 400}&of=1>"),
    ("To", "ada+list@example.org"),
]
SHARED = [
    ("Subject", "3 changes: Hub"),
    ("Subject", "Vos nouveautés · " + "mot clé " * 30),
    ("From", "Hub, the second <hub@example.org>"),
    ("From", "=?utf-8?q?Gr=C3=BC=C3=9Fe?= <hub@example.org>"),
    ("Content-Type", 'multipart/alternative; boundary="=_x"'),
]


@pytest.mark.parametrize("utf8", [False, True])
def test_they_are_written_as_the_library_writes_them(utf8):
    ours = EmailMessage(policy=WIDE_POLICY)
    for name, words in SHARED:
        del ours[name]
        ours[name] = shared_header(name, words)
        theirs = EmailMessage(policy=SMTP.clone(max_line_length=900))
        theirs[name] = words
        policy = theirs.policy.clone(utf8=utf8)
        assert ours.policy.clone(utf8=utf8).fold(name, ours[name]) == policy.fold(
            name, theirs[name]
        )
    for name, words in PLAIN:
        ours[name], theirs[name] = plain_header(name, words), words
        assert ours.policy.fold(name, ours[name]) == theirs.policy.fold(name, theirs[name])


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_a_line_break_is_refused_by_each(end):
    words = f"News{end}Bcc: eve@example.org"
    with pytest.raises(ValueError, match="line break in the header Subject"):
        shared_header("Subject", words)
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        EmailMessage(policy=WIDE_POLICY)["Message-ID"] = plain_header("Message-ID", words)


@pytest.mark.parametrize("words", ["ü@example.org", " a", "=?utf-8?q?a?=", "a" * 900, "a\x7f"])
def test_what_needs_more_is_left_to_the_library(words):
    assert type(plain_header("X-Words", words)) is str
