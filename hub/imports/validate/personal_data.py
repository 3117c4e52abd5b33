"""Personal data of third parties in free text: held back until a curator decides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hub.imports.record_types import RecordImporter
from hub.records.models.ledger import Facts
from hub.records.text_cleaning import clean_text, personal_data

CODE = "personal"


def cleaned(value: Any) -> Any:
    """A value of a row with its texts sanitised; lists and objects are gone through."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {name: cleaned(one) for name, one in value.items()}
    return value


def personal(kind: RecordImporter, facts: Facts, stored: Facts) -> list[tuple[str, str, str]]:
    """(fact, what was found, sentence) in the texts that would be written and are not there yet."""
    found = []
    for name in sorted(kind.prose & facts.keys()):
        text = _prose(facts[name])
        if not text:
            continue
        there = _prose(stored.get(name))
        for one in personal_data(text):
            if one.value not in there:
                found.append((name, one.value, _sentence(one.kind)))
    return found


def _prose(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_prose(one) for one in value)
    return ""


def _sentence(kind: str) -> str:
    sentences = {
        "email": _("This looks like an e-mail address of a person. Allow it, or leave it out."),
        "phone": _("This looks like a telephone number. Allow it, or leave it out."),
        "coordinates": _("These look like coordinates of a place. Allow them, or leave them out."),
    }
    return sentences.get(kind, _("This looks like personal data. Allow it, or leave it out."))
