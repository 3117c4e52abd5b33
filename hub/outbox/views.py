"""Mails written to files because no mail server is named, for administrators to read."""

import datetime
from dataclasses import dataclass
from email import message_from_binary_file, policy
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hub.web.responses import same_origin_referrer

# What Django's file backend wrote after each mail; files of it may be left from before the outbox.
SEPARATOR = "-" * 79 + "\n"
MAX_LISTED = 200


@dataclass(frozen=True)
class MailFile:
    """One file: when it was written (UTC), and the headers and text of its first mail."""

    name: str
    written: datetime.datetime
    subject: str
    to: str
    text: str

    @property
    def to_whom(self) -> str:
        """For the list: enough to recognise one's own mail, too little for a list of addresses."""
        name, at, host = self.to.rpartition("@")
        return f"{name[:1]}…{at}{host}"


@same_origin_referrer
@login_required(login_url="account_login")
def mails(request: HttpRequest) -> HttpResponse:
    _require_administrator(request)
    listed = [read_mail_file(path) for path in _paths()[:MAX_LISTED]]
    context = {**admin.site.each_context(request), "title": _("Mails"), "mails": listed}
    return render(request, "admin/mails.html", context)


@same_origin_referrer
@login_required(login_url="account_login")
def mail(request: HttpRequest, name: str) -> HttpResponse:
    _require_administrator(request)
    path = next((path for path in _paths() if path.name == name), None)
    if path is None:
        raise Http404
    shown = read_mail_file(path)
    context = {**admin.site.each_context(request), "title": shown.subject, "mail": shown}
    return render(request, "admin/mail.html", context)


def _require_administrator(request: HttpRequest) -> None:
    """Mails hold links to choose a password: only those who may make people may read them."""
    if settings.EMAIL_HOST:
        raise Http404
    if not (request.user.is_staff and request.user.has_perm("accounts.add_person")):
        raise PermissionDenied


def _paths() -> list[Path]:
    """The files of the mail folder, newest first (their names begin with the time)."""
    return sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), reverse=True)


def read_mail_file(path: Path) -> MailFile:
    with path.open("rb") as file:
        message = message_from_binary_file(file, policy=policy.default)
    body = message.get_body(("plain",))
    return MailFile(
        name=path.name,
        written=datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC),
        subject=str(message["subject"] or ""),
        to=str(message["to"] or ""),
        text=body.get_content().partition(SEPARATOR)[0] if body else "",
    )
