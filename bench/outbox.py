"""`python -m bench.outbox SIZE`: mails that are due; `python -m bench.outbox`: send them.

A sender says "ready", waits for a line, sends until nothing is due, and says how many milliseconds
of processor time that took. What is sent is one text of a usual length: composing is measured by
itself.
"""

import datetime
import os
import sys
import time
from email.message import EmailMessage
from email.policy import SMTP

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.utils import timezone

from hub.digests import keyed_hashes
from hub.digests.models import Subscriber
from hub.outbox import sealing
from hub.outbox.dispatcher import Dispatcher, open_transport
from hub.outbox.models import Mail

LINE = "Name of a tool: its safety information has changed. Because you follow “case management”.\n"
LINES = 60


def fill(size: int) -> None:
    now = timezone.now()
    first = Subscriber.objects.count()
    readers = Subscriber.objects.bulk_create(
        Subscriber(
            address=sealing.seal(f"reader-{number}@example.org"),
            address_key=keyed_hashes.address_key(f"reader-{number}@example.org"),
            state=Subscriber.State.ACTIVE,
            confirmed_at=now,
            period_from=now,
        )
        for number in range(first, first + size)
    )
    Mail.objects.bulk_create(
        Mail(
            purpose="digest",
            subscriber=reader,
            period_start=now - datetime.timedelta(days=7),
            period_end=now,
        )
        for reader in readers
    )


def composed(mail: Mail) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"] = "News", "hub@example.org"
    message["To"] = mail.recipient_address()
    message.set_content(LINE * LINES, cte="8bit")
    return message


def send() -> None:
    dispatcher = Dispatcher(composed, open_transport)
    Mail.objects.due().exists()  # connected before the clock runs
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.process_time()
    while dispatcher.send_due():
        pass
    print((time.process_time() - begun) * 1000, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        fill(int(sys.argv[1]))
    else:
        send()
