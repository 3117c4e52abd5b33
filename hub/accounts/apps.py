from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "hub.accounts"
    label = "accounts"
    administrators_manage = ("person",)

    def ready(self) -> None:
        # Models are not there any earlier.
        from hub.accounts.mails import register_kinds
        from hub.accounts.roles import after_migration

        register_kinds()
        post_migrate.connect(after_migration, dispatch_uid="accounts.roles")
