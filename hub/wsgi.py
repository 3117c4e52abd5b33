"""The entry point for gunicorn, which reads it before it forks the web processes."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from hub import site_environment

# NumPy's library of matrices would begin a thread for each core; we multiply none.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
site_environment.load()
site_environment.demand_secrets()

django_application = get_wsgi_application()

# Models are not there earlier. The first is read now, as all that a later release may exchange.
from hub.accounts.second_factors import views as _second_factor_views  # noqa: E402, F401
from hub.accounts.single_sign_on.provider_client import is_on as is_single_sign_on_on  # noqa: E402
from hub.monitoring import web_process  # noqa: E402
from hub.outbox import key_marker  # noqa: E402
from hub.pages import security_checks  # noqa: E402
from hub.records.database_limits import limit_web_process  # noqa: E402
from hub.records.public_copy.follower import follower  # noqa: E402
from hub.records.sqlite_lock import wait_as_web_process  # noqa: E402
from hub.web.kept_answers import KeptAnswers  # noqa: E402
from hub.web.malloc_limits import limit_malloc  # noqa: E402
from hub.web.preload import preload  # noqa: E402
from hub.web.process_start import at_start  # noqa: E402
from hub.web.request_charset import Utf8Requests  # noqa: E402

if is_single_sign_on_on():
    from hub.accounts.single_sign_on import views as _single_sign_on_views  # noqa: F401

application = KeptAnswers(Utf8Requests(django_application))
limit_malloc()
limit_web_process()
wait_as_web_process()
preload()
security_checks.log_problems()
at_start(follower.start, key_marker.log_problems, web_process.start_heartbeat)
# The collector writes into each object that it looks at, and a page that is written into after the
# fork is there twice: what has been read so far lives as long as the process, and is not looked at.
gc.collect()
gc.freeze()
