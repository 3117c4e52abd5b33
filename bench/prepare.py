"""`python -m bench.prepare SIZE`: fill the database of the environment and build the index."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.core.management import call_command

from bench.fill import fill

if __name__ == "__main__":
    fill(int(sys.argv[1]))
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("search_build", verbosity=0)
