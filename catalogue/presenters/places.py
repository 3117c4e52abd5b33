"""Where and when something was used, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from hub.vocabulary.term_cache import CachedTerm
from hub.web.localization import localize_date


def labels(entries: Iterable[CachedTerm]) -> tuple[str, ...]:
    """Labels of terms in the order of their scheme."""
    return tuple(entry.label() for entry in sorted(entries, key=lambda entry: entry.position))


def places(schemes: Mapping[str, Sequence[CachedTerm]]) -> tuple[str, ...]:
    """The names of the countries; where none is recorded, of the regions."""
    return tuple(sorted(labels(schemes.get("country") or schemes.get("region") or ())))


def span(started: str | None, ended: str | None) -> str:
    """From when to when, in words and with the precision of the source; empty where not known."""
    start, end = localize_date(started) if started else "", localize_date(ended) if ended else ""
    if start and end:
        return start if start == end else _("%(start)s to %(end)s") % {"start": start, "end": end}
    if start:
        return _("from %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else ""
