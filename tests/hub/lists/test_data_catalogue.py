"""The records as data sets for search engines of data."""

import json

import pytest

from hub.lists.data_catalogue import DatasetFile, data_catalogue
from hub.lists.spec import list_specs

pytestmark = pytest.mark.django_db
CC = "https://creativecommons.org/licenses/by/4.0/"


def test_about_says_that_every_list_is_a_data_set(visit):
    (script,) = visit("/about/").all("script", type="application/ld+json")
    found = json.loads(script.text)
    assert (found["@context"], found["@type"]) == ("https://schema.org", "DataCatalog")
    sets = found["dataset"]
    assert [each["identifier"] for each in sets] == list(list_specs)
    assert {each["@type"] for each in sets} == {"Dataset"}
    assert sets[0]["url"] == "http://localhost:8000/tools/"
    assert all(each["name"] and len(each["description"]) >= 50 for each in sets)


def test_what_is_not_set_is_not_stated(settings):
    settings.DATA_LICENCE = settings.OPERATOR_NAME = ""
    found = data_catalogue()
    for each in (found, found["dataset"][0]):
        assert not {"license", "publisher", "creator", "distribution"} & set(each)


def test_licence_and_operator_stand_on_the_catalogue_and_on_each_set(settings):
    settings.DATA_LICENCE, settings.OPERATOR_NAME = CC, "Example Foundation"
    found = data_catalogue()
    somebody = {"@type": "Organization", "name": "Example Foundation"}
    assert (found["license"], found["publisher"]) == (CC, somebody)
    assert {each["license"] for each in found["dataset"]} == {CC}
    assert found["dataset"][0]["creator"] == somebody


def test_files_are_told_with_whole_addresses():
    file = DatasetFile("/tools.csv", "text/csv", "2026-12-03")
    by_kind = {each["identifier"]: each for each in data_catalogue({"tool": [file]})["dataset"]}
    assert by_kind["tool"]["distribution"] == [
        {
            "@type": "DataDownload",
            "contentUrl": "http://localhost:8000/tools.csv",
            "encodingFormat": "text/csv",
            "dateModified": "2026-12-03",
        }
    ]
    assert "distribution" not in by_kind["event"]
