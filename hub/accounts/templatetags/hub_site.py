"""What the frames of the account and curating pages say about the site."""

from django import template
from django.conf import settings

from hub.web import static_files

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag
def exit_address() -> str:
    return str(settings.EXIT_ADDRESS)


@register.simple_tag
def integrity(path: str) -> str:
    """The attribute of a script of ours."""
    return static_files.integrity(path)
