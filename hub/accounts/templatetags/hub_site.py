"""What the frames of the account and curating pages say about the site."""

from typing import Any

from django import template

from hub.identity.site_identity import current_identity
from hub.records.record_access import may_some
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


@register.simple_tag(takes_context=True)
def may_open_desk(context: dict[str, Any]) -> bool:
    """Whether the person finds tasks on the curators' desk."""
    person = context.get("user")
    return person is not None and may_some(person, "desk.view_task")
