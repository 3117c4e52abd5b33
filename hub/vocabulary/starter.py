"""The schemes, terms and labels that ship with the project, read and written scheme by scheme.

What a curator has made of a term since stays as it is: only missing terms and labels are added.
"""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from hub.core.models import SearchState
from hub.vocabulary.models import Scheme, Term, TermLabel

FOLDER = Path(__file__).parent / "data"
Row = dict[str, Any]


def read_schemes() -> list[Row]:
    """The 23 schemes of the data file and a 24th of countries, each with its terms."""
    schemes: list[Row] = json.loads((FOLDER / "vocabularies.json").read_text(encoding="utf-8"))
    return [*schemes, _country_scheme()]


def read_labels() -> list[Row]:
    """Labels of terms in other languages: scheme, slug, language, label, kind, origin."""
    rows: list[Row] = json.loads((FOLDER / "alternative_labels.json").read_text(encoding="utf-8"))
    return rows


def _country_scheme() -> Row:
    table = json.loads((FOLDER / "countries.json").read_text(encoding="utf-8"))
    return {
        "slug": "country",
        "label": "Geography: countries",
        "definition": "Countries and areas of ISO 3166-1, each in its UN M49 region.",
        "multiple": True,
        "standard": "ISO 3166-1 alpha-2; UN M49",
        "applies_to": ["tool", "event", "deployment", "organisation"],
        "terms": [
            {
                "slug": country["alpha2"].lower(),
                "label": country["name"],
                "definition": "",
                "source": "; ".join(table["sources"]),
                "notation": country["alpha2"],
                "broader": country["region"],
                "broader_scheme": "region",
            }
            for country in table["countries"]
        ],
    }


def write_scheme(row: Row, position: int) -> int:
    """Add the scheme and those of its terms that are missing. Returns how many terms were made."""
    with transaction.atomic():
        scheme, _ = Scheme.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "label": row["label"],
                "definition": row["definition"] or "",
                "multiple": row["multiple"],
                "standard": row["standard"],
                "applies_to": row["applies_to"],
                "position": position,
            },
        )
        there = set(scheme.terms.values_list("slug", flat=True))
        missing = [
            (place, term) for place, term in enumerate(row["terms"], 1) if term["slug"] not in there
        ]
        Term.objects.bulk_create(
            Term(
                scheme=scheme,
                slug=term["slug"],
                label=term["label"],
                definition=term["definition"] or "",
                source=term.get("source"),
                notation=term.get("notation"),
                position=place,
            )
            for place, term in missing
        )
        _link_broader(scheme, [term for _, term in missing])
        if missing:
            SearchState.raise_seq(terms=True)
        return len(missing)


def _link_broader(scheme: Scheme, terms: list[Row]) -> None:
    """Second pass, since a broader term may stand behind its narrower ones."""
    pks = {
        (of, slug): pk for of, slug, pk in Term.objects.values_list("scheme__slug", "slug", "pk")
    }
    linked = []
    for term in terms:
        if term.get("broader"):
            above = (term.get("broader_scheme", scheme.slug), term["broader"])
            linked.append(Term(pk=pks[scheme.slug, term["slug"]], broader_id=pks[above]))
    Term.objects.bulk_update(linked, ["broader"])


def write_label(row: Row, position: int) -> int:
    """Add one label unless the term has it. Returns 1 if it was made. Raises Term.DoesNotExist."""
    term = Term.objects.get(scheme__slug=row["scheme"], slug=row["slug"])
    preferred = row["kind"] == TermLabel.Kind.PREFERRED
    if preferred and term.labels.filter(language=row["language"], kind=row["kind"]).exists():
        return 0
    if term.labels.filter(language=row["language"], text=row["label"]).exists():
        return 0
    TermLabel.objects.create(
        term=term,
        language=row["language"],
        text=row["label"],
        kind=row["kind"],
        origin=row["origin"],
    )
    return 1
