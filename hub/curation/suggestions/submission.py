"""Storing what a reader sends: once for each form, whoever looks twice."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from hub.curation.desk.task_kinds import Rank
from hub.curation.desk.task_list import open_task
from hub.curation.suggestions import receipts, sender_mails
from hub.curation.suggestions.draft import Draft, web_address
from hub.curation.suggestions.fact_reader import ReadFact
from hub.curation.suggestions.form_stamp import FormStamp
from hub.curation.suggestions.models import SuggestedFact, Suggestion
from hub.curation.suggestions.told_language import foreign_language
from hub.outbox.addresses import normalise, parse_address
from hub.outbox.sealing import seal
from hub.records.database_clock import now_in_database
from hub.records.keyed_hash import keyed_hash
from hub.records.registry import Registry
from hub.records.text_folding import fold_letters

TASK_KIND = "suggestion"
# Upper rooms that act on what comes in: on a new suggestion, and on an answer of its sender. Called
# in the transaction that stores it.
suggestion_receivers: Registry[Callable[[Suggestion], None]] = Registry("receivers of suggestions")


def receipt_of(draft: Draft, stamp: FormStamp) -> str:
    return receipts.make_receipt(stamp.nonce, _content(draft))


def is_stored(receipt: str) -> bool:
    return Suggestion.objects.filter(receipt_key=receipts.receipt_key(receipt)).exists()


def submit(draft: Draft, stamp: FormStamp) -> str:
    """Store it, and return its receipt. The same form sent again is stored once."""
    receipt = receipt_of(draft, stamp)
    if is_stored(receipt):
        return receipt
    try:
        with transaction.atomic():
            suggestion = _store(draft, receipt)
            announce(suggestion)
            sender_mails.enqueue_receipt(suggestion)
    except IntegrityError:
        if not is_stored(receipt):
            raise
    return receipt


def announce(suggestion: Suggestion) -> None:
    """Have it stand on the desk, in words that tell nothing of what was sent, and tell whoever
    acts on it."""
    is_danger = suggestion.kind == Suggestion.Kind.DANGER
    open_task(
        TASK_KIND,
        str(suggestion.pk),
        title=str(suggestion),
        detail=foreign_language(suggestion.language, suggestion.texts),
        matter=f"{suggestion.state} {suggestion.messages.count()}",
        record_kind=suggestion.record_kind,
        record_id=suggestion.record_id,
        rank=int(Rank.DANGER if is_danger else Rank.WAITING),
    )
    for receive in suggestion_receivers.values():
        receive(suggestion)


def _store(draft: Draft, receipt: str) -> Suggestion:
    record = draft.record
    suggestion = Suggestion.objects.create(
        kind=draft.kind,
        record_kind=draft.record_kind,
        record_id=record.pk if record else None,
        record_version=record.version if record else None,
        about_kind=draft.importer.name if draft.importer else "",
        words=draft.told,
        source_title=draft.source_title,
        source_url=web_address(draft.source_url) if draft.source_url else "",
        language=get_language() or "en",
        received_at=now_in_database(),
        receipt_key=receipts.receipt_key(receipt),
        may_be_asked=draft.may_be_asked,
        group_key=_group_key(draft),
        findings=[
            {"what": each.what, "fact": each.place, "meant_public": draft.meant_public}
            for each in draft.findings
        ],
        **_address(draft, receipt),
    )
    SuggestedFact.objects.bulk_create(_fact(suggestion, draft, each) for each in draft.read)
    return suggestion


def _address(draft: Draft, receipt: str) -> dict[str, str]:
    if not draft.email:
        return {}
    address = parse_address(draft.email)
    key = sender_key(address)
    return {"address": seal(address), "address_key": key, "sealed_receipt": seal(receipt)}


def sender_key(address: str) -> str:
    """By which what somebody sent is found again: 64 hexadecimal digits."""
    return keyed_hash("suggestion sender", normalise(address))


def _fact(suggestion: Suggestion, draft: Draft, fact: ReadFact) -> SuggestedFact:
    field = draft.importer.by_name[fact.typed.name] if draft.importer else None
    before = None
    if draft.stored is not None and field is not None:
        facts = draft.stored.facts
        before = {name: facts.get(name) for name in field.facts}
        before["known_none"] = [name for name in facts["known_none"] if name in field.facts]
    return SuggestedFact(
        suggestion=suggestion,
        fact=fact.typed.name,
        knowing=fact.typed.knowing,
        text=fact.typed.text,
        value=fact.value,
        before=before,
        problem=fact.problem[:500],
    )


def _content(draft: Draft) -> str:
    facts = [[each.name, each.knowing, each.text] for each in draft.facts]
    texts = [draft.told, draft.source_title, draft.source_url, draft.email]
    texts += ["asked"] if draft.may_be_asked else []
    return json.dumps([draft.kind, draft.about, draft.missing_kind, texts, facts])


def _group_key(draft: Draft) -> str:
    """What says the same of the same record has the same, in any letters and spaces."""
    record = f"{draft.record_kind} {draft.record.pk if draft.record else draft.missing_kind}"
    facts = [f"{each.name} {each.knowing} {each.text}" for each in draft.facts]
    folded = " ".join(fold_letters(" ".join([draft.told, *facts])).split())
    return keyed_hash("suggestion group", f"{draft.kind}\n{record}\n{folded}")
