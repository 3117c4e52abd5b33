"""Hashes that stand in the database and in the journal of removals stay what they are."""

from hub.digests import keyed_hashes
from hub.records import removal_journal
from hub.records.keyed_hash import keyed_hash

# Made by the code that was there when the first of them was stored.
LIMIT = "d2e0d51847acfe0f8dad6a039667c7ee9ace26f818e751934ec8a2522c5e6b62"
ADDRESS = "f1d7f1408e3e949ca39602eb3c5bc2d4d10df89adff339eeab79c865dfd8e3ab"
RECORD = (
    "2826b4fdde27e9fbae2aa1cad8f209bb245748a4476b9be1dd25bb353d0a968f",
    "2ee5cae80bc27c63dff621aba641470648f67cf4ef53c547ed4cfc992b6b5d9b",
)


def test_what_is_stored_is_found_by_every_later_release(settings):
    settings.DIGEST_HASH_KEY = "k" * 50
    assert keyed_hash("limit", "ada@example.org") == LIMIT
    assert keyed_hashes.address_key("ada@example.org") == ADDRESS
    assert removal_journal.record_keys("tool", 7, "danger") == RECORD
