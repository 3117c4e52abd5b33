"""Of whom nobody has told anything, in a report: once where it is so throughout, else with each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import TypeVar

from django.utils.translation import gettext as _

from events.presenters.follow_up_log import PrintedLog
from events.recommendations.models.addressed import AddresseeKey
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import localize_number

Item = TypeVar("Item")
MOST_NAMES = 40  # of those who are addressed and of whom nobody has told anything at all


class UnassessedAddressees:
    """The addressees without an entry, by recommendation or sub-action, and those of all of them.

    ``organisations``: names of the public ones by key. Of a report about one addressee each says
    only whether that one is assessed.
    """

    def __init__(self, log: PrintedLog, organisations: Mapping[int, str]) -> None:
        self.log, self.organisations = log, organisations
        self.without_entry = {record.pk: self._silent(record.pk) for record in log.recommendations}
        self.kinds = {
            record.pk: frozenset(
                log.addressed[record.pk].open_kinds if log.scope.key is None else ()
            )
            for record in log.recommendations
        }
        self.counted = [pk for pk in self.without_entry if self._known(pk)]
        self.throughout: frozenset[AddresseeKey] = frozenset()
        if log.scope.key is None:
            self.throughout = _shared([self.without_entry[pk] for pk in self.counted])
        self.kinds_throughout = _shared(list(self.kinds.values()))

    def sentences(self) -> Iterator[str]:
        """What holds of every one, for the first page."""
        if self.throughout:
            words = self._words(self.throughout)
            is_everybody = all(self.throughout == self._known(pk) for pk in self.counted)
            if is_everybody and len(self.throughout) > MOST_NAMES:
                words["names"] = _("all that are addressed")
            if len(self.counted) == len(self.without_entry):
                sentence = _(
                    "Not assessed for any recommendation or action (%(number)s): %(names)s."
                )
            else:
                sentence = _(
                    "Not assessed for any recommendation or action whose addressees are counted "
                    "(%(number)s): %(names)s."
                )
            yield sentence % words
        if self.kinds_throughout:
            yield _("Each also addresses, counted by nobody: %(kinds)s.") % {
                "kinds": _kind_labels(self.kinds_throughout)
            }

    def sentences_of(self, pk: int) -> Iterator[str]:
        """What holds of one beyond that."""
        silent = self.without_entry[pk]
        rest = silent - self.throughout
        if rest:
            yield self._sentence(pk, silent, rest)
        if kinds := self.kinds[pk] - self.kinds_throughout:
            sentence = _("Also addressed, and counted by nobody: %(kinds)s.")
            yield sentence % {"kinds": _kind_labels(kinds)}

    def _sentence(
        self, pk: int, silent: frozenset[AddresseeKey], rest: frozenset[AddresseeKey]
    ) -> str:
        if self.log.scope.key is not None:
            return _("Not assessed.")
        if silent == self._known(pk) and len(rest) > MOST_NAMES:
            return _("Not assessed: all %(number)s that are addressed.") % self._words(silent)
        if self.throughout:
            return _("Also not assessed (%(number)s): %(names)s.") % self._words(rest)
        return _("Not assessed (%(number)s): %(names)s.") % self._words(rest)

    def _known(self, pk: int) -> frozenset[AddresseeKey]:
        key = self.log.scope.key
        return self.log.addressed[pk].known if key is None else frozenset((key,))

    def _silent(self, pk: int) -> frozenset[AddresseeKey]:
        return self._known(pk) - {entry.key for entry in self.log.follow_ups.get(pk, ())}

    def _words(self, keys: Iterable[AddresseeKey]) -> dict[str, str]:
        names = sorted(map(self._name, keys), key=str.casefold)
        return {"number": localize_number(len(names)), "names": ", ".join(names)}

    def _name(self, key: AddresseeKey) -> str:
        if key.country is not None:
            return term_cache().by_pk[key.country].label()
        hidden = _("an organisation that is not public")
        return self.organisations.get(key.organisation or 0, hidden)


def _shared(sets: list[frozenset[Item]]) -> frozenset[Item]:
    """What all of several have; of one nothing is shared."""
    return reduce(frozenset.intersection, sets) if len(sets) > 1 else frozenset()


def _kind_labels(kinds: Iterable[str]) -> str:
    return ", ".join(term_cache().label("addressee", kind) for kind in sorted(kinds))
