"""Fill an empty database with generated tools, by COPY: the words and the skew of `generate`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import numpy as np
from django.core.management import call_command
from django.db import connection, models, transaction

from bench.generate import SEED, Generator
from catalogue.models import Organisation, Tool, ToolOrganisation, ToolTerm
from hub.records.models import SearchState
from hub.search_engine.document import IndexDocument
from hub.vocabulary.models import Term

CHUNK = 10_000
SINGLE = {"access", "status", "evidence_level", "event_type", "series", "normative_status"}


def fill(size: int) -> None:
    """The starter data, and generated tools beside it until there are ``size`` in all."""
    call_command("migrate", verbosity=0)
    call_command("load_starter_data", here=True, verbosity=0)
    first = (Tool.objects.aggregate(most=models.Max("pk"))["most"] or 0) + 1
    generator = Generator(max(size - Tool.objects.count(), 0))
    terms = terms_of(Tool.schemes)
    makers = np.array(Organisation.objects.published().values_list("pk", flat=True))
    with transaction.atomic():
        seq = SearchState.raise_seq()
        documents = generator.documents()
        while some := list(islice(documents, CHUNK)):
            copy(Tool, (tool_row(document, first, seq) for document in some))
            copy(ToolTerm, term_rows(some, first, terms))
            copy(ToolOrganisation, _maker_rows(some, first, makers))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def leave(size: int) -> None:
    """Have so many tools published, the oldest; of more the others are drafts."""
    seq = SearchState.raise_seq()
    last = Tool.objects.order_by("pk").values_list("pk", flat=True)[size - 1]
    for state, tools in (
        (Tool.State.PUBLISHED, Tool.objects.filter(pk__lte=last)),
        (Tool.State.DRAFT, Tool.objects.filter(pk__gt=last)),
    ):
        tools.exclude(state=state).update(state=state, index_seq=seq)


def terms_of(schemes: Iterable[str]) -> dict[str, np.ndarray[Any, Any]]:
    """Primary keys of the current terms of each scheme; a scheme without terms is left out."""
    held = {
        scheme: np.array(Term.objects.in_scheme(scheme).values_list("pk", flat=True))
        for scheme in schemes
    }
    return {scheme: pks for scheme, pks in held.items() if len(pks)}


def tool_row(document: IndexDocument, first: int, seq: int) -> dict[str, Any]:
    pk = first + document.pk - 1
    return {
        "id": pk,
        "slug": f"generated-{pk}",
        "state": Tool.State.PUBLISHED,
        "name": document.title,
        "other_names": list(document.names),
        "summary": document.summary[:600],
        "description": document.description,
        "panel": "not_assessed",
        "verified_on": document.verified_on,
        "index_seq": seq,
        "updated_at": document.updated + timedelta(seconds=pk % 86_400),
    }


def term_rows(
    documents: list[IndexDocument], first: int, terms: dict[str, np.ndarray[Any, Any]]
) -> Iterator[dict[str, Any]]:
    """One to three terms of each scheme, skewed as 1 / rank; every sixth tool has none of it."""
    random = np.random.default_rng((SEED, documents[0].pk))
    for scheme, pks in terms.items():
        weights = np.cumsum(1.0 / np.arange(1, len(pks) + 1))
        drawn = np.searchsorted(weights / weights[-1], random.random((len(documents), 3)))
        amounts = random.choice([0, 1, 2, 3], len(documents), p=[1 / 6, 0.4, 1 / 4, 11 / 60])
        for document, places, amount in zip(documents, drawn, amounts, strict=True):
            most = min(int(amount), 1) if scheme in SINGLE else int(amount)
            for pk in set(pks[places[:most]].tolist()):
                yield {"tool_id": first + document.pk - 1, "term_id": pk, "inferred": False}


def _maker_rows(
    documents: list[IndexDocument], first: int, makers: np.ndarray[Any, Any]
) -> Iterator[dict[str, Any]]:
    """One to three organisations behind each tool, as in the starter data."""
    random = np.random.default_rng((SEED, documents[0].pk, 1))
    amounts = random.choice([1, 2, 3], len(documents), p=[0.6, 0.25, 0.15])
    for document, amount in zip(documents, amounts.tolist(), strict=True):
        for position, pk in enumerate(random.choice(makers, amount, replace=False).tolist()):
            pk_of_tool = first + document.pk - 1
            yield {"tool_id": pk_of_tool, "organisation_id": pk, "position": position}


def copy(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """COPY rows into the model's table; a field that a row does not name has its default."""
    blank = model()
    all_rows = list(rows)
    named = [
        field
        for field in model._meta.concrete_fields
        if field.attname != "id" or "id" in all_rows[0]
    ]
    defaults = {field.attname: getattr(blank, field.attname) for field in named}
    table = io.StringIO()
    csv.writer(table).writerows(
        [_text(field, row.get(field.attname, defaults[field.attname])) for field in named]
        for row in all_rows
    )
    table.seek(0)
    columns = ", ".join(f'"{field.column}"' for field in named)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY \"{model._meta.db_table}\" ({columns}) FROM STDIN WITH (FORMAT csv, NULL '~')",
            table,
        )


def _text(field: models.Field[Any, Any], value: Any) -> str:
    if value is None:
        return "~"
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return str(value)
