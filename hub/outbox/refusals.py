"""Whether the mail server takes nothing, by what became of the mails that it was offered."""

from __future__ import annotations

import datetime

from hub.outbox.models import Mail
from hub.outbox.smtp_reply import is_bad_address

# One mail that was given up may be at fault itself, as by its address; so many one after the other
# are not.
IN_A_ROW = 3
ENDED_LOOKED_AT = 100


def refused_since() -> datetime.datetime | None:
    """Since when nothing was sent of what was tried; None where mails are sent, or none is tried.

    A mail that waits for its next attempt counts, and one that was given up and is not itself at
    fault.
    """
    tried = Mail.objects.tried_in_vain().order_by("first_try_at")
    waiting = tried.filter(state__in=[Mail.State.DUE, Mail.State.CLAIMED])
    times = list(waiting.values_list("first_try_at", flat=True)[:1])
    ended = tried.filter(state__in=[Mail.State.FAILED, Mail.State.UNCERTAIN])
    columns = ended.only("state", "attempts", "reply", "first_try_at")
    offered = [mail for mail in columns[:ENDED_LOOKED_AT] if _was_offered(mail)]
    certain = [mail for mail in offered if not _may_be_at_fault(mail)]
    times += [mail.first_try_at for mail in (offered if len(offered) >= IN_A_ROW else certain)]
    return min((at for at in times if at is not None), default=None)


def _was_offered(mail: Mail) -> bool:
    """One that was no longer wanted, or has no usable address, was not."""
    is_given_up = mail.state == Mail.State.FAILED and mail.attempts <= 1
    return not is_given_up or mail.reply[:3].isdigit()


def _may_be_at_fault(mail: Mail) -> bool:
    code = mail.reply[:3]
    is_bad = code.isdigit() and is_bad_address(int(code), mail.reply[4:])
    return is_bad or mail.state == Mail.State.UNCERTAIN
