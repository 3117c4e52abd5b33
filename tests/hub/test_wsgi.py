"""gunicorn imports the application and then forks: nothing may be open or running there.

What threads free afterwards goes back to the system.
"""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

# As gunicorn's master does, and then as each of its processes; prints what there is each time.
PROGRAM = """
import ctypes, json, os, socket, stat, sys, threading
from hub import wsgi
from django.db import connection
from hub.records.public_copy.follower import follower
from hub.web.process_start import start_process

def sockets():
    with os.scandir("/proc/self/fd") as files:
        paths = [file.path for file in files]
    return [path for path in paths if os.path.exists(path) and stat.S_ISSOCK(os.stat(path).st_mode)]

def state():
    return {"threads": sorted(thread.name for thread in threading.enumerate()),
            "tasks": len(os.listdir("/proc/self/task")), "sockets": len(sockets()),
            "follows": follower._is_serving}

def serve():
    start_process()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return state() | {"backend": cursor.fetchone()[0]}

print(json.dumps(state()), flush=True)
for _ in range(2):
    if not (child := os.fork()):
        print(json.dumps(serve()), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
print(json.dumps(state()), flush=True)

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(8)

def allocate():
    libc.malloc(1000)
    together.wait()  # a thread that has ended leaves its arena to the next

threads = [threading.Thread(target=allocate) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if hasattr(libc, "malloc_stats"):
    libc.malloc_stats()
"""


@pytest.fixture
def program(database_url):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_threads_and_connections_begin_after_the_fork_and_threads_share_arenas(program):
    before, first, second, after = map(json.loads, program.stdout.splitlines())
    nothing = {"threads": ["MainThread"], "tasks": 1, "sockets": 0, "follows": False}
    assert before == after == nothing
    for process in (first, second):
        assert process["follows"]
        assert "heartbeat" in process["threads"]
        assert process["sockets"]
    assert first["backend"] != second["backend"]
    if "Arena 0:" in program.stderr:  # the C library is glibc
        assert program.stderr.count("Arena ") == 2
