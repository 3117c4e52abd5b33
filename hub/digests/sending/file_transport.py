"""Where no mail server is named: mails become files, which administrators read on a page.

The file of a mail is found again by its Message-ID: written twice, it is still one.
"""

import datetime
import os
import re
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from hub.digests.models import Mail
from hub.digests.sending.delivery_result import DeliveryResult, DeliveryStatus, UnreachableError
from hub.digests.sending.envelope import EnvelopedMessage
from hub.digests.sending.smtp_client import HeldMessage

# Ours, and what a worker that was killed left half written; files of others have other names.
OURS = re.compile(r"[0-9]{8}-[0-9]{6}-([0-9a-f]{32})\.(?:log|[0-9]+)")


class FileTransport:
    """A door like ``conversation.Line``, to files in ``EMAIL_FILE_PATH``."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """There is nothing to close."""

    def send(self, letter: EnvelopedMessage, held: HeldMessage) -> DeliveryResult:
        """Raises UnreachableError where nothing can be written, and what ``held`` raises."""
        path = file_of(letter)
        made = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            made.touch(mode=0o600)
            made.write_bytes(letter.content(eight_bit=True))
        except OSError as problem:
            raise UnreachableError(type(problem).__name__) from problem
        try:
            held.begin()
            made.replace(path)
        except OSError as problem:
            return DeliveryResult(DeliveryStatus.AGAIN, type(problem).__name__)
        finally:
            made.unlink(missing_ok=True)
        return DeliveryResult(DeliveryStatus.SENT, "written to a file")


def file_of(letter: EnvelopedMessage) -> Path:
    """The file that the mail was written to before, else a new one; names begin with the time."""
    folder = Path(settings.EMAIL_FILE_PATH)
    name = name_of(letter.message_id)
    now = datetime.datetime.now(datetime.UTC)
    return next(folder.glob(f"*-{name}.log"), folder / f"{now:%Y%m%d-%H%M%S}-{name}.log")


def name_of(message_id: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", message_id.partition("@")[0])


def drop_files_of_nobody() -> int:
    """Remove the files of mails whose recipient was erased, and of mails that are kept no more."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not folder.is_dir():
        return 0
    ours = {path: found[1] for path in folder.iterdir() if (found := OURS.fullmatch(path.name))}
    if not ours:
        return 0
    owned = Mail.objects.filter(subscriber__isnull=False).values_list("message_id", flat=True)
    kept = {name_of(message_id) for message_id in owned.iterator()}
    gone = [path for path, name in ours.items() if name not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
