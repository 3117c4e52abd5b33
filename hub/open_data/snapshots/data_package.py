"""What stands beside the files: a Data Package (Frictionless), checksums and their signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hub.open_data.snapshots import line_file, sqlite_file
from hub.open_data.snapshots.models import SnapshotFile
from hub.open_data.snapshots.table_file import LICENCE, file_name, table_name
from hub.records.registry import record_types

PACKAGE, SUMS, SIGNATURE = "datapackage.json", "SHA256SUMS", "SHA256SUMS.sig"
BLOCK = 1 << 20
Package = dict[str, Any]


def new_package(about: Mapping[str, str], headers: Mapping[str, list[tuple[str, str]]]) -> Package:
    """``about``: see ``snapshot_job``. ``headers``: by kind, name and title of each column."""
    licence: dict[str, str] = {"title": about["licence"]}
    if about["licence_url"]:
        licence["path"] = about["licence_url"]
    package: Package = {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "profile": "data-package",
        "name": f"snapshot-{about['day']}",
        "title": about["title"],
        "id": about["address"],
        "homepage": about["address"],
        "version": about["day"],
        "created": about["made_at"],
        "description": about["cite_as"],
        "resources": [_table(kind, columns) for kind, columns in headers.items()],
    }
    if about["licence"]:
        package["licenses"] = [licence]
    package["resources"] += [_file("records", line_file.NAME, _("All records, one a line"))]
    package["resources"] += [_file("catalogue", sqlite_file.NAME, _("All of it in one database"))]
    return package


def _table(kind: str, columns: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "type": "table",
        "name": table_name(kind),
        "path": file_name(kind),
        "title": str(capfirst(record_types[kind].model._meta.verbose_name_plural)),
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": name, "type": "string", "title": title}
                for name, title in (*columns, (LICENCE, _("Licence")))
            ],
            "primaryKey": ["id"],
            "missingValues": [""],
        },
    }


def _file(name: str, path: str, title: str) -> dict[str, Any]:
    return {"profile": "data-resource", "type": "file", "name": name, "path": path, "title": title}


def write_package(folder: Path, package: Package, rows: Mapping[str, int]) -> None:
    """With the size and the checksum of each of its files. ``rows``: by the name of the file."""
    for resource in package["resources"]:
        path = folder / resource["path"]
        resource["bytes"], resource["hash"] = path.stat().st_size, f"sha256:{sha256_of(path)}"
        if resource["path"] in rows:
            resource["rows"] = rows[resource["path"]]
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / PACKAGE).write_text(f"{text}\n", encoding="utf-8")


def write_sums(folder: Path, key: Ed25519PrivateKey | None) -> None:
    """As ``sha256sum --check`` reads them; the signature is over this file's bytes."""
    names = sorted(path.name for path in folder.iterdir() if path.name not in (SUMS, SIGNATURE))
    content = "".join(f"{sha256_of(folder / name)}  {name}\n" for name in names).encode()
    (folder / SUMS).write_bytes(content)
    if key is not None:
        (folder / SIGNATURE).write_bytes(key.sign(content))


def describe_files(folder: Path, package: Package) -> list[SnapshotFile]:
    """All files of a folder that is whole: the tables first, what verifies them last."""
    kinds = {file_name(kind): kind for kind in record_types}
    resources = {each["path"]: each for each in package["resources"]}
    names = [*resources, PACKAGE, SUMS, SIGNATURE]
    return [
        SnapshotFile(
            name,
            (folder / name).stat().st_size,
            sha256_of(folder / name),
            kinds.get(name, ""),
            resources.get(name, {}).get("rows"),
        )
        for name in names
        if (folder / name).exists()
    ]


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
