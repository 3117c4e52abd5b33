"""Personal data in the texts of a row, which a curator must look at before they are written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hub.imports.record_types import RecordImporter
from hub.records.models.ledger import Facts
from hub.records.text_cleaning import personal_data

PERSONAL = "personal"


def find_personal_data(
    importer: RecordImporter, facts: Facts, stored: Facts
) -> list[tuple[str, str, str]]:
    """(fact, match, sentence) for the texts that would be written and are not stored yet."""
    findings = []
    for name in sorted(importer.texts_of_people & facts.keys()):
        text = _prose(importer.texts_of(name, facts[name]))
        if not text:
            continue
        stored_text = _prose(importer.texts_of(name, stored.get(name)))
        for finding in personal_data(text):
            if finding.value not in stored_text:
                findings.append((name, finding.value, _sentence(finding.kind)))
    return findings


def _prose(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_prose(item) for item in value)
    return ""


def _sentence(kind: str) -> str:
    sentences = {
        "email": _("This looks like an e-mail address of a person. Allow it, or leave it out."),
        "phone": _("This looks like a telephone number. Allow it, or leave it out."),
        "messenger": _(
            "This looks like a link to an account of a person in a messenger. Allow it, or leave"
            " it out."
        ),
        "document": _(
            "This looks like the number of a passport or identity card. Allow it, or leave it out."
        ),
        "coordinates": _("These look like coordinates of a place. Allow them, or leave them out."),
    }
    return sentences.get(kind, _("This looks like personal data. Allow it, or leave it out."))
