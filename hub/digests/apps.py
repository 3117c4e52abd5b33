from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestsConfig(AppConfig):
    name = "hub.digests"
    label = "digests"
    verbose_name = _("Updates by e-mail")
    administrators_edit = ("addresslookup",)

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from hub.digests.mail_kinds import register_kinds  # models are not there earlier
        from hub.web.page_parameters import ANY_FILTER, register_parameters

        register_parameters(("these", "page"), "changes")
        register_parameters(("of", ANY_FILTER), "changes-feed")
        register_kinds()
        post_migrate.connect(mark_keys, sender=self)


def mark_keys(**options: Any) -> None:
    """After a migration: mark the site with its keys, unless they do not fit what it has."""
    from django.db import DatabaseError, transaction

    from hub.digests.keyed_hashes import address_key
    from hub.digests.models import Subscriber
    from hub.outbox import key_marker, sealing

    try:
        with transaction.atomic():
            newest = Subscriber.objects.order_by("pk").last()
            if not newest or address_key(sealing.unseal(newest.address)) == newest.address_key:
                key_marker.create()
    except sealing.SealedError:
        return
    except DatabaseError:  # migrated to some point of before, where there is no such table
        return
