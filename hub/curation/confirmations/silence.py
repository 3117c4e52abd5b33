"""What readers are told where a maker did not answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from hub.curation.confirmations.asked_record import RECOMMENDATION
from hub.curation.confirmations.models import Confirmation
from hub.curation.contacts.refusals import may_be_written_to
from hub.records.models import NoticeFacts, RecordKey, write_notices
from hub.records.models.record_notice import noticed_records
from hub.web.localization import localize_date
from hub.web.record_notices import LINE_TEMPLATE, NoticeKind, NoticeLine, register_notice_kind

NOTICE = "maker-silent"
State = Confirmation.State


def present_silence(facts: Mapping[str, Any], since: datetime.datetime) -> NoticeLine:
    """``confirmed``: the day of the last statement that was entered; else the day it was asked."""
    if facts.get("is_addressed"):
        words = {"date": localize_date(facts["asked"])}
        text = _("We asked its addressee on %(date)s what came of it, and had no answer.")
        return NoticeLine(text % words)
    if facts.get("confirmed"):
        words = {"date": localize_date(facts["confirmed"]), "asked": localize_date(facts["asked"])}
        text = _("Not confirmed by its maker since %(date)s. We asked on %(asked)s.") % words
        return NoticeLine(text)
    words = {"date": localize_date(facts["asked"])}
    return NoticeLine(_("Not confirmed by its maker since we asked on %(date)s.") % words)


def register_notices() -> None:
    register_notice_kind(NOTICE, NoticeKind(LINE_TEMPLATE, present_silence))


def renew_notices(keys: Iterable[RecordKey]) -> int:
    """Have the pages of these records say so where no maker has answered since they were asked."""
    return write_notices(NOTICE, {key: _notice(*key) for key in keys})


def reconcile() -> int:
    """The same for all that say so: contacts are removed, and refuse mail, elsewhere, too."""
    return renew_notices(noticed_records(NOTICE))


def _may_answer(silent: Confirmation) -> bool:
    """Whoever asks not to be asked is not silent, nor is a contact that was the wrong one."""
    contact = silent.contact
    return contact is not None and may_be_written_to(contact.address_key)


def _notice(record_kind: str, record_id: int) -> NoticeFacts | None:
    rows = Confirmation.objects.of_record(record_kind, record_id)
    silent = rows.filter(state=State.SILENT).select_related("contact").order_by("-asked_at").first()
    if silent is None or not _may_answer(silent):
        return None
    told = rows.filter(sent_in_at__isnull=False).order_by("-sent_in_at")
    if told.filter(sent_in_at__gte=silent.asked_at).exists():
        return None
    last = told.filter(state=State.SETTLED).exclude(whole=Confirmation.Whole.NOT_OURS).first()
    facts: dict[str, Any] = {"asked": silent.asked_at.date().isoformat()}
    if record_kind == RECOMMENDATION:
        facts["is_addressed"] = True
    if last is not None and last.sent_in_at is not None:
        facts["confirmed"] = last.sent_in_at.date().isoformat()
    return NoticeFacts(facts, silent.asked_at)
