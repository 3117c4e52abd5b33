from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "hub.outbox"
    label = "outbox"
    verbose_name = _("E-mail")
    administrators_edit = ("mail", "mailhold")

    def ready(self) -> None:
        from django.core import checks

        from hub.outbox.key_marker import check_keys
        from hub.outbox.mail_kinds import SealedMessage, register  # models are not there earlier

        register(SealedMessage())
        checks.register(check_keys)
