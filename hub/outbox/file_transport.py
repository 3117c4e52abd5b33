"""Where no mail server is named: mails become files, which administrators read on a page.

The file of a mail is found again by its Message-ID: written twice, it is still one.
"""

import datetime
import re
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from hub.outbox.delivery_results import DeliveryResult, DeliveryStatus, TransportUnavailableError
from hub.outbox.envelope import EnvelopedMessage
from hub.outbox.smtp_client import MailLease
from hub.whole_file import draft_of

# Ours, and what a worker that was killed left half written; files of others have other names.
FILE_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-([0-9a-f]{32})\.(?:log|[0-9]+)")


class FileTransport:
    """A transport like ``SmtpConnection``, to files in ``EMAIL_FILE_PATH``."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """There is nothing to close."""

    def send(self, message: EnvelopedMessage, lease: MailLease) -> DeliveryResult:
        """Raises TransportUnavailableError where nothing can be written, and LeaseLostError."""
        path = _path(message)
        with draft_of(path) as draft:
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                draft.touch(mode=0o600)
                draft.write_bytes(message.content(eight_bit=True))
            except OSError as problem:
                raise TransportUnavailableError(type(problem).__name__) from problem
            try:
                lease.begin_sending()
                draft.replace(path)
            except OSError as problem:
                return DeliveryResult(DeliveryStatus.AGAIN, type(problem).__name__)
        return DeliveryResult(DeliveryStatus.SENT, "written to a file")


def _path(message: EnvelopedMessage) -> Path:
    """The file that the mail was written to before, else a new one; names begin with the time."""
    folder = Path(settings.EMAIL_FILE_PATH)
    key = file_key(message.message_id)
    now = datetime.datetime.now(datetime.UTC)
    return next(folder.glob(f"*-{key}.log"), folder / f"{now:%Y%m%d-%H%M%S}-{key}.log")


def file_key(message_id: str) -> str:
    """The part of a file's name that names the mail."""
    return re.sub(r"[^0-9A-Za-z]", "", message_id.partition("@")[0])


def mail_files() -> dict[Path, str]:
    """The files that this transport wrote, each with its key."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not folder.is_dir():
        return {}
    matches = {path: FILE_NAME.fullmatch(path.name) for path in folder.iterdir()}
    return {path: match[1] for path, match in matches.items() if match}
