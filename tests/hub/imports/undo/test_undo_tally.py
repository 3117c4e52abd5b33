"""What is said of undoing is true, however many records go, go back or stay."""

import re
from dataclasses import replace
from itertools import product

import pytest

from catalogue.models import Tool
from hub.imports.undo.edited_records import edited_since
from hub.imports.undo.undo_tally import (
    UndoTally,
    tally_undo,
    tally_undone,
    undo_lines,
    undone_lines,
)
from hub.records.models import recorded_change

NAMES = ("made", "changed", "bodies", "staying")
CLAIMS = {
    undo_lines: {
        "made": r"that the import made (is|are) removed",
        "changed": r"go(es)? back to exactly what",
        "bodies": r"go(es)? too, unless",
        "staying": r"listed for you to decide",
    },
    undone_lines: {
        "made": r"that the import made (was|were) removed",
        "changed": r"what (it was|they were) before",
        "staying": r"stayed as (it is|they are)",
    },
}
SINGULAR, PLURAL = r"^(record|organisation) ", r"^(records|organisations) "


@pytest.mark.parametrize("lines_of", CLAIMS)
def test_each_number_is_told_once_and_nothing_of_what_there_is_none_of(lines_of):
    claims = CLAIMS[lines_of]
    for counts in product((0, 1, 12), repeat=len(NAMES)):
        tally = dict(zip(NAMES, counts, strict=True))
        lines = lines_of(UndoTally(**tally))
        assert [number for number, _words in lines] == [
            tally[name] for name in claims if tally[name]
        ]
        for name, claim in claims.items():
            matches = [words for _number, words in lines if re.search(claim, words)]
            assert len(matches) == bool(tally[name]), (name, lines)
        for number, words in lines:
            assert re.search(SINGULAR if number == 1 else PLURAL, words), words
            wrong = r"\b(they|them|are|were|go)\b" if number == 1 else r"\b(it stays|is|goes|was)\b"
            assert not re.search(wrong, words, re.IGNORECASE), words


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize(("new", "changed", "edited"), list(product((0, 1, 2), repeat=3)))
def test_what_was_told_before_is_what_was_done(
    new, changed, edited, apply_all, wants, make_tool, batch, undo
):
    known = [make_tool() for _number in range(changed + edited)]
    rows = [wants(slug=f"new-{number}", name=f"New {number}") for number in range(new)]
    if not (rows or known):
        return
    apply_all(*rows, *(wants(tool, name=f"{tool.name} again") for tool in known))
    for tool in known[changed:]:
        tool.refresh_from_db()
        with recorded_change(tool, news=False):
            tool.caution = "Mind this."
            tool.save()
    before = Tool.objects.count()
    tally = tally_undo(batch)
    names = tuple(tool.name for tool in known[changed:])
    assert tally == UndoTally(made=new, changed=changed, staying=edited, names=names)
    undo(batch)
    assert tally_undone(batch) == replace(tally, names=())
    assert before - Tool.objects.count() == new
    assert len(list(edited_since(batch))) == edited
