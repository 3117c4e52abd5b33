"""Many focal points at once: lines such as ``KE; name@example.org`` become requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import known_records
from events.recommendations.models import ReportingRound
from events.recommendations.models.addressed import AddresseeKey
from events.recommendations.models.addressee import COUNTRY
from events.reporting.models import ReportRequest
from events.reporting.report_requests import addressed_keys, set_address
from hub.vocabulary.term_cache import term_cache

SEPARATOR = re.compile(r"[;\t]")
MAX_LINES = 500


def read_lines(text: str, round_: ReportingRound, language: str) -> list[ReportRequest]:
    """A request for each line, none of them saved.

    Raises ValidationError with a sentence for each line that is none.
    """
    lines = [(place, line) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MAX_LINES:
        raise ValidationError(_("Paste %(most)d lines at most.") % {"most": MAX_LINES})
    reader = _LineReader(round_, language)
    requests, problems = [], []
    for place, line in lines:
        try:
            requests.append(reader.read(place, line))
        except ValidationError as problem:
            words = {"line": place, "problem": " ".join(problem.messages)}
            problems.append(_("Line %(line)d: %(problem)s") % words)
    if problems:
        raise ValidationError(problems)
    return requests


def save_all(requests: list[ReportRequest]) -> None:
    """In a transaction of the caller's. Raises IntegrityError where one was entered meanwhile."""
    for request in requests:
        request.save(force_insert=True)


class _LineReader:
    """Knows who is asked already, also on lines before."""

    def __init__(self, round_: ReportingRound, language: str) -> None:
        self.round, self.language = round_, language
        self.addressed = addressed_keys(round_.document)
        standing = ReportRequest.objects.standing().filter(round=round_)
        self.asked: dict[AddresseeKey, int] = {request.key: 0 for request in standing}
        self.keys = _keys_by_name()

    def read(self, place: int, line: str) -> ReportRequest:
        name, _separator, address = (part.strip() for part in _split(line))
        if not name or not address:
            raise ValidationError(
                _("Write a country or an organisation, a semicolon and an e-mail address.")
            )
        key = self.keys.get(matching_key(name))
        if key is None:
            raise ValidationError(
                _("There is no country or organisation “%(name)s” here.") % {"name": name[:80]}
            )
        self._check(key, place, name)
        request = ReportRequest(
            round=self.round,
            country_id=key.country,
            organisation_id=key.organisation,
            language=self.language,
        )
        set_address(request, address)
        self.asked[key] = place
        return request

    def _check(self, key: AddresseeKey, place: int, name: str) -> None:
        before = self.asked.get(key)
        if before:
            raise ValidationError(
                _("“%(name)s” stands on line %(line)d already.") % {"name": name, "line": before}
            )
        if before == 0:
            raise ValidationError(_("“%(name)s” is asked in this round already.") % {"name": name})
        if not any(addressed.includes(key) for addressed in self.addressed):
            raise ValidationError(
                _("No action of the document addresses “%(name)s”.") % {"name": name}
            )


def _split(line: str) -> tuple[str, str, str]:
    match = SEPARATOR.search(line)
    if match is None:  # a comma stands in names as well: the last one is meant
        name, comma, address = line.rpartition(",")
        return name, comma, address
    return line[: match.start()], match[0], line[match.end() :]


def _keys_by_name() -> Mapping[str, AddresseeKey]:
    """By folded name: codes and names of countries before organisations."""
    keys: dict[str, Any] = {
        name: AddresseeKey(organisation=pk) for name, pk in known_records().organisations.items()
    }
    for term in term_cache().schemes[COUNTRY].terms:
        names = (term.plain_label, *term.labels.values(), *(text for _code, text in term.others))
        for name in names:
            keys[matching_key(name)] = AddresseeKey(country=term.pk)
    for term in term_cache().schemes[COUNTRY].terms:
        keys[matching_key(term.slug)] = AddresseeKey(country=term.pk)
    return keys
