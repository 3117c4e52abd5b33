"""Note that a backup was made by other means than `manage.py backup`, such as pgBackRest."""

from typing import Any

from django.core.management.base import BaseCommand

from hub.monitoring import heartbeats


class Command(BaseCommand):
    help = "Note that a backup was made just now; `backup` does so itself."

    def handle(self, *args: Any, **options: Any) -> None:
        heartbeats.note(heartbeats.Kind.BACKUP)
