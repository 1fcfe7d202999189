"""Django's settings, read from the environment (see ``config/environment.py``)."""

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from config import environment as env
from realtime.errors import ERROR_SHAPE

# Lets generic classes of Django be written with their types.
django_stubs_ext.monkeypatch()

BASE_DIR = env.BASE_DIR
PRODUCTION = env.flag("PRODUCTION")
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
env.refuse_in_production(PRODUCTION, {"DEBUG": DEBUG, "DEMO": DEMO})

DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")
SECRET_KEY = env.secret(DATA_DIR, production=PRODUCTION)
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS", "")
DATABASES = {"default": env.database(DATA_DIR)}
REDIS_URL = env.url("REDIS_URL", "", ("redis", "rediss", "unix"))
CHANNEL_LAYERS = env.redis(REDIS_URL)
CACHES = {"default": env.cache(REDIS_URL)}
PUBLIC_URL = env.url("PUBLIC_URL", "" if PRODUCTION else "http://127.0.0.1:8000", ("http", "https")).rstrip(
    "/"
)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
env.demand_in_production(PRODUCTION, {"PUBLIC_URL": PUBLIC_URL, "ALLOWED_HOSTS": ALLOWED_HOSTS})
globals().update(env.mail("EMAIL_URL"))
# Outside production a printed mail counts: whoever tries things out reads it there.
MAIL_LEAVES = bool(env.text("EMAIL_URL", "")) or not PRODUCTION
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", env.sender(PUBLIC_URL))
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, least=0, most=10)

INSTALLED_APPS = [
    "daphne",
    "servestatic.runserver_nostatic",
    "config.apps.ManagersConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "drf_spectacular",
    "django_tasks",
    "django_tasks_db",
    "realtime",
    "visitors",
    "agents",
    "knowledgebase",
    "chat",
    *(["demo"] if DEMO else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = True

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
            ],
            "libraries": {"icons": "config.icons"},
        },
    },
]

# Widgets of our own have their templates among all others.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "agents.Agent"
AUTHENTICATION_BACKENDS = ["chat.access.RoleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = [
    "agents.hashers.LeanArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Agents sign in with what Agent knows; allauth's own table of addresses stays empty, so that an address
# the admin changed lets nobody in any more. Hence its token generator, which writes there, is not used.
ACCOUNT_ADAPTER = "agents.adapter.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
# Ten wrong tries in five minutes, by account and by address; the rest bounds the work of strangers.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/5m/key",
    "login_failed_from": "10/5m/ip",
    "login": "120/m/ip",
    "key_sign_in": "30/m/ip",
}
ACCOUNT_FORMS = {
    "login": "agents.forms.SignInForm",
    "reset_password": "agents.forms.ResetForm",
    "reset_password_from_key": "agents.forms.NewPasswordForm",
    "change_password": "agents.forms.ChangePasswordForm",
    "set_password": "agents.forms.SetPasswordForm",
    "reauthenticate": "agents.forms.ReauthenticateForm",
}
MFA_ADAPTER = "agents.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Vis-à-vis"
MFA_TOTP_TOLERANCE = 1  # the code before and the one after count too: phones are not on time
MFA_FORMS = {
    "authenticate": "agents.forms.CodeForm",
    "reauthenticate": "agents.forms.ReauthenticateCodeForm",
    "activate_totp": "agents.forms.ActivateAppForm",
    "add_webauthn": "agents.forms.AddKeyForm",
    "edit_webauthn": "agents.forms.RenameKeyForm",
    "login_webauthn": "agents.forms.KeySignInForm",
    "authenticate_webauthn": "agents.forms.KeyForm",
    "reauthenticate_webauthn": "agents.forms.ReauthenticateKeyForm",
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# How many days things are kept; docs/privacy.md says so too. Sums are kept for ever.
RETENTION_DAYS = {"views": 180, "events": 90, "visits": 730}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
# Of the pages for the team; what visitors are spoken to in stands in visitors/languages.py.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.zone("TIME_ZONE", "UTC")
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
UPLOAD_BYTES = env.number("UPLOAD_MEGABYTES", 10, least=1, most=100) * 1_000_000
FILES_ORIGIN = env.other_origin("FILES_ORIGIN", PUBLIC_URL)
ALLOWED_HOSTS += [host for host in [env.host_of(FILES_ORIGIN)] if host and host not in ALLOWED_HOSTS]
CLAMAV_URL = env.socket_address("CLAMAV_URL")
GEOIP_DB = env.text("GEOIP_DB", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "config.static.HashedStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
# Outside production files are served from where they are written, without collectstatic.
SERVESTATIC_USE_FINDERS = not PRODUCTION
SERVESTATIC_AUTOREFRESH = not PRODUCTION

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agents.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "agents.api.permissions.WithinScopes",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["agents.api.parsers.StrictJSONParser"],
    "EXCEPTION_HANDLER": "agents.api.errors.refusal_response",
    "DEFAULT_SCHEMA_CLASS": "agents.api.schema.Described",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Vis-à-vis",
    "VERSION": "1",
    "DESCRIPTION": "Conversations, the people in them and the settings around them, for programs.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "APPEND_COMPONENTS": {"schemas": {"Error": ERROR_SHAPE}},
    "ENUM_NAME_OVERRIDES": {
        "ConversationStatus": "chat.models.Conversation.Status",
        "ActorKind": "realtime.actors.KINDS",
        "SiteMode": "visitors.models.Site.Mode",
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:", *([FILES_ORIGIN] if FILES_ORIGIN else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    # A neighbour under the same domain can then set neither for us.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# Bursts are four times the rate (rule 9 of the wire).
VISITOR_FRAMES_PER_SECOND = env.number("VISITOR_FRAMES_PER_SECOND", 10, least=1, most=1_000_000)
VISITOR_MESSAGES_PER_SECOND = env.number("VISITOR_MESSAGES_PER_SECOND", 5, least=1, most=1_000_000)
AGENT_MESSAGES_PER_SECOND = env.number("AGENT_MESSAGES_PER_SECOND", 20, least=1, most=1_000_000)
SOCKETS_PER_ADDRESS = env.number("SOCKETS_PER_ADDRESS", 200, least=1, most=1_000_000)
DRAIN_SECONDS = env.number("DRAIN_SECONDS", 10, least=0, most=300)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.OneLineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {
        name: {"level": "WARNING"} for name in ("daphne", "django.server", "django_tasks", "django_tasks_db")
    },
}
