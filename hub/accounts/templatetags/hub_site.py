"""What the frames of the account and curating pages say about the site."""

from typing import Any

from django import template
from django.conf import settings

from hub.records.record_access import may_some
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


@register.simple_tag(takes_context=True)
def may_open_desk(context: dict[str, Any]) -> bool:
    """Whether the person finds tasks on the curators' desk."""
    person = context.get("user")
    return person is not None and may_some(person, "desk.view_task")
