"""For a lost device, and for a site with a new host name: erase what nobody can use."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from hub.accounts.models import Person
from hub.accounts.second_factors.factors import forget_all, forget_keys_of_other_hosts
from hub.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = "Erase second factors of a person, or keys for another host. People are told by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default="", help="whose they are")
        parser.add_argument(
            "--keys-of-other-hosts",
            action="store_true",
            help="only passkeys that were registered for another host than that of SITE_ADDRESS",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email, only_keys = options["email"].strip(), options["keys_of_other_hosts"]
        if not (email or only_keys):
            raise CommandError("Say whose: the e-mail address of a person.")
        people = [self.person(email)] if email else list(Person.objects.order_by("pk"))
        host = str(urlsplit(settings.SITE_ADDRESS).hostname)
        number = 0
        for person in people:
            lines = forget_keys_of_other_hosts(person, host) if only_keys else forget_all(person)
            number += len(lines)
            for line in lines:
                self.stdout.write(f"{person.email}: {line}.")
        if not number:
            self.stdout.write("There was nothing to erase.")
            return
        self.stdout.write("Erased. Each person is told by mail, and signs in with the password.")

    def person(self, email: str) -> Person:
        try:
            return Person.objects.get_by_natural_key(email)
        except Person.DoesNotExist:
            raise CommandError(f"Nobody has an account with the address {email}.") from None
