"""Settings that hold everywhere; demo, test and production build on them.

Everything that differs between installations comes from the environment (see docs/operations.md).
"""

from pathlib import Path

import environ
import pghistory
from django.utils.translation import gettext_lazy as _

from config.settings.logs import logging_config
from config.settings.services import broker_url, running_services

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# --- Where things are kept ------------------------------------------------------------------------
PORTAL_DATA = Path(env.str("PORTAL_DATA", default=str(BASE_DIR / ".data"))).resolve()
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", default="http://localhost:8000").rstrip("/")
PORTAL_DEMO = False
PORTAL_STYLEGUIDE = False
# Shown at the start of the demo and on its sign-in page; `core` may not import the room they are of.
PORTAL_DEMO_SIGN_INS = "people.demo.SIGN_INS"
PORTAL_DEMO_PASSWORD = "people.demo.PASSWORD"  # noqa: S105 (where it stands, not what it is)
# How many proxies of our own stand before the web server; decides which address counts as the client's.
PORTAL_TRUSTED_PROXIES = env.int("PORTAL_TRUSTED_PROXIES", default=0)
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=True)

# --- Services: given by the environment, else the embedded ones that `manage.py serve` started -----
_services = running_services(PORTAL_DATA)
DATABASE_URL = env.str("DATABASE_URL", default="") or _services.get("DATABASE_URL", "")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="") or _services.get(
    "DATABASE_OWNER_URL", ""
)
REDIS_URL = env.str("REDIS_URL", default="") or _services.get("REDIS_URL", "")
DATABASES = {
    "default": {
        **environ.Env.db_url_config(DATABASE_URL or "postgres://gandan_app@localhost/gandan"),
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        # The wall tells the database who asks before a statement, which a cursor there cannot take;
        # and PgBouncer keeps no session between two transactions.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "ATOMIC_REQUESTS": False,
    }
}
CACHES = {
    "default": {
        "BACKEND": "core.caching.TolerantRedisCache",
        "LOCATION": REDIS_URL or "redis://localhost:6379/0",
        "KEY_PREFIX": "gandan",
        "TIMEOUT": 300,
    }
}

# --- Secrets and hosts ----------------------------------------------------------------------------
# Good for a demonstration on one's own machine only; production settings refuse it.
DEMO_SECRET_KEY = "demo-only-cong-khu-pho-ap-khong-dung-cho-van-hanh-that"  # noqa: S105 (no secret)
SECRET_KEY = env.str("SECRET_KEY", default=DEMO_SECRET_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEBUG = False

# --- Applications ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "wards",
    "people",
    "neighborhoods",
    "feedback",
    "security",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "core.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.headers.ResponseHeadersMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.middleware.CleanInputMiddleware",  # before the session: a cookie may hold a NUL too
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.api_tokens.ApiTokenMiddleware",
    "people.middleware.WallMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "people.middleware.SessionLimitMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "core.history.AuditContextMiddleware",
    "core.middleware.ReadOnlyGetMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.ui", "core.templatetags.ui_charts"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.portal",
                "core.context.staff",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.PortalRenderer"

# --- Language, time, numbers ----------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# --- Sign-in and sessions -------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.PortalBackend"]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/can-bo/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # the letters say so
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"  # a lost cache signs nobody out
SESSION_COOKIE_AGE = 12 * 3600
PORTAL_SESSION_SECONDS = SESSION_COOKIE_AGE
PORTAL_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here one stays; everywhere else the session has ended
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Wrong passwords and codes are counted by people/attempts.py; here what is left, by address or user.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": None,
    "reset_password": "20/m/ip,3/15m/key",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = PORTAL_TRUSTED_PROXIES
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.forms.account.LoginForm",
    "change_password": "people.forms.account.ChangePasswordForm",
    "reset_password": "people.forms.account.ResetPasswordForm",
    "reset_password_from_key": "people.forms.account.ResetPasswordKeyForm",
    "reauthenticate": "people.forms.account.ReauthenticateForm",
}
MFA_ADAPTER = "people.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "people.forms.account.AuthenticateForm",
    "reauthenticate": "people.forms.account.MFAReauthenticateForm",
    "activate_totp": "people.forms.account.ActivateTOTPForm",
    "deactivate_totp": "people.forms.account.DeactivateTOTPForm",
    "generate_recovery_codes": "people.forms.account.GenerateRecoveryCodesForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Gần Dân"
USERSESSIONS_TRACK_ACTIVITY = False  # a page that is read writes nothing

# --- What a browser may do with our pages ---------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera",
        "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope",
        "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
        "xr-spatial-tracking",
    )
}  # fmt: skip
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(PORTAL_DATA / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = PORTAL_DATA / "media"
S3_BUCKET = env.str("S3_BUCKET", default="")
_private_files = {
    "BACKEND": "core.files.DurableFileSystemStorage",
    # No base_url: private files have no address; a view that asks for permission serves them.
    "OPTIONS": {"location": MEDIA_ROOT, "file_permissions_mode": 0o600},
}
if S3_BUCKET:
    _private_files = {
        "BACKEND": "core.files_s3.S3Files",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
            "region_name": env.str("S3_REGION", default="") or None,
            "access_key": env.str("S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("S3_SECRET_KEY", default="") or None,
            "addressing_style": env.str("S3_ADDRESSING_STYLE", default="auto"),
            "default_acl": "private",
            "file_overwrite": False,
            "querystring_expire": 300,
        },
    }
STORAGES = {
    "default": _private_files,
    "staticfiles": {"BACKEND": "core.static_storage.PortalStaticFilesStorage"},
}
# 2 MiB of typed text is more than any form of ours holds; beyond it the request is refused (400).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Files and text of one request together; the largest form takes five photos.
PORTAL_MAX_REQUEST_BYTES = env.int("PORTAL_MAX_REQUEST_BYTES", default=110 * 1024 * 1024)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Mail -----------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_FILE_PATH = PORTAL_DATA / "mail"
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "core.mail.FileBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Gần Dân <khong-tra-loi@gandan.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
PORTAL_REPLY_TO = env.str("PORTAL_REPLY_TO", default="")  # where answers to our letters go

# --- Jobs -----------------------------------------------------------------------------------------
ROWS_KEPT_SECONDS = 60  # after that every process sees a change of calendar and rules
# How long a task that was handed over may stay unanswered before it is handed over again.
OUTBOX_RESEND_SECONDS = env.int("OUTBOX_RESEND_SECONDS", default=90)
CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_RESULT_BACKEND = None  # results are rows of ours; nothing waits on a broker for them
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # three times the longest task, so that no running task is sent twice
    "socket_keepalive": True,
    "socket_timeout": 30,
    "health_check_interval": 30,
    "global_keyprefix": "gandan:",
}

# --- Audit ----------------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- API and spreadsheets -------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # core.api.ApiView names its own
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.api.handle_exception",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gần Dân",
    "DESCRIPTION": "Units on any day, finding them, and cases with their moves, for systems of the staff.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "CaseKindEnum": "feedback.models.CaseKind",
        "ChannelEnum": "feedback.models.Channel",
        "UnitKindEnum": "wards.models.Kind",
    },
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- Figures for monitoring -------------------------------------------------------------------------
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # without one /metrics does not exist

# --- Logs -----------------------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(
    style=env.str("PORTAL_LOG_FORMAT", default="console"),
    level=env.str("PORTAL_LOG_LEVEL", default="INFO"),
)

# The start-up checks (core/checks.py) refuse a database that may forget what it has acknowledged.
PORTAL_REQUIRE_DURABLE_DATABASE = True
PORTAL_REQUIRE_SEPARATE_ROLES = False  # production.py asks for it
SILENCED_SYSTEM_CHECKS: list[str] = []
