"""The names of addresses, from the URLconf."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver


def routes_ending(ending: str, resolver=None, before: str = "") -> Iterator[str]:
    """The names of all addresses whose pattern ends so."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from routes_ending(ending, pattern, route)
        elif route.endswith(ending):
            yield str(pattern.name)
