"""Settings: small by default (SQLite in `$POLKU_HOME`), PostgreSQL by `POLKU_DATABASE_URL`."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

HOME = Path(os.environ.get("POLKU_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The installation's own key, made once and kept beside its database."""
    if given := os.environ.get("POLKU_SECRET_KEY"):
        return given
    file = HOME / "secret.key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text().strip()


def _database() -> dict[str, object]:
    """The database of `POLKU_DATABASE_URL`, or SQLite with the settings that keep it whole."""
    url = os.environ.get("POLKU_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "polku.db.sqlite",
            "NAME": HOME / "polku.sqlite3",
            "CONN_MAX_AGE": 60,
            "TEST": {"NAME": ":memory:"},  # each test process its own, also where they run beside each other
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit(
            f"POLKU_DATABASE_URL: '{parts.scheme}' is not a database Polku runs on; use postgres://"
        )
    # What is asked for the third time is prepared: a fifth less time for a whole sale. Behind a pool of connections
    # that hands them from one to another, say `?prepare_threshold=` in the address.
    options: dict[str, object] = {"server_side_binding": True, "prepare_threshold": 3}
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        options[key] = (int(value) if value else None) if key == "prepare_threshold" else value
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "polku",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": options,
    }


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("POLKU_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("POLKU_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("POLKU_ORIGINS", "").split(",") if o]
SECURE = os.environ.get("POLKU_HTTPS") == "1"
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "polku.db",
    "polku.eventlog",
    "polku.jobs",
    "polku.files",
    "polku.documents",
    "polku.mail",
    "polku.company",
    "polku.access",
    "polku.ui",
    "polku.office",
    "polku.search",
    "polku.webhooks",
    "polku.imports",
    "polku.insight",
    "polku.contacts",
    "polku.process",
    "polku.playbook",
    "polku.books",
    "polku.catalogue",
    "polku.deals",
    "polku.exchange",
    "polku.forecast",
    "polku.measures",
    "polku.proposals",
    "polku.qualify",
    "polku.engage",
    "polku.advice",
    "polku.journey",
    "polku.quotes",
    "polku.orders",
    "polku.stock",
    "polku.billing",
    "polku.payments",
    "polku.returns",
    "polku.cycle",
    "polku.start",
    "polku.demo",
    "polku.site",
    "django_htmx",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]
# A package joins when its first code is there.
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("polku.") or (Path(__file__).parent.parent / app[6:] / "apps.py").exists()
]

MIDDLEWARE = [
    "polku.site.fast_lane.FastLaneMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "polku.access.web.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "polku.ui.web.middleware.TimeZoneMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "polku.ui.web.middleware.ErrorsMiddleware",
    "polku.ui.web.middleware.OnceMiddleware",
    "polku.ui.web.middleware.ListeningMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "polku.site.urls"
API_URLCONF = "polku.site.api_urls"
WSGI_APPLICATION = "polku.site.wsgi.application"
# Not an app: it would be loaded before the first page, which needs no API; its page of operations is taken from here.
_NINJA = Path(find_spec("ninja").submodule_search_locations[0])  # type: ignore[union-attr,index]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_NINJA / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "polku.ui.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "polku.ui.templatetags.ui",
            ],
        },
    }
]

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "polku.access.web.adapter.AccountAdapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = False  # axes counts failures, in the database and per address
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Polku"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "access/locked_out.html"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "polku.access.web.lock_out.address_tried"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fi", "Suomi"),
    ("lv", "Latviešu"),
    ("pl", "Polski"),
    ("ru", "Русский"),
    ("zh-hant", "繁體中文"),
]
LOCALE_PATHS = [Path(__file__).parent.parent / "ui" / "locale"]
LANGUAGE_COOKIE_NAME = "polku_language"

STATIC_URL = "/static/"
STATIC_ROOT = None  # whitenoise serves from the packages themselves
STATICFILES_DIRS = [_NINJA / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(HOME / "files")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # mail goes by the outbox, see polku.mail
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
