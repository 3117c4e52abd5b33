"""The records that news is about, by the names that they have now.

A former name may have been taken out of a record for a reason, and so may a record itself: neither
is repeated, whatever the row of the change log says.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from hub.records.models import Change, FormerSlug
from hub.records.registry import record_types


class NewsSubject(NamedTuple):
    """``url``: a path; empty where there is nothing to lead to, as in the news that it went.

    ``language``: of its name (BCP 47); empty where that is a text of the page.
    """

    name: str
    url: str = ""
    language: str = ""


def read_subjects(changes: Iterable[Change]) -> dict[int, NewsSubject]:
    """By the key of a change its record as everybody may see it; nothing for one that is gone.

    A record that was joined with another goes by that. One query for each kind of record, and two
    more where records were joined.
    """
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        if change.kind in record_types:
            by_kind.setdefault(change.kind, []).append(change)
    subjects: dict[int, NewsSubject] = {}
    for kind, of_kind in by_kind.items():
        visible = _visible(kind, {change.record_id for change in of_kind})
        merged = {
            change.slug
            for change in of_kind
            if change.what == Change.What.MERGED and change.record_id not in visible
        }
        successors = _successors(kind, merged) if merged else {}
        for change in of_kind:
            record = visible.get(change.record_id) or successors.get(change.slug)
            if record is not None:
                left = change.what == Change.What.WITHDRAWN
                url = "" if left else record.get_absolute_url()
                subjects[change.pk] = NewsSubject(str(record), url, record.language)
    return subjects


def subject_of_what_is_gone(change: Change) -> NewsSubject:
    """A record that readers no longer see has no name in news, only its kind."""
    if change.kind not in record_types:
        return NewsSubject(_("A record that was removed from this site"))
    kind = str(record_types[change.kind].model._meta.verbose_name)
    return NewsSubject(_("A record that was removed from this site (%(kind)s)") % {"kind": kind})


def _visible(kind: str, keys: Iterable[int]) -> dict[int, Any]:
    records = record_types[kind].model._default_manager.published()
    visible: dict[int, Any] = records.in_bulk(list(keys))
    return visible


def _successors(kind: str, slugs: Iterable[str]) -> dict[str, Any]:
    """By the address of a record that was joined with another that other one."""
    former = FormerSlug.objects.filter(kind=kind, slug__in=list(slugs))
    keys = dict(former.values_list("slug", "record_id"))
    visible = _visible(kind, keys.values())
    return {slug: visible[key] for slug, key in keys.items() if key in visible}
