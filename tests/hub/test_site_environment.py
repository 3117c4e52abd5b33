"""Secrets and the broker's address in files: read by entry points, written by one command."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hub import site_environment

ROOT = Path(__file__).resolve().parents[2]
NAMES = tuple(site_environment.SECRET_FILES)


@pytest.fixture
def environment(tmp_path):
    """The environment of a process on a machine where nothing is set but the folder."""
    return {"VAR_DIR": str(tmp_path / "var")}


def test_every_secret_is_made_where_there_is_none(environment):
    site_environment.make_secrets(environment)
    assert [len(environment[name]) >= 50 for name in NAMES] == [True] * 3


def test_no_two_secrets_are_alike(environment):
    site_environment.make_secrets(environment)
    assert len({environment[name] for name in NAMES}) == 3


def test_a_made_secret_can_be_read_by_its_owner_only(environment):
    modes = {
        stat.S_IMODE(path.stat().st_mode) for path in site_environment.make_secrets(environment)
    }
    assert modes == {0o600}


def test_a_made_secret_is_kept(environment):
    site_environment.make_secrets(environment)
    later = {"VAR_DIR": environment["VAR_DIR"]}
    assert (site_environment.make_secrets(later), later) == ([], environment)


def test_what_is_set_is_neither_made_nor_replaced(environment):
    environment["SECRET_KEY"] = "set"
    made = [path.name for path in site_environment.make_secrets(environment)]
    assert (made, environment["SECRET_KEY"]) == (["digest_key", "digest_hash_key"], "set")


def test_making_secrets_leaves_no_other_file(environment, tmp_path):
    site_environment.make_secrets(environment)
    assert {path.name for path in (tmp_path / "var").iterdir()} == set(
        site_environment.SECRET_FILES.values()
    )


def test_of_processes_that_start_together_all_read_the_same_secret(tmp_path):
    code = (
        "from hub import site_environment as s; e = {'VAR_DIR': " + repr(str(tmp_path)) + "};"
        "s.make_secrets(e); print(e['SECRET_KEY'])"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_a_folder_that_cannot_be_written_is_told_with_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(site_environment.UnusableSecretsError, match="Nothing can be written in"):
        site_environment.make_secrets({"VAR_DIR": str(tmp_path / "file")})


def test_an_empty_file_is_told_and_not_replaced(environment, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "digest_key").touch()
    with pytest.raises(site_environment.UnusableSecretsError, match="digest_key"):
        site_environment.make_secrets(environment)
    assert (tmp_path / "var" / "digest_key").read_text() == ""


def test_loading_makes_nothing(environment, tmp_path):
    site_environment.load(environment)
    assert (list(environment), (tmp_path / "var").exists()) == (["VAR_DIR"], False)


def test_the_address_of_the_broker_is_found_while_the_site_runs(environment, tmp_path):
    path = tmp_path / "var" / site_environment.BROKER_ADDRESS_FILE
    path.parent.mkdir(parents=True)
    path.write_text("unix:///tmp/broker?db=0\n")
    site_environment.load(environment)
    assert environment["REDIS_URL"] == "unix:///tmp/broker?db=0"


def test_a_named_broker_goes_before_the_one_that_was_noted(environment, tmp_path):
    path = tmp_path / "var" / site_environment.BROKER_ADDRESS_FILE
    path.parent.mkdir(parents=True)
    path.write_text("unix:///tmp/broker?db=0\n")
    environment["REDIS_URL"] = "redis://cache"
    site_environment.load(environment)
    assert environment["REDIS_URL"] == "redis://cache"


def test_what_serves_demands_its_secrets_with_a_sentence(environment):
    with pytest.raises(site_environment.MissingSecretsError, match="make_secrets"):
        site_environment.demand_secrets(environment)


def run(code, tmp_path, *arguments):
    """Run a program beside the code with nothing set; the finished process."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *(arguments or ("-c", code))],
        cwd=ROOT,
        env=clean | {"VAR_DIR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )


# Every opening, making or renaming of a file below VAR_DIR while the settings are imported.
WATCHED = """
import os, sys
touched = []
def watch(event, arguments):
    if event.startswith(("open", "os.")):
        touched.extend(a for a in arguments if str(a).startswith(os.environ["VAR_DIR"]))
import hub
sys.addaudithook(watch)
import hub.settings
print(touched)
"""


def test_importing_the_settings_neither_reads_nor_writes_a_file(tmp_path):
    (tmp_path / "var" / "run").mkdir(parents=True)
    (tmp_path / "var" / "run" / "redis-address").write_text("unix:///tmp/broker?db=0")
    (tmp_path / "var" / "secret_key").write_text("x" * 50)
    done = run(WATCHED, tmp_path)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_web_server_does_not_start_without_secrets(tmp_path):
    done = run("import hub.wsgi", tmp_path)
    assert "run `manage.py make_secrets` once" in done.stderr.splitlines()[-1]


def test_a_worker_does_not_start_without_secrets(tmp_path):
    done = run("", tmp_path, "-m", "celery", "--quiet", "--app=hub", "worker", "--pool=solo")
    assert "run `manage.py make_secrets` once" in done.stderr + done.stdout


def test_a_command_makes_them_once(tmp_path):
    first = run("", tmp_path, "manage.py", "make_secrets")
    second = run("", tmp_path, "manage.py", "make_secrets")
    assert (first.stdout.count("Made "), second.stdout) == (3, "Every secret is there already.\n")


def test_a_command_beside_the_site_finds_its_secrets(tmp_path):
    run("", tmp_path, "manage.py", "make_secrets")
    shown = run("", tmp_path, "manage.py", "shell", "--no-imports", "-c",
                "from django.conf import settings; print(len(settings.SECRET_KEY))")  # fmt: skip
    assert int(shown.stdout) >= 50, shown.stderr


# Secrets of others


def load_with(environment, path):
    environment["OIDC_CLIENT_SECRET_FILE"] = str(path)
    site_environment.load(environment)
    return environment.get("OIDC_CLIENT_SECRET", "")


def test_the_secret_of_a_provider_is_read_from_the_file_that_is_named(environment, tmp_path):
    (tmp_path / "secret").write_text("of the provider\n")
    assert load_with(environment, tmp_path / "secret") == "of the provider"


def test_what_is_set_stands_above_the_file(environment, tmp_path):
    (tmp_path / "secret").write_text("of the provider")
    environment["OIDC_CLIENT_SECRET"] = "set"
    assert load_with(environment, tmp_path / "secret") == "set"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_adds_nothing(environment, tmp_path, content):
    if content:
        (tmp_path / "secret").write_bytes(content)
    assert load_with(environment, tmp_path / "secret") == ""


def test_a_folder_is_no_file(environment, tmp_path):
    assert load_with(environment, tmp_path) == ""
