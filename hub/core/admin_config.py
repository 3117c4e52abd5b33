"""The app of the admin, with our own site; outside ``apps.py``, which Django reads for ``hub.core``."""

from django.contrib.admin.apps import AdminConfig


class HubAdminConfig(AdminConfig):
    default = False
    default_site = "hub.core.admin.site.HubAdminSite"
