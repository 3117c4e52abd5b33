"""Note that a backup was made by other means than `manage.py backup`, such as pgBackRest."""

from typing import Any

from hub.monitoring import heartbeats
from hub.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = "Note that a backup was made just now; `backup` does so itself."

    def handle(self, *args: Any, **options: Any) -> None:
        heartbeats.note(heartbeats.Kind.BACKUP)
