"""On a database without people: one administrator, and once a link to choose a password."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from hub import environment
from hub.accounts.mails import password_link
from hub.accounts.models import Person
from hub.accounts.roles import ADMINISTRATOR, VOCABULARY
from hub.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = "Make the first administrator, if there is nobody yet, and print a link for a password."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            # Of two processes that start together, the second waits here and then finds somebody.
            role = Group.objects.select_for_update().get(name=ADMINISTRATOR)
            if Person.objects.exists():
                return
            person = self.first(role)
        self.stdout.write(
            f"Administrator: {person.email}\n"
            f"Choose a password here (the link is shown only now and works once):\n"
            f"{password_link(person)}"
        )

    def first(self, role: Group) -> Person:
        host = str(urlsplit(settings.SITE_ADDRESS).hostname)
        try:
            person = Person.objects.create_user(
                environment.text("ADMIN_EMAIL") or address_at(host), is_staff=True
            )
        except ValidationError as problem:
            raise CommandError(f"ADMIN_EMAIL: {' '.join(problem.messages)}") from problem
        person.groups.add(role, *Group.objects.filter(name=VOCABULARY))
        return person


def address_at(host: str) -> str:
    """admin@ the site's host, or admin@localhost where that is a number or has no dot.

    Browsers refuse an address with a number in brackets (HTML, "valid e-mail address"), although
    RFC 5321 allows it: nobody could sign in with it.
    """
    named = "." in host and not host.replace(".", "").isdigit()
    return f"admin@{host}" if named else "admin@localhost"
