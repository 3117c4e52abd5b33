"""A reader without a session: asks for an address and sees what stands on the page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

VOID = {"meta", "link", "input", "br", "img", "hr", "source"}
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
UNSEEN = {"script", "style", "title"}


@dataclass
class Element:
    """A tag with its attributes, and the text within it as one sees it."""

    tag: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Without doubled blanks and the marks that keep text of two directions apart."""
        return " ".join("".join(self.parts).translate(ISOLATES).split())


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].tag in UNSEEN:
            self.open[-1].parts.append(data)
            return
        for element in self.open:
            element.parts.append(data)


@dataclass
class Visited:
    """An answer; ``all("a")`` are its elements of a kind, ``href("Tools")`` where a link leads."""

    response: HttpResponse

    def __post_init__(self) -> None:
        self.status = self.response.status_code
        self.html = self.response.content.decode()
        self.elements = Tags(self.html).elements

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and wanted.items() <= element.attributes.items()
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def heading(self) -> str:
        return self.one("h1").text

    @property
    def text(self) -> str:
        return self.one("body").text

    def href(self, text: str) -> str:
        """Where the first link with these words leads. Fails where there is none."""
        found = [a.attributes["href"] for a in self.all("a") if text in a.text]
        assert found, f"no link says {text!r}"
        return found[0]

    @property
    def cards(self) -> list[str]:
        """Slugs of the records in the list, in its order."""
        links = [a.attributes["href"] for a in self.all("a")]
        headed = [
            link.attributes["href"]
            for before, link in zip(self.elements, self.elements[1:], strict=False)
            if before.tag in ("h2", "h3") and link.tag == "a"
        ]
        paths = [href.partition("?")[0] for href in headed if href in links]
        return [path.rstrip("/").split("/")[-1] for path in paths]

    def choice(self, facet: str, value: str) -> str:
        """The words and the count beside a check box; empty where it is not offered."""
        for label, box in zip(self.elements, self.elements[1:], strict=False):
            if box.tag == "input" and (box.attributes.get("name"), box.attributes.get("value")) == (
                facet,
                value,
            ):
                return label.text
        return ""

    def fact(self, label: str) -> Element:
        """The value beside a label in the rows of facts."""
        rows = zip(self.elements, self.elements[1:], strict=False)
        found = [dd for dt, dd in rows if (dt.tag, dd.tag) == ("dt", "dd") and dt.text == label]
        assert found, f"no fact is called {label!r}"
        return found[-1]


@pytest.fixture
def visit(client: Client) -> Callable[..., Visited]:
    def ask(path: str, status: int = 200, **options: Any) -> Visited:
        visited = Visited(client.get(path, **options))
        assert visited.status == status, f"{path} answers {visited.status}"
        return visited

    return ask


@pytest.fixture
def queries_of(client: Client) -> Callable[[str], int]:
    """How many queries a page costs when it is made; the index and the terms are there, and no card
    of a tool is.
    """
    from hub.records.seq_cache import DerivedValues  # needs settings, which come after the plugins
    from hub.vocabulary.term_cache import term_cache
    from hub.web.middleware import page_cache

    def count(path: str) -> int:
        client.get(path)
        page_cache.local.clear()
        page_cache.cache.clear()
        term_cache().derived = DerivedValues()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    return count
