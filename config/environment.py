"""What may be set from outside, and a clear refusal of what makes no sense.

Every variable is listed once in ``VARIABLES``: the documentation test reads it there.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
# In the clear, TLS from the first byte, and TLS once the server has offered it.
MAIL_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}


@dataclass(frozen=True)
class Variable:
    """One environment variable: its default in words and what it does."""

    name: str
    default: str
    purpose: str


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "PRODUCTION", "0", "1 demands SECRET_KEY, ALLOWED_HOSTS and PUBLIC_URL and turns on the https rules"
    ),
    Variable("DEBUG", "0", "1 shows tracebacks in the browser; refused together with PRODUCTION"),
    Variable(
        "DATA_DIR", "var/ in the checkout", "where the SQLite file, media and the generated secret live"
    ),
    Variable(
        "SECRET_KEY",
        "generated into DATA_DIR/secret_key",
        "signs sessions and tokens, at least 32 characters",
    ),
    Variable(
        "SECRET_KEY_FALLBACKS", "none", "earlier secret keys, comma separated: what they signed still holds"
    ),
    Variable(
        "DATABASE_URL",
        "sqlite:///DATA_DIR/visavis.sqlite3",
        "sqlite:/// or postgres:// address of the database",
    ),
    Variable("DATABASE_POOL_SIZE", "16", "PostgreSQL connections one process may hold"),
    Variable("REDIS_URL", "none: one process", "redis:// address that joins several server processes"),
    Variable(
        "EMAIL_URL", "none: mail is printed", "smtp://, smtps:// or smtp+tls:// address of the mail server"
    ),
    Variable("EMAIL_FROM", "noreply@ the host of PUBLIC_URL", "sender of mails"),
    Variable(
        "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "host names this server answers to, comma separated"
    ),
    Variable(
        "PUBLIC_URL", "http://127.0.0.1:8000", "address people reach this server at; absolute links use it"
    ),
    Variable("TRUSTED_PROXIES", "0", "how many proxies in front may be believed about the client address"),
    Variable("TIME_ZONE", "UTC", "IANA zone of the admin"),
    Variable("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Variable("DEMO", "0", "1 serves the demo shop (quickstart sets it); refused together with PRODUCTION"),
    Variable("VISITOR_FRAMES_PER_SECOND", "10", "socket frames a visitor may send (bursts: four times that)"),
    Variable("VISITOR_MESSAGES_PER_SECOND", "5", "messages a visitor may send (bursts: four times that)"),
    Variable("AGENT_MESSAGES_PER_SECOND", "20", "messages an agent may send (bursts: four times that)"),
    Variable("SOCKETS_PER_ADDRESS", "200", "visitor sockets one address may hold in one process"),
    Variable("UPLOAD_MEGABYTES", "10", "the largest file a visitor or an agent may send"),
    Variable("FILES_ORIGIN", "none: PUBLIC_URL", "another origin that files are given out from"),
    Variable(
        "CLAMAV_URL", "none: no scanner", "tcp://host:port or unix:///path of the clamd that looks at files"
    ),
    Variable(
        "GEOIP_DB",
        "none: countries by time zone",
        "path of an .mmdb file (GeoLite2, DB-IP) that tells countries and cities by address",
    ),
    Variable("DRAIN_SECONDS", "10", "how long a stopping server spreads the closing of its sockets"),
)

_env = environ.Env()


def text(name: str, default: str) -> str:
    """Return the variable as it stands, or the default."""
    _known(name)
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Return a yes-or-no variable; anything else is refused."""
    value = text(name, "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Use 1 or 0.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number inside its bounds."""
    value = text(name, str(default))
    try:
        result = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
    if not least <= result <= most:
        raise ImproperlyConfigured(f"{name}={result} is out of bounds: {least} to {most}.")
    return result


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    """Return one of the options."""
    value = text(name, default).upper()
    if value not in options:
        raise ImproperlyConfigured(f"{name}={value!r} is unknown. Use one of {', '.join(options)}.")
    return value


def names(name: str, default: str) -> list[str]:
    """Return a comma separated list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def url(name: str, default: str, schemes: tuple[str, ...]) -> str:
    """Return an address with one of the schemes and, unless it is a file, a host."""
    value = text(name, default)
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in schemes:
        raise ImproperlyConfigured(
            f"{name} starts with {parts.scheme or 'nothing'}://. Use {' or '.join(schemes)}."
        )
    try:
        valid = parts.port is None or parts.port > 0
    except ValueError:
        valid = False
    if not valid or (parts.scheme.startswith("http") and not parts.hostname):
        raise ImproperlyConfigured(f"{name} has no usable host or port.")
    return value


def other_origin(name: str, own: str) -> str:
    """Return an origin, without a slash at its end, that is not one's own."""
    value = url(name, "", ("http", "https")).rstrip("/")
    parts = urlsplit(value)
    if (value and value != f"{parts.scheme}://{parts.netloc}") or "@" in parts.netloc:
        raise ImproperlyConfigured(f"{name}={value!r} is no origin. Use scheme and host alone.")
    if value and parts.netloc.lower() == urlsplit(own).netloc.lower():
        raise ImproperlyConfigured(f"{name} is the host of PUBLIC_URL. Use another one, or none.")
    return value.lower()


def host_of(origin: str) -> str:
    """Return the host name of an address."""
    return urlsplit(origin).hostname or ""


def socket_address(name: str) -> str:
    """Return the address of a daemon: tcp:// with a host, or unix:// with a path."""
    value = url(name, "", ("tcp", "unix"))
    parts = urlsplit(value)
    if value and not (parts.hostname if parts.scheme == "tcp" else parts.path.startswith("/")):
        raise ImproperlyConfigured(f"{name} names no host or path. Use tcp://host:port or unix:///path.")
    return value


def folder(name: str, default: Path) -> Path:
    """Return a folder that exists and can be written, made if need be."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={path} cannot be made: {error.strerror}.") from None
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name}={path} cannot be written.")
    return path


def secret(data_dir: Path, *, production: bool) -> str:
    """Return SECRET_KEY, or outside production one generated once into the data folder."""
    value = text("SECRET_KEY", "")
    if value:
        if len(value) < 32:
            raise ImproperlyConfigured("SECRET_KEY is shorter than 32 characters.")
        return value
    if production:
        raise ImproperlyConfigured("SECRET_KEY is missing. Production does not generate one.")
    return _generated_secret(data_dir / "secret_key")


def database(data_dir: Path) -> dict[str, object]:
    """Return Django's settings for DATABASE_URL; what differs between the two kinds is here."""
    value = url(
        "DATABASE_URL", f"sqlite:///{data_dir / 'visavis.sqlite3'}", ("sqlite", "postgres", "postgresql")
    )
    try:
        settings: dict[str, object] = dict(_env.db_url_config(value))
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from None
    settings["HOST"] = unquote(str(settings.get("HOST") or ""))  # a folder is the one of a Unix socket
    # In memory every thread would have a database of its own.
    if settings.get("NAME") in (None, "", ":memory:"):
        raise ImproperlyConfigured("DATABASE_URL names no database.")
    return settings | (_sqlite() if value.startswith("sqlite") else _postgresql())


def _sqlite() -> dict[str, object]:
    # FULL: an acknowledged message survives a power cut. IMMEDIATE: a writer waits its turn
    # instead of failing half-way through a transaction. Larger pages split less often, which a message
    # pays for in three indexes; a new file gets them, an old one keeps its own. A page that many commits
    # changed is copied back once in 32 MB instead of once in 4.
    pragmas = {
        "page_size": "16384",
        "journal_mode": "WAL",
        "synchronous": "FULL",
        "wal_autocheckpoint": "2000",
        "cache_size": "-20000",
        "mmap_size": "134217728",
        "temp_store": "MEMORY",
    }
    init = " ".join(f"PRAGMA {name}={value};" for name, value in pragmas.items())
    return {"OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": init}}


def _postgresql() -> dict[str, object]:
    size = number("DATABASE_POOL_SIZE", 16, least=4, most=200)
    # A pool, because persistent connections leak under ASGI (CONN_MAX_AGE stays 0).
    return {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": {"min_size": 2, "max_size": size, "timeout": 10}}}


def zone(name: str, default: str) -> str:
    """Return the name of an IANA time zone that this machine knows."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"{name}={value!r} is no time zone. Use a name such as Europe/Berlin."
        ) from None
    return value


def refuse_in_production(production: bool, flags: dict[str, bool]) -> None:
    """Raise when a convenience of development is on in production."""
    for name, value in flags.items():
        if production and value:
            raise ImproperlyConfigured(f"{name}=1 and PRODUCTION=1 exclude each other.")


def demand_in_production(production: bool, values: dict[str, object]) -> None:
    """Raise when production lacks a value it cannot guess."""
    for name, value in values.items():
        if production and not value:
            raise ImproperlyConfigured(f"{name} is missing. PRODUCTION=1 needs it.")


def redis(value: str) -> dict[str, dict[str, object]]:
    """Return the channel layers for REDIS_URL: none at all without one."""
    if not value:
        return {}
    # redis-py 8 ends idle blocking reads after 5 s and raises above 100 connections.
    host = {"address": value, "socket_timeout": 30, "socket_connect_timeout": 5, "max_connections": 1000}
    return {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [host], "prefix": "visavis"},
        }
    }


def cache(value: str) -> dict[str, object]:
    """Return the cache, which counts wrong tries at sign-in: with several processes they count together."""
    if not value:
        # Room for more than strangers can fill in five minutes: what is pushed out is not counted.
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": value,
        "KEY_PREFIX": "visavis",
        "OPTIONS": {"socket_timeout": 5, "socket_connect_timeout": 5},
    }


def mail(name: str) -> dict[str, object]:
    """Return Django's settings for the mail server; without one, mails are printed."""
    value = url(name, "", tuple(MAIL_PORTS))
    if not value:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(value)
    if not parts.hostname:
        raise ImproperlyConfigured(f"{name} has no usable host or port.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def sender(public_url: str) -> str:
    """Return who mails come from unless somebody is named."""
    return f"Vis-à-vis <noreply@{urlsplit(public_url).hostname or 'localhost'}>"


def _generated_secret(path: Path) -> str:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value


def _known(name: str) -> None:
    if not any(variable.name == name for variable in VARIABLES):
        raise LookupError(f"{name} is not listed in VARIABLES")
