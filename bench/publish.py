"""`python -m bench.publish`: from outside of the web processes, give a tool each name it is told.

Reads names from its input, one a line, and answers "done" when the change is committed.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from catalogue.models import Tool
from hub.records.models import recorded_change

if __name__ == "__main__":
    tool = Tool.objects.published().order_by("pk")[0]
    for line in sys.stdin:
        with recorded_change(tool):
            tool.name = line.strip()
            tool.save()
        print("done", flush=True)
