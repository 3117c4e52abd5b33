"""Paths of this site, cached for each language: the address of a page in another begins with its
code. Django's ``reverse`` takes 15 µs, and a page has some sixty addresses of the site.
"""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language

PLACEHOLDER = "stand-in"
# They say how the site is: they ask the database itself, and are answered under any load.
HEALTH_PATHS = ("/healthz", "/healthz/deep")


def route_path(route: str) -> str:
    """The path of a route without arguments."""
    return _path(route, get_language())


def admin_route(model: type[Model], view: str) -> str:
    """The name under which the admin resolves a view of a model: ``changelist``, ``change``..."""
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"


def admin_form_path(model: type[Model], key: int | None) -> str:
    """The form of a row. Raises NoReverseMatch without a key, or where the admin has no form."""
    return reverse(admin_route(model, "change"), args=[key])


def with_query(base: str, query: str) -> str:
    """An address with its parameters, which are encoded already; the base alone without any."""
    return f"{base}?{query}" if query else base


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """Parameters in their order, encoded for an address."""
    return "&".join(_encoded(*pair) for pair in pairs)


def record_path(route: str, slug: str) -> str:
    """The path of a record whose route takes its slug."""
    before, after = _around(route, get_language())
    return f"{before}{slug}{after}"


@lru_cache(maxsize=2048)
def _encoded(name: str, value: str) -> str:
    """A parameter as it stands in addresses: a page has the same few in dozens of them."""
    return urlencode([(name, value)], errors="replace")


@lru_cache(maxsize=1024)
def _path(route: str, language: str | None) -> str:
    return reverse(route)


@lru_cache(maxsize=1024)
def _around(route: str, language: str | None) -> tuple[str, str]:
    """The path before and after a slug; slugs are ASCII, so nothing in them is escaped."""
    before, _slug, after = reverse(route, args=[PLACEHOLDER]).partition(PLACEHOLDER)
    return before, after
