"""Reading the environment: every setting has a type, and a bad value stops the start with a sentence."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no setting. Raises ImproperlyConfigured on anything but 1/0, true/false, yes/no, on/off."""
    given = os.environ.get(name)
    if given is None:
        return default
    if given.strip().lower() in TRUE:
        return True
    if given.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {given!r}.")


def number(name: str, *, default: int, least: int = 0, most: int = 2**31) -> int:
    """A whole number within bounds. Raises ImproperlyConfigured outside them."""
    given = text(name)
    if not given:
        return default
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {least} to {most}, not {given!r}."
        )
    return int(given)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def address(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    """A URL with one of the schemes. Raises ImproperlyConfigured on another or on a missing one."""
    given = text(name, default)
    if given and urlsplit(given).scheme not in schemes:
        raise ImproperlyConfigured(
            f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}, "
            f"not {given[:40]!r}."
        )
    return given


def secret(name: str, path: Path) -> str:
    """The secret in the environment, else the one kept in ``path``, which is made on first use.

    Of two processes that start together, one makes it and the other reads the same.
    """
    given = text(name)
    if given:
        # Django's own deployment check (security.W009) asks for fifty.
        if len(given) < 50:
            raise ImproperlyConfigured(f"{name} must have at least 50 characters.")
        return given
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    made.touch(mode=0o600, exist_ok=False)
    made.write_text(secrets.token_urlsafe(64), encoding="ascii")
    try:
        # A hard link appears whole or not at all, and fails where a file is already there.
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return path.read_text(encoding="ascii").strip()
