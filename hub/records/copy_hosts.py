"""Hosts that show what belongs to somebody else: never linked, named in words only.

A reader who follows such an address may land on a proxy that asks for a password, on a look-alike
of the publisher's site, or on a copy that has changed since.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

# Copies of other people's documents and programs, by the name before the country or ending.
COPY_NAMES = frozenset({
    "apkcombo", "apkmirror", "apkpure", "cupdf", "docplayer", "docslib", "dokumen",
    "ebookreading", "fdocuments", "issuhub", "kancloud", "pdfcoffee", "pdfslide", "publicnow",
    "rssing", "scribd", "slideserve", "vdocuments", "vlex",
})  # fmt: skip
# Sites of others that carry a publisher's pages under a name that is not the publisher's.
LOOK_ALIKES = frozenset({
    "187235123.xyz", "algohabitual.com", "angeluslowcost.cat", "ar5iv.org",
    "bitlysdowssl-aws.com", "carlosigemma.com", "cricutcom-setup.com", "escapefromwithin.com",
    "fanyjok.com", "fkgfw.men", "jallenglobal.com", "megalodon.jp", "movatter.jp",
    "mywashpress.com", "njk.onl", "probsee.com", "redstart.dev",
    "bpm-web.azurewebsites.net", "ceurspt.wikidata.dbis.rwth-aachen.de",
    "d33gy59ovltp76.cloudfront.net", "evasion.preprod.bocir.fr",
    "front-eldeber-prod-d2cf0b7a0e20.herokuapp.com", "iss-www-00.swansea.ac.uk",
    "shropshirestar.mna.arcpublishing.com",
})  # fmt: skip
# A part of a name that tells of a library's proxy, or of a copy that a publisher tries things on.
PROXY = re.compile(r"proxy")
TEST_COPY = re.compile(r"(?:^|-)(?:stag(?:e|ing)|pre-?prod|uat|dev|origin)\d*$")
# What the maker of a site is called by its provider before it has a name of its own.
UNNAMED_SITE = re.compile(r"-[a-z0-9]{4}\.squarespace\.com$")


def is_copy_host(host: str) -> bool:
    """Whether a host is a proxy, a look-alike, a bare number or a place for copied documents."""
    host = host.lower().rstrip(".")
    if _is_number(host) or UNNAMED_SITE.search(host):
        return True
    labels = host.split(".")
    if any(".".join(labels[start:]) in LOOK_ALIKES for start in range(len(labels) - 1)):
        return True
    # What stands before the registered name is its owner's; two-part endings are short.
    names = labels[-3:-1] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:-1]
    before = labels[:-2]
    return (
        not COPY_NAMES.isdisjoint(names)
        or any(PROXY.search(label) for label in before)
        or any(TEST_COPY.search(label) for label in before)
    )


def is_copy(address: str) -> bool:
    """Whether an address leads to such a host. False for an empty or broken one."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return False
    return bool(host) and is_copy_host(host or "")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
