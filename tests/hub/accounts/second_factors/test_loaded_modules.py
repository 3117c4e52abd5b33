"""Which processes load what checks keys: 4 MB."""

import os
import subprocess
import sys

START = """
import sys, django
django.setup()
from django.urls import reverse
assert reverse("mfa_index") == "/accounts/second-factors/"
assert "fido2" not in sys.modules
"""
SERVE = """
import sys
from hub.wsgi import application
assert "hub.accounts.second_factors.views" in sys.modules
assert "fido2.server" in sys.modules
"""


def run(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_worker_that_names_addresses_does_not():
    run(START)


def test_a_web_server_does_before_it_forks_and_reads_nothing_of_a_later_release():
    run(SERVE)
