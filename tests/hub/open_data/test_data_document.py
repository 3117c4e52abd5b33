"""What docs/data.md tells partners is so."""

import re
from pathlib import Path

import pytest

from tests.plugins.open_data_files import body

TEXT = (Path(__file__).parents[3] / "docs" / "data.md").read_text()
EXAMPLES = re.findall(r"^    (/\S+)$", TEXT, re.M)
LISTED = [
    path for path in re.findall(r"`(/[a-z./-]+)`", TEXT) if "." in path or path == "/take/tools/"
]


def test_there_are_examples():
    assert (len(EXAMPLES) >= 3, len(LISTED) >= 6) == (True, True)


@pytest.mark.parametrize("address", [*EXAMPLES, *LISTED])
def test_every_address_of_the_document_answers(starter, client, address):
    assert body(client.get(address))


def test_the_lists_of_the_document_have_files(starter, client):
    (sentence,) = re.findall(r"So for (.+?)\. Files", TEXT, re.S)
    for path in re.findall(r"`(/\S+?)`", sentence):
        assert body(client.get(f"{path}.csv"))
