from django.apps import AppConfig


class RecordAdminConfig(AppConfig):
    name = "hub.record_admin"
    label = "record_admin"
