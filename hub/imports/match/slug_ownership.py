"""Slugs and names that lead to one record only: whose they are, and which are free."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from hub.imports.map import Translation
from hub.imports.match.duplicates import Seen
from hub.imports.record_types import RecordLookup
from hub.imports.validate.existing_records import ExistingRecords
from hub.imports.validate.row_parser import ParsedRow, slug_for
from hub.records.models.ledger import Facts

ALIKE_ENOUGH = 60  # of 100: names less alike than this are names of two things


@dataclass(frozen=True)
class SlugOwnership:
    """Who has what, among the records and the rows before."""

    translation: Translation
    names: RecordLookup
    there: ExistingRecords
    seen: Seen

    @property
    def slug_field(self) -> str:
        return "ref" if "ref" in self.translation.kind.by_name else "slug"

    def record_of(self, row: ParsedRow, pk: int | None) -> int | None:
        """The record that the row stands for; a problem if its slug is somebody else's.

        ``pk``: the record that the source meant by this row's key before.
        """
        slug = row.facts.get("slug")
        if not slug:
            row.facts.pop("slug", None)
            return pk
        owner, former = self.there.by_slug.get(slug), self.there.former.get(slug)
        earlier = self.seen.slugs.get(slug, row.number)
        if earlier < row.number:
            self._taken(row, _("row %(row)d") % {"row": earlier})
        elif owner is not None and pk is not None and owner != pk:
            self._taken(row, self._title(owner))
        elif owner is not None and pk is None and not self._same_thing(row, owner):
            self._taken(row, self._title(owner))
            row.candidates = [{"record_id": owner, "score": 100, "why": "slug"}]
        elif owner is None and former is not None and former != pk:
            sentence = _("“%(slug)s” is a former address of “%(name)s”. Write its slug of today.")
            words = {"slug": slug, "name": self._title(former)}
            row.wrong(self.translation, self.slug_field, sentence % words, "former_slug")
        return pk if pk is not None else owner

    def _taken(self, row: ParsedRow, whose: str) -> None:
        sentence = _("The slug “%(slug)s” already belongs to “%(name)s”. Choose another, or none.")
        words = {"slug": row.facts["slug"], "name": whose}
        row.wrong(self.translation, self.slug_field, sentence % words, "slug_taken")

    def _title(self, pk: int) -> str:
        stored = self.there.stored.get(pk)
        if stored is None:
            return str(pk)
        return str(stored.facts.get("name") or stored.facts.get("text") or stored.slug)[:80]

    def _same_thing(self, row: ParsedRow, pk: int) -> bool:
        """Whether a row that shares only its slug with a record can be about it."""
        kind, stored = self.translation.kind, self.there.stored[pk].facts
        ours, theirs = kind.titles(stored), kind.titles(row.facts)
        if not ours or not theirs or self.slug_field == "ref":
            return True
        keys = [matching_key(one) for one in ours]
        best = max(fuzz.token_sort_ratio(matching_key(one), key) for one in theirs for key in keys)
        addresses = set(kind.addresses(stored)) & set(kind.addresses(row.facts))
        return best >= ALIKE_ENOUGH or bool(addresses)

    def free_slug(self, row: ParsedRow) -> str:
        """A slug for a new row that has none."""
        plain = row.plain_slug
        taken = plain in self.there.by_slug or plain in self.there.former
        if taken or self.seen.slugs.get(plain, row.number) != row.number:
            return slug_for(self.translation.kind, row.facts, row.key, again=True)
        return plain

    def keep_free_names(self, row: ParsedRow, stored: Facts | None = None) -> None:
        """Leave out other names that lead to somebody else already."""
        if not row.facts.get("names"):
            return
        own = {matching_key(one[0]) for one in (stored or {}).get("names", ())}
        row.facts["names"] = [
            one
            for one in row.facts["names"]
            if (key := matching_key(one[0])) in own
            or (
                key not in self.names.known.organisations
                and self.seen.aliases.get(key, row.number) == row.number
            )
        ]
