"""What accepting a suggestion does, by its kind. All of it is written by the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.curation.suggestions.fact_writer import write_facts
from hub.curation.suggestions.models import SuggestedFact, Suggestion
from hub.curation.suggestions.review.fact_values import (
    chosen_facts,
    ended_facts,
    follow_up_facts,
)
from hub.curation.suggestions.review.hidden_record import find_record
from hub.imports.map.row_keys import slug_for
from hub.imports.record_types import RecordImporter, importer_for
from hub.imports.record_types.merge_values import merge_list
from hub.records.models import EditConflict, Record, recorded_change
from hub.records.models.ledger import Facts
from hub.records.record_access import Verb, may, permission_name
from hub.records.stored_records import StoredRecord
from hub.web.paths import admin_form_path

if TYPE_CHECKING:
    from hub.curation.suggestions.review.decisions import Choices

Kind = Suggestion.Kind
MAX_SLUGS = 50  # records of one name


@dataclass(frozen=True)
class Effect:
    """What was done, for the curator. ``url``: of the form of the record that it was done to.

    ``leads_on``: whether the work goes on there.
    """

    sentence: str
    url: str = ""
    leads_on: bool = False


class NotAllowedError(ValidationError):
    """The person may not write such a record."""


def effect_of(
    suggestion: Suggestion, accepted: Sequence[SuggestedFact], choices: Choices, *, by: Any
) -> Effect:
    """Do it, within the transaction of the decision.

    Raises EditConflict and ValidationError (NotAllowedError among them), with nothing changed.
    """
    return EFFECTS[Kind(suggestion.kind)](suggestion, accepted, choices, by)


def _correct(
    suggestion: Suggestion, accepted: Sequence[SuggestedFact], choices: Choices, by: Any
) -> Effect:
    if not accepted:
        return Effect(_("Accepted. No fact was named, so none was changed."))
    importer = importer_for(suggestion.about_kind or suggestion.record_kind)
    facts = chosen_facts(importer, accepted, choices.facts)
    record = _change_record(importer, suggestion, facts, choices, by=by)
    return Effect(_("Accepted: “%(record)s” was changed.") % {"record": record}, _form(record))


def _end(
    suggestion: Suggestion, accepted: Sequence[SuggestedFact], choices: Choices, by: Any
) -> Effect:
    """What the curator chose: a status, the day of the end, or that the address goes."""
    importer = importer_for(suggestion.record_kind)
    facts = ended_facts(importer, choices.values)
    if not facts:
        return Effect(_("Accepted. Nothing was changed, since nothing was chosen."))
    record = _change_record(importer, suggestion, facts, choices, by=by)
    return Effect(_("Accepted: “%(record)s” was changed.") % {"record": record}, _form(record))


def _make_record(
    suggestion: Suggestion, accepted: Sequence[SuggestedFact], choices: Choices, by: Any
) -> Effect:
    """A record in review with what was typed, to be completed on its form."""
    importer = importer_for(suggestion.about_kind)
    facts = chosen_facts(importer, accepted, choices.facts)
    return _make(importer, suggestion, facts, by=by)


def _make_note(
    suggestion: Suggestion, accepted: Sequence[SuggestedFact], choices: Choices, by: Any
) -> Effect:
    """A practice note in review, about the tool that the suggestion was sent from."""
    tool = find_record(suggestion.record_kind, suggestion.record_id)
    if tool is None:
        raise ValidationError(gone_sentence())
    importer = importer_for("deployment")
    facts = chosen_facts(importer, accepted, choices.facts)
    words = suggestion.words.strip()
    facts.setdefault("title", _("Use of %(tool)s") % {"tool": tool})
    facts.setdefault("summary", (words or facts["title"])[:600])
    return _make(importer, suggestion, facts | {"tool_id": tool.pk}, by=by)


def _add_follow_up(
    suggestion: Suggestion, accepted: Sequence[SuggestedFact], choices: Choices, by: Any
) -> Effect:
    """An entry of the recommendation's log, as an import adds one."""
    importer = importer_for("follow_up")
    record = find_record(suggestion.record_kind, suggestion.record_id)
    if record is None:
        raise ValidationError(gone_sentence())
    if record.state not in (Record.State.PUBLISHED, Record.State.IN_REVIEW):
        raise ValidationError(
            _("The recommendation was withdrawn meanwhile. Publish it again, or decline this.")
        )
    facts = follow_up_facts(suggestion, record.slug, accepted, choices.facts)
    _change_record(importer, suggestion, facts, choices, by=by, cite=False)
    return Effect(_("Accepted: it stands in the log of the recommendation."), _form(record))


def _check_helpline(
    suggestion: Suggestion, accepted: Sequence[SuggestedFact], choices: Choices, by: Any
) -> Effect:
    """The line is to be called today: its review is due, which puts it on the desk."""
    line = find_record(suggestion.record_kind, suggestion.record_id)
    if line is None:
        raise ValidationError(gone_sentence())
    _require(by, type(line), "change", line.pk)
    reason = _reason(suggestion, _("a reader told that it did not answer or was not safe"))
    with recorded_change(line, by=by, reason=reason, version=choices.seen_version):
        line.next_review_on = timezone.localdate()
        line.save(update_fields=["next_review_on"])
    return Effect(
        _("Accepted: “%(record)s” is due for a check today.") % {"record": line}, _form(line)
    )


def _note(
    suggestion: Suggestion, accepted: Sequence[SuggestedFact], choices: Choices, by: Any
) -> Effect:
    """Nothing is written: the sender reads what a curator answered."""
    return Effect(_("Closed: the sender reads your answer."))


EFFECTS: dict[Kind, Callable[..., Effect]] = {
    Kind.CORRECTION: _correct,
    Kind.ENDED: _end,
    Kind.MISSING: _make_record,
    Kind.PRACTICE: _make_note,
    Kind.FOLLOW_UP: _add_follow_up,
    Kind.HELPLINE: _check_helpline,
    Kind.QUESTION: _note,
    Kind.DANGER: _note,
}


# Writing


def _change_record(
    importer: RecordImporter,
    suggestion: Suggestion,
    facts: Facts,
    choices: Choices,
    *,
    by: Any,
    cite: bool = True,
) -> Record:
    """Set these facts of the record that the suggestion is about."""
    pk = suggestion.record_id or 0
    _require(by, importer.model, "change", pk)
    stored = importer.stored([pk], lock=True).get(pk)
    if stored is None:
        raise ValidationError(gone_sentence())
    if choices.seen_version != stored.version:
        raise EditConflict(importer.model._default_manager.get(pk=pk))
    if cite:
        facts = facts | _citations(suggestion, facts, stored)
    _write(importer, importer.complete(facts, stored.facts), stored, suggestion, by=by)
    record: Record = importer.model._default_manager.get(pk=pk)
    return record


def _make(importer: RecordImporter, suggestion: Suggestion, facts: Facts, *, by: Any) -> Effect:
    _require(by, importer.model, "add")
    facts = {"slug": _free_slug(importer, facts, suggestion)} | facts
    facts |= _citations(suggestion, {}, None)
    if suggestion.language:
        facts["text_language"] = suggestion.language
    _write(importer, importer.complete(facts, None), None, suggestion, by=by)
    record: Record = importer.model._default_manager.get(slug=facts["slug"])
    sentence = _("“%(record)s” was made and waits in review. Complete it, then publish it.")
    return Effect(sentence % {"record": record}, _form(record), leads_on=True)


def _require(person: Any, model: type[Record], what: Verb, key: int | None = None) -> None:
    """Whoever decides on suggestions may not write records of every kind by that alone.

    Raises NotAllowedError.
    """
    if not may(person, permission_name(model, what), model.kind, key):
        raise NotAllowedError(_("You may not write records of this kind. Nothing was changed."))


def _write(
    importer: RecordImporter,
    facts: Facts,
    stored: StoredRecord | None,
    suggestion: Suggestion,
    *,
    by: Any,
) -> None:
    write_facts(importer, facts, stored, by=by, reason=_reason(suggestion))


def _citations(suggestion: Suggestion, facts: Facts, stored: StoredRecord | None) -> Facts:
    """The source of the suggestion, for each of these facts; for the whole of a new record."""
    title, url = suggestion.source_title.strip(), suggestion.source_url.strip()
    if not (title or url):
        return {}
    subjects = sorted(facts.keys() - {"known_none", "inferred", "citations"}) if stored else [""]
    given = [[subject, url, title, ""] for subject in subjects]
    there = stored.facts.get("citations") or [] if stored else []
    return {"citations": merge_list("citations", there, given)}


def _free_slug(importer: RecordImporter, facts: Facts, suggestion: Suggestion) -> str:
    plain = slug_for(importer, facts, f"suggestion-{suggestion.pk}")
    alike = importer.model._default_manager.filter(slug__startswith=plain)
    taken = set(alike.values_list("slug", flat=True))
    tried = (plain, *(f"{plain}-{number}" for number in range(2, MAX_SLUGS)))
    free = (slug for slug in tried if slug not in taken)
    return next(free, f"{plain}-{suggestion.pk}-suggested")


def _reason(suggestion: Suggestion, what: str = "") -> str:
    """Why, in the history of the record. Nothing that the sender wrote."""
    told = _("Suggestion %(number)d") % {"number": suggestion.pk}
    return f"{told}: {what}" if what else told


def _form(record: Record) -> str:
    try:
        return admin_form_path(type(record), record.pk)
    except NoReverseMatch:
        return ""


def gone_sentence() -> str:
    return _(
        "The record is not there any more: it was removed, or joined with another. Decline this "
        "with a sentence, or enter it by hand where it belongs now."
    )
