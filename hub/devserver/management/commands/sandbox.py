"""`manage.py sandbox`: a practice site that puts itself back; `make sandbox` starts it."""

from hub.devserver import sandbox
from hub.devserver.management.commands import up


class Command(up.Command):
    help = "Start a practice site that puts itself back (SANDBOX=1); stop it with Ctrl-C."
    last_words = "Stopped. What was practised is thrown away."

    def run(self) -> None:
        sandbox.run(self.say)
