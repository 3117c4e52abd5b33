"""What a check that fails means, and what to do about it, for administrators."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.monitoring.checks import SiteCheck
from hub.monitoring.models import Heartbeat

Kind = Heartbeat.Kind

# What stands still, and then what to do. Of processes, "%(age)s" is how long nothing was heard.
LATE: dict[str, Any] = {
    Kind.BEAT: gettext_lazy(
        "The clock of the sweeps (beat) has not been heard from for %(age)s: work that is due is "
        "not begun. Start it again: systemctl restart hub-beat."
    ),
    Kind.WORKER: gettext_lazy(
        "No worker has been heard from for %(age)s: forms, imports, feeds and digests wait. See "
        "whether Redis answers, then start the workers again: systemctl restart hub-worker."
    ),
    Kind.MAIL_WORKER: gettext_lazy(
        "The mail worker has not been heard from for %(age)s: no e-mail is sent. See whether Redis "
        "answers, then start it again: systemctl restart hub-mail."
    ),
    Kind.WEB: gettext_lazy(
        "No web server has been heard from for %(age)s. Start it again: systemctl restart hub-web."
    ),
    "mails": gettext_lazy(
        "E-mails have been waiting, or were refused and none was sent since, for %(age)s. If the "
        "mail worker runs, the mail server does not take them: its replies stand at "
        "/admin/outbox/mail/, and the log says more (journalctl -u hub-mail). Those that were "
        "given up are sent again from there."
    ),
    "forms": gettext_lazy(
        "Forms that people sent have been waiting for %(age)s: to subscribe, or for a new "
        "password. If a worker runs, its log says why (journalctl -u hub-worker)."
    ),
    "imports": gettext_lazy(
        "An import has not moved on for %(age)s. If a worker runs, its log says why (journalctl "
        "-u hub-worker); the list of imports has a way to cancel it."
    ),
    "feeds": gettext_lazy(
        "A feed should have been fetched %(age)s ago. If a worker runs, its log says why "
        "(journalctl -u hub-worker)."
    ),
    "index": gettext_lazy(
        "The search on a web server has lacked the newest records for %(age)s. It needs a worker "
        "on its own machine, or manage.py search_build there."
    ),
    Kind.BACKUP: gettext_lazy(
        "The last backup was made %(age)s ago. Make one (manage.py backup) and see why the timer "
        "did not."
    ),
}
NEVER: dict[str, Any] = {
    Kind.BEAT: gettext_lazy(
        "The clock of the sweeps (beat) has never been heard from: work that is due is not begun. "
        "Start it: systemctl start hub-beat."
    ),
    Kind.WORKER: gettext_lazy(
        "No worker has ever been heard from: forms, imports, feeds and digests wait. See whether "
        "Redis answers, then start one: systemctl start hub-worker."
    ),
    Kind.MAIL_WORKER: gettext_lazy(
        "The mail worker has never been heard from: no e-mail is sent. See whether Redis answers, "
        "then start it: systemctl start hub-mail."
    ),
    Kind.WEB: gettext_lazy("No web server has ever been heard from: systemctl start hub-web."),
    Kind.BACKUP: gettext_lazy(
        "No backup was ever made. Make one (manage.py backup), and have a timer make one each "
        "night. One that was made by other means is noted by manage.py note_backup."
    ),
}
# Where it is over.
OVER: dict[str, Any] = {
    Kind.BEAT: gettext_lazy("The clock of the sweeps (beat) is heard from again."),
    Kind.WORKER: gettext_lazy("A worker is heard from again."),
    Kind.MAIL_WORKER: gettext_lazy("The mail worker is heard from again."),
    Kind.WEB: gettext_lazy("A web server is heard from again."),
    "mails": gettext_lazy("E-mails are sent again, or none waits any more."),
    "forms": gettext_lazy("No form has been waiting for long any more."),
    "imports": gettext_lazy("Imports move on again."),
    "feeds": gettext_lazy("Feeds are fetched again."),
    "index": gettext_lazy("The search has the newest records again."),
    Kind.BACKUP: gettext_lazy("A backup was made."),
}


def late_sentence(check: SiteCheck) -> str:
    if check.age is None:
        return str(NEVER[check.name])
    return str(LATE[check.name]) % {"age": age_words(check.age)}


def over_sentence(name: str) -> str:
    """Also for a check that there is none of any more."""
    return str(OVER.get(name) or _("What was wrong is over."))


def age_words(seconds: float) -> str:
    """As "2 hours": the largest unit alone."""
    now = timezone.now()
    return timesince(now - datetime.timedelta(seconds=seconds), now, depth=1).replace("\xa0", " ")
