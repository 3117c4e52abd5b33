"""The entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from hub import site_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
site_environment.load()
site_environment.demand_secrets()

django_application = get_wsgi_application()

from hub.monitoring import web_process  # noqa: E402  # models are not there earlier
from hub.outbox import key_marker  # noqa: E402
from hub.pages import security_checks  # noqa: E402
from hub.records.database_limits import limit_web_process  # noqa: E402
from hub.records.public_copy.follower import follower  # noqa: E402
from hub.records.sqlite_lock import wait_as_web_process  # noqa: E402
from hub.web.kept_answers import KeptAnswers  # noqa: E402
from hub.web.request_charset import Utf8Requests  # noqa: E402

application = KeptAnswers(Utf8Requests(django_application))
limit_web_process()
wait_as_web_process()
follower.start()
key_marker.log_problems()
security_checks.log_problems()
web_process.start_heartbeat()
