"""What may tell of a person or lead to one, in what a reader is about to send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.models.location_privacy import no_whereabouts
from hub.records.text_cleaning import personal_data

WORDS = "words"  # the place of a finding outside the facts
# What is found, as a part of a sentence.
FINDINGS = {
    "email": _("an e-mail address"),
    "messenger": _("an account of a messenger"),
    "phone": _("a telephone number"),
    "coordinates": _("coordinates"),
    "document": _("the number of an identity document"),
    "whereabouts": _("what reads like the address of a place"),
}


@dataclass(frozen=True)
class Finding:
    """``what``: a name of ``FINDINGS``; ``place``: the name of a field, or ``WORDS``."""

    what: str
    place: str

    @property
    def label(self) -> str:
        return str(FINDINGS[self.what])


def find_in_texts(texts: Iterable[tuple[str, str]]) -> list[Finding]:
    """Each kind of finding once for each place. ``texts``: pairs of place and text."""
    found: dict[Finding, None] = {}
    for place, text in texts:
        kinds = [match.kind for match in personal_data(text)]
        if not kinds and _leads_somewhere(text):
            kinds = ["whereabouts"]
        found |= dict.fromkeys(Finding(kind, place) for kind in kinds)
    return list(found)


def _leads_somewhere(text: str) -> bool:
    try:
        no_whereabouts(text)
    except ValidationError:
        return True
    return False
