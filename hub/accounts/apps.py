from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "hub.accounts"
    label = "accounts"
    administrators_manage = ("person",)

    def ready(self) -> None:
        from hub.accounts.roles import after_migration  # models are not there any earlier

        post_migrate.connect(after_migration, dispatch_uid="accounts.roles")
