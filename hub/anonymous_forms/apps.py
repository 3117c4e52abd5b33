from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnonymousFormsConfig(AppConfig):
    name = "hub.anonymous_forms"
    label = "anonymous_forms"
    verbose_name = _("Forms of anybody")
