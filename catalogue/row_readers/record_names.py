"""Records that a row names: by slug, by any of their names, or by the address of their site.

Every relation of a row to other records is read by this, so that a person writes what they know;
organisations have names enough for a module of their own (``hub.imports.record_types.body_names``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from catalogue.models.organisation import matching_key
from hub.records.fields import IndexRole, RecordType, Storage
from hub.records.registry import record_types

ADDRESS = re.compile(r"(?i)^https?://(?:[^/@]*@)?(?:www\.)?([^/?#:]+)(:\d+)?([^?#]*)(?:\?([^#]*))?")
ADDRESS_COLUMNS = ("url", "repository", "archived_url")
MIN_SIMILARITY, MAX_SUGGESTIONS, MAX_NAMED = 70, 3, 5
# Marks and words between two names in one text.
BETWEEN_NAMES = re.compile(r"(?i)\s*[,;/|&+\n]\s*|\s+(?:and|et|und|y|e|и)\s+")
BY_PART = 85  # of 100: of a name beside others, too little to be taken unseen
ALMOST = 99  # of 100: the most that is said of what is not the very name


def canonical_address(address: str) -> str:
    """An address without scheme, www, campaign parameters (``utm_``) and last slash."""
    match = ADDRESS.match(address.strip())
    if match is None:
        return address
    host, port, path, query = match.groups(default="")
    if query:
        parameters = [pair for pair in parse_qsl(query) if not pair[0].startswith("utm_")]
        query = f"?{urlencode(sorted(parameters))}" if parameters else ""
    return f"{host.lower()}{port}{path.rstrip('/')}{query}"


@dataclass
class RecordNames:
    """The records of one kind by what people call them, as primary keys."""

    slugs: dict[str, int] = field(default_factory=dict)
    folded_slugs: dict[str, int] = field(default_factory=dict)
    titles: dict[str, list[int]] = field(default_factory=dict)  # as ``matching_key`` leaves them
    other_names: dict[str, list[int]] = field(default_factory=dict)
    addresses: dict[str, list[int]] = field(default_factory=dict)
    labels: dict[int, tuple[str, str]] = field(default_factory=dict)  # slug and title

    @classmethod
    def read(cls, record_type: RecordType) -> RecordNames:
        """One query."""
        title, more, addresses = _columns(record_type)
        names = cls()
        rows = record_type.model._default_manager.values_list(
            "pk", "slug", title, *more, *addresses
        )  # fmt: skip
        for pk, slug, name, *others in rows.iterator(chunk_size=5000):
            names.slugs[slug], names.labels[pk] = pk, (slug, name or slug)
            names.folded_slugs.setdefault(slug.casefold(), pk)
            _add(names.titles, matching_key(name or ""), pk)
            for other in _texts(others[: len(more)]):
                _add(names.other_names, matching_key(other), pk)
            for address in _texts(others[len(more) :]):
                _add(names.addresses, canonical_address(address), pk)
        return names

    def find(self, text: str) -> list[int]:
        """The records that a text may mean: none, the one, or those of which it is not clear.

        A slug goes before a title, that before another name, and that before an address.
        """
        text = text.strip()
        slug = self.slugs.get(text, self.folded_slugs.get(text.casefold()))
        if slug is not None:
            return [slug]
        key = matching_key(text)
        named = self.titles.get(key) or self.other_names.get(key)
        return (named if key else None) or self.addresses.get(_address(text), [])

    def find_several(self, text: str) -> list[int]:
        """The records that the parts of a text name, in their order; empty if it is one name."""
        parts = BETWEEN_NAMES.split(text.strip())
        if len(parts) < 2 or self.find(text):
            return []
        return list(dict.fromkeys(pk for part in parts if part for pk in self.find(part)))

    def one(self, text: str) -> int | None:
        """The one record that a text means."""
        pks = self.find(text)
        return pks[0] if len(pks) == 1 else None

    def title(self, slug: str) -> str:
        """What the record of a slug is called; the slug itself where there is none by now."""
        pk = self.slugs.get(slug)
        return self.labels[pk][1] if pk is not None else slug

    def clear_title(self, pk: int) -> str:
        """The title of a record, with its slug where others have the same."""
        slug, title = self.labels[pk]
        is_clear = len(self.titles.get(matching_key(title), ())) < 2
        return title if is_clear else _("%(title)s (%(slug)s)") % {"title": title, "slug": slug}

    def suggest(self, text: str) -> list[tuple[int, int]]:
        """Records that a text may mean, with a certainty of 0 to 99, best first."""
        if pks := self.find(text):
            return [(pk, ALMOST) for pk in pks[:MAX_NAMED]]
        several = self.find_several(text)
        if len(several) > 1:
            return [(pk, BY_PART) for pk in several[:MAX_NAMED]]
        scores = dict.fromkeys(several, BY_PART)
        for names in (self.titles, self.other_names):
            for name, score, _at in process.extract(
                matching_key(text), names.keys(), scorer=fuzz.token_sort_ratio,
                limit=MAX_SUGGESTIONS, score_cutoff=MIN_SIMILARITY,
            ):  # fmt: skip
                for pk in names[name]:
                    scores[pk] = max(scores.get(pk, 0), min(round(score), ALMOST))
        best = sorted(scores.items(), key=lambda item: (-item[1], self.labels[item[0]]))
        return best[:MAX_SUGGESTIONS]

    def problem(self, text: str) -> str:
        """Why no single record is meant by a text, and what to write."""
        likely = "; ".join(
            _("“%(title)s” (%(slug)s)") % {"title": title[:80], "slug": slug}
            for slug, title in (self.labels[pk] for pk, _score in self.suggest(text))
        )
        words = {"name": text.strip()[:80], "likely": likely}
        if self.find(text):
            sentence = _("“%(name)s” may be one of these: %(likely)s. Write the slug of one.")
        elif len(self.find_several(text)) > 1:
            sentence = _(
                "Only one record can be named here, and “%(name)s” names several: %(likely)s. "
                "Choose one among the words, or write its name in the row."
            )
        elif likely:
            sentence = _("No record is called “%(name)s”. Perhaps it is one of these: %(likely)s.")
        else:
            sentence = _(
                "No record is called “%(name)s”. Write a name that it has here, its slug, or the "
                "address of its site."
            )
        return sentence % words


@dataclass
class NamesByKind:
    """``RecordNames`` of each kind of record, read when a row first names one."""

    read: dict[str, RecordNames] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> RecordNames:
        if kind not in self.read:
            self.read[kind] = RecordNames.read(record_types[kind])
        return self.read[kind]


def _columns(record_type: RecordType) -> tuple[str, list[str], list[str]]:
    """The columns of the title, of other names, and of addresses."""
    columns = [each for each in record_type.fields if each.storage is Storage.COLUMN]
    title = next(each.name for each in columns if each.index is IndexRole.TITLE)
    more = [each.name for each in columns if each.index is IndexRole.NAMES and each.name != "slug"]
    return title, more, [each.name for each in columns if each.name in ADDRESS_COLUMNS]


def _texts(values: list[Any]) -> Iterator[str]:
    for value in values:
        yield from (str(text) for text in (value if isinstance(value, list) else [value]) if text)


def _add(names: dict[str, list[int]], key: str, pk: int) -> None:
    if key and pk not in (pks := names.setdefault(key, [])):
        pks.append(pk)


def _address(text: str) -> str:
    """A text as an address, also without its scheme."""
    return canonical_address(text if "://" in text else f"https://{text}")
