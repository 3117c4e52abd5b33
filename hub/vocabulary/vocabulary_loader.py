"""The schemes, terms and labels that ship with the project, read and written scheme by scheme.

What a curator has made of a term since stays as it is: only missing terms and labels are added.
"""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from hub.records.models import SearchState
from hub.vocabulary.models import Scheme, Term, TermLabel

FOLDER = Path(__file__).parent / "data"
Row = dict[str, Any]


def read_schemes() -> list[Row]:
    """The 23 schemes of the data file and a 24th of countries, each with its terms."""
    schemes: list[Row] = json.loads((FOLDER / "vocabularies.json").read_text(encoding="utf-8"))
    return [*schemes, _country_scheme()]


def read_labels() -> list[Row]:
    """One row for each term that has labels: its scheme, its slug and the labels."""
    rows: list[Row] = json.loads((FOLDER / "alternative_labels.json").read_text(encoding="utf-8"))
    by_term: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_term.setdefault((row["scheme"], row["slug"]), []).append(row)
    return [
        {"scheme": scheme, "slug": slug, "labels": labels}
        for (scheme, slug), labels in by_term.items()
    ]


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
        existing = set(scheme.terms.values_list("slug", flat=True))
        missing = [
            (place, term)
            for place, term in enumerate(row["terms"], 1)
            if term["slug"] not in existing
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
    rows = Term.objects.values_list("scheme__slug", "slug", "pk")
    pks = {(scheme_slug, slug): pk for scheme_slug, slug, pk in rows}
    linked = []
    for term in terms:
        if term.get("broader"):
            above = (term.get("broader_scheme", scheme.slug), term["broader"])
            linked.append(Term(pk=pks[scheme.slug, term["slug"]], broader_id=pks[above]))
    Term.objects.bulk_update(linked, ["broader"])


def write_labels(row: Row) -> int:
    """Add the labels that the term lacks. Returns how many. Raises Term.DoesNotExist."""
    with transaction.atomic():
        term = Term.objects.get(scheme__slug=row["scheme"], slug=row["slug"])
        existing = set(term.labels.values_list("language", "text"))
        preferred = set(
            term.labels.filter(kind=TermLabel.Kind.PREFERRED).values_list("language", flat=True)
        )
        missing = [
            TermLabel(
                term=term,
                language=label["language"],
                text=label["label"],
                kind=label["kind"],
                origin=label["origin"],
            )
            for label in row["labels"]
            if (label["language"], label["label"]) not in existing
            and not (label["kind"] == TermLabel.Kind.PREFERRED and label["language"] in preferred)
        ]
        TermLabel.objects.bulk_create(missing)
        if missing:
            term.touch_records()
        return len(missing)
