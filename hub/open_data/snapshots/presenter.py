"""What the page of the data shows: the newest snapshot in full, the older ones in a line each."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.open_data.snapshots.data_package import PACKAGE, SIGNATURE, SUMS
from hub.open_data.snapshots.line_file import NAME as JSON_LINES
from hub.open_data.snapshots.models import Snapshot, SnapshotFile
from hub.open_data.snapshots.signature import fingerprint
from hub.open_data.snapshots.snapshot_job import citation
from hub.open_data.snapshots.sqlite_file import NAME as SQLITE
from hub.records.registry import record_types
from hub.web.localization import localize_date, localize_number
from hub.web.operator import operator
from hub.web.responses import absolute

PUBLIC_KEY = "public-key.pem"


@dataclass(frozen=True, slots=True)
class ShownFile:
    """``rows``: in words; empty of what has none."""

    name: str
    label: str
    url: str
    size: str
    rows: str = ""


@dataclass(frozen=True, slots=True)
class ShownSnapshot:
    """``anchor``: of its place on the page. ``changes``: a line for each kind in which anything
    changed; ``changed``: all of it in one. ``rewritten``: the days on which something was removed
    from its files. ``fingerprint``: of the key that signed it; empty where none did.
    """

    anchor: str
    day: str
    total: str
    size: str
    tables: tuple[ShownFile, ...]
    json_lines: ShownFile
    sqlite: ShownFile
    package: ShownFile
    sums_url: str
    signature_url: str
    key_url: str
    fingerprint: str
    changes: tuple[str, ...]
    changed: str
    withheld: str
    rewritten: tuple[str, ...]
    stays: bool


@dataclass(frozen=True, slots=True)
class ShownData:
    """``newest`` is None until the first snapshot was made."""

    licence: str
    licence_url: str
    citation: str
    newest: ShownSnapshot | None
    older: tuple[ShownSnapshot, ...]
    commands: str


def data_page() -> ShownData:
    shown = [shown_snapshot(snapshot) for snapshot in Snapshot.objects.ready()]
    site = operator()
    newest = shown[0] if shown else None
    return ShownData(
        licence=site.licence,
        licence_url=site.licence_url,
        citation=citation(newest.anchor) if newest else "",
        newest=newest,
        older=tuple(shown[1:]),
        commands=verifying_commands(newest) if newest else "",
    )


def shown_snapshot(snapshot: Snapshot) -> ShownSnapshot:
    files = {each.name: each for each in snapshot.listed_files}
    signed = SIGNATURE in files
    return ShownSnapshot(
        anchor=str(snapshot),
        day=localize_date(str(snapshot)),
        total=localize_number(snapshot.total),
        size=_size(sum(each.size for each in files.values())),
        tables=tuple(
            _shown_file(snapshot, each, _label_of(each.kind)) for each in files.values() if each.kind
        ),
        json_lines=_shown_file(snapshot, files[JSON_LINES], "JSON Lines"),
        sqlite=_shown_file(snapshot, files[SQLITE], "SQLite"),
        package=_shown_file(snapshot, files[PACKAGE], "Data Package"),
        sums_url=_url(snapshot, SUMS),
        signature_url=_url(snapshot, SIGNATURE) if signed else "",
        key_url=_url(snapshot, PUBLIC_KEY) if signed else "",
        fingerprint=fingerprint(snapshot.public_key) if signed else "",
        changes=tuple(_changes(snapshot)),
        changed=_changed(snapshot),
        withheld=_withheld(snapshot),
        rewritten=tuple(localize_date(day) for day in snapshot.notes),
        stays=snapshot.stays_for_good,
    )


def _shown_file(snapshot: Snapshot, file: SnapshotFile, label: str) -> ShownFile:
    rows = "" if file.rows is None else localize_number(file.rows)
    return ShownFile(file.name, label, _url(snapshot, file.name), _size(file.size), rows)


def _url(snapshot: Snapshot, name: str) -> str:
    return reverse("snapshot-file", args=[str(snapshot), name])


def _size(number: int) -> str:
    return filesizeformat(number)


def _label_of(kind: str) -> str:
    """A kind that there is none of any more keeps its name."""
    if kind not in record_types:
        return kind
    return str(capfirst(record_types[kind].model._meta.verbose_name_plural))


def _changes(snapshot: Snapshot) -> list[str]:
    return [
        _("%(kind)s: %(changes)s") % {"kind": _label_of(kind), "changes": _counted(*counts)}
        for kind, counts in (snapshot.changes or {}).items()
        if any(counts)
    ]


def _changed(snapshot: Snapshot) -> str:
    if snapshot.changes is None:
        return _("The first one")
    counts = [sum(column) for column in zip(*snapshot.changes.values(), strict=True)] or [0] * 3
    return _counted(*counts) if any(counts) else _("Nothing changed")


def _counted(added: int, changed: int, removed: int) -> str:
    words = (
        (added, ngettext("%(number)s new", "%(number)s new", added)),
        (changed, ngettext("%(number)s changed", "%(number)s changed", changed)),
        (removed, ngettext("%(number)s removed", "%(number)s removed", removed)),
    )
    return ", ".join(
        text % {"number": localize_number(number)} for number, text in words if number
    )


def _withheld(snapshot: Snapshot) -> str:
    """What the licence of a source keeps out of the files."""
    values, records = snapshot.withheld.get("values", 0), snapshot.withheld.get("records", 0)
    sentences = []
    if values:
        sentences.append(
            ngettext(
                "Not redistributable: %(number)s value is shown on the site only.",
                "Not redistributable: %(number)s values are shown on the site only.",
                values,
            )
            % {"number": localize_number(values)}
        )
    if records:
        sentences.append(
            ngettext(
                "Not redistributable: %(number)s record is shown on the site only.",
                "Not redistributable: %(number)s records are shown on the site only.",
                records,
            )
            % {"number": localize_number(records)}
        )
    return " ".join(sentences)


def verifying_commands(snapshot: ShownSnapshot) -> str:
    """What somebody types who has fetched some of the files, in the folder that they are in."""
    fetched = [snapshot.sums_url]
    lines = []
    if snapshot.fingerprint:
        fetched += [snapshot.signature_url, snapshot.key_url]
        lines.append(
            f"openssl pkeyutl -verify -pubin -inkey {PUBLIC_KEY} -rawin -in {SUMS} "
            f"-sigfile {SIGNATURE}"
        )
    lines.append(f"sha256sum --check --ignore-missing {SUMS}")
    return "\n".join([*(f"curl -O {absolute(url)}" for url in fetched), *lines])
