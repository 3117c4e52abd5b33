"""Rules of the house that no single room can keep."""

import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from hub.records.models import Record
from hub.search_engine.query import SORTS
from hub.vocabulary.vocabulary_loader import read_schemes

ROOT = Path(__file__).resolve().parents[1]
OURS = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT)]
OURS = [config for config in OURS if ".venv" not in config.path]


@pytest.mark.parametrize("name", ["hub", "catalogue", "events"])
def test_no_installed_distribution_takes_a_name_of_ours(name):
    """PyPI has modules called ``catalogue`` and ``events``: one installed would hide ours."""
    assert packages_distributions().get(name, []) == []


def test_no_folder_of_tests_is_a_package():
    """With importmode=importlib one would hide the room that it mirrors."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_a_room_with_models_has_migrations(config):
    """Without the file ``makemigrations`` says "No changes" and skips the room in silence."""
    there = (Path(config.path) / "migrations" / "__init__.py").exists()
    assert there or not list(config.get_models())


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_a_room_says_its_label_itself(config):
    assert "label" in vars(type(config))


def test_migrations_are_named_by_a_person():
    # Our own rooms only: an environment of another Python may stand beside them (`.venv-3.13`).
    names = [path.name for config in OURS for path in Path(config.path).glob("migrations/0*.py")]
    assert names
    assert [name for name in names if "_auto_" in name] == []


def test_the_states_of_verification_are_the_terms_of_their_scheme():
    (scheme,) = (row for row in read_schemes() if row["slug"] == "verification")
    assert Record.Verification.values == [term["slug"] for term in scheme["terms"]]


def test_a_list_has_an_order_for_each_word():
    assert SORTS == ("relevance", "verified", "name")


# Settings come from the environment, and a bad value stops the start.


def start_with(tmp_path, printing="s.ALLOWED_HOSTS, s.DEBUG", **environment):
    """Import the settings in a process of their own; what it says at its end."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", f"import hub.settings as s; print({printing})"],
        cwd=ROOT,
        env=clean | {"VAR_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout if done.returncode == 0 else done.stderr).strip("\n").splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT must be a whole number from 1 to 65535, not 'eighty'."),
        ("DEBUG", "maybe", "DEBUG must be 1 or 0, not 'maybe'."),
        ("SECRET_KEY", "short", "SECRET_KEY must have at least 50 characters."),
        ("SITE_ADDRESS", "hub.example.org", "SITE_ADDRESS must begin with http:// or https://."),
        ("DATABASE_URL", "mysql://a@b/c",
         "DATABASE_URL must begin with sqlite:// or postgres:// or postgresql://."),
        ("REDIS_URL", "memcached://a", "REDIS_URL must begin with redis:// or rediss:// or unix://."),
        ("EMAIL_PORT", "0", "EMAIL_PORT must be a whole number from 1 to 65535, not '0'."),
        ("EXIT_ADDRESS", "javascript:alert(1)",
         "EXIT_ADDRESS must begin with http:// or https://."),
    ],
)  # fmt: skip
def test_a_bad_setting_stops_the_start_with_a_sentence(tmp_path, name, value, sentence):
    said = start_with(tmp_path, **{name: value})
    assert said == f"django.core.exceptions.ImproperlyConfigured: {sentence}"


def test_without_any_setting_the_site_answers_on_this_machine_only(tmp_path):
    assert start_with(tmp_path) == "['localhost', '127.0.0.1', 'localhost', '[::1]'] False"


def test_no_secret_is_taken_from_the_repository(tmp_path):
    said = start_with(tmp_path, printing="s.SECRET_KEY, s.DIGEST_KEYS, s.DIGEST_HASH_KEY")
    assert (said, list(tmp_path.iterdir())) == (" [] ", [])
