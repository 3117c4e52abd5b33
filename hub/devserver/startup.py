"""The whole site on one machine: prepared, started, filled and looked after until stopped."""

import http.client
import ipaddress
import os
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from hub import site_environment
from hub.devserver import (
    collected_files,
    embedded_redis,
    message_catalogues,
    preflight_checks,
    program_commands,
)
from hub.devserver.process_group import CannotStart, ProcessGroup
from hub.devserver.supervisor import Program, Say, Supervisor
from hub.whole_file import write_whole

PATIENCE_SECONDS = 60.0


def nothing_more(supervisor: Supervisor) -> None:
    """Of an ordinary site nothing is filled in but the starter data."""


def up(
    say: Say,
    *,
    fill_more: Callable[[Supervisor], None] = nothing_more,
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Start everything and look after it until an exception ends us (Ctrl-C, a signal).

    ``say`` is given the lines for the person at the terminal; ``fill_more`` is called once the
    starter data is loaded; ``until`` ends the site. Raises CannotStart.
    """
    preflight_checks.python()
    preflight_checks.data_folder(settings.VAR_DIR)
    make_secrets()
    lock_descriptor = preflight_checks.take_lock(settings.VAR_DIR / "run" / "up.lock")
    try:
        preflight_checks.port_is_free(settings.BIND, settings.PORT)
        preflight_checks.database_answers()
        with ProcessGroup(lock_descriptors=[lock_descriptor]) as process_group:
            _run(process_group, say, fill_more, until)
    finally:
        os.close(lock_descriptor)


def _run(
    process_group: ProcessGroup,
    say: Say,
    fill_more: Callable[[Supervisor], None],
    until: Callable[[], bool],
) -> None:
    own_broker, address = choose_broker(process_group)
    supervisor = Supervisor(process_group, environment(address), say)
    try:
        if own_broker:
            supervisor.keep(own_broker)
        prepare(supervisor, say)
        start(supervisor, address)
        fill(supervisor, say)
        fill_more(supervisor)
        say(f"\n{settings.SITE_NAME} is ready. Open {settings.SITE_ADDRESS}/\n")
        supervisor.watch(until=until)
    finally:
        supervisor.stop()


def make_secrets() -> None:
    """Make the secrets of a new site; every process of it finds them. Raises CannotStart."""
    try:
        site_environment.make_secrets()
    except site_environment.UnusableSecretsError as error:
        raise CannotStart(str(error)) from error


def choose_broker(process_group: ProcessGroup) -> tuple[Program | None, str]:
    """The broker that is ours to run, if none was given, and the address of the one in use."""
    address_file = settings.VAR_DIR / site_environment.BROKER_ADDRESS_FILE
    address_file.unlink(missing_ok=True)
    if named_address := os.environ.get("REDIS_URL", "").strip():
        preflight_checks.broker_answers(named_address)
        return None, named_address
    log = address_file.with_name("broker.log")
    log.unlink(missing_ok=True)
    arguments, address = embedded_redis.plan(
        process_group.private_folder(), embedded_redis.find_server(), log
    )
    note(address_file, address)
    process_group.remove_later(address_file)
    return Program("broker", arguments), address


def note(path: Path, address: str) -> None:
    """Write down where the broker is, for `manage.py` commands typed while the site runs."""
    write_whole(path, f"{address}\n".encode())


def environment(broker_address: str) -> dict[str, str]:
    """What every process of ours is told, whatever was typed at the terminal."""
    return {
        **os.environ,
        "REDIS_URL": broker_address,
        "PYTHONUNBUFFERED": "1",
        # In a container root is often the only user; the worker takes JSON only, never pickles.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }


def prepare(supervisor: Supervisor, say: Say) -> None:
    """Bring the database, the static files and the messages up to date with the code."""
    say("Preparing the database and the static files.")
    message_catalogues.compile_all(settings.LOCALE_PATHS[0])
    steps = [program_commands.manage("migrate", "--no-input")]
    if not collected_files.are_current():
        steps.append(program_commands.manage("collectstatic", "--no-input"))
    failed = supervisor.run_quietly(*steps)
    if failed:
        raise CannotStart(f"manage.py {failed.name} failed; its last words are above.")
    collected_files.note()


def start(supervisor: Supervisor, broker_address: str) -> None:
    """Start the web server, and workers and clock once it answers: their start slows its own."""
    wait(
        supervisor,
        lambda: embedded_redis.answers(broker_address),
        "The broker does not answer; var/run/broker.log may say why.",
    )
    supervisor.keep(program_commands.web(settings.BIND, settings.PORT))
    wait(supervisor, web_answers, "The web server does not answer; its last words are above.")
    supervisor.keep(program_commands.worker())
    supervisor.keep(program_commands.mail_worker())
    supervisor.keep(program_commands.beat())


def fill(supervisor: Supervisor, say: Say) -> None:
    """Have the worker load the starter data, and see that somebody can sign in."""
    if supervisor.run(program_commands.manage("load_starter_data", "--wait")):
        say("The starter data was not loaded whole: the lines above say why.")
    if supervisor.run(program_commands.manage("make_first_administrator")):
        say("No administrator could be made: the lines above say why.")


def wait(supervisor: Supervisor, until: Callable[[], bool], otherwise: str) -> None:
    """Look after the site until something is so. Raises CannotStart(otherwise) after a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    supervisor.watch(until=lambda: until() or time.monotonic() > deadline)
    if not until():
        raise CannotStart(otherwise)


def web_answers() -> bool:
    """Whether the web server says anything but that it is broken."""
    connection = http.client.HTTPConnection(loopback(settings.BIND), settings.PORT, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def loopback(bind: str) -> str:
    """Where this machine reaches a server that listens on ``bind``, which may mean everywhere."""
    try:
        address = ipaddress.ip_address(bind)
    except ValueError:
        return bind
    if not address.is_unspecified:
        return bind
    return "::1" if address.version == 6 else "127.0.0.1"
