"""View models: small frozen dataclasses that presenters fill and templates lay out.

They are those that pages of several apps share. Text is plain (templates escape it) unless the
type says ``Markup``. Addresses are paths of this site, ready to use, unless a field says otherwise.
Dates are ISO texts that are as long as what is known: ``2021``, ``2021-10``, ``2021-10-18``;
``None`` is "date not recorded".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext
from markupsafe import Markup

from hub.records.source_names import bare_address


class FactState(StrEnum):
    """The three states of a fact. "Not known" is never shown as "no"."""

    VALUE = "value"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A link. ``count``: the records behind it, ``note``: a short explanation."""

    label: str
    url: str
    count: int | None = None
    note: str = ""
    current: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What ``base.html`` needs of every page.

    ``canonical`` is absolute; ``section`` is the current item of the main navigation (``tools``,
    ``organisations``, ``whats-new``, ``about``); ``query`` fills the header's search box, which
    ``own_search`` leaves out on pages that have a box of their own; ``banner`` is a sentence above
    the page (the preview of a draft); ``kind`` is Open Graph's type; ``json_ld`` is one schema.org
    object; ``languages`` are the same page in other languages (label in that language, ``language``
    its code, absolute ``url``); ``follow`` is where the page's filter can be followed by mail;
    ``neutral``: its title in a tab says neither what it is nor whose site;
    ``left_out`` says which parameters of the address the page does not read; ``record`` is the name
    of the record that it shows, whose faults can be reported at its foot, and ``about`` its kind
    and slug (``tool/primero``); ``edit`` leads a curator to the form behind the page, ``check`` to
    the comparison of the record with its sources; neither is ever on a page that readers get;
    ``notices`` (``hub.web.record_notices.Notice``) is what is known of it beside its facts.
    """

    title: str
    description: str = ""
    canonical: str = ""
    section: str = ""
    robots: str = ""
    feed: Link | None = None
    query: str = ""
    own_search: bool = False
    banner: str = ""
    kind: str = "website"
    json_ld: Mapping[str, Any] | None = None
    languages: tuple[Link, ...] = ()
    follow: str = ""
    left_out: str = ""
    neutral: bool = False
    record: str = ""
    about: str = ""
    edit: Link | None = None
    check: Link | None = None
    notices: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a fact. ``note`` is the term's definition where it helps a reader to decide.

    ``inferred``: an editor concluded it from the technique, no source says it. ``risk`` marks what
    speaks against using the thing. ``url`` may be empty.
    """

    label: str
    url: str = ""
    note: str = ""
    language: str = ""
    inferred: bool = False
    risk: bool = False


AT_A_GLANCE = Markup("<div><dt>{}</dt><dd>{}</dd></div>\n")
BETWEEN = Markup("\u00a0· ")
KNOWN_NONE = Markup('<span class="none">{}</span>')
UNKNOWN = Markup('<span class="unknown">{}</span>')


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in one of the three states; ``values`` is empty unless ``state`` is VALUE.

    ``sources`` are numbers of the page's list of sources; ``checked`` the date it was last checked;
    ``doubted`` the date on which its source no longer said so; ``stated`` when its maker said so.
    """

    label: str
    state: FactState
    values: tuple[Value, ...] = ()
    sources: tuple[int, ...] = ()
    checked: str | None = None
    doubted: str | None = None
    stated: str | None = None

    @property
    def noted(self) -> bool:
        """Whether a value carries words of its own, so that each stands on a line of its own."""
        return any(value.note or value.inferred or value.risk for value in self.values)

    @property
    def at_a_glance(self) -> Markup:
        """Label and values in one line, as HTML: a card has four of them, a page twenty cards."""
        if self.state is FactState.VALUE:
            words = BETWEEN.join(value.label for value in self.values)
        elif self.state is FactState.NONE:
            words = KNOWN_NONE.format(gettext("Known: none"))
        else:
            words = UNKNOWN.format(gettext("Not known"))
        return AT_A_GLANCE.format(self.label, words)


@dataclass(frozen=True, slots=True)
class FactSection:
    """A named block of facts; ``slug`` is its anchor, ``lead`` an optional sentence above it."""

    slug: str
    title: str
    facts: tuple[Fact, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source as listed at the foot of a page; ``url`` and ``archived`` lead out of the site.

    ``made``: no title is recorded, this one is made of the words of the address. ``copy``: what it
    leads to is shown by somebody else than its publisher.
    """

    number: int
    title: str
    url: str = ""
    publisher: str = ""
    archived: str = ""
    read_on: str | None = None
    note: str = ""
    made: bool = False
    copy: bool = False

    @property
    def titled(self) -> bool:
        """Whether its title is other words than its address, which paper then shows behind it."""
        return self.title != bare_address(self.url)


@dataclass(frozen=True, slots=True)
class VerificationLabel:
    """How far the hub vouches for a record.

    ``label`` is the term ("Unreviewed"), ``sentence`` says it in full ("Nobody has checked this
    record yet."), ``checked`` when; ``vouched`` is true where a person has compared it.
    """

    label: str
    sentence: str
    vouched: bool = False
    checked: str | None = None


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One line of the change log: when, the record, and what happened to it as a whole sentence.

    ``kind`` is the word that is printed before it ("Safety"), ``url`` the record's address (empty
    when it is gone); ``grave`` marks what a reader must not miss.
    """

    when: str
    sentence: str
    name: str = ""
    url: str = ""
    kind: str = ""
    language: str = ""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """Text in which the matched words stand in ``<mark>``; ``label`` is where ("Described as:")."""

    label: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Message:
    """A page that only says something: 400, 404, 410, 500, signed out.

    ``next`` are the ways on. Nothing here may need the database: the 500 page is one of these.
    """

    heading: str
    sentence: str
    next: tuple[Link, ...] = ()
