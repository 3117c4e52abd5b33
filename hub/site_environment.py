"""What a site on one machine keeps in files: secrets made once, and the broker's address.

Settings read the environment and nothing else. The programs' entry points (``manage.py``,
``hub.wsgi``, Celery's loader in ``hub.celery``) call ``load``, which adds to the environment what
stands in files of ``VAR_DIR``; only ``make_secrets`` writes there. What the environment itself
names is never replaced.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# Setting -> file in ``VAR_DIR``.
SECRET_FILES: Mapping[str, str] = {
    "SECRET_KEY": "secret_key",  # nosec  # the name of a file
    "DIGEST_KEYS": "digest_key",
    "DIGEST_HASH_KEY": "digest_hash_key",
}
# Where the broker that `manage.py up` started listens; there while it runs.
BROKER_ADDRESS_FILE = Path("run") / "redis-address"
SECRET_BYTES = 64


class UnusableSecretsError(Exception):
    """The folder for secrets cannot be written, or a file is empty; the message says which."""


class MissingSecretsError(Exception):
    """A secret is neither in the environment nor in ``VAR_DIR``; the message says which."""


def var_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder for data: ``VAR_DIR``, else ``var`` beside the code."""
    return Path(environment.get("VAR_DIR", "").strip() or BASE_DIR / "var").resolve()


def load(environment: MutableMapping[str, str] = os.environ) -> None:
    """Add the secrets and the broker's address that files hold, where nothing is set."""
    load_secrets(environment)
    load_provider_secret(environment)
    _add(environment, "REDIS_URL", var_dir(environment) / BROKER_ADDRESS_FILE)


def load_provider_secret(environment: MutableMapping[str, str] = os.environ) -> None:
    """Add the secret of single sign-on, which the provider gave, from the file that is named.

    A file that cannot be read adds nothing: the settings say what is missing.
    """
    path = environment.get("OIDC_CLIENT_SECRET_FILE", "").strip()
    with suppress(OSError, ValueError):
        if path:
            _add(environment, "OIDC_CLIENT_SECRET", Path(path))


def load_secrets(environment: MutableMapping[str, str] = os.environ) -> None:
    """Add the secrets that files hold, where none is set."""
    for name, file in SECRET_FILES.items():
        _add(environment, name, var_dir(environment) / file)


def _add(environment: MutableMapping[str, str], name: str, path: Path) -> None:
    if not environment.get(name, "").strip() and path.exists():
        environment[name] = path.read_text(encoding="utf-8").strip()


def missing_secrets(environment: Mapping[str, str] = os.environ) -> list[str]:
    return [name for name in SECRET_FILES if not environment.get(name, "").strip()]


def demand_secrets(environment: Mapping[str, str] = os.environ) -> None:
    """For what serves or works: raises MissingSecretsError where a secret is not there."""
    if missing := missing_secrets(environment):
        raise MissingSecretsError(
            f"{', '.join(missing)}: neither set nor kept in {var_dir(environment)}. "
            "Set them, or run `manage.py make_secrets` once."
        )


def make_secrets(environment: MutableMapping[str, str] = os.environ) -> list[Path]:
    """Make each secret that is neither set nor stored, and load all; the files made.

    Of two processes that start together, one makes a secret and the other reads the same.
    Raises UnusableSecretsError where the folder cannot be written or a file is empty.
    """
    load_secrets(environment)
    folder = var_dir(environment)
    files = {name: folder / SECRET_FILES[name] for name in missing_secrets(environment)}
    made = [path for path in files.values() if make_secret(path)]
    load_secrets(environment)
    if empty := ", ".join(str(path) for name, path in files.items() if not environment.get(name)):
        raise UnusableSecretsError(f"Empty: {empty}. Restore it from a backup, or remove it.")
    return made


def make_secret(path: Path) -> bool:
    """A random secret in a file that only its owner can read; whether it was made here."""
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise UnusableSecretsError(
            f"Nothing can be written in {path.parent} ({error.strerror}): "
            "make it writable, or name another folder in VAR_DIR."
        ) from error
    try:
        draft.write_text(secrets.token_urlsafe(SECRET_BYTES), encoding="ascii")
        # A hard link appears whole or not at all, and fails where a file is already there.
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError as error:
        raise UnusableSecretsError(f"{path} cannot be written ({error.strerror}).") from error
    finally:
        draft.unlink()
    return True
