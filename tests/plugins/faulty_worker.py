"""The product's own Celery application, which ends itself with SIGKILL where it is told to.

For ``celery --app tests.plugins.faulty_worker``. ``DIE_AT`` names the point, and the file ``DIED``
is made when it was reached: each worker dies once. Mails are composed here, so that the mail server
can read from them which changes they carry.
"""

import datetime
import os
import signal
import smtplib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.core.mail import EmailMessage

from hub.celery import app

django.setup()

from hub.digests.digest import schedule  # noqa: E402 - models come after the setup
from hub.outbox import dispatcher, lease, reclaim, tasks  # noqa: E402
from hub.outbox.lease import Lease  # noqa: E402
from hub.outbox.models import Mail  # noqa: E402

__all__ = ["app"]

POINT = os.environ.get("DIE_AT", "")
DIED = Path(os.environ["DIED"])


def composed(mail: Mail) -> EmailMessage:
    changes = mail.items.filter(live=True).values_list("change_id", flat=True)
    body = "".join(f"change {change}\n" for change in changes)
    return EmailMessage(f"News {mail.pk}", body, "hub@example.org", [mail.recipient_address()])


def die(point: str) -> None:
    """The worker and all its children, as when the machine loses its power."""
    if point != POINT:
        return
    try:
        DIED.touch(exist_ok=False)
    except FileExistsError:
        return
    os.killpg(os.getpgrp(), signal.SIGKILL)


def after(point: str, act: Callable[..., Any]) -> Callable[..., Any]:
    def acting(*arguments: Any, **options: Any) -> Any:
        done = act(*arguments, **options)
        die(point)
        return done

    return acting


def before(point: str, act: Callable[..., Any]) -> Callable[..., Any]:
    def acting(*arguments: Any, **options: Any) -> Any:
        die(point)
        return act(*arguments, **options)

    return acting


def half_of_the_body(smtp: smtplib.SMTP, content: bytes | str) -> None:
    if POINT == "body" and isinstance(content, bytes) and len(content) > 100:
        smtp.sock.sendall(content[: len(content) // 2])
        die("body")
    speak(smtp, content)


speak = smtplib.SMTP.send
smtplib.SMTP.send = half_of_the_body
Lease.begin_sending = after("sending", Lease.begin_sending)
dispatcher.acquire = after("claimed", dispatcher.acquire)
dispatcher.record_result = before("dot", dispatcher.record_result)
if "LEASE_SECONDS" in os.environ:  # a drill waits as long as the product does
    lease.LEASE = datetime.timedelta(seconds=int(os.environ["LEASE_SECONDS"]))
    reclaim.MAX_SILENCE = lease.LEASE
# Many small transactions, so that kills find one that is under way.
schedule.schedule_due = partial(schedule.schedule_due, chunk=20)
tasks.dispatcher = dispatcher.Dispatcher(composed, dispatcher.open_transport)
# Only what this is about, at the pace of the product.
app.conf.beat_schedule = {"sweep-mails": app.conf.beat_schedule["sweep-mails"]}
