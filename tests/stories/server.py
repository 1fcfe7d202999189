"""Real server processes on a database of their own; stories look at them from outside only."""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from config.environment import VARIABLES
from realtime.ids import new_id
from tests.services import die_with_parent, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
SQLITE = "visavis.sqlite3"


class Server:
    """One server process; it can be stopped, killed and started again at the same address."""

    def __init__(self, installation: "Installation", command: str, port: int | None = None) -> None:
        self.installation = installation
        self.command = command
        self.port = port or free_port()
        self.log = installation.folder / f"{command.split()[0]}-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the server's own pages are: console, admin, widget."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def shop(self) -> str:
        """The demo shop, which embeds the widget from another origin."""
        return f"http://localhost:{self.port}/shop/"

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process is not None, "the server does not run"
        return self._process.pid

    def start(self) -> "Server":
        """Run the server and return once it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", *self.command.split(), f"--port={self.port}"],
                cwd=ROOT,
                env=self.installation.environment | {"PUBLIC_URL": self.url},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        wait_until(lambda: self.get("/readyz"), self._process, name=self.command, log=self.log)
        return self

    def get(self, path: str) -> str:
        """Return the body of a page that is open to everybody."""
        with urllib.request.urlopen(self.url + path, timeout=10) as response:
            return str(response.read().decode())

    def stop(self, seconds: float = 30) -> None:
        """Ask the server to end, and wait until it has drained."""
        self._end(signal.SIGTERM, seconds)

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._end(signal.SIGKILL, 10)

    def restart(self) -> "Server":
        """Kill the server and start it again at the same address."""
        self.kill()
        return self.start()

    def say_if_it_ended(self) -> None:
        """Print the end of the log of a server that was not told to stop, for the report of the story."""
        code = self._process.poll() if self._process is not None else None
        if code is not None:
            print(f"{self.command} ended by itself with {code}:\n{self.log.read_text()[-4000:]}")

    def tracebacks(self) -> list[str]:
        """Return the tracebacks the server has logged."""
        return re.findall(r"Traceback \(most recent call last\):\n(?:\s+.*\n|\n)*.*", self.log.read_text())

    def _end(self, signal_number: signal.Signals, seconds: float) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal_number)
            try:
                process.wait(seconds)
            finally:
                process.kill()
                process.wait()


class Installation:
    """A data folder and a database of the leg, with the server processes that work on them.

    The database is empty, or like that of another installation on which nobody works.
    """

    def __init__(self, *, like: "Installation | None" = None, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="visavis-story-"))
        self.servers: list[Server] = []
        self.sessions: dict[str, list[Any]] = {}
        names = {variable.name for variable in VARIABLES}
        self.environment = {name: value for name, value in os.environ.items() if name not in names}
        self.environment |= {"DATA_DIR": str(self.folder), "DEMO": "1", "PYTHONUNBUFFERED": "1"}
        self._maintenance = os.environ.get("DATABASE_URL", "")
        if self._maintenance:
            self._database = f"story_{new_id()}"
            copied = f' TEMPLATE "{like._database}"' if like else ""
            self._sql(f'CREATE DATABASE "{self._database}"{copied}')
            parts = urlsplit(self._maintenance)._replace(path=f"/{self._database}")
            self.environment["DATABASE_URL"] = urlunsplit(parts)
        elif like:
            _copy(like.folder / SQLITE, self.folder / SQLITE)
        if redis := os.environ.get("REDIS_URL"):
            self.environment["REDIS_URL"] = redis
        self.environment |= settings

    @property
    def several_processes(self) -> bool:
        """Whether server processes can hear of each other here."""
        return "REDIS_URL" in self.environment

    def serve(self, command: str = "serve", port: int | None = None) -> Server:
        """Start one more server process."""
        server = Server(self, command, port)
        self.servers.append(server)
        return server.start()

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Run a management command and return what it printed."""
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{arguments}: {result.stdout}{result.stderr}"
        return result.stdout

    def close(self) -> None:
        """End every process and remove the data; one that had ended by itself says what it said last."""
        for server in self.servers:
            server.say_if_it_ended()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.stop()
        if self._maintenance:
            self._sql(f'DROP DATABASE "{self._database}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    def _sql(self, statement: str) -> None:
        parts = urlsplit(self._maintenance)._replace(path="/postgres")
        with psycopg.connect(urlunsplit(parts), autocommit=True) as connection:
            connection.execute(statement.encode())


def _copy(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as read,
        contextlib.closing(sqlite3.connect(target)) as written,
    ):
        read.backup(written)
