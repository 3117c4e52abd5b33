"""`python -m bench.prepare SIZE`: fill the database of the environment and build the index.

With ``exactly`` after it no more tools than SIZE are public, though the starter data has more.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from bench.fill import fill, leave

if __name__ == "__main__":
    fill(int(sys.argv[1]))
    if sys.argv[2:] == ["exactly"]:
        with transaction.atomic():
            leave(int(sys.argv[1]))
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("search_build", verbosity=0)
