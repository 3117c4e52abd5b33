import os
import socket

import pytest

from hub.devserver import preflight_checks
from hub.devserver.process_group import CannotStart


def test_a_port_in_use_is_told_with_its_number():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} .* \(Address already in use\)"):
            preflight_checks.port_is_free("127.0.0.1", port)


def test_an_address_of_another_machine_cannot_be_bound():
    with pytest.raises(CannotStart, match="cannot be used"):
        preflight_checks.port_is_free("192.0.2.1", 8000)


def test_a_folder_that_cannot_be_made_is_named():
    with pytest.raises(CannotStart, match="VAR_DIR"):
        preflight_checks.data_folder(preflight_checks.Path("/proc/nothing"))


def test_a_missing_data_folder_is_made(tmp_path):
    preflight_checks.data_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_broker_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CannotStart, match="REDIS_URL"):
        preflight_checks.broker_answers(f"unix://{tmp_path}/none")


def test_a_second_site_in_the_folder_is_refused_with_a_sentence(tmp_path):
    held = preflight_checks.take_lock(tmp_path / "run" / "up.lock")
    with pytest.raises(CannotStart, match="already running"):
        preflight_checks.take_lock(tmp_path / "run" / "up.lock")
    os.close(held)


def test_the_lock_ends_with_its_holder(tmp_path):
    os.close(preflight_checks.take_lock(tmp_path / "run" / "up.lock"))
    os.close(preflight_checks.take_lock(tmp_path / "run" / "up.lock"))
