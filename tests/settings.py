"""The only other settings file: the product's own, on the databases that the test run started."""

from hub.settings import *  # noqa: F403
from hub.settings import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR

# A test database in memory would be another kind than the one in production: a file, in WAL.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}

# Names without fingerprints, so that no test needs `collectstatic`; the journeys use the real ones.
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
