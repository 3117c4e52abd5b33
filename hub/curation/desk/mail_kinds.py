"""The mail to a curator whom another has named in a comment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hub.outbox import mail_kinds


class DeskNotice(mail_kinds.SealedMessage):
    """A link and who wrote; never what was written, nor about what."""

    purpose = "desk"
    label = _("Comment on the desk")


def register_kinds() -> None:
    mail_kinds.register(DeskNotice())
