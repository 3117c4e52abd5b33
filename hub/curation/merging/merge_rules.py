"""What a merge does beside the rule for all: names of bodies and tools, requests to report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from catalogue.models import OrganisationName
from catalogue.models.organisation import matching_key
from events.recommendations.models import Document
from events.reporting.models import ReportRequest
from events.reporting.report_requests import revoke_link
from hub.curation.merging.fact_choices import RecordPair
from hub.curation.merging.row_journal import RowJournal
from hub.records.database_clock import now_in_database
from hub.records.models import Ledger

# Former names


def keep_former_names(journal: RowJournal, pair: RecordPair) -> None:
    """What either was called goes on being a name of the one that stays.

    Not where fewer people may read the one that goes.
    """
    if pair.model.kind not in NAMES:
        return
    records: Any = pair.model._default_manager
    name = records.values_list("name", flat=True).get(pk=pair.stays.pk)
    former = [pair.stays] if pair.is_narrower else [pair.stays, pair.goes]
    names = {one.facts["name"]: one.facts["text_language"] for one in former}
    names.pop(name, None)
    if names:
        NAMES[pair.model.kind](journal, pair, name, names)


def _keep_names_of_body(
    journal: RowJournal, pair: RecordPair, name: str, names: Mapping[str, str]
) -> None:
    """Unless an organisation is found by the same letters."""
    for text, language in names.items():
        key = matching_key(text)
        is_taken = OrganisationName.objects.filter(key=key).exists()
        if key and key != matching_key(name) and not is_taken:
            journal.make(
                OrganisationName, organisation_id=pair.stays.pk, text=text, key=key,
                language=language,
            )  # fmt: skip


def _keep_names_of_tool(
    journal: RowJournal, pair: RecordPair, name: str, names: Mapping[str, str]
) -> None:
    records: Any = pair.model._default_manager
    others = list(records.values_list("other_names", flat=True).get(pk=pair.stays.pk))
    known = {one.casefold() for one in [name, *others]}
    new = [text for text in names if text.casefold() not in known]
    if new:
        journal.update(pair.model, [pair.stays.pk], other_names=[*others, *new])


NAMES: Mapping[str, Callable[[RowJournal, RecordPair, str, Mapping[str, str]], None]] = {
    "organisation": _keep_names_of_body,
    "tool": _keep_names_of_tool,
}

# Requests to report


def settle_requests(journal: RowJournal, ledger: Ledger, pair: RecordPair) -> None:
    """Move all requests. Of two that stand in one round the one with the smaller claim ends."""
    rows = ReportRequest.objects.filter(organisation_id=pair.goes.pk)
    standing = ReportRequest.objects.standing()
    others = {request.round_id: request for request in standing.filter(
        organisation_id=pair.stays.pk)}  # fmt: skip
    for request in rows.filter(withdrawn_at=None):
        other = others.get(request.round_id)
        if other is not None:
            ends = min(request, other, key=_claim_to_stand)
            revoke_link(ends)
            journal.update(ReportRequest, [ends.pk], withdrawn_at=now_in_database())
    ledger.stamp(Document, rows.values_list("round__document", flat=True))
    journal.update(ReportRequest, rows.values_list("pk", flat=True), organisation_id=pair.stays.pk)


def _claim_to_stand(request: ReportRequest) -> tuple[bool, bool, bool, bool]:
    """Higher where answers wait to be read, then where some are in, then where it was asked."""
    is_in = request.sent_in_at is not None
    return is_in and not request.settled_at, is_in, bool(request.asked_at), bool(request.address)


SETTLERS: Mapping[str, Callable[[RowJournal, Ledger, RecordPair], Any]] = {
    "reporting.ReportRequest": settle_requests,
}
