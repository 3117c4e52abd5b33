from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "hub.backup"
    label = "backup"
