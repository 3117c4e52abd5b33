from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from hub.accounts.tables_of_others import DATA_HANDLING


class AccountsConfig(AppConfig):
    name = "hub.accounts"
    label = "accounts"
    verbose_name = _("People")
    administrators_manage = ("person",)
    data_handling_of_others = DATA_HANDLING
    administrators_read = ("accesschange",)

    def ready(self) -> None:
        # Models are not there any earlier.
        from hub.accounts import access_changes, unused_accounts
        from hub.accounts.mails import register_kinds
        from hub.accounts.roles import after_migration
        from hub.accounts.second_factors import demand, factors, notices
        from hub.accounts.single_sign_on import notices as sign_on_notices
        from hub.outbox.sealed_field import resealers
        from hub.record_admin.site import dashboard_panels

        register_kinds()
        notices.register_kinds()
        access_changes.register_kinds()
        unused_accounts.register_kinds()
        sign_on_notices.register_kinds()
        resealers.register("second factors", factors.seal_again)
        dashboard_panels.register("second factor", demand.notice_panel)
        post_migrate.connect(after_migration, dispatch_uid="accounts.roles")
