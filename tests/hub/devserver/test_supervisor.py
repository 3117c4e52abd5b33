import os
import signal

import pytest

from hub.devserver.process_group import ProcessGroup
from hub.devserver.supervisor import Program, Supervisor


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    with ProcessGroup() as process_group:
        yield Supervisor(process_group, dict(os.environ), said.append, first_delay=0.05)


@pytest.fixture
def look_until(supervisor, eventually):
    def look_until(so, seconds=10):
        eventually(lambda: supervisor.look_after() or so(), seconds)

    return look_until


def test_a_killed_child_is_started_again(supervisor, look_until):
    supervisor.keep(Program("sleeper", ["sleep", "60"]))
    first = supervisor.process("sleeper")
    first.send_signal(signal.SIGKILL)
    look_until(lambda: supervisor.process("sleeper").pid != first.pid)
    assert supervisor.process("sleeper").poll() is None


def test_a_child_that_keeps_failing_is_started_ever_more_slowly(supervisor, said, look_until):
    supervisor.keep(Program("failing", ["false"]))
    look_until(lambda: len(said) >= 3)
    assert said[:3] == [
        f"failing: ended (1); starting again in {delay} seconds" for delay in ("0.05", "0.1", "0.2")
    ]


def test_what_a_kept_program_prints_is_told_under_its_name(supervisor, said, look_until):
    supervisor.keep(Program("speaker", ["sh", "-c", "echo one; echo; echo two >&2; sleep 60"]))
    look_until(lambda: len(said) >= 2)
    assert said == ["speaker: one", "speaker: two"]


def test_running_to_the_end_gives_the_exit_code(supervisor):
    assert supervisor.run(Program("brief", ["sh", "-c", "exit 3"])) == 3


def test_a_quiet_program_that_succeeds_is_not_heard(supervisor, said):
    assert supervisor.run_quietly(Program("brief", ["echo", "hidden"])) is None
    assert said == []


def test_a_quiet_program_that_fails_is_heard(supervisor, said):
    quiet, failing = (
        Program("quiet", ["echo", "hidden"]),
        Program("failing", ["sh", "-c", "echo why; exit 1"]),
    )
    assert supervisor.run_quietly(quiet, failing) is failing
    assert said == ["why"]


def test_quiet_programs_run_side_by_side(supervisor, tmp_path):
    wait = 'touch "$1"; until [ -e "$2" ]; do sleep 0.01; done'
    ends = [str(tmp_path / name) for name in ("one", "other")]
    each_waits = [
        Program("waiter", ["sh", "-c", wait, "sh", *order]) for order in (ends, ends[::-1])
    ]
    assert supervisor.run_quietly(*each_waits) is None


def test_the_others_are_kept_up_while_one_runs_to_its_end(supervisor):
    supervisor.keep(Program("sleeper", ["sleep", "60"]))
    first = supervisor.process("sleeper")
    first.send_signal(signal.SIGKILL)
    supervisor.run(Program("brief", ["sleep", "0.5"]))
    assert supervisor.process("sleeper").pid != first.pid


def test_stopping_ends_every_one(supervisor):
    for name in ("first", "second"):
        supervisor.keep(Program(name, ["sleep", "60"]))
    supervisor.stop()
    assert [supervisor.process(name).returncode for name in ("first", "second")] == [-15, -15]
