"""The parameters of addresses: those that a page reads, those of campaigns, and all others.

A page leaves out what it does not read and says so; a feed or a file refuses it, because a program
that asks for it would never see such a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest

from hub.records.registry import Registry, record_types

# What the pages of a route read, by the name of the route.
page_parameters: Registry[tuple[str, ...]] = Registry("page parameters")

# What mails, networks and search engines add to links to see who follows them. It is left out in
# silence: whoever follows such a link did not write it.
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "at_", "ga_", "_ga")
TRACKING_PARAMETERS = frozenset(
    (
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "msclkid", "yclid",
        "ysclid", "_openstat", "twclid", "ttclid", "igshid", "igsh", "li_fat_id", "epik", "rdt_cid",
        "scclid", "sccid", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hssc", "__hstc",
        "__hsfp", "hsctatracking", "_kx", "_ke", "vero_id", "vero_conv", "oly_anon_id",
        "oly_enc_id", "ml_subscriber", "ml_subscriber_hash", "wickedid", "s_cid", "ss_source",
        "ss_campaign_id", "_branch_match_id", "ref_src", "ref_url", "_gl", "zanpid",
    )
)  # fmt: skip
# Registered for a route whose address holds the filter of any page.
ANY_FILTER = "*"
STAFF_PARAMETERS = ("preview",)  # read on the pages of records, and by staff alone


def register_parameters(names: Iterable[str], *routes: str) -> None:
    """Called by each room when its app starts, for its pages that read parameters."""
    for route in routes:
        page_parameters.register(route, tuple(names))


def known_parameters() -> frozenset[str]:
    """Every parameter of every page."""
    return _known_parameters(page_parameters.version, record_types.version)


@lru_cache(maxsize=1)
def _known_parameters(_pages: int, _records: int) -> frozenset[str]:
    names = {name for own in page_parameters.values() for name in own}
    return frozenset(names).union(
        *(record_type.facet_names for record_type in record_types.values())
    )


def is_tracking(name: str) -> bool:
    folded = name.lower()
    return folded in TRACKING_PARAMETERS or folded.startswith(TRACKING_PREFIXES)


def unknown_parameters(request: HttpRequest) -> tuple[str, ...]:
    """The parameters of a request that its page does not read, other than those of campaigns."""
    if not request.GET:
        return ()
    route = request.resolver_match.url_name if request.resolver_match else None
    own = {*page_parameters.get(route or "", ()), *STAFF_PARAMETERS}
    if ANY_FILTER in own:
        own |= known_parameters()
    names = filter(None, request.GET)
    return tuple(name for name in names if name not in own and not is_tracking(name))
