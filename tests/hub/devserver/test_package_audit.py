"""The audit of packages, with pip-audit itself and a stand-in for the database of weaknesses."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / "hub" / "devserver" / "package_audit.py"
HASH = "sha256:" + "0" * 64
CLOSED = "http://127.0.0.1:1"  # nothing listens there
WEAKNESS = {
    "id": "PYSEC-2026-1", "aliases": [], "summary": "It is weak.",
    "published": "2026-01-01T00:00:00Z",
    "affected": [{
        "package": {"name": "weak", "ecosystem": "PyPI"}, "versions": ["1.0"],
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
    }],
}  # fmt: skip


class WeaknessDatabase(BaseHTTPRequestHandler):
    """Answers as OSV does; it knows a weakness of ``weak``."""

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"vulns": [WEAKNESS]} if question["package"]["name"] == "weak" else {}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def database():
    server = ThreadingHTTPServer(("127.0.0.1", 0), WeaknessDatabase)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def audit(tmp_path):
    def audit(*packages, **environment):
        lines = "".join(f"{package} --hash={HASH}\n" for package in packages)
        (tmp_path / "requirements.txt").write_text(lines)
        options = ["--vulnerability-service=osv", f"--osv-url={environment.pop('osv', CLOSED)}"]
        return subprocess.run(
            [sys.executable, SCRIPT, tmp_path / "requirements.txt", *options],
            env=os.environ | environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return audit


def test_a_weakness_is_named_with_the_version_that_mends_it(audit, database):
    done = audit("sound==2.0", "weak==1.0", osv=database)
    assert (done.returncode, done.stdout) == (1, "weak 1.0: PYSEC-2026-1; mended in 1.1\n")


def test_where_none_is_known_it_says_of_how_many_packages(audit, database):
    done = audit("sound==2.0", "firm==3.0", osv=database)
    assert (done.returncode, done.stdout) == (0, "No weakness is known of 2 packages.\n")


def test_a_database_that_is_not_reached_is_told_apart(audit):
    done = audit("sound==2.0")
    assert done.returncode == 3
    assert done.stdout == ""
    assert "could not be reached" in done.stderr
    assert "NOT KNOWN" in done.stderr


def test_a_package_that_the_database_does_not_have_is_not_known(tmp_path):
    """So answers a mirror of PyPI; pip-audit calls that "No known vulnerabilities found"."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import package_audit; "
        "sys.exit(package_audit.tell([{'name': 'a', 'version': '1', 'vulns': []}, "
        "{'name': 'b', 'skip_reason': 'Dependency not found on PyPI'}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, SCRIPT.parent], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "NOT KNOWN of 1 of 2 packages" in done.stderr
