"""The room's own app, and the admin's app with our site in place of Django's."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class RecordAdminConfig(AppConfig):
    name = "hub.record_admin"
    label = "record_admin"


class HubAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "hub.record_admin.site.HubAdminSite"
