"""The parameters that pages understand: an address with any other is answered but not cached."""

from __future__ import annotations

from hub.records.registry import Registry, record_types

# By page or kind of page; the facets of lists are those of the record types.
page_parameters: Registry[tuple[str, ...]] = Registry("page parameters")


def known_parameters() -> set[str]:
    """Every parameter of every page. Cheap enough for each request that has parameters."""
    names = {name for own in page_parameters.values() for name in own}
    return names.union(*(record_type.facet_names for record_type in record_types.values()))
