"""Sealing and keyed hashes, and what a change of keys does to them."""

import pytest

from hub.anonymous_forms.mail_limits import limit_key
from hub.digests import keyed_hashes
from hub.outbox import sealing

OLD, NEW, OTHER = "o" * 50, "n" * 50, "x" * 50


@pytest.fixture
def keys(settings):
    def use(*keys):
        settings.DIGEST_KEYS = list(keys)

    use(OLD)
    return use


def test_an_address_is_read_again(keys):
    assert sealing.unseal(sealing.seal("reader@example.org")) == "reader@example.org"


def test_what_is_stored_holds_no_part_of_the_address(keys):
    assert "reader" not in sealing.seal("reader@example.org")


def test_two_seals_of_one_address_differ(keys):
    assert sealing.seal("reader@example.org") != sealing.seal("reader@example.org")


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed(keys):
    sealed = sealing.seal("a")
    keys(NEW, OLD)
    assert sealing.unseal(sealed) == "a"


def test_after_resealing_the_old_key_can_go(keys):
    sealed = sealing.seal("a")
    keys(NEW, OLD)
    resealed = sealing.reseal(sealed)
    keys(NEW)
    assert sealing.unseal(resealed) == "a"


def test_without_its_key_nothing_is_opened(keys):
    sealed = sealing.seal("a")
    keys(OTHER)
    with pytest.raises(sealing.SealedError):
        sealing.unseal(sealed)


def test_a_failure_to_open_does_not_show_the_text(keys):
    with pytest.raises(sealing.SealedError) as problem:
        sealing.unseal("not-sealed-at-all")
    assert "not-sealed" not in str(problem.value)


def test_hashes_depend_on_the_hash_key_alone(keys, settings):
    before = keyed_hashes.address_key("reader@example.org")
    keys(NEW)
    settings.SECRET_KEY = OTHER
    assert keyed_hashes.address_key("Reader@example.org") == before


def test_another_hash_key_is_another_hash(settings):
    before = keyed_hashes.address_key("reader@example.org")
    settings.DIGEST_HASH_KEY = OTHER
    assert keyed_hashes.address_key("reader@example.org") != before


def test_the_two_hashes_of_an_address_differ():
    assert keyed_hashes.address_key("reader@example.org") != limit_key("reader@example.org")


def test_a_wish_not_to_be_written_to_is_looked_up_under_both_names_of_a_host():
    """By IDNA 2003 ``faß.de`` was ``fass.de``."""
    assert keyed_hashes.suppression_keys("Reader@xn--fa-hia.de") == [
        keyed_hashes.address_key("reader@xn--fa-hia.de"),
        keyed_hashes.address_key("reader@fass.de"),
    ]


def test_a_host_with_one_name_is_looked_up_once():
    keys = keyed_hashes.suppression_keys("reader@example.org")
    assert keys == [keyed_hashes.address_key("reader@example.org")]
