"""What the frames of the account and curating pages say about the site."""

from django import template

from hub.identity.site_identity import current_identity
from hub.web import static_files

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return str(current_identity().name)


@register.simple_tag
def short_site_name() -> str:
    return current_identity().short


@register.simple_tag
def colours_url() -> str:
    """Of the sheet with the colours of the site; empty where it has the built-in ones."""
    return current_identity().colours_url


@register.simple_tag
def exit_address() -> str:
    return str(current_identity().exit_address)


@register.simple_tag
def integrity(path: str) -> str:
    """The attribute of a script of ours."""
    return static_files.integrity(path)
