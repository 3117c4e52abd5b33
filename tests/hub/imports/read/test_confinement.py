"""The process that opens files of others, shut off; and what happens where it cannot be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import checks

from hub.imports.deployment_checks import reader_is_confined
from hub.imports.read import confinement, sandbox
from hub.imports.read.sandbox import NotConfined, ReadLimits, find_escapes, read_rows

ROOT = Path(__file__).resolve().parents[4]
CSV = sandbox.DetectedFormat("csv", encoding="utf-8", delimiter=",")
MUST = ReadLimits(must_be_confined=True)
EVERYTHING = {"network", "socket", "environment", "file", "process", "program"}

# A process whose kernel "has no" seccomp and Landlock, as in a container that forbids both: a
# filter of its own refuses their calls to it and to its children.
OLD_KERNEL = """
import ctypes, errno, os, struct, sys
from hub.imports.read import confinement as c
refused = [{refused}]
steps = [(c.LOAD, 0, 0, c.PLACE_OF_CALL)]
steps += [(c.JUMP_IF_EQUAL, len(refused) - place, 0, n) for place, n in enumerate(refused)]
steps += [(c.RETURN, 0, 0, c.ALLOW), (c.RETURN, 0, 0, 0x50000 | errno.ENOSYS)]
program = b"".join(struct.pack("=HBBI", *step) for step in steps)
buffer = ctypes.create_string_buffer(program, len(program))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, struct.pack("@HP", len(steps), ctypes.addressof(buffer)), 0, 0) == 0
"""
PRCTL, SECCOMP = {"x86_64": (157, 317), "aarch64": (167, 277)}[os.uname().machine]
LANDLOCK = (444, 445, 446)
SITE = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
"""
READ = """
import django, json
django.setup()
from pathlib import Path
from hub.imports.read import sandbox
from hub.imports.staging import read_limits
try:
    rows = sandbox.read_rows(Path(sys.argv[1]), sandbox.DetectedFormat("csv", encoding="utf-8",
        delimiter=","), limits=read_limits())
    print(json.dumps([row.cells for row in rows]))
except sandbox.NotConfined as problem:
    print(json.dumps({"escapes": problem.escapes, "sentence": problem.sentence}))
"""


@pytest.fixture
def read_in(written, tmp_path):
    """What a process reads of a file, where these calls of the system are refused to it."""

    def run(*refused, user=None, **settings):
        path = written(b"name,url\nA,https://a.example\n")
        path.chmod(0o644)
        code = SITE + (OLD_KERNEL.format(refused=", ".join(map(str, refused))) if refused else "")
        environment = {"SECRET_KEY": "x" * 60, "PATH": os.environ["PATH"], **settings}
        environment["VAR_DIR"] = str(tmp_path / "var")
        done = subprocess.run(
            [sys.executable, "-c", code + READ, str(path)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), done.stderr

    return run


NOBODY = "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"


def in_the_child(code, before=""):
    """What a program prints once it is shut off as a reader is, with this test as its parent."""
    start = (
        f"import sys; sys.path.insert(0, {str(sandbox.FOLDER)!r})\n"
        "import os, socket, ctypes, struct\n"
        "from read.confinement import confine, find_escapes\n"
        f"{before}confine()\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", start + code], capture_output=True, text=True, check=False,
        env={},
    )  # fmt: skip
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_nothing_can_be_reached_on_this_machine():
    """Where this fails, the kernel has neither: see docs/imports.md, A wall around the reader."""
    assert find_escapes() == []


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "open('/etc/passwd')",
        "open(f'/proc/{os.getpid()}/environ')",
        "open('/tmp/made-by-a-reader', 'w')",
        "os.listdir('/')",
        "os.stat('/etc')",
        "os.unlink('/tmp/nothing')",
        "os.kill(1, 0)",
        "os.memfd_create('x')",
        "os.pipe()",
        "os.dup(1)",
    ],
)
def test_calls_that_reach_out_are_refused(code):
    assert in_the_child(code).startswith("PermissionError")


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests above ran without privileges already")
@pytest.mark.parametrize("code", ["socket.socket()", "os.fork()", "open('/etc/passwd')"])
def test_who_has_no_privileges_is_shut_off_alike(code):
    assert in_the_child(code, NOBODY).startswith("PermissionError")


def test_what_is_open_can_be_read_and_written_and_memory_be_had():
    code = "x = bytearray(50_000_000); os.write(1, os.pread(0, 1, 0) + b'done')"
    assert in_the_child(code).endswith("done")


def test_each_way_out_is_found_where_it_is_open(tmp_path):
    canary = tmp_path / "canary"
    canary.write_text("c")
    code = f"from hub.imports.read.confinement import find_escapes; print(find_escapes({os.getpid()}, {str(canary)!r}))"  # noqa: E501
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(eval(done.stdout)) == EVERYTHING  # noqa: S307 (our own list)


@pytest.mark.skipif(os.uname().machine not in confinement.CALLS, reason="no filter for it")
def test_either_alone_leaves_a_gap_or_not_and_only_what_was_tried_counts(read_in):
    """Without Landlock the filter still refuses every call that opens anything."""
    rows, _errors = read_in(*LANDLOCK, IMPORT_SANDBOX="required")
    assert rows == [{"name": "A", "url": "https://a.example"}]


def test_landlock_alone_does_not_do_and_nothing_is_read(read_in):
    answer, _errors = read_in(SECCOMP, PRCTL, IMPORT_SANDBOX="required")
    assert set(answer["escapes"]) == {"process", "socket"}
    assert "could still reach" in answer["sentence"]


def test_where_neither_is_there_production_reads_nothing(read_in):
    answer, _errors = read_in(
        SECCOMP, PRCTL, *LANDLOCK, SITE_ADDRESS="https://hub.example.org",
        DATABASE_URL="sqlite:////tmp/none",
    )  # fmt: skip
    assert set(answer["escapes"]) == EVERYTHING


def test_where_neither_is_there_a_trial_imports_and_warns_once(read_in):
    rows, errors = read_in(SECCOMP, PRCTL, *LANDLOCK)
    assert rows == [{"name": "A", "url": "https://a.example"}]
    assert errors.count("is not shut off here") == 1


def test_a_child_that_says_it_can_get_out_is_not_listened_to(written, monkeypatch):
    leak = """print('{"escapes": ["program"], "replaced": true}')"""
    monkeypatch.setattr(sandbox, "START", leak)
    for limits in (MUST, ReadLimits()):
        with pytest.raises(NotConfined, match="other programs"):
            list(read_rows(written(b"name\nA\n"), CSV, limits=limits))


def test_the_check_before_deploying_tells(monkeypatch, settings):
    assert reader_is_confined() == []
    monkeypatch.setattr(sandbox, "START", """print('{"escapes": ["network"]}')""")
    settings.IMPORT_SANDBOX = "required"
    (told,) = reader_is_confined()
    assert (type(told), told.id, "the network" in told.msg) == (checks.Error, "imports.E002", True)
    settings.IMPORT_SANDBOX = "optional"
    (told,) = reader_is_confined()
    assert (type(told), told.id) == (checks.Warning, "imports.W001")
