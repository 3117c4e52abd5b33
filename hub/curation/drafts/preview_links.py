"""Links that show a draft to somebody without an account: signed, for seven days, revocable."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hub.curation.drafts.models import LINK_WORKS, PreviewLink, RecordDraft
from hub.records import signed_token
from hub.records.database_clock import now_in_database
from hub.web.responses import absolute

PURPOSE = "draft-preview"  # a part of what is signed: it stays as it is
MAX_LINKS = 20  # of one draft, that work


class TooManyLinks(Exception):  # noqa: N818 - a limit, and no fault
    """As many links of the draft work as may."""


def make_link(draft: RecordDraft, *, by: Any) -> PreviewLink:
    """Raises TooManyLinks."""
    now = now_in_database()
    if working_links(draft).count() >= MAX_LINKS:
        raise TooManyLinks
    return PreviewLink.objects.create(
        draft=draft, made_by=by, made_at=now, expires_at=now + LINK_WORKS
    )


def working_links(draft: RecordDraft) -> QuerySet[PreviewLink]:
    rows = draft.links.filter(revoked_at=None, expires_at__gt=now_in_database())
    return rows.select_related("made_by").order_by("pk")


def revoke(draft: RecordDraft, pk: int) -> bool:
    """Whether a link of the draft worked until now."""
    return bool(working_links(draft).filter(pk=pk).update(revoked_at=now_in_database()))


def revoke_all() -> int:
    """Of a database that was restored: which were revoked since, nobody knows."""
    return PreviewLink.objects.filter(revoked_at=None).update(revoked_at=now_in_database())


def address_of_link(link: PreviewLink) -> str:
    token = signed_token.sign(PURPOSE, link.pk, link.nonce)
    return absolute(f"{reverse('draft-preview-link')}?token={token}")


def find_link(token: str) -> PreviewLink | None:
    """The link of a token, whatever became of it; None for a token that is none of ours."""
    claims = signed_token.unsign(PURPOSE, token)
    if claims is None:
        return None
    rows = PreviewLink.objects.select_related("draft").filter(nonce=claims.nonce)
    return rows.filter(pk=claims.pk).first()
