"""What is written is there whole, or what was there before is."""

import pytest

from hub.site_environment import UnusableSecretsError, make_secret
from hub.whole_file import write_whole
from tests.full_disk import no_room


def test_where_the_disk_is_full_the_file_is_as_it_was(tmp_path):
    path = tmp_path / "address"
    write_whole(path, b"before")
    with no_room(), pytest.raises(OSError, match="File too large"):
        write_whole(path, b"a" * 100)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"address": b"before"}


def test_no_half_of_a_secret_stays(tmp_path):
    with no_room(), pytest.raises(UnusableSecretsError, match="cannot be written"):
        make_secret(tmp_path / "secret_key")
    assert list(tmp_path.iterdir()) == []
