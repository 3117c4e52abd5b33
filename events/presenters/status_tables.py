"""The follow-up of a whole document: actions by status, and actions by addressee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from events.presenters.follow_up import (
    TABLE,
    AddresseeNames,
    NoSuchPageError,
    NotAddressedError,
    look,
    nothing_recorded,
    round_sentence,
    status_label,
    status_label_in,
)
from events.presenters.follow_up_choices import Choices, filter_choices
from events.presenters.follow_up_filter import FollowUpFilter
from events.recommendations.distribution import in_order
from events.recommendations.follow_up_log import DocumentLog, LoggedAction
from events.recommendations.models import ReportingRound
from events.recommendations.models.addressed import AddresseeKey
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.lists.presenter import page_links
from hub.lists.view_models import PageLinks
from hub.web.localization import localize_number
from hub.web.paths import record_path
from hub.web.view_models import Link

PER_PAGE = 25  # addressees
LONGEST_HINT = 200  # characters of an action's text beside its number


@dataclass(frozen=True, slots=True)
class StatusHeading:
    """A status with its look; ``count`` is that of all cells below it."""

    label: str
    look: str
    count: int


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action; a cell is a number with its look and the list behind it, or words without one,
    which are empty for nobody.

    The ``note`` of a number says whom it leaves out.
    """

    link: Link
    depth: int
    cells: tuple[tuple[str, Link] | str, ...]


@dataclass(frozen=True, slots=True)
class StatusTable:
    """Actions by status: how many of the addressees of each have which."""

    statuses: tuple[StatusHeading, ...]
    rows: tuple[ActionRow, ...]


def status_table(log: DocumentLog) -> StatusTable | None:
    """None while nothing is recorded of any action."""
    if not log.entry_count:
        return None
    totals = _totals(log.actions)
    return StatusTable(
        tuple(
            StatusHeading(status_label(slug), look(slug), number) for slug, number in totals.items()
        ),
        tuple(
            ActionRow(
                _action_link(action), action.depth, tuple(_cell(action, slug) for slug in totals)
            )
            for action in log.actions
        ),
    )


def _totals(actions: Sequence[LoggedAction]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for action in actions:
        totals.update(action.log.distribution.counts)
    return in_order(totals)


def _action_link(action: LoggedAction) -> Link:
    return Link(
        action.ref,
        record_path("recommendation", action.ref),
        note=shorten(action.text, LONGEST_HINT, placeholder=" …"),
        language=action.language,
    )


def _cell(action: LoggedAction, status: str) -> tuple[str, Link] | str:
    """How many have a status. Of those whom nobody can count nobody knows how many wait."""
    number = action.log.distribution.counts.get(status)
    addressed = action.log.addressed
    is_unknown = status == NOT_ASSESSED and (addressed.open_kinds or not addressed.known)
    if not number:
        return _("Not counted") if is_unknown else ""
    url = FollowUpFilter(status=status).url(record_path("recommendation", action.ref))
    note = _("others not counted") if is_unknown else ""
    return look(status), Link(localize_number(number), url + TABLE, note=note)


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """An addressee, and its cells as HTML: there are a thousand on a page."""

    link: Link
    cells: Markup


@dataclass(frozen=True, slots=True)
class AddresseeMatrix:
    """Addressees by action: who has which status."""

    columns: tuple[Link, ...]
    rows: tuple[MatrixLine, ...]
    key: tuple[StatusHeading, ...]
    sentence: str
    round: str
    pages: PageLinks
    filters: tuple[Choices, ...]
    clear: str


def addressee_matrix(
    log: DocumentLog, chosen: FollowUpFilter, *, name: str, base: str
) -> AddresseeMatrix:
    """``log``: of the document, of one round where one is chosen. ``name``: the document's title;
    ``base``: the path of the page.

    Raises NotAddressedError and NoSuchPageError.
    """
    names = _names(log, chosen)
    if chosen.key and not any(status_of(action, chosen.key) for action in log.actions):
        raise NotAddressedError(name, base, chosen)
    keys = [
        key
        for key in ({chosen.key} if chosen.key else log.addressees)
        if not chosen.status or _has(log, key, chosen.status)
    ]
    ordered = sorted(
        keys, key=lambda key: (key not in log.recorded, names.label(key).casefold(), key.order)
    )
    last = max(-(-len(ordered) // PER_PAGE), 1)
    if chosen.page > last:
        raise NoSuchPageError(last)
    on_page = ordered[(chosen.page - 1) * PER_PAGE : chosen.page * PER_PAGE]
    totals = _cell_totals(log)
    cells = _CellMaker(log.actions, names, chosen.round)
    return AddresseeMatrix(
        columns=tuple(map(_action_link, log.actions)),
        rows=tuple(MatrixLine(names.link(key), cells.of(key)) for key in on_page),
        key=tuple(
            StatusHeading(status_label_in(slug, chosen.round), look(slug), number)
            for slug, number in totals.items()
        ),
        sentence=_sentence(log, chosen, len(ordered)),
        round=round_sentence(chosen.round),
        pages=page_links(chosen.page, last, lambda page: chosen.changed(page=page).url(base)),
        filters=filter_choices(chosen, log.addressees, names, totals, log.rounds),
        clear="" if chosen.is_empty else chosen.cleared.url(base),
    )


def _names(log: DocumentLog, chosen: FollowUpFilter) -> AddresseeNames:
    """Of all who stand in the matrix, and of an organisation that is asked for."""
    body = chosen.organisation
    asked = {body.pk: (body.name, body.slug)} if body else {}
    return AddresseeNames({**log.organisations, **asked})


def _cell_totals(log: DocumentLog) -> dict[str, int]:
    """How many cells of the whole matrix have each status."""
    statuses = (status_of(action, key) for action in log.actions for key in log.addressees)
    return in_order(Counter(filter(None, statuses)))


def _has(log: DocumentLog, key: AddresseeKey, status: str) -> bool:
    return any(status_of(action, key) == status for action in log.actions)


def status_of(action: LoggedAction, key: AddresseeKey) -> str:
    """The slug of its status; empty for whom the action, as its text says, does not address."""
    entry = action.log.standing.get(key)
    if entry is not None:
        return entry.status
    return NOT_ASSESSED if action.log.addressed.includes(key) else ""


def _sentence(log: DocumentLog, chosen: FollowUpFilter, number: int) -> str:
    if not log.addressees and not chosen.key:
        return _("No addressee of it can be named, and nothing is recorded.")
    if not number:
        return _("No addressee has this status.")
    if chosen.key:
        return ""
    recorded, words = len(log.recorded), {"total": localize_number(len(log.addressees))}
    if not recorded:
        return nothing_recorded(chosen.round)
    words["recorded"] = localize_number(recorded)
    if recorded == len(log.addressees):
        if chosen.round:
            return _("Every addressee has an entry in this round.")
        return _("Every addressee has a follow-up on record.")
    if chosen.round:
        sentence = ngettext(
            "%(recorded)s of %(total)s addressees has an entry in this round and stands first.",
            "%(recorded)s of %(total)s addressees have an entry in this round and stand first.",
            recorded,
        )
    else:
        sentence = ngettext(
            "%(recorded)s of %(total)s addressees has a follow-up on record and stands first.",
            "%(recorded)s of %(total)s addressees have a follow-up on record and stand first.",
            recorded,
        )
    return sentence % words


class _CellMaker:
    """Writes the cells of a row. What repeats is escaped once."""

    def __init__(
        self,
        actions: Sequence[LoggedAction],
        names: AddresseeNames,
        reporting_round: ReportingRound | None,
    ) -> None:
        self.names, self.round = names, reporting_round
        self.actions = [
            (action, str(escape(record_path("recommendation", action.ref)))) for action in actions
        ]
        self.labels: dict[str, tuple[str, str]] = {}
        self.nothing = f'<td class="s-nobody">{escape(_("Not addressed"))}</td>'

    def of(self, key: AddresseeKey) -> Markup:
        choice = self.names.choice(key)
        query = f"?{escape(urlencode([choice]))}{TABLE}" if choice else TABLE
        cells = []
        for action, url in self.actions:
            status = status_of(action, key)
            if not status:
                cells.append(self.nothing)
                continue
            name, label = self._label(status)
            cells.append(
                f'<td class="{name}"><a href="{url}{query}" title="{label}">{label}</a></td>'
            )
        return Markup("".join(cells))  # noqa: S704  # nosec

    def _label(self, status: str) -> tuple[str, str]:
        if status not in self.labels:
            self.labels[status] = look(status), str(escape(status_label_in(status, self.round)))
        return self.labels[status]
