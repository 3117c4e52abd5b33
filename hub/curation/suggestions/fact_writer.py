"""Writing facts that people outside stated and a curator accepted, through the ledger."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hub.imports.record_types import RecordImporter
from hub.records.link_tables import MissingLink
from hub.records.models import record_changes
from hub.records.models.ledger import Facts
from hub.records.stored_records import StoredRecord


def write_facts(
    importer: RecordImporter, facts: Facts, stored: StoredRecord | None, *, by: Any, reason: str
) -> int | None:
    """Set these facts of a record, or make it. Returns the number; None where nothing differs.

    Raises ValidationError where the record would contradict itself, with nothing changed.
    """
    change = importer.change(facts, stored)
    after = change.after
    if importer.entries:  # only what is new is judged: the log may be older than a rule
        after = {"slug": after["slug"], importer.entries: facts[importer.entries]}
    if problems := importer.contradictions(after):
        raise ValidationError([sentence for _fact, sentence in problems])
    importer.agree([change])
    try:
        with transaction.atomic():  # what the database refuses must not break the caller's own
            return record_changes(importer.model, [change], by=by, reason=reason)
    except MissingLink as missing:
        name = " ".join(map(str, missing.named))
        raise ValidationError(_("“%(name)s” is not recorded here.") % {"name": name}) from missing
    except IntegrityError as refused:
        raise ValidationError(
            _("The record cannot be like this. Something that it needs may be missing.")
        ) from refused
