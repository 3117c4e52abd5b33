"""What other rooms' pages say of an import."""

from django import template
from django.urls import reverse

register = template.Library()


@register.filter
def import_address(run: str) -> str:
    """The page of the import that a revision's ``run`` names; empty for other runs."""
    what, _colon, rest = (run or "").partition(":")
    number = rest.partition(":")[0]
    is_import = what == "import" and number.isascii() and number.isdigit()
    return reverse("import", args=[int(number)]) if is_import else ""
