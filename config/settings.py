"""The settings, read from the environment; every name of ours starts with SOKY_."""

import os
from pathlib import Path

import django_stubs_ext

from config import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything the school owns lies below this folder: database, archive, keys. Back up this one.
SOKY_HOME = Path(os.environ.get("SOKY_HOME", BASE_DIR / "var"))
SOKY_ARCHIVE = SOKY_HOME / "archive"
# Outside the database on purpose: pepper, the school's authority, the key of the checkpoints.
SOKY_KEYS = Path(os.environ.get("SOKY_KEYS", SOKY_HOME / "keys"))
SOKY_SCHOOL = os.environ.get("SOKY_SCHOOL", "Trường Tiểu học Hoa Sen")
SOKY_LETTERHEAD = os.environ.get("SOKY_LETTERHEAD", "UBND XÃ TÂN TẬP")
SOKY_PLACE = os.environ.get("SOKY_PLACE", "Tân Tập")
# Where a copy of every checkpoint of the trail goes: a folder of another machine, or a USB stick.
SOKY_CHECKPOINTS_OUTSIDE = env.folder("SOKY_CHECKPOINTS_OUTSIDE")
# The sample school's accounts are listed on the sign-in page, and only there.
SOKY_DEMO = env.flag("SOKY_DEMO", default=False)
SOKY_PIN_TRIES = 5
SOKY_PIN_LOCK_MINUTES = 15
# What every try at a PIN costs: Argon2id memory in KiB and passes over it (RFC 9106).
SOKY_PIN_MEMORY_KIB = 64 * 1024
SOKY_PIN_PASSES = 3
# The keys the school's own authority certifies, and how one of RSA signs (TT 15/2025/TT-BKHCN).
SOKY_KEY_KIND = env.choice("SOKY_KEY_KIND", "p-256", "rsa-3072")
SOKY_RSA_PADDING = env.choice("SOKY_RSA_PADDING", "pss", "pkcs1")
# Where the school's Sổ Ký is reached from outside: printed on paper, as a QR code.
SOKY_ADDRESS = os.environ.get("SOKY_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
# Other roots than the school's own that certificates may lead to: *.crt and *.pem in this folder.
SOKY_TRUST = SOKY_KEYS / "trust"
# The timestamp service (RFC 3161); without one the school's own clock. Where it does not answer
# within so many seconds, signing is refused or falls back to that clock.
SOKY_TIMESTAMP_URL = os.environ.get("SOKY_TIMESTAMP_URL", "")
SOKY_TIMESTAMP_SECONDS = int(os.environ.get("SOKY_TIMESTAMP_SECONDS", "10"))
SOKY_TIMESTAMP_OTHERWISE = env.choice("SOKY_TIMESTAMP_OTHERWISE", "refuse", "own-clock")
# Must an authority say that a certificate still holds, before it signs? It has so many seconds.
SOKY_REVOCATION = env.choice("SOKY_REVOCATION", "require", "prefer")
SOKY_REVOCATION_SECONDS = int(os.environ.get("SOKY_REVOCATION_SECONDS", "10"))
# The library of the school's security module or tokens (PKCS#11), where it has one.
SOKY_PKCS11_LIBRARY = os.environ.get("SOKY_PKCS11_LIBRARY", "")
# A remote signing service (Cloud Signature Consortium API 1, ending in /csc/v1), and its token.
SOKY_CSC_URL = os.environ.get("SOKY_CSC_URL", "")
SOKY_CSC_TOKEN = os.environ.get("SOKY_CSC_TOKEN", "")
# How long a remote service may take, its owner's confirmation on the phone included.
SOKY_REMOTE_SECONDS = float(os.environ.get("SOKY_REMOTE_SECONDS", "120"))
SOKY_PEPPER = env.secret(SOKY_KEYS / "pepper")
SOKY_UPLOAD_BYTES = 20 * 1024 * 1024

SECRET_KEY = env.secret(SOKY_KEYS / "secret_key")
DEBUG = env.flag("SOKY_DEBUG", default=False)
ALLOWED_HOSTS = env.words("SOKY_HOSTS", default="127.0.0.1,localhost,[::1]")
# How many proxies of ours stand in front: whose X-Forwarded-For is believed, and how far.
SOKY_PROXIES = int(os.environ.get("SOKY_PROXIES", "0"))
CSRF_TRUSTED_ORIGINS = env.words("SOKY_ORIGINS", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "viewflow",
    "viewflow.workflow",
    "config",
    "people",
    "workflows",
    "documents",
    "documents.assessment",
    # Each record type is a folder; a new folder needs no line here.
    *(
        f"documents.records.{folder.name}"
        for folder in sorted((BASE_DIR / "documents" / "records").iterdir())
        if folder.is_dir() and not folder.name.startswith((".", "_"))
    ),
]

MIDDLEWARE = [
    "people.body_limits.BodyLimitMiddleware",
    "people.incidents.reference.ReferenceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "people.nul.NoNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.accounts.gate.AccountMiddleware",
    "people.sessions.SignedInMiddleware",
    "people.sessions.NothingStaysMiddleware",
    "people.sessions.NoDevicesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "people.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "workflows.rail.around",
            ],
        },
    }
]

# Whether queries that are built once are built anew at each use as well, and compared: for tests.
SOKY_CHECK_COMPILED = env.flag("SOKY_CHECK_COMPILED", default=False)

DATABASES = {"default": env.database(os.environ.get("SOKY_DATABASE", ""), home=SOKY_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "people.accounts.backend.StaffBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "people.accounts.validators.NotTooShort"},
    {"NAME": "people.accounts.validators.NotTooCommon"},
    {"NAME": "people.accounts.validators.NothingOfTheName"},
    {"NAME": "people.accounts.validators.NotAFirstPassword"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_HANDLER = "people.accounts.counting.Handler"
AXES_CLIENT_IP_CALLABLE = "people.accounts.devices.address_of"
AXES_LOCKOUT_CALLABLE = "people.views.rest"
CSRF_FAILURE_VIEW = "people.views.ask_to_send_again"
AXES_VERBOSE = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("SOKY_STATIC", SOKY_HOME / "static"))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", SOKY_HOME / "fonts" / "web"),
    ("manual", BASE_DIR / "docs" / "manual" / "pictures"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# What is being received; /tmp is shared with every account of the machine.
FILE_UPLOAD_TEMP_DIR = str(env.private_folder(SOKY_HOME / "incoming"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_https = env.flag("SOKY_HTTPS", default=False)
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
# A browser takes such a name from this very host only, over HTTPS, and for all of it.
_host = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{_host}sessionid"
CSRF_COOKIE_NAME = f"{_host}csrftoken"
SOKY_DEVICE_COOKIE = f"{_host}so_ky_device"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "people.accounts.hashed_sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
# Where many sit down at one PC: who signed in without a second factor and did nothing for so long
# is signed out. The school's own choice; 0 for never.
SOKY_IDLE_MINUTES = int(os.environ.get("SOKY_IDLE_MINUTES", "30"))
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None

EMAIL_BACKEND = os.environ.get(
    "SOKY_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = os.environ.get("SOKY_EMAIL_FROM", "so-ky@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "reference": {"()": "people.incidents.reference.UnderReference"},
        "refusals": {"()": "people.incidents.reference.WithoutTraceback"},
    },
    "formatters": {
        "console": {"format": "{levelname} {name} [{reference}] {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["reference", "refusals"],
            "formatter": "console",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
