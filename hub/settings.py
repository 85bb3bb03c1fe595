"""All settings of the hub: environment in, loud on bad values.

Every value that an operator may set is read here and nowhere else. A secret can be given as NAME or as
NAME_FILE (a path whose content is the value). docs/run/settings.md lists them for operators.
"""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env
from whitenoise.compress import Compressor

ROOT = Path(__file__).resolve().parent.parent
env = Env()

DEMO = env.bool("HUB_DEMO", False)
TESTING = "pytest" in sys.modules
DATA = Path(env.str("HUB_DATA", str(ROOT / "data")))


def secret(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE points at."""
    path = env.str(f"{name}_FILE", "")
    return Path(path).read_text(encoding="utf-8").strip() if path else env.str(name, default)


DEBUG = env.bool("DEBUG", False)
# Empty outside demo and tests on purpose: Django refuses to start without a key, and `serve` says what is missing.
SECRET_KEY = secret("SECRET_KEY", "only-for-tests-and-never-in-use-elsewhere-0123456789" if TESTING else "")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",  # for guardian only; no generic foreign key of ours
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "hub.look",  # before django.forms: its field templates win
    "django.forms",
    "channels",
    "guardian",
    "django_htmx",
    "template_partials",
    "js_asset",
    "django_prose_editor",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "hub",
    "hub.database",
    "hub.schedule",
    "hub.findable",
    "hub.outbox",
    "hub.live",
    "hub.profile",
    "hub.people",
    "hub.waiting",
    "hub.dialogue",
    "hub.units",
    "hub.selfservice",
    "hub.projects",
    "hub.alerts",
    "hub.home",
    "hub.help",
    "hub.feeds",
    "hub.search",
    "hub.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.middleware.Compress",
    "hub.middleware.Privacy",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hub.people.signed_in.SignedIn",
    "hub.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "hub.urls"
ASGI_APPLICATION = "hub.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "hub.context.page",
            ],
            "builtins": ["template_partials.templatetags.partials", "hub.access_tags"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# SQLite with our own back end (a fair queue of writers, WAL, full synchronisation), or PostgreSQL by DATABASE_URL.
if env.str("DATABASE_URL", ""):
    DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
else:
    DATABASES = {"default": {"ENGINE": "hub.database.sqlite", "NAME": DATA / "hub.sqlite3"}}
# Page threads last as long as the process (hub.serving.handler), so connections may last too.
DATABASES["default"].setdefault("CONN_MAX_AGE", None)
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# PostgreSQL keeps the plans of what a connection asks often (hub.database.preparing), unless a pooler stands between.
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql" and env.bool("HUB_PREPARED_STATEMENTS", True):
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 2)  # askings before it is prepared
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = secret("REDIS_URL")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# People and sign-in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["hub.people.backends.NumberOrEmail"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "front"
LOGOUT_REDIRECT_URL = "sign-in"
ARGON2 = "hub.people.hashers.Argon2"
# The suite makes a dozen accounts a test; the tests of sign-in itself put argon2 back.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"] if TESTING else [ARGON2]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ["number", "given_name", "family_name", "email"]}},
    {"NAME": "hub.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "hub.people.passwords.NotTheUsual"},
]  # fmt: skip
PASSWORD_RESET_TIMEOUT = 60 * 30  # seconds
SESSION_ENGINE = "hub.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14  # seconds
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # the token travels in the page (hx-headers on body), never read from the cookie
CSRF_FAILURE_VIEW = "hub.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])  # addresses whose X-Real-IP is believed
# In demo mode anybody may sign in as these with one click: [[person]] with number, nb, nn and en (what they are).
DEMO_CAST = ROOT / "hub" / "demo" / "cast.toml"

# guardian: roles on units only, asked through hub.access and never through guardian's own back end (W001).
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

# Language and time
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = "hub_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "Europe/Oslo"
USE_I18N = USE_TZ = True

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = Path(env.str("HUB_STATIC", str(DATA / "static")))
MEDIA_ROOT = DATA / "files"  # never served by address: hub.files hands out what the reader may see
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if TESTING or DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# Maps of sources are for developers: compressing them took twice as long as all the rest together.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FILE_LARGEST = env.int("HUB_FILE_LARGEST", 25_000_000)  # bytes, one uploaded file
BODY_LARGEST = env.int(
    "HUB_BODY_LARGEST", 40_000_000
)  # bytes, one request; refused by the server before it is in memory
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes, forms without their files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Mail
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", "hub@localhost")
EMAIL_HOST = env.str("MAIL_HOST", "localhost")
EMAIL_PORT = env.int("MAIL_PORT", 25)
EMAIL_HOST_USER = env.str("MAIL_USER", "")
EMAIL_HOST_PASSWORD = secret("MAIL_PASSWORD")
EMAIL_USE_TLS = env.bool("MAIL_TLS", False)
EMAIL_TIMEOUT = 20  # seconds for each answer of the mail server

# Security headers. What a page may load is ours alone; data: is for the icons that Designsystemet draws as masks.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Web sites that may show the list of what is public in a frame, as CSP writes them: https://www.askim.example
HUB_EMBEDDED_BY: list[str] = env.list("HUB_EMBEDDED_BY", [])
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS and env.bool("HUB_REDIRECT_TO_HTTPS", True)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.bool("HUB_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The staff register: further names of columns, {"people": {"ansattnr": "number"}}; see hub.units.register.reading.
HUB_REGISTER_COLUMNS = env.json("HUB_REGISTER_COLUMNS", {})
REGISTER_FILES_KEPT = env.int("HUB_REGISTER_FILES_KEPT", 90)  # days; then an import keeps who, when and how many

# The worker looks now and then whether links to other web sites still lead somewhere. The demo asks nobody.
CHECK_LINKS = env.bool("HUB_CHECK_LINKS", not DEMO)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"hub": {"level": "INFO"}, "django.request": {"level": "ERROR"}, "django.server": {"level": "ERROR"}},
}

if DEMO and not TESTING:
    DATA.mkdir(parents=True, exist_ok=True)
    key_file = DATA / "secret-key"
    if not key_file.exists():
        from django.core.management.utils import get_random_secret_key

        key_file.write_text(get_random_secret_key(), encoding="utf-8")
        key_file.chmod(0o600)
    SECRET_KEY = SECRET_KEY or key_file.read_text(encoding="utf-8")
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
