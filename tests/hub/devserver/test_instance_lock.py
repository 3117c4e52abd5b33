import os

import pytest

from hub.devserver import instance_lock
from hub.devserver.errors import CannotStart


def test_a_second_one_is_refused_with_a_sentence(tmp_path):
    held = instance_lock.take(tmp_path / "run" / "up.lock")
    with pytest.raises(CannotStart, match="already running"):
        instance_lock.take(tmp_path / "run" / "up.lock")
    os.close(held)


def test_the_lock_ends_with_its_holder(tmp_path):
    os.close(instance_lock.take(tmp_path / "run" / "up.lock"))
    os.close(instance_lock.take(tmp_path / "run" / "up.lock"))
