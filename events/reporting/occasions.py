"""On which days a focal point is written to: pure, so that every run of a task decides alike."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from events.reporting.models import Occasion

OVERDUE_AFTER = datetime.timedelta(days=7)


class WrittenMail(NamedTuple):
    """A mail that was written on ``day``. ``due``: the day that a reminder was about."""

    occasion: str
    day: datetime.date
    due: datetime.date | None = None


@dataclass(frozen=True)
class Schedule:
    """The days of a request, and what ends its reminders."""

    opens: datetime.date | None
    due: datetime.date | None
    closes: datetime.date | None
    is_answered: bool = False
    refuses_reminders: bool = False

    def occasion(
        self,
        today: datetime.date,
        written: Collection[WrittenMail],
        days_before: datetime.timedelta,
    ) -> Occasion | None:
        """The mail that is due on this day, if any: one a day at most, and each occasion once.

        ``written``: the mails that it had under its link. A new link is always mailed; where the
        day was moved the new one is reminded of as the old one was. Of occasions that were missed,
        while nothing ran, only what is true today is told.
        """
        if (self.opens and today < self.opens) or (self.closes and today > self.closes):
            return None
        if not any(mail.occasion == Occasion.ASKED for mail in written):
            return Occasion.ASKED
        if self.is_answered or self.refuses_reminders or today <= max(m.day for m in written):
            return None
        reminder = self._reminder(today, days_before)
        of_this_day = {mail.occasion for mail in written if mail.due == self.due}
        return reminder if reminder not in of_this_day else None

    def _reminder(self, today: datetime.date, days_before: datetime.timedelta) -> Occasion | None:
        if self.due is None:
            return None
        if today < self.due:
            return Occasion.BEFORE if days_before and today >= self.due - days_before else None
        if today == self.due:
            return Occasion.DUE
        overdue = self.due + OVERDUE_AFTER
        if self.closes:
            overdue = min(overdue, self.closes)
        return Occasion.OVERDUE if today >= overdue else None
