"""Links to imports on other pages."""

from django import template
from django.urls import reverse

register = template.Library()


@register.filter
def import_address(run: str) -> str:
    """The page of the import that a revision's ``run`` names; empty for other runs."""
    prefix, _colon, rest = (run or "").partition(":")
    number = rest.partition(":")[0]
    is_import = prefix == "import" and number.isascii() and number.isdigit()
    return reverse("import", args=[int(number)]) if is_import else ""
