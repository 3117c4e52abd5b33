"""`manage.py up`: the whole site with one command, stopped as a whole with Ctrl-C."""

import signal
from types import FrameType
from typing import Any

from django.core.management.base import CommandError

from hub.devserver import startup
from hub.devserver.process_group import CannotStart
from hub.operator_command import OperatorCommand

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to end. Not an Exception, so that nothing takes it for a fault."""


class Command(OperatorCommand):
    help = "Start the whole site: broker, worker, clock and web server; stop all with Ctrl-C."
    # `migrate` checks the system; here it would only cost a second start.
    requires_system_checks: list[str] = []
    last_words = "Stopped. Everything stored is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        for number in SIGNALS:
            # A closed terminal ends us, unless `nohup` told us to ignore that.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, stop)
        try:
            self.run()
        except CannotStart as problem:
            raise CommandError(str(problem)) from problem
        except Stopped:
            self.say(self.last_words)

    def run(self) -> None:
        startup.up(self.say)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def stop(number: int, frame: FrameType | None) -> None:
    """The first request to end starts the clearing up; none after it interrupts that."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped
