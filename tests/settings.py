"""The only other settings file: the product's own, on the databases that the test run started.

A whole site of the journeys (``WHOLE_SITE``) differs from the product only in its second language.
"""

from hub import environment as env
from hub.settings import *  # noqa: F403
from hub.settings import DATABASES, LANGUAGES, LOCALE_PATHS, STATIC_ROOT, STORAGES, VAR_DIR

# Until translations exist: pseudo-Arabic, made by tests/plugins/pseudo.py, from right to left.
LANGUAGES = [*LANGUAGES, ("ar", "العربية")]  # type: ignore[list-item]
LOCALE_PATHS = [VAR_DIR / "locale", *LOCALE_PATHS]

if not env.flag("WHOLE_SITE", default=False):
    # A test database in memory would be another kind than the one in production: a file, in WAL.
    if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}

    # Names without fingerprints, so that no test needs `collectstatic`.
    STORAGES = {
        **STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    # The real ones are slow on purpose.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # No background thread, and no worker: a test that wants one starts one.
    CELERY_TASK_ALWAYS_EAGER = False
