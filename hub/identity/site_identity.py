"""Who the site is: its name, mark, colours, operator, texts and menu, as pages and mails show them.

What the newest published version leaves empty is that of the settings, or built in. The version has
a number among those that a request reads anyway (``SearchState``), so that a process asks for the
row only when it changed; a site that never published one is never asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from hub.identity.identity import BUILT_IN, Identity, LastKnown
from hub.identity.models import IdentityVersion
from hub.records.database_outage import database_breaker
from hub.records.models import SearchState
from hub.records.models.search_state import Version
from hub.records.seq_cache import SeqCache, on_clear_caches

KIND = "identity"  # among the numbers of kinds
_shown: ContextVar[Identity | None] = ContextVar("identity", default=None)


def identity_version() -> Version:
    """Of the newest published identity, among the numbers of the request."""
    numbers = SearchState.numbers()
    return Version(numbers.epoch, numbers.kinds.get(KIND, 0))


_published: SeqCache[Identity] = SeqCache(identity_version, of_records=False)


def _forget_last_known() -> None:
    LastKnown.identity = BUILT_IN


on_clear_caches(_forget_last_known)


def current_identity() -> Identity:
    """Of this request or mail. Where the database does not answer, what was known last."""
    shown = _shown.get()
    if shown is not None:
        return shown
    if not (SearchState.is_held() or database_breaker.is_closed):
        return LastKnown.identity
    try:
        return _read()
    except Exception:  # noqa: BLE001 - pages of errors are made whatever the trouble is
        SearchState.used(-1, KIND)  # a page that is made now is not to be kept
        return LastKnown.identity


def site_name() -> str:
    """The name in the active language."""
    return str(current_identity().name)


@contextmanager
def identity_shown(identity: Identity) -> Iterator[None]:
    """Within, the site is this one: for looking at it before it is published."""
    token = _shown.set(identity)
    try:
        yield
    finally:
        _shown.reset(token)


def newest_identity() -> Identity:
    """As the database has it now, asked for: for whoever changes it."""
    version = IdentityVersion.objects.newest_first().first()
    return Identity(version.number, version.values) if version else BUILT_IN


def _read() -> Identity:
    version = identity_version()  # before the row: a later one is seen by the next call
    identity = _published.get_version(KIND, version, newest_identity) if version.seq else BUILT_IN
    LastKnown.identity = identity
    return identity
