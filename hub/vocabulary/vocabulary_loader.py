"""The schemes, terms and labels that ship with the project, read and written scheme by scheme.

What a curator has made of a term since stays as it is: missing terms and labels are added, but no
label that a curator deleted or wrote anew, as the admin's log tells. A label or definition that
still is what an earlier release said (``former_labels``, ``former_definitions``) becomes what this
one says; a former label stays as another word for its term.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from hub.records.models import SearchState
from hub.records.models.ledger import touch_dependents
from hub.records.trees import leaves, read_descendants
from hub.vocabulary.country_groups import region_labels
from hub.vocabulary.models import Scheme, Term, TermLabel
from hub.web.localization import VOCABULARY_LANGUAGE

FOLDER = Path(__file__).parent / "data"
RENEWED = ("label", "definition")  # each with its former texts in ``former_labels`` and so on
Row = dict[str, Any]


def read_schemes() -> list[Row]:
    """The schemes of the data file and one of countries, each with its terms."""
    schemes: list[Row] = json.loads((FOLDER / "vocabularies.json").read_text(encoding="utf-8"))
    return [*schemes, _country_scheme()]


def read_labels() -> list[Row]:
    """One row for each term that has labels: its scheme, its slug and the labels."""
    rows: list[Row] = json.loads((FOLDER / "alternative_labels.json").read_text(encoding="utf-8"))
    rows += [
        {
            "scheme": "region",
            "slug": slug,
            "language": language,
            "label": text,
            "kind": TermLabel.Kind.PREFERRED.value,
            "origin": TermLabel.Origin.HUMAN.value,
        }
        for slug, language, text in region_labels()
    ]
    rows += _former_labels()
    by_term: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_term.setdefault((row["scheme"], row["slug"]), []).append(row)
    return [
        {"scheme": scheme, "slug": slug, "labels": labels}
        for (scheme, slug), labels in by_term.items()
    ]


def _former_labels() -> list[Row]:
    """What terms were called before, as other words for them: old names stay findable."""
    return [
        {
            "scheme": scheme["slug"],
            "slug": term["slug"],
            "language": VOCABULARY_LANGUAGE,
            "label": text,
            "kind": TermLabel.Kind.ALTERNATIVE.value,
            "origin": TermLabel.Origin.HUMAN.value,
        }
        for scheme in read_schemes()
        for term in scheme["terms"]
        for text in term.get("former_labels", ())
    ]


def _country_scheme() -> Row:
    table = json.loads((FOLDER / "countries.json").read_text(encoding="utf-8"))
    return {
        "slug": "country",
        "label": "Countries",
        "former_labels": ["Geography: countries"],
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


def load_vocabulary(more: Sequence[tuple[int, Row]] = ()) -> Iterator[tuple[int, int]]:
    """Write what ships, each scheme once: what a curator took away since does not come back.

    ``more``: schemes of the rooms above, each with its position. Yields (schemes done, schemes)
    while there is something to write.
    """
    labels: dict[str, list[Row]] = {}
    for row in read_labels():
        labels.setdefault(row["scheme"], []).append(row)
    schemes = [*enumerate(read_schemes(), 1), *more]
    written = dict(Scheme.objects.values_list("slug", "shipped"))
    due = [
        (position, row, digest)
        for position, row in schemes
        if written.get(row["slug"]) != (digest := digest_of(row, labels.get(row["slug"], [])))
    ]
    for position, row, _digest in due:
        write_scheme(row, position)
    for done, (_position, row, digest) in enumerate(due, len(schemes) - len(due) + 1):
        with transaction.atomic():
            edited = read_label_edits(row["slug"])
            for label in labels.get(row["slug"], []):
                write_labels(label, edited.get(label["slug"], LabelEdits()))
            Scheme.objects.filter(slug=row["slug"]).update(shipped=digest)
        yield done, len(schemes)


def digest_of(scheme: Row, labels: list[Row]) -> str:
    """SHA-256 of what ships of a scheme: the same is written once."""
    return hashlib.sha256(json.dumps([scheme, labels], sort_keys=True).encode()).hexdigest()


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
        _renew_texts(scheme, row)
        return len(missing)


def _renew_texts(scheme: Scheme, row: Row) -> None:
    """Bring texts up to date that nobody has changed since an earlier release wrote them.

    Records that show a renewed term get a new number, so that their pages and the index follow.
    """
    if _renew(scheme, row):
        scheme.save()
    shipped = {term["slug"]: term for term in row["terms"]}
    renewed = [term for term in scheme.terms.all() if _renew(term, shipped.get(term.slug, {}))]
    if not renewed:
        return
    Term.objects.bulk_update(renewed, RENEWED)
    pks = {term.pk for term in renewed}
    shown = pks | read_descendants(Term, "broader", pks)
    touch_dependents(Term, shown, SearchState.raise_seq(terms=True))


def _renew(stored: Scheme | Term, row: Row) -> bool:
    """Give a scheme or term the shipped texts in place of former ones; whether any changed."""
    changed = False
    for name in RENEWED:
        if getattr(stored, name) in row.get(f"former_{name}s", ()):
            setattr(stored, name, row[name])
            changed = True
    return changed


def _link_broader(scheme: Scheme, terms: list[Row]) -> None:
    """Second pass, since a broader term may stand behind its narrower ones.

    Below a term that was replaced stands what is below its successor.
    """
    rows = list(Term.objects.values_list("scheme__slug", "slug", "pk", "replaced_by"))
    replaced = {pk: [successor] for *_named, pk, successor in rows if successor}
    pks = {(scheme_slug, slug): leaves(pk, replaced)[0] for scheme_slug, slug, pk, _by in rows}
    linked = []
    for term in terms:
        if term.get("broader"):
            above = (term.get("broader_scheme", scheme.slug), term["broader"])
            linked.append(Term(pk=pks[scheme.slug, term["slug"]], broader_id=pks[above]))
    Term.objects.bulk_update(linked, ["broader"])


@dataclass
class LabelEdits:
    """What people did to the labels of a term: texts deleted, languages with a text rewritten."""

    deleted: set[str] = field(default_factory=set)
    rewritten: set[str] = field(default_factory=set)


def read_label_edits(scheme: str) -> dict[str, LabelEdits]:
    """By the slug of the term, from the log of the admin."""
    terms = {str(term.pk): term for term in Term.objects.filter(scheme__slug=scheme)}
    logged = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Term),
        object_id__in=terms,
        action_flag=CHANGE,
        change_message__startswith="[",
    )
    by_term: dict[str, LabelEdits] = {}
    for pk, message in logged.values_list("object_id", "change_message"):
        term = terms[str(pk)]
        edits = by_term.setdefault(term.slug, LabelEdits())
        for part in json.loads(message):
            for action, what in part.items():
                text = what.get("object", "")
                if action == "deleted":
                    edits.deleted.add(text)
                elif action == "changed" and text:
                    named = term.labels.filter(text=text)
                    edits.rewritten |= set(named.values_list("language", flat=True))
    return by_term


def write_labels(row: Row, edits: LabelEdits | None = None) -> int:
    """Add the labels that the term lacks. Returns how many. Raises Term.DoesNotExist.

    ``edits``: what people deleted stays away, and languages that they rewrote stay as they are.
    """
    edits = edits or LabelEdits()
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
            and label["label"] not in edits.deleted
            and label["language"] not in edits.rewritten
            and not (label["kind"] == TermLabel.Kind.PREFERRED and label["language"] in preferred)
        ]
        TermLabel.objects.bulk_create(missing)
        if missing:
            term.touch_records()
        return len(missing)
