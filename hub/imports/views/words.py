"""A source's words and the terms they stand for: what nobody knows is listed, never dropped."""

from __future__ import annotations

from collections.abc import Mapping as Given
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from hub.imports import state_machine
from hub.imports.map import WordMap, what_stands_for
from hub.imports.models import Import
from hub.imports.record_types import ImportField, importer_for
from hub.imports.record_types.new_bodies import MAKE, ORGANISATION
from hub.imports.views.desk import BOTH, back_to, desk, found, page_of, ring, too_late
from hub.imports.views.steps import ASKED, mappable
from hub.imports.views.unmapped_terms import UnmappedWordRow, words_met
from hub.vocabulary.models import KNOWN_NONE
from hub.vocabulary.term_cache import term_cache

MOST = 40
MOST_CALLED = 3000
DROP = "-drop"
# What was typed for a word of a scheme.
Typed = dict[tuple[str, str], str]


@dataclass(frozen=True)
class WordRow:
    """``said``: what stands for it now: a slug, "" (left out), or None (nothing)."""

    at: int
    met: UnmappedWordRow
    field: ImportField
    suggestions: list[tuple[str, str, int]]
    typed: str = ""
    said: str | None = None
    problem: str = ""


@desk("change_import", BOTH)
def words(request: HttpRequest, pk: int) -> HttpResponse:
    batch = found(pk)
    if not mappable(batch):
        return too_late(request, batch, _("Words cannot be mapped at this point."))
    if request.method != "POST":
        return shown(request, batch)
    own = {scheme: dict(said) for scheme, said in batch.words.items()}
    wrong = read_words(request.POST, own)
    if not Import.objects.filter(pk=pk, state__in=ASKED).update(words=own):
        return too_late(request, batch, _("Words cannot be mapped at this point."))
    batch.words = own
    if wrong:
        messages.error(request, _("Some words stand for no term yet. The rest is kept."))
        return shown(request, batch, wrong, status=400)
    if request.POST.get("then") == "check":
        if not state_machine.check(batch):
            return too_late(request, batch, batch.sentence)
        ring(batch)
        return back_to(batch)
    messages.success(request, _("Kept."))
    number = request.POST.get("page", "")
    address = reverse("import-words", args=[pk])
    return redirect(f"{address}?page={number}" if number.isdecimal() else address)


def shown(
    request: HttpRequest,
    batch: Import,
    wrong: Typed | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Words that nobody knows first, the most frequent first; below them what was decided."""
    kind, known = importer_for(batch.kind), WordMap(batch.words)
    met = words_met(batch)
    strange = [one for one in met if known.find(one.scheme, one.word) is None]
    own = [one for one in met if said_of(batch, one) is not None]
    paging = Paginator(strange, MOST).get_page(request.GET.get("page") or request.POST.get("page"))
    fields = {field.words: field for field in kind.fields if field.words}
    asked = [_asked(at, one, fields, known, wrong or {}) for at, one in enumerate(paging)]
    said = [
        WordRow(
            MOST + at, one, fields[one.scheme], [], said=label_of(known, one, said_of(batch, one))
        )
        for at, one in enumerate(own[:200])
    ]
    return page_of(
        request,
        batch,
        "words",
        _("Words"),
        status=status,
        paging=paging,
        words=asked,
        said=said,
        schemes=[
            (one, terms_of(known, one)) for one in sorted({word.met.scheme for word in asked})
        ],
        drop=DROP,
        make=MAKE,
        organisation=ORGANISATION,
    )


def _asked(
    at: int, one: UnmappedWordRow, fields: dict[str, ImportField], known: WordMap, wrong: Typed
) -> WordRow:
    typed = wrong.get((one.scheme, one.word), "")
    problem = _("There is no such term.") if typed else ""
    suggestions = known.suggest(one.scheme, one.word)
    return WordRow(at, one, fields[one.scheme], suggestions, typed, None, problem)


def said_of(batch: Import, one: UnmappedWordRow) -> str | None:
    found: str | None = batch.words.get(one.scheme, {}).get(folded(one.word))
    return found


def folded(word: str) -> str:
    return matching_key(word) or word


def label_of(known: WordMap, one: UnmappedWordRow, slug: str | None) -> str:
    return known.label(one.scheme, slug) if slug else ""


def terms_of(known: WordMap, scheme: str) -> list[str]:
    """Labels to choose from while typing."""
    if scheme == ORGANISATION:
        return sorted(known.called.values())[:MOST_CALLED]
    found = term_cache().schemes.get(scheme)
    current = [one for one in found.terms if not one.deprecated] if found else []
    return [one.label() for one in current]


def read_words(given: Given[str, Any], own: dict[str, dict[str, str]]) -> Typed:
    """Write what was chosen into ``own``; back come words whose term is none, with what was typed.

    A word's own name stands in the form beside its choice, so a page of old cannot mix them up.
    """
    wrong: Typed = {}
    known = WordMap()
    for at in range(MOST + 200):
        scheme, word = str(given.get(f"scheme-{at}", "")), str(given.get(f"word-{at}", ""))[:300]
        choice, typed = str(given.get(f"choice-{at}", "")), str(given.get(f"term-{at}", "")).strip()
        if scheme not in (*term_cache().schemes, ORGANISATION) or not word or "\0" in word:
            continue
        said = own.setdefault(scheme, {})
        if choice == "-forget":
            said.pop(folded(word), None)
        elif typed:
            # Whoever types a term after all cannot take the mark away again without a script.
            slug = known.find(scheme, typed)
            if slug:
                said[folded(word)] = slug
            else:
                wrong[scheme, word] = typed[:200]
        elif choice == DROP:
            said[folded(word)] = ""
        elif choice == MAKE and scheme == ORGANISATION and matching_key(word):
            said[folded(word)] = what_stands_for(scheme, word, MAKE)
        elif choice == KNOWN_NONE or known.has(scheme, choice):
            said[folded(word)] = choice
    return wrong
