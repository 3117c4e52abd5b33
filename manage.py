#!/usr/bin/env python
"""Django's command line for the hub."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from hub import site_environment

    if sys.argv[1:2] not in (["up"], ["sandbox"]):  # which make secrets and choose the broker
        site_environment.load()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"Cannot start: {problem}")


if __name__ == "__main__":
    main()
