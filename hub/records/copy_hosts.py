"""Addresses that show what belongs to somebody else, in two degrees.

Some are never linked and named in words only (``is_copy``): a reader who follows them may land on a
proxy that asks for a password, on a look-alike of the publisher's site, or on a copy that has
changed since. Others are safe to follow, and marked as no page of the publisher's own
(``is_second_hand``). Curators find both in the list of sources, to look for the original.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
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

# Sites that anybody may follow, and that carry what others wrote: collections of press articles,
# reprints, hosts of documents and of manuals, archives of the web. With all hosts below them.
SECOND_HAND = frozenset({
    "academia.edu", "allafrica.com", "archive.is", "archive.ph", "archive.today", "coursehero.com",
    "djazairess.com", "einnews.com", "entornointeligente.com", "manualslib.com", "manualzz.com",
    "menafn.com", "miragenews.com", "newsflash.one", "pressreader.com", "proglow.fun",
    "researchgate.net", "respect.international", "studylib.net", "testcloud.in",
    "topnews.media", "web.archive.org", "webcache.googleusercontent.com", "worldofsoftware.org",
    "xuehua.us", "yumpu.com",
    "discovery.researcher.life", "mail.fashionatingworld.com", "patents.justia.com",
    "sage.cnpereading.com",
    # The manual of another product, which tells of the one that it works with.
    "support.exterro.com",
    # Machines of a provider: whose page it is does not stand in the address.
    "cloudfront.net", "wpengine.com",
})  # fmt: skip
CODE_HOSTS = frozenset({"bitbucket.org", "codeberg.org", "github.com", "gitlab.com"})
# No name above has more parts: a host of thousands is not tried from each of them.
MAX_LABELS = 5
# What somebody proposed to change, instead of the page or the code that came of it.
CODE_DIFF = re.compile(r"\.(?:diff|patch)$|/(?:commits?|compare)/[^/]+/?$|/pull/\d+/files")
# How a curator titles a source that was read as a copy and has no address of its own.
COPY_TITLE = re.compile(r"\((?:archived )?copy of [^()]+\)$")


@lru_cache(maxsize=4096)
def is_copy_host(host: str) -> bool:
    """Whether a host is a proxy, a look-alike, a bare number or a place for copied documents."""
    host = host.lower().rstrip(".")
    if _is_number(host) or UNNAMED_SITE.search(host):
        return True
    labels = host.split(".")
    if _is_below(host, LOOK_ALIKES):
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
        parts = urlsplit(address)
    except ValueError:
        return False
    # A name before an "@" is there to be taken for the host.
    return bool(parts.hostname) and ("@" in parts.netloc or is_copy_host(parts.hostname or ""))


def is_second_hand(address: str) -> bool:
    """Whether an address may be followed, and leads to a copy. False for a broken one."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if host.removeprefix("www.") in CODE_HOSTS:
        return CODE_DIFF.search(parts.path) is not None
    return _is_below(host, SECOND_HAND)


def is_titled_copy(title: str) -> bool:
    """Whether the title of a source says that it is a copy."""
    return COPY_TITLE.search(title) is not None


def _is_below(host: str, names: frozenset[str]) -> bool:
    """Whether a host is one of the names or stands below one."""
    labels = host.split(".")[-MAX_LABELS:]
    return any(".".join(labels[start:]) in names for start in range(len(labels) - 1))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
