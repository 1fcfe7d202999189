"""What makes no sense in the environment is refused with a sentence that helps."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment as env

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in env.VARIABLES:
        monkeypatch.delenv(variable.name, raising=False)


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("yes", True), ("ON", True), ("0", False), ("", False)]
)
def test_a_flag_may_be_said_in_several_ways(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    monkeypatch.setenv("DEBUG", value)
    assert env.flag("DEBUG") is meant


@pytest.mark.parametrize("value", ["maybe", "2", "truee", "-1"])
def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DEBUG", value)
    with pytest.raises(ImproperlyConfigured, match="neither yes nor no"):
        env.flag("DEBUG")


@pytest.mark.parametrize("value", ["many", "1.5", "0x10", "1_0 0", "-1", "11"])
def test_a_number_must_be_whole_and_in_bounds(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", value)
    with pytest.raises(ImproperlyConfigured, match=r"TRUSTED_PROXIES=.*(whole number|out of bounds)"):
        env.number("TRUSTED_PROXIES", 0, least=0, most=10)


def test_a_choice_names_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(ImproperlyConfigured, match="DEBUG, INFO"):
        env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO"))


def test_a_list_forgives_spaces_and_empty_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " chat.example.com , ,localhost,")
    assert env.names("ALLOWED_HOSTS", "") == ["chat.example.com", "localhost"]


@pytest.mark.parametrize(
    "value",
    ["mysql://u@h/db", "visavis.sqlite3", "sqlite://", "postgres://u@h:port/db", "postgres://u@h:99999/db"],
)
def test_an_unusable_database_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database(tmp_path)


def test_without_an_address_the_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    settings = env.database(tmp_path)
    assert settings["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["NAME"] == str(tmp_path / "visavis.sqlite3")


def test_sqlite_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    options = env.database(tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_gets_a_pool_and_no_persistent_connections(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://visavis:secret@db.internal:5433/chat")
    settings = env.database(tmp_path)
    assert (settings["NAME"], settings["HOST"], settings["PORT"]) == ("chat", "db.internal", 5433)
    assert settings["CONN_MAX_AGE"] == 0
    assert settings["OPTIONS"]["pool"]["max_size"] == 16
    assert settings["OPTIONS"]["pool"]["timeout"] > 0


def test_postgresql_is_reached_by_its_unix_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://visavis@%2Frun%2Fpostgresql:5433/chat")
    settings = env.database(tmp_path)
    assert (settings["NAME"], settings["HOST"], settings["PORT"]) == ("chat", "/run/postgresql", 5433)


@pytest.mark.parametrize("value", ["http://cache", "redis.internal:6379", "redis://h:0", "redis://h:x"])
def test_an_unusable_redis_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("REDIS_URL", value)
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        env.url("REDIS_URL", "", ("redis", "rediss", "unix"))


def test_every_redis_host_is_armed_against_the_traps_of_its_client() -> None:
    layer = env.redis("redis://127.0.0.1:6379/0")["default"]
    for host in layer["CONFIG"]["hosts"]:
        # redis-py 8 ends idle reads after 5 s and raises above 100 connections.
        assert host["socket_timeout"] >= 30
        assert host["max_connections"] >= 1000


def test_without_redis_there_is_no_layer_at_all() -> None:
    assert env.redis("") == {}


def test_wrong_tries_are_counted_together_where_there_are_several_processes() -> None:
    assert env.cache("redis://127.0.0.1:6379/0")["LOCATION"] == "redis://127.0.0.1:6379/0"
    alone = env.cache("")
    assert "locmem" in alone["BACKEND"]
    assert alone["OPTIONS"]["MAX_ENTRIES"] >= 10_000  # few would be pushed out by strangers


@pytest.mark.parametrize(
    ("value", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp+tls://a%40b.org:p%2Fw@mail.example.org:2587", 2587, True, False),
    ],
)
def test_the_mail_server_is_one_address(
    monkeypatch: pytest.MonkeyPatch, value: str, port: int, tls: bool, ssl: bool
) -> None:
    monkeypatch.setenv("EMAIL_URL", value)
    mail = env.mail("EMAIL_URL")
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"]) == ("mail.example.org", port)
    assert (mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (tls, ssl)
    if "@" in value:
        assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("a@b.org", "p/w")


def test_without_a_mail_server_mails_are_printed_and_have_a_sender() -> None:
    assert env.mail("EMAIL_URL") == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    assert env.sender("https://chat.example.org:8443") == "Vis-à-vis <noreply@chat.example.org>"


def test_a_secret_is_generated_once_and_kept_private(tmp_path: Path) -> None:
    first = env.secret(tmp_path, production=False)
    assert len(first) >= 32
    assert env.secret(tmp_path, production=False) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_production_does_not_generate_a_secret(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
        env.secret(tmp_path, production=True)
    assert not (tmp_path / "secret_key").exists()


def test_a_short_secret_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "changeme")
    with pytest.raises(ImproperlyConfigured, match="32"):
        env.secret(tmp_path, production=False)


def test_a_folder_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new" / "folder"))
    assert env.folder("DATA_DIR", tmp_path).is_dir()


def test_a_folder_that_cannot_be_made_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(ImproperlyConfigured, match="DATA_DIR"):
        env.folder("DATA_DIR", tmp_path)


@pytest.mark.parametrize("value", ["Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe"])
def test_an_unknown_time_zone_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TIME_ZONE", value)
    with pytest.raises(ImproperlyConfigured, match="Europe/Berlin"):
        env.zone("TIME_ZONE", "UTC")


def test_a_setting_that_is_not_listed_cannot_be_read() -> None:
    with pytest.raises(LookupError):
        env.text("UNLISTED", "")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PRODUCTION": "1"}, "SECRET_KEY is missing"),
        ({"PRODUCTION": "1", "SECRET_KEY": "s" * 40}, "PUBLIC_URL is missing"),
        (
            {"PRODUCTION": "1", "SECRET_KEY": "s" * 40, "PUBLIC_URL": "https://chat.example.com"},
            "ALLOWED_HOSTS is missing",
        ),
        ({"PRODUCTION": "1", "DEBUG": "1"}, "exclude each other"),
        ({"PRODUCTION": "1", "DEMO": "1"}, "exclude each other"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({"REDIS_URL": "memcached://localhost"}, "REDIS_URL"),
        ({"PUBLIC_URL": "chat.example.com"}, "PUBLIC_URL"),
        ({"DRAIN_SECONDS": "soon"}, "DRAIN_SECONDS"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL"),
        ({"VISITOR_FRAMES_PER_SECOND": "0"}, "VISITOR_FRAMES_PER_SECOND"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"UPLOAD_MEGABYTES": "0"}, "UPLOAD_MEGABYTES"),
        ({"FILES_ORIGIN": "files.example.org"}, "FILES_ORIGIN"),
        ({"FILES_ORIGIN": "https://files.example.org/files"}, "no origin"),
        ({"FILES_ORIGIN": "http://127.0.0.1:8000"}, "PUBLIC_URL"),
        ({"CLAMAV_URL": "http://127.0.0.1:3310"}, "CLAMAV_URL"),
        ({"CLAMAV_URL": "tcp://"}, "CLAMAV_URL"),
        ({"CLAMAV_URL": "unix://clamd"}, "CLAMAV_URL"),
        ({"TIME_ZONE": "Middle/Earth"}, "TIME_ZONE"),
    ],
)
def test_the_settings_do_not_load_with_nonsense(given: dict[str, str], sentence: str, tmp_path: Path) -> None:
    result = _load_settings(given, tmp_path)
    assert result.returncode != 0
    assert sentence in result.stderr.splitlines()[-1]


def test_the_settings_load_with_nothing_and_say_so_silently(tmp_path: Path) -> None:
    result = _load_settings({}, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")


def test_in_production_no_neighbour_sets_our_cookies(tmp_path: Path) -> None:
    given = {"PRODUCTION": "1", "SECRET_KEY": "s" * 40, "PUBLIC_URL": "https://chat.example.com"}
    names = "print(config.settings.SESSION_COOKIE_NAME, config.settings.CSRF_COOKIE_NAME)"
    loaded = _load_settings(given | {"ALLOWED_HOSTS": "chat.example.com"}, tmp_path, then=names)
    assert loaded.stdout.split() == ["__Host-sessionid", "__Host-csrftoken"]


def _load_settings(
    given: dict[str, str], data_dir: Path, *, then: str = ""
) -> subprocess.CompletedProcess[str]:
    names = {variable.name for variable in env.VARIABLES}
    environment = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, "-c", f"import config.settings; {then}"],
        cwd=ROOT,
        env=environment | {"DATA_DIR": str(data_dir)} | given,
        capture_output=True,
        text=True,
        check=False,
    )
