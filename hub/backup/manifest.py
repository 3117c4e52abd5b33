"""What stands beside the files of a backup: what they are, their checksums, and a signature.

``manifest.json`` is ``{"manifest": {...}, "signature": "..."}``. The signature is HMAC-SHA256 with
a key derived from ``DIGEST_HASH_KEY``, which outlives the other keys. No key stands in a backup:
each is named, with a fingerprint from which it cannot be found.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = "manifest.json"
FORMAT = 1
JOURNAL = "REMOVALS_DIR"
BLOCK = 1 << 20


class BackupError(Exception):
    """A backup that cannot be made or restored; the message says why, and what to do."""


@dataclass(frozen=True)
class Manifest:
    """``made_at``: ISO, UTC. ``engine``: "postgresql" or "sqlite". ``release``: of the code.

    ``keys``: fingerprints by the name of the setting, and under ``JOURNAL`` by what the journal of
    removals knows the backup. ``migrations``: those applied, as [app, name]. ``rows``: their number
    by table. ``newest``: the time of the newest revision, or empty. ``files``: by name the size in
    bytes and the SHA-256.

    A new field would make the backup unreadable for earlier releases, which take these and no more.
    """

    made_at: str
    engine: str
    release: str
    migrations: list[list[str]]
    rows: dict[str, int]
    newest: str
    files: dict[str, dict[str, Any]]
    keys: dict[str, list[str]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def journal(self) -> str:
        """Empty in the backups of earlier releases, and where it could not be noted."""
        return next(iter(self.keys.get(JOURNAL, [])), "")


def now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def describe_files(folder: Path, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {
        name: {"size": (folder / name).stat().st_size, "sha256": checksum(folder / name)}
        for name in names
    }


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return digest_of(file)


def digest_of(file: Any) -> str:
    """SHA-256 of an open file from where it stands, whatever storage it is of."""
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def current_keys() -> dict[str, list[str]]:
    """The fingerprints of this site's keys, by setting."""
    keys = {
        "SECRET_KEY": [settings.SECRET_KEY],
        "DIGEST_KEYS": list(settings.DIGEST_KEYS),
        "DIGEST_HASH_KEY": [settings.DIGEST_HASH_KEY],
    }
    return {name: [fingerprint(key) for key in values if key] for name, values in keys.items()}


def fingerprint(key: str) -> str:
    return hmac.digest(key.encode(), b"hub.backup fingerprint", hashlib.sha256).hex()[:16]


def write(folder: Path, manifest: Manifest) -> None:
    values = asdict(manifest)
    signed = {"manifest": values, "signature": _signature(values)}
    (folder / FILE).write_text(json.dumps(signed, indent=1, sort_keys=True), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest, once signature, keys and every file are verified. Raises BackupError."""
    values = _read_values(folder)
    keys = values.get("keys")
    if isinstance(keys, dict) and keys.get("DIGEST_HASH_KEY") != current_keys()["DIGEST_HASH_KEY"]:
        raise BackupError(
            "This backup was made with another DIGEST_HASH_KEY, or its manifest is damaged. Set "
            "the key that the site had when the backup was made, or take another backup."
        )
    # What a later release says besides is left out: on the way back this one reads its backup.
    known = {each.name for each in fields(Manifest)}
    try:
        manifest = Manifest(**{name: values[name] for name in known.intersection(values)})
    except TypeError:
        raise BackupError(f"{FILE} is of no form that this release knows.") from None
    _verify_keys(manifest)
    for name, expected in manifest.files.items():
        _verify_file(folder / name, expected)
    return manifest


def _read_values(folder: Path) -> dict[str, Any]:
    """Signed by this site where the hash key is its own; else ``read`` says that it is not."""
    try:
        signed = json.loads((folder / FILE).read_text(encoding="utf-8"))
        values, signature = signed["manifest"], str(signed["signature"])
        newer = values["format"] > FORMAT
        ours = values["keys"]["DIGEST_HASH_KEY"] == current_keys()["DIGEST_HASH_KEY"]
        expected = _signature(values)
    except OSError as problem:
        raise BackupError(
            f"{folder / FILE} cannot be read ({problem.strerror}): name the folder of one backup."
        ) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BackupError(f"{FILE} is damaged: take another backup.") from None
    if newer:
        raise BackupError("This backup was made by a newer release: check out that one first.")
    given = signature.encode("utf-8", "backslashreplace")  # it takes text of ASCII only
    if ours and not hmac.compare_digest(given, expected.encode()):
        raise BackupError(
            f"{FILE} was changed or damaged since the backup was made: its signature does not "
            "match. Take another backup."
        )
    return dict(values)


def _verify_keys(manifest: Manifest) -> None:
    missing = set(manifest.keys["DIGEST_KEYS"]).difference(current_keys()["DIGEST_KEYS"])
    if missing:
        raise BackupError(
            f"This backup needs {len(missing)} of DIGEST_KEYS that this site does not have: no "
            "address sealed with it could be opened. Add it behind the others, where you keep "
            f"secrets (fingerprint {', '.join(sorted(missing))})."
        )


def _verify_file(path: Path, expected: dict[str, Any]) -> None:
    if not path.is_file():
        raise BackupError(f"{path.name} is missing from the backup: take another one.")
    if path.stat().st_size != expected["size"]:
        raise BackupError(
            f"{path.name} has {path.stat().st_size} bytes, and had {expected['size']} when the "
            "backup was made: it was cut short or added to. Take another backup."
        )
    if checksum(path) != expected["sha256"]:
        raise BackupError(
            f"{path.name} is damaged: its checksum is not that of the file that was written. "
            "Take another backup."
        )


def _signature(values: dict[str, Any]) -> str:
    key = hmac.digest(settings.DIGEST_HASH_KEY.encode(), b"hub.backup manifest", hashlib.sha256)
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
