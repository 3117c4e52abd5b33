"""The entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from hub import site_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
site_environment.load()
site_environment.demand_secrets()

application = get_wsgi_application()

from hub.outbox import key_marker  # noqa: E402  # models are not there earlier
from hub.records.sqlite_lock import wait_as_web_process  # noqa: E402

wait_as_web_process()
key_marker.log_problems()
