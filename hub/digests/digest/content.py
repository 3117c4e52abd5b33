"""What a digest says, in the words of its reader; HTML and text are laid out from the same."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.digests import change_set_token
from hub.digests.digest.lines import DigestLine, digest_lines, line_heads
from hub.digests.digest.reasons import ItemRow, match_sentences, reasons_of
from hub.digests.matching.filters import title_of_now
from hub.digests.models import MailItem, News, Subscriber, Subscription
from hub.digests.periods import zone_of
from hub.identity.site_identity import site_name
from hub.outbox.models import Mail
from hub.web.responses import absolute

# So many mails are read ahead for what they tell: most of it is the same.
MAILS_AHEAD = 200


class SubscriptionRow(NamedTuple):
    """Of a subscription what a mail says of it."""

    pk: int
    kind: str
    title: str
    query: str


class OwnRows(NamedTuple):
    """What one mail tells, in its order, and what its reader follows."""

    items: Sequence[ItemRow]
    followed: Sequence[SubscriptionRow]


@dataclass(frozen=True, slots=True)
class DigestSection:
    """Lines of one kind of news, under its name. ``folded``: those of nothing but dates."""

    title: str
    safety: bool
    lines: tuple[DigestLine, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class DigestRemainder:
    """What did not fit: a sentence with its number, and the page with exactly those."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a mail says. ``first`` and ``last`` are ISO dates by the reader's calendar.

    ``why``: the filter, where all lines came by the same.
    """

    total: int
    safety: int
    first: str
    last: str
    lines: tuple[DigestLine, ...]
    manage: str
    leave: str
    zone: datetime.tzinfo
    why: str = ""

    def sections(self, shown: int, whole: int) -> tuple[DigestSection, ...]:
        """The first lines by kind of news; those of safety are never left out.

        ``whole``: how many of those say what changed.
        """
        shortened = [line for line in self.lines[whole:] if line.safety]
        brief = line_heads(shortened, self.zone, brief=True) if shortened else {}
        groups: dict[tuple[News, bool, bool], list[DigestLine]] = {}
        for place, line in enumerate(self.lines):
            if line.safety or place < shown:
                group = News.SAFETY if line.safety else line.group
                if line.safety and place >= whole:
                    line = replace(line, head=brief[line.change])
                # Dull lines make one section, whatever their kind.
                group = News.CHANGED if line.dull else group
                groups.setdefault((group, line.safety, line.dull), []).append(line)
        dull_title = _("Checked again, nothing else changed")
        return tuple(
            DigestSection(dull_title if dull else str(group.label), safety, tuple(lines), dull)
            for (group, safety, dull), lines in groups.items()
        )

    def rest(self, shown: int) -> tuple[DigestRemainder, ...]:
        """What the first lines leave out."""
        left = [line.change for line in self.lines[shown:] if not line.safety]
        remainders = []
        for code in change_set_token.encode(left):
            number = len(change_set_token.decode(code))
            label = ngettext(
                "%(number)d more change did not fit here: read it on the site",
                "%(number)d more changes did not fit here: read them on the site",
                number,
            ) % {"number": number}
            url = absolute(f"{reverse('changes')}?these={code}")
            remainders.append(DigestRemainder(label, url))
        return tuple(remainders)


def build_digest(mail: Mail, subscriber: Subscriber, *, manage: str, leave: str) -> Digest:
    """What this mail says in the language that is in force, within ``SearchState.held``.

    Changes that are told no longer, because their record was hidden since, are left out.
    """
    zone = zone_of(subscriber.time_zone)
    lines, why = _lines(mail, zone)
    begin, end = mail.period_start, mail.period_end
    days = [instant.astimezone(zone).date().isoformat() for instant in (begin, end) if instant]
    return Digest(
        total=len(lines),
        safety=sum(line.safety for line in lines),
        first=days[0],
        last=days[-1],
        lines=tuple(lines),
        manage=manage,
        leave=leave,
        zone=zone,
        why=why,
    )


def own_rows(mails: Collection[Mail]) -> dict[int, OwnRows]:
    """By the key of each mail what it alone needs: two queries for any number of mails.

    Rows and not objects: a mail has some fifty of them.
    """
    items = MailItem.objects.filter(mail__in=mails).order_by("mail", "position")
    items_of: dict[int, list[ItemRow]] = {}
    for mail_id, *row in items.values_list("mail_id", *ItemRow._fields):
        items_of.setdefault(mail_id, []).append(ItemRow(*row))
    readers = {mail.subscriber_id for mail in mails}
    subscriptions = Subscription.objects.filter(subscriber__in=readers).order_by()
    followed: dict[int, list[SubscriptionRow]] = {}
    for subscriber_id, *row in subscriptions.values_list("subscriber_id", *SubscriptionRow._fields):
        followed.setdefault(subscriber_id, []).append(SubscriptionRow(*row))
    return {
        mail.pk: OwnRows(items_of.get(mail.pk, []), followed.get(mail.subscriber_id or 0, []))
        for mail in mails
    }


def _lines(mail: Mail, zone: datetime.tzinfo) -> tuple[list[DigestLine], str]:
    """The lines of a mail, dull ones last, and the filter where all came by the same."""
    own = mail.ahead or own_rows([mail])[mail.pk]
    ahead = partial(_changes_ahead, mail)
    lines_by_change = digest_lines([item.change_id for item in own.items], ahead)
    items = [item for item in own.items if item.change_id in lines_by_change]
    followed = {
        key: (title_of_now(kind, query, title), query) for key, kind, title, query in own.followed
    }
    reasons = reasons_of(items, followed)
    told_once = len(set(reasons.values())) == 1
    matched = match_sentences(items, followed, ahead)
    heads = line_heads(lines_by_change.values(), zone)
    lines = [
        lines_by_change[item.change_id].in_mail(
            head=heads[item.change_id],
            why="" if told_once else reasons[item.change_id],
            matched=matched.get(item.change_id, ""),
            safety=item.safety,
        )
        for item in items
    ]
    lines.sort(key=attrgetter("dull"))
    return lines, next(iter(reasons.values())) if told_once else ""


def _changes_ahead(mail: Mail) -> Iterable[int]:
    """The changes in the mails that were decided after this one, which are sent after it."""
    following = MailItem.objects.filter(mail__gt=mail.pk, mail__lte=mail.pk + MAILS_AHEAD)
    return following.order_by().values_list("change_id", flat=True).distinct()


def subject(digest: Digest, *, discreet: bool) -> str:
    """No names of records: it is read on locked screens, over shoulders and in lists of mails."""
    if discreet:
        return _("Your updates")
    numbers = {"number": digest.total, "safety": digest.safety, "site": site_name()}
    if digest.safety:
        words = ngettext(
            "%(number)d change, to safety information: %(site)s",
            "%(number)d changes, %(safety)d to safety information: %(site)s",
            digest.total,
        )
    else:
        words = ngettext(
            "%(number)d change: %(site)s", "%(number)d changes: %(site)s", digest.total
        )
    return words % numbers
