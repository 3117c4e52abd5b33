"""Records for machines, as they stand on the pages of the records that ship."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("starter")
CC = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("path", "kind", "identifier"),
    [
        ("/tools/primero/", "SoftwareApplication", "tool/primero"),
        ("/documents/icat-joint-statement-2022/", "Report", "document/icat-joint-statement-2022"),
        (
            "/events/csw67-technology-trafficking-overlapping-emergencies/",
            "Event",
            "event/csw67-technology-trafficking-overlapping-emergencies",
        ),
    ],
)
def test_a_thing_is_told_apart_from_the_record_about_it(visit, settings, path, kind, identifier):
    settings.DATA_LICENCE = CC
    page = visit(path)
    found = json.loads(page.one("script", type="application/ld+json").text)
    record = found["mainEntityOfPage"]
    assert (found["@type"], found["identifier"]) == (kind, identifier)
    assert (record["@type"], record["license"]) == ("WebPage", CC)
    assert "dateModified" not in found
    assert record["isBasedOn"]
    assert {link.attributes["href"] for link in page.all("a")} >= set(record["isBasedOn"])
