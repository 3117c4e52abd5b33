"""What a browser knows of a page of the admin: the fields of its form, as they would be sent."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest


class FormReader(HTMLParser):
    """Collects the fields of the form whose id ends in ``_form``, else of the page's last form."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.reading, self.select, self.text = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.reading = given.get("id") != "logout-form"
        if not self.reading:
            return
        if tag == "input" and given.get("name"):
            self.read_input(given)
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select and "selected" in given:
            self.fields.setdefault(self.select, []).append(given.get("value", ""))
        elif tag == "textarea":
            self.text = given["name"]
            self.fields[self.text] = [""]

    def read_input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "submit" or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        missing = "on" if kind in ("checkbox", "radio") else ""
        self.fields.setdefault(given["name"], []).append(given.get("value", missing))

    def handle_data(self, data: str) -> None:
        if self.text:
            self.fields[self.text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text:
            # A browser leaves out the line break that opens a text area.
            self.fields[self.text][0] = self.fields[self.text][0].removeprefix("\r\n")
            self.text = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.reading = False


@pytest.fixture
def fields_of() -> Callable[[Any], dict[str, list[str]]]:
    """The fields of the form on a page: name to the values that a browser would send."""

    def read(response: Any) -> dict[str, list[str]]:
        reader = FormReader()
        reader.feed(response.content.decode())
        return {
            name: [value.removeprefix("\n") for value in values]
            for name, values in reader.fields.items()
            if "__prefix__" not in name
        }

    return read


@pytest.fixture
def change(fields_of: Any) -> Callable[..., Any]:
    """Open a record's form, change some fields as a person would, and send it."""

    def send(browser: Any, address: str, **changes: Any) -> Any:
        fields = fields_of(browser.get(address)) | changes
        return browser.post(address, fields)

    return send
