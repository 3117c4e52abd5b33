from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "hub.records"
    label = "core"
    curators_edit = ("source",)
    curators_read = ("revision", "change", "formerslug")
