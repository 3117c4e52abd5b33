"""From a row of the outbox to the mail itself, below 30 KB, in two forms that say the same."""

from __future__ import annotations

import base64
import binascii
import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from hub.digests import signed_links
from hub.digests.digest.content import Digest, build_digest, subject
from hub.digests.digest.lines import DigestLine
from hub.identity.site_identity import site_name
from hub.outbox.addresses import UnusableAddressError
from hub.outbox.headers import MAX_LINE, WIDE_POLICY, plain_header, shared_header
from hub.outbox.mail_kinds import NothingToSayError
from hub.outbox.models import Mail, RecipientErasedError
from hub.records.models import SearchState
from hub.web.mailed_links import known_language

MAX_SIZE = 30_000  # bytes: some programs cut a mail off above, and it is read on slow lines
TARGET_SIZE, SUFFICIENT_SIZE = 28_000, 24_000
# What a mail weighs without its lines, and a line without its words in both forms, measured.
FRAME_SIZE = 4_500
MARKUP_SIZE = 170
MAX_ATTEMPTS = 5
PARTS_SIZE = 600  # of the headers and boundaries of both parts
# Between the parts of every mail: in no text, since "=_" is never quoted-printable nor base64, and
# what holds it is not sent as it is.
BOUNDARY = "=_digest"
# Addresses that need no quotes in a header (RFC 5322, 3.2.3: dot-atom).
PLAIN_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w.-]+", re.ASCII)
ASCII = bytes(range(128))
BLANK = re.compile(r"\n{3,}")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def build_digest_message(mail: Mail) -> EmailMessage:
    """The digest of a row. The same row gives the same message, as long as no fact changes.

    Raises RecipientErasedError where nobody is to be written to any more, NothingToSayError where
    all that it was to tell has been hidden since, and UnusableAddressError.
    """
    if mail.subscriber is None:
        raise RecipientErasedError
    address = mail.recipient_address()
    language = known_language(mail.subscriber.language)
    with translation.override(language), SearchState.held():
        digest = build_digest(
            mail,
            mail.subscriber,
            manage=signed_links.preferences_link(mail.subscriber),
            leave=signed_links.unsubscribe_link(mail.subscriber),
        )
        if not digest.total:
            raise NothingToSayError
        return _fitted(mail, address, digest, discreet=mail.subscriber.discreet)


def _fitted(mail: Mail, address: str, digest: Digest, *, discreet: bool) -> EmailMessage:
    """With as many lines as fit; those about safety stay in any case, the last of them in brief
    where they must."""
    whole = _whole_lines(digest)
    line_count, max_lines = _first_guess(digest), digest.total
    best: EmailMessage | None = None
    for _attempt in range(MAX_ATTEMPTS):
        message = _message(mail, address, digest, line_count, whole, discreet=discreet)
        size = _size(message)
        if size < MAX_SIZE:
            best = message
            if line_count >= max_lines or size > SUFFICIENT_SIZE or whole < digest.safety:
                break
        elif line_count <= digest.safety:
            if not whole:
                return message
            whole //= 2
            continue
        else:
            max_lines = line_count - 1
        # A line weighs what the lines of this mail weigh, after encoding.
        guess = int(line_count * (TARGET_SIZE - FRAME_SIZE) / max(1, size - FRAME_SIZE))
        line_count = max(digest.safety, min(max_lines, guess))
    return best or _message(mail, address, digest, digest.safety, 0, discreet=discreet)


def _whole_lines(digest: Digest) -> int:
    """How many lines about safety can say what changed, where all of them must be there."""
    safety = digest.lines[: digest.safety]
    remaining = TARGET_SIZE - FRAME_SIZE - sum(_weight(line) for line in safety)
    for place, line in enumerate(safety):
        remaining -= _encoded(line.sentences)
        if remaining < 0:
            return place
    return digest.safety


def _first_guess(digest: Digest) -> int:
    """How many lines come near to the size aimed at: composing twice takes twice as long."""
    remaining = TARGET_SIZE - FRAME_SIZE
    for place, line in enumerate(digest.lines):
        remaining -= _weight(line, line.sentences)
        if remaining < 0:
            return max(place, digest.safety)
    return digest.total


def _weight(line: DigestLine, sentences: str = "") -> int:
    """Bytes of a line with these sentences, in both forms."""
    words = line.name + line.why + line.matched + sentences
    return MARKUP_SIZE + _encoded(words) + 2 * len(line.url)


def _encoded(words: str) -> int:
    """Bytes of words in both forms: what is not ASCII becomes up to three letters for a byte."""
    return 2 * (len(words) + 3 * (len(words.encode()) - len(words)))


def _size(message: EmailMessage) -> int:
    """Its bytes; where they are few enough a number that is not too low, since making them costs as
    much as all the words: parts are encoded already, and headers add little."""
    parts = [str(part.get_payload()) for part in message.iter_parts()]
    size = sum(map(len, parts)) + sum(part.count("\n") for part in parts) + PARTS_SIZE
    size += sum(len(name) + 4 + _header_size(str(words)) for name, words in message.items())
    return size if size < MAX_SIZE else len(message.as_bytes())


def _header_size(words: str) -> int:
    """Encoded words (RFC 2047) have four letters for three bytes, and begin anew on each line."""
    return len(words) if words.isascii() else 3 * len(words.encode())


def _message(
    mail: Mail, address: str, digest: Digest, line_count: int, whole: int, *, discreet: bool
) -> EmailMessage:
    context = {
        "digest": digest,
        "sections": digest.sections(line_count, whole),
        "rest": digest.rest(line_count),
    }
    message = EmailMessage(policy=WIDE_POLICY)
    shared = {
        "Content-Type": f'multipart/alternative; boundary="{BOUNDARY}"',
        "MIME-Version": "1.0",
        "Subject": one_line(subject(digest, discreet=discreet)),
        "From": str(sender(discreet=discreet)),
        "Content-Language": translation.get_language() or "en",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no machine shall answer it
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    for header, words in shared.items():
        message[header] = shared_header(header, words)
    message["To"] = _addressee(address)
    own = {
        "Date": format_datetime(mail.created_at),
        "Message-ID": mail.message_id,
        "List-Unsubscribe": f"<{digest.leave}>",
    }
    for header, words in own.items():
        message[header] = plain_header(header, words)
    for name, subtype in (("digest.txt", "plain"), ("digest.html", "html")):
        words = get_template(f"digests/mails/{name}", using="jinja2").render(context)
        part = _text_part(BLANK.sub("\n\n", words.strip()) + "\n", subtype)
        message.attach(part)  # type: ignore[arg-type]  # any part may be one of several
    return message


def _text_part(text: str, subtype: str) -> MIMEPart:
    """As ``set_content`` makes it, whose encoders in Python take four times as long."""
    part = MIMEPart(policy=WIDE_POLICY)
    encoding, payload = _encoded_text(text)
    part["Content-Type"] = shared_header("Content-Type", f'text/{subtype}; charset="utf-8"')
    part["Content-Transfer-Encoding"] = shared_header("Content-Transfer-Encoding", encoding)
    part.set_payload(payload)
    return part


def _encoded_text(text: str) -> tuple[str, str]:
    """The encoding that suits a text best, and the text in it (RFC 2045, 6)."""
    encoded = text.encode()
    beyond_ascii = len(encoded.translate(None, ASCII))
    longest = max(map(len, text.splitlines()), default=0)
    if not beyond_ascii and longest <= MAX_LINE and BOUNDARY not in text:
        return "7bit", text
    if 6 * beyond_ascii > len(encoded):  # three letters for each such byte, against four for three
        return "base64", base64.encodebytes(encoded).decode()
    return "quoted-printable", binascii.b2a_qp(encoded, istext=True).decode()


def _addressee(address: str) -> str | Address:
    if PLAIN_ADDRESS.fullmatch(address):
        return plain_header("To", address)
    try:
        return Address(addr_spec=address)
    except (MessageError, ValueError):
        raise UnusableAddressError from None  # the fault would hold the address


def sender(*, discreet: bool) -> Address:
    """Who writes; in discreet mode under a name that says nothing."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    display_name = _("Updates") if discreet else name or site_name()
    return _shared_address(one_line(display_name), address)


@lru_cache(maxsize=100)
def _shared_address(display_name: str, address: str) -> Address:
    return Address(display_name, addr_spec=address)


def one_line(text: str) -> str:
    """What a header may hold: nothing that begins another one."""
    return CONTROLS.sub(" ", text).strip()
