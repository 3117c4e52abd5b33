"""Settings, all from the environment (docs/production.md). A bad value stops the start.

Importing them reads no file and writes none; see ``hub.site_environment``.
"""

import math
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis import ConnectionError as RedisConnectionError
from redis.backoff import NoBackoff
from redis.retry import Retry

from hub import environment as env
from hub import site_environment

BASE_DIR = site_environment.BASE_DIR
VAR_DIR = site_environment.var_dir()

# Where readers find the site. Beginning with https:// turns on everything that needs TLS.
PORT = env.number("PORT", default=8000, least=1, most=65535)
BIND = env.text("BIND") or "127.0.0.1"
SITE_ADDRESS = env.origin("SITE_ADDRESS", default=f"http://localhost:{PORT}")
# A practice site: what is done there is thrown away after so many hours.
SANDBOX = env.flag("SANDBOX", default=False)
SANDBOX_HOURS = env.number("SANDBOX_HOURS", default=24, least=1, most=720)
SITE_NAME = (
    _("Practice site: nothing here is real") if SANDBOX else _("Anti-Trafficking Technology Hub")
)
BEHIND_TLS = SITE_ADDRESS.startswith("https://")

DEBUG = env.flag("DEBUG", default=False)
if DEBUG and BEHIND_TLS:
    raise ImproperlyConfigured(
        "DEBUG must be 0 where SITE_ADDRESS begins with https://: Django's pages about errors show "
        "the code, the settings and what was typed to everybody."
    )
SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS") or [
    str(urlsplit(SITE_ADDRESS).hostname),
    "127.0.0.1",
    "localhost",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
# The site stands at the root of its address. gunicorn believes a header SCRIPT_NAME of its proxy,
# who may have it from a reader: one page would then be kept under the address of another.
FORCE_SCRIPT_NAME = ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who runs the site, as every page says. All empty is a demonstration: nobody runs it for readers.
OPERATOR_NAME = env.text("OPERATOR_NAME")
OPERATOR_ADDRESS = env.text("OPERATOR_ADDRESS")
OPERATOR_FUNDING = env.text("OPERATOR_FUNDING")
CONTACT_EMAIL = env.text("CONTACT_EMAIL")
SECURITY_CONTACT = env.text("SECURITY_CONTACT") or CONTACT_EMAIL
SECURITY_POLICY = env.text("SECURITY_POLICY")
DATA_LICENCE = env.text("DATA_LICENCE")

# Leaving in a hurry: a page that nobody minds seeing. It is only ever followed, never fetched.
EXIT_ADDRESS = env.address(
    "EXIT_ADDRESS", default="https://www.bbc.com/weather", schemes=("http", "https")
)

INSTALLED_APPS = [
    "hub.records",
    "hub.identity",
    "hub.record_admin",
    "hub.devserver",
    "hub.search_engine",
    "hub.monitoring",
    "hub.vocabulary",
    "hub.outbox",
    "hub.anonymous_forms",
    "hub.accounts",
    "catalogue",
    "events",
    "events.recommendations",
    "events.reporting",
    "hub.pages",
    "hub.global_search",
    "hub.imports",
    "hub.digests",
    "hub.curation.desk",
    "hub.curation.contacts",
    "hub.curation.stewards",
    "hub.curation.look_alikes",
    "hub.curation.merging",
    "hub.curation.suggestions",
    "hub.curation.suggestions.review",
    "hub.curation.record_checks",
    "hub.curation.questions",
    "hub.curation.confirmations",
    "hub.curation.link_checks",
    "hub.curation.bulk_changes",
    "hub.curation.vocabulary_changes",
    "hub.curation.purging",
    "hub.curation.exercises",
    "hub.curation.drafts",
    "hub.numbers",
    "hub.backup",
    "hub.record_admin.apps.HubAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
]

MIDDLEWARE = [
    # Above whatever answers: a refusal carries the headers too.
    "hub.web.middleware.security_headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.web.middleware.compression.Compression",
    "hub.web.middleware.security_headers.ContentPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hub.web.middleware.neutral_titles.NeutralAddresses",
    "hub.web.middleware.address_language.AddressLanguage",
    "hub.web.middleware.bare_errors.BareErrors",
    "hub.web.middleware.request_limits.RequestLimits",
    "hub.web.middleware.session_cookie.SessionCookie",
    "hub.web.middleware.stale_pages.StalePages",
    # Above all that costs; the headers that follow are kept with the page.
    "hub.web.middleware.page_cache.PageCache",
    # What is kept and files are never refused: only what has to be made.
    "hub.web.middleware.admission.Admission",
    "hub.web.middleware.neutral_titles.NeutralLinks",
    "hub.web.middleware.session_cookie.Session",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hub.web.middleware.form_text.FormText",  # below the check, which refuses before it
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.web.middleware.signed_out_form.SignedOutForm",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.accounts.second_factors.demand.SecondFactorDemand",
]

# Public pages are Jinja2, the admin and the account pages Django templates, each in a folder of its
# own: Django's first engine would otherwise try to parse the other's files.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "site"],
        "OPTIONS": {"environment": "hub.web.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# The database. Threads keep their connection; a kept one is checked before a request uses it.
# Web processes also limit their statements: hub.records.database_limits.
DATABASE_TIMEOUT_SECONDS = env.number("DATABASE_TIMEOUT_MS", default=5000, least=100) / 1000
DATABASES = {
    "default": {
        **env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hub.sqlite3'}"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Deferred transactions failed 68 to 74 % of contended writes with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # By which every process gives up a machine that is gone. They limit no statement: migrations
    # and the work of workers take as long as they take.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": max(2, math.ceil(DATABASE_TIMEOUT_SECONDS)),
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
# While it is away readers get pages as of the last time that it answered, for as long as this.
STALE_SECONDS = env.number("STALE_MINUTES", default=60, least=0, most=1440) * 60

# Broker and cache: one server, or one each. A server that hangs must not hold what asks it.
REDIS_SCHEMES = ("redis", "rediss", "unix")
REDIS_URL = env.address("REDIS_URL", default="", schemes=REDIS_SCHEMES)
BROKER_URL = env.address("BROKER_URL", default=REDIS_URL, schemes=REDIS_SCHEMES)
CACHE_URL = env.address("CACHE_URL", default=REDIS_URL, schemes=REDIS_SCHEMES)
CACHE_TIMEOUT_SECONDS = env.number("CACHE_TIMEOUT_MS", default=250, least=10, most=2000) / 1000
# Of a worker for each try, of whoever enqueues a task in all: hub.task_queue.
BROKER_TIMEOUT_SECONDS = env.number("BROKER_TIMEOUT_MS", default=2000, least=100) / 1000
CACHES: dict[str, dict[str, object]] = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "pages")
}
if CACHE_URL:
    shared_cache = {
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "hub",
        "OPTIONS": {
            "socket_timeout": CACHE_TIMEOUT_SECONDS,
            "socket_connect_timeout": CACHE_TIMEOUT_SECONDS,
            # redis-py would ask a server that hangs three times more, with pauses between.
            # Once more is right where the connection was lost, as by a restart.
            "retry": Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        },
    }
    CACHES = {
        # What libraries count in; the limits that matter most are in the database.
        "default": {"BACKEND": "hub.web.data_cache.CountingCache", **shared_cache},
        "pages": {"BACKEND": "hub.web.data_cache.DataCache", **shared_cache},
    }

# Watching: when a process counts as gone, how long work may wait, how old the last backup may be
# (0: nobody watches that). Each process gives several signs of life within its limit.
WATCH_HEARTBEAT_SECONDS = env.number("WATCH_HEARTBEAT_SECONDS", default=300, least=6, most=86_400)
WATCH_WAITING_MINUTES = env.number("WATCH_WAITING_MINUTES", default=15, least=1, most=1440)
WATCH_BACKUP_HOURS = env.number("WATCH_BACKUP_HOURS", default=26 if BEHIND_TLS else 0, most=9000)
HEARTBEAT_SECONDS = min(30.0, WATCH_HEARTBEAT_SECONDS / 6)
# An address elsewhere that a worker fetches each minute while all is well.
HEARTBEAT_PING_URL = env.address("HEARTBEAT_PING_URL", default="", schemes=("https",))
# Where `manage.py metrics` listens.
METRICS_BIND = env.text("METRICS_BIND") or "127.0.0.1"
METRICS_PORT = env.number("METRICS_PORT", default=9109, least=1, most=65535)

CELERY_BROKER_URL = (
    BROKER_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    or "memory://"
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Redis delivers again what nobody acknowledged in this many seconds: well above the hard limit of a
# task, since a task that outlives it is started a second time beside the first.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_throttle": 1,
    "socket_timeout": BROKER_TIMEOUT_SECONDS,
    "socket_connect_timeout": BROKER_TIMEOUT_SECONDS,
}
# Mail has a queue and a worker of its own: it may wait ten minutes for a mail server's answer.
CELERY_TASK_ROUTES = {
    "digests.send_mails": {"queue": "mail"},
    "monitoring.note_mail_worker": {"queue": "mail"},
}
CELERY_TIMEZONE = "UTC"
# The sweeps: what is due stands in the database; these only enqueue a task for it.
CELERY_BEAT_SCHEDULER = "hub.monitoring.beat_scheduler:MonotonicScheduler"
CELERY_BEAT_SCHEDULE = {
    "note-worker": {"task": "monitoring.note_worker", "schedule": HEARTBEAT_SECONDS},
    "note-mail-worker": {"task": "monitoring.note_mail_worker", "schedule": HEARTBEAT_SECONDS},
    "watch": {"task": "monitoring.watch", "schedule": 60.0},
    "schedule-reports": {"task": "reporting.schedule", "schedule": 300.0},
    "schedule-confirmations": {"task": "confirmations.schedule", "schedule": 900.0},
    "erase-confirmations": {"task": "confirmations.erase", "schedule": 3600.0},
    "erase-suggestions": {"task": "suggestions.erase", "schedule": 3600.0},
    "sweep-questions": {"task": "questions.sweep", "schedule": 900.0},
    "erase-focal-points": {"task": "reporting.erase", "schedule": 900.0},
    "turn-midnight": {"task": "events.turn_midnight", "schedule": 300.0},
    "fold-index": {"task": "index.fold", "schedule": 300.0},
    "copy-public": {"task": "index.copy", "schedule": 60.0},
    "fetch-feeds": {"task": "imports.fetch_feeds", "schedule": 300.0},
    "erase-imports": {"task": "imports.erase", "schedule": 900.0},
    "sweep-imports": {"task": "imports.sweep", "schedule": 15.0},
    "follow-changes-on-desk": {"task": "desk.follow_changes", "schedule": 60.0},
    "find-deciding-facts": {"task": "desk.find_deciding_facts", "schedule": 21_600.0},
    "reconcile-desk": {"task": "desk.reconcile", "schedule": 3600.0},
    "count-numbers": {"task": "numbers.count", "schedule": 300.0},
    "run-set-times": {"task": "drafts.run_set_times", "schedule": 30.0},
    "check-links": {"task": "link_checks.check", "schedule": 60.0},
    "follow-links": {"task": "link_checks.follow_changes", "schedule": 60.0},
    "collect-digests": {"task": "digests.collect", "schedule": 60.0},
    "erase-sessions": {"task": "accounts.erase_sessions", "schedule": 3600.0},
    "close-unused-accounts": {"task": "accounts.close_unused", "schedule": 3600.0},
    "take-in-password-requests": {"task": "accounts.take_in", "schedule": 15.0},
    "take-in-digests": {"task": "digests.take_in", "schedule": 15.0},
    # With a lease of 45 seconds: what a killed worker left behind is taken up within a minute.
    "sweep-mails": {"task": "digests.sweep_mails", "schedule": 10.0},
    "erase-mails": {"task": "outbox.erase_mails", "schedule": 900.0},
    "erase-digests": {"task": "digests.erase", "schedule": 900.0},
}

# Mail: the outbox sends by SMTP where a host is named, else to files that administrators read.
EMAIL_HOST = env.host("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", default=587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=bool(EMAIL_HOST) and not EMAIL_USE_SSL)
if EMAIL_USE_SSL and EMAIL_USE_TLS:
    raise ImproperlyConfigured(
        "EMAIL_USE_SSL and EMAIL_USE_TLS cannot both be 1: the first begins with TLS (port 465), "
        "the second turns it on afterwards (port 587)."
    )
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = "hub.outbox.queue.OutboxBackend"  # for what libraries send
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.mailbox("DEFAULT_FROM_EMAIL", f"hub@{urlsplit(SITE_ADDRESS).hostname}")

# Addresses and waiting messages: sealed with the first of the keys, opened with any. The other
# key makes the hashes by which an address is found again and signs the links in mails: it outlives
# both these and SECRET_KEY, since a link has to work for years.
DIGEST_KEYS = env.secret_words("DIGEST_KEYS")
DIGEST_HASH_KEY = env.secret("DIGEST_HASH_KEY")

# Imports: what one row of a file and all of them may hold, how often a step is begun before it is
# given up, and the days after the end of an import for which its rows and its file are kept, and
# the personal data in rows that were held back.
IMPORT_ROW_MB = env.number("IMPORT_ROW_MB", default=2, least=1, most=16)
IMPORT_CONTENT_MB = env.number("IMPORT_CONTENT_MB", default=200, least=1, most=10_000)
IMPORT_ATTEMPTS = env.number("IMPORT_ATTEMPTS", default=10, least=1, most=1000)
# Whether files are opened at all where the process that does it cannot be shut off.
IMPORT_SANDBOX = env.choice(
    "IMPORT_SANDBOX",
    default="required" if BEHIND_TLS else "optional",
    of=("required", "optional"),
)
IMPORT_DAYS = env.number("IMPORT_DAYS", default=90, least=1, most=36_500)
IMPORT_PERSONAL_DAYS = env.number("IMPORT_PERSONAL_DAYS", default=7, least=1, most=36_500)

# What anybody may cause without signing in, over all addresses together. Mails beyond their budget
# wait in the outbox; forms beyond theirs are refused for a while.
MAILS_TO_STRANGERS_PER_HOUR = env.number("MAILS_TO_STRANGERS_PER_HOUR", default=300, least=1)
MAILS_TO_ACCOUNTS_PER_HOUR = env.number("MAILS_TO_ACCOUNTS_PER_HOUR", default=120, least=1)
SIGN_INS_PER_MINUTE = env.number("SIGN_INS_PER_MINUTE", default=30, least=1)
# Of each kind, over the whole site; a report of a danger is always taken in.
SUGGESTIONS_PER_DAY = env.number("SUGGESTIONS_PER_DAY", default=300, least=1)
REFUSED_FORMS_PER_MINUTE = env.number("REFUSED_FORMS_PER_MINUTE", default=60, least=1)

# Requests to other servers in one night for the addresses of records (0: none), which begins at an
# hour (UTC) and lasts six. None are made where CONTACT_EMAIL is empty.
LINK_CHECKS_PER_NIGHT = env.number("LINK_CHECKS_PER_NIGHT", default=5000, least=0, most=200_000)
LINK_CHECKS_FROM_HOUR = env.number("LINK_CHECKS_FROM_HOUR", default=1, least=0, most=23)

# Whether what is grave asks for two people: a change of a safety panel or to a wider circle of
# readers, and a text that is taken out for good.
TWO_PEOPLE = env.flag("TWO_PEOPLE", default=BEHIND_TLS)
# Whatever a focal point publishes or verifies needs a second person, wherever the site runs.
TWO_PEOPLE_FOR_FOCAL_POINTS = env.flag("TWO_PEOPLE_FOR_FOCAL_POINTS", default=True)

# Where curators are: times at which records are published or withdrawn are typed by this clock.
CURATORS_TIME_ZONE = env.time_zone("CURATORS_TIME_ZONE", default="UTC")

# Days before its answers are due on which a focal point is reminded; 0: only on the day.
REPORT_REMINDER_DAYS = env.number("REPORT_REMINDER_DAYS", default=14, least=0, most=365)

# People. There is no public sign-up; `manage.py up` and an administrator make accounts.
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hub.accounts.password_strength.GuessablePasswordValidator"},
]
ACCOUNT_ADAPTER = "hub.accounts.adapter.NoPublicSignUp"
ACCOUNT_FORMS = {"reset_password": "hub.accounts.forms.PasswordRequestForm"}  # nosec
# By account, mailbox and over all we count ourselves: hub.accounts.sign_in, hub.anonymous_forms.
# One network uses up a third of SIGN_INS_PER_MINUTE at most.
ACCOUNT_RATE_LIMITS = {
    "login": "10/m/ip",
    "login_failed": "10/m/ip",
    "reset_password": "20/m/ip",  # nosec
    # To a provider there is nothing to guess, and a whole office may go at nine behind one address.
    "single_sign_on": "60/m/ip",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "hub.accounts.password_links.PasswordLinkTokens"  # noqa: S105  # nosec
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Through allauth's steps of signing in: nobody who is not active, and a second factor if there is.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Confirming anew before roles, keys and what cannot be undone: hub.record_admin.step_up.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Second factors: offered to everybody who signs in; demanded so many days after a person was made.
SECOND_FACTORS = env.choice(
    "SECOND_FACTORS",
    default="demanded" if BEHIND_TLS else "offered",
    of=("demanded", "offered"),
)
SECOND_FACTOR_ADMINISTRATORS_AFTER_DAYS = env.number(
    "SECOND_FACTOR_ADMINISTRATORS_AFTER_DAYS", default=0, least=0, most=365
)
SECOND_FACTOR_CURATORS_AFTER_DAYS = env.number(
    "SECOND_FACTOR_CURATORS_AFTER_DAYS", default=14, least=0, most=365
)
MFA_ADAPTER = "hub.accounts.second_factors.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators vouch for addresses
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds to both sides: clocks of telephones differ
# Single sign-on by OpenID Connect: the provider, which of its claims gives which role, and whose
# second factor counts. Without OIDC_ISSUER it is off.
OIDC_ISSUER = env.issuer("OIDC_ISSUER", may_be_plain=not BEHIND_TLS)
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET")
OIDC_NAME = env.text("OIDC_NAME") or str(urlsplit(OIDC_ISSUER).hostname or "")
OIDC_SCOPES = env.words("OIDC_SCOPES", default="openid,email,profile")
OIDC_CLAIM = env.text("OIDC_CLAIM") or "groups"
OIDC_ROLES = env.role_rules("OIDC_ROLES", ("curator", "focal_point", "vocabulary", "administrator"))
# Hosts of the provider beside that of its issuer: nothing is asked of any other.
OIDC_HOSTS = env.hosts("OIDC_HOSTS")
OIDC_SECOND_FACTOR = env.choice("OIDC_SECOND_FACTOR", default="own", of=("own", "provider"))
# What its claims `amr` or `acr` say where a second factor was given.
OIDC_SECOND_FACTOR_VALUES = env.words("OIDC_SECOND_FACTOR_VALUES", default="mfa")
for setting, is_missing in (
    ("OIDC_CLIENT_ID", not OIDC_CLIENT_ID),
    ("OIDC_CLIENT_SECRET", not OIDC_CLIENT_SECRET),
    ("OIDC_ROLES", not OIDC_ROLES),
):
    if OIDC_ISSUER and is_missing:
        raise ImproperlyConfigured(
            f"{setting} is missing, or the file for it cannot be read: single sign-on needs it "
            "where OIDC_ISSUER is set."
        )
# Passwords, which one administrator keeps for emergencies where nobody else has one.
LOCAL_SIGN_IN = env.flag("LOCAL_SIGN_IN", default=True)
BREAK_GLASS_ADMINISTRATOR = env.mailbox("BREAK_GLASS_ADMINISTRATOR", "")
if not LOCAL_SIGN_IN and not (OIDC_ISSUER and BREAK_GLASS_ADMINISTRATOR):
    raise ImproperlyConfigured(
        "LOCAL_SIGN_IN can be off only where OIDC_ISSUER names a provider to sign in by, and "
        "BREAK_GLASS_ADMINISTRATOR the address of an administrator who keeps a password for the "
        "day when the provider is away."
    )
SOCIALACCOUNT_ADAPTER = "hub.accounts.single_sign_on.adapter.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an account is never found by its address
SOCIALACCOUNT_AUTO_SIGNUP = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:  # no other host of the domain can set these
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hub.pages.views.errors.csrf_failure"

# Languages: English at the bare addresses, others below /<code>/, never negotiated.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "hub" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Pages of other sites have no need of our files, and the header would cost readers its bytes.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "imports": {"BACKEND": "hub.imports.file_storage.DatabaseStorage"},
    "staticfiles": {"BACKEND": "hub.web.static_files.StaticFiles"},
    # Who left and what was withdrawn, as keyed hashes: not to be lost with the database.
    "removals": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.text("REMOVALS_DIR") or VAR_DIR / "removals",
            "file_permissions_mode": 0o600,
        },
    },
}
MEDIA_ROOT = VAR_DIR / "media"

# What a browser may do with our pages: nothing but our own style sheet, script, forms and pictures.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
# They concern other hosts, and browsers that have them built in forget them only after months.
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS and env.flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS and env.flag("HSTS_PRELOAD", default=False)
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Sign-in counts attempts by the address that the proxy saw, else all would share the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# Who turns on HSTS for subdomains, and for preloading, knows all hosts of the domain: a setting of
# its own each, and no warning where it is off.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# What a person in danger searched for is nobody's business: no log line of ours carries a query
# string, a form, a referrer or an address; errors are told by path and exception.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "hub.web.disk_space.TemporaryUpload",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # the admin's tool form with its citations
LOG_LEVEL = env.choice(
    "LOG_LEVEL", default="INFO", of=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"repeated errors": {"()": "hub.web.log_filter.RepeatedErrors"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["repeated errors"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        "django.server": {"handlers": [], "propagate": False},
        # It would repeat the header, with the way through the code, for each stray request.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
