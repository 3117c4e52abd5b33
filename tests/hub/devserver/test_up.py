import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from hub import site_environment
from hub.devserver import preflight_checks

ROOT = Path(__file__).resolve().parents[3]
READY = " is ready. Open "


@pytest.fixture
def environment(tmp_path):
    """A site of its own on SQLite with a broker of its own, as on a fresh machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    ours = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", *site_environment.SECRET_FILES}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "VAR_DIR": str(tmp_path / "var"), "PORT": port}


@pytest.fixture
def run_up(environment):
    def run_up(**changes):
        return subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env={**environment, **changes},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run_up


@pytest.fixture
def start_up(environment, process_group, tmp_path):
    """Starts the site and waits until it says that it is ready."""

    def start_up():
        log = tmp_path / "log"
        with log.open("w") as output:
            process = process_group.start(
                [sys.executable, "manage.py", "up"],
                environment=environment,
                folder=ROOT,
                output=output,
            )
        while READY not in log.read_text():
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        return process

    return start_up


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DEBUG", "perhaps"),
        ("SITE_ADDRESS", "hub.example.org"),
        ("DATABASE_URL", "mysql://hub:swordfish@db/hub"),
        ("REDIS_URL", "hub:swordfish@cache"),
        ("SECRET_KEY", "short"),
        ("VAR_DIR", "/proc/nowhere"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_sentence_that_names_it(run_up, name, value):
    done = run_up(**{name: value})
    assert done.returncode == 1
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "swordfish" not in done.stderr


def test_a_second_up_on_the_same_folder_is_refused(run_up, tmp_path):
    held = preflight_checks.take_lock(tmp_path / "var" / "run" / "up.lock")
    done = run_up()
    os.close(held)
    assert done.returncode == 1
    assert "already running" in done.stderr


def test_a_port_in_use_is_refused_with_one_sentence(run_up, environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        done = run_up()
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert environment["PORT"] in done.stderr


def test_the_secret_key_is_made_below_var_and_for_us_alone(run_up, tmp_path):
    run_up(BIND="192.0.2.1")
    key = tmp_path / "var" / "secret_key"
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_killed_with_9_it_leaves_nothing_running_and_starts_again(
    start_up, environment, eventually
):
    process = start_up()
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 8
    process.send_signal(signal.SIGKILL)
    process.wait()
    eventually(lambda: not any(each.is_running() for each in family), seconds=20)
    start_up().send_signal(signal.SIGTERM)


@pytest.mark.slow
def test_each_killed_process_of_the_site_comes_back(start_up, environment, eventually):
    process = start_up()

    def programs():
        return {each.pid for each in psutil.Process(process.pid).children()}

    first = programs()
    lines = {each: " ".join(psutil.Process(each).cmdline()) for each in first}
    watcher = {each for each, line in lines.items() if "parent_death_watchdog.py" in line}
    for each in first - watcher:
        os.kill(each, signal.SIGKILL)
    eventually(lambda: len(programs()) == len(first) and programs() & first == watcher, seconds=20)
    address = f"http://127.0.0.1:{environment['PORT']}/healthz"

    def answers():
        try:
            return urllib.request.urlopen(address, timeout=5).status == 200
        except OSError:
            return False

    eventually(answers, seconds=30)


@pytest.mark.slow
def test_it_stops_within_seconds_when_asked(start_up):
    process = start_up()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=12) == 0
