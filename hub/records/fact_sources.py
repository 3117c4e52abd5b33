"""Which sources stand behind which fact of a record, and when they were last compared with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WHOLE_RECORD = ""  # the subject of what a source is cited for, where it is no single fact


class FactSources:
    """What a record's citations say of each of its facts; sources are known by keys of the caller.

    ``checked`` and ``doubted``, by fact: the day on which a source was last seen to say it, and
    that on which it no longer did, where none was seen to say it since. ``stated``: the day of the
    last statement of its maker, which is no check; of a scheme that is shown as several facts by
    scheme and group.
    """

    __slots__ = ("by_statement", "by_subject", "checked", "doubted", "stated")

    def __init__(self) -> None:
        self.by_subject: dict[str, list[int]] = {}
        self.checked: dict[str, str] = {}
        self.doubted: dict[str, str] = {}
        self.stated: dict[str, str] = {}
        self.by_statement: dict[str, list[int]] = {}

    def add_citation(
        self, subject: str, key: int, *, checked_on: str | None, says_so: bool | None
    ) -> None:
        """``checked_on``: an ISO date."""
        says_it = says_so is not False
        keys = self.by_subject.setdefault(subject, [])
        if says_it:
            keys.append(key)
        if checked_on:
            days = self.checked if says_it else self.doubted
            days[subject] = max(checked_on, days.get(subject, ""))

    def add_statement(self, subject: str, key: int, day: str, groups: Sequence[str]) -> None:
        """What its maker said on a day; ``groups``: which facts of a scheme it is about."""
        for name in [f"{subject}/{group}" for group in groups] or [subject]:
            self.stated[name] = max(day, self.stated.get(name, ""))
        self.by_statement.setdefault(subject, []).append(key)

    def settle_doubts(self) -> None:
        """Once all are added: what was seen again since is no longer in doubt."""
        for subject in self.doubted.keys() & self.checked.keys():
            if self.checked[subject] >= self.doubted[subject]:
                del self.doubted[subject]

    @property
    def dated(self) -> bool:
        """Whether any fact was compared, or spoken of by its maker, on a day."""
        return bool(self.checked or self.doubted or self.stated)

    def of(self, subject: str) -> tuple[int, ...]:
        """The sources of a fact; else of a statement, or those of the whole record."""
        if subject in self.doubted:  # what the record as a whole cites does not say it, either
            return tuple(self.by_subject[subject])
        own: Iterable[int] | None = self.by_subject.get(subject) or self.by_statement.get(subject)
        return tuple(own or self.by_subject.get(WHOLE_RECORD) or ())
