import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hub.devserver.parent_death_watchdog import is_alive
from hub.devserver.process_group import ProcessGroup

STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done"


@pytest.fixture
def own_group():
    with ProcessGroup() as process_group:
        yield process_group


@pytest.fixture
def parent(tmp_path):
    """A process with a child, a grandchild that ignores SIGTERM and a private folder."""
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent("""
        import signal, subprocess
        from hub.devserver.process_group import ProcessGroup
        process_group = ProcessGroup()
        child = process_group.start(["sh", "-c", "(trap '' TERM; exec sleep 60) & echo $!; wait"],
                            output=subprocess.PIPE)
        folder = process_group.private_folder()
        print(child.pid, child.stdout.readline().strip(), folder, flush=True)
        signal.pause()
        """)
    )
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        process.kill()


def test_kill_9_of_the_parent_leaves_no_orphan_and_no_folder(parent, eventually):
    child, grandchild, folder = parent.stdout.readline().split()
    assert is_alive(int(child))
    assert is_alive(int(grandchild))
    parent.send_signal(signal.SIGKILL)
    eventually(
        lambda: not (is_alive(int(child)) or is_alive(int(grandchild)) or Path(folder).exists()),
        seconds=15,
    )


def test_stopping_kills_what_does_not_listen(own_group):
    child = own_group.start(["sh", "-c", STUBBORN], output=subprocess.PIPE)
    with child.stdout as lines:
        assert lines.readline() == "ready\n"
        own_group.stop(child, grace=0.2)
    assert child.returncode == -signal.SIGKILL


def test_each_is_asked_to_end_with_its_own_signal(own_group):
    # Not SIGINT: whoever runs the tests in the background has it ignored, for children too.
    child = own_group.start(["sleep", "60"], stop_signal=signal.SIGUSR1)
    own_group.stop(child)
    assert child.returncode == -signal.SIGUSR1


def test_a_child_reads_nothing_from_the_terminal(own_group):
    child = own_group.start(["cat"])
    assert child.wait(timeout=5) == 0


def test_only_we_can_enter_a_private_folder(own_group):
    assert own_group.private_folder().stat().st_mode & 0o777 == 0o700


def test_a_socket_in_a_private_folder_has_a_path_that_fits(own_group):
    assert len(str(own_group.private_folder() / ".s.PGSQL.5432")) <= 107


def test_closing_removes_what_was_to_be_removed(tmp_path):
    note = tmp_path / "note"
    note.touch()
    with ProcessGroup() as process_group:
        folder = process_group.private_folder()
        process_group.remove_later(note)
    assert not folder.exists()
    assert not note.exists()
