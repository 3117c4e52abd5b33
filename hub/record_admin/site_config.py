"""The admin's app with our own site; not in ``apps.py``, which Django reads for ``hub.records``."""

from django.contrib.admin.apps import AdminConfig


class HubAdminConfig(AdminConfig):
    default = False
    default_site = "hub.record_admin.site.HubAdminSite"
