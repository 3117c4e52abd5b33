"""What the frame of the account pages says about the site."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag
def exit_address() -> str:
    return str(settings.EXIT_ADDRESS)
