"""Servers under test: the product through `manage.py serve`, the baselines through Daphne or uvicorn."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.databases import Databases
from harness.ports import free_port
from harness.processes import Child, environment

BENCH = Path(__file__).resolve().parent.parent
ROOT = BENCH.parent

# Benchmarks play thousands of visitors from one address.
RAISED = {
    "VISITOR_FRAMES_PER_SECOND": "100000",
    "VISITOR_MESSAGES_PER_SECOND": "100000",
    "AGENT_MESSAGES_PER_SECOND": "100000",
    "SOCKETS_PER_ADDRESS": "100000",
}
RAISED_WORDS = "limits raised for the load: " + ", ".join(f"{name}={value}" for name, value in RAISED.items())


@dataclass
class Product:
    """A Vis-à-vis with its own database, and the processes serving it."""

    env: dict[str, str]
    kind: str
    folder: Path
    seeded: dict[str, Any] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)

    @property
    def several(self) -> bool:
        """Whether its server processes can hear of each other."""
        return "REDIS_URL" in self.env

    @classmethod
    def prepare(
        cls, databases: Databases, kind: str, *, redis: bool = False, agents: int = 10, raised: bool = True
    ) -> Product:
        """Migrate a fresh database and seed a site with agents, who get API tokens."""
        folder = databases.folder / f"product-{secrets.token_hex(4)}"
        folder.mkdir()
        env = environment(
            DATABASE_URL=databases.url(kind),
            REDIS_URL=databases.valkey.url if redis else None,
            DATA_DIR=str(folder),
            SECRET_KEY=secrets.token_urlsafe(40),
            LOG_LEVEL="WARNING",
            DJANGO_SETTINGS_MODULE="config.settings",
            PYTHONPATH=str(ROOT),
            DEMO=None,
            PRODUCTION=None,
            **(RAISED if raised else {}),
        )
        product = cls(env=env, kind=kind, folder=folder)
        product.run(sys.executable, "manage.py", "migrate", "--verbosity", "0")
        product.seeded = json.loads(
            product.run(sys.executable, str(BENCH / "harness" / "seed.py"), str(agents))
        )
        return product

    def run(self, *command: str) -> str:
        """Run a command in this installation's environment; its standard output."""
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[:3])} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def serve(self, server: str = "daphne", *, port: int | None = None) -> Server:
        """Start one server process on this database."""
        port = port or free_port()
        command = [sys.executable, "manage.py", "serve", "--host", "127.0.0.1", "--port", str(port)]
        child = Child(
            [*command, "--server", server],
            log=self.folder / f"serve-{port}.log",
            env={**self.env, "PUBLIC_URL": f"http://127.0.0.1:{port}"},
            cwd=ROOT,
        )
        started = Server(child, port)
        started.start()
        self.servers.append(started)
        return started

    def stop(self) -> None:
        """Stop every server process."""
        for server in self.servers:
            server.child.stop()


@dataclass
class Server:
    """One listening server process."""

    child: Child
    port: int

    @property
    def origin(self) -> str:
        """What a page of this server sends as Origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket(self) -> str:
        """Where its sockets start."""
        return f"ws://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start and return the seconds until it listened."""
        begun = time.monotonic()
        self.child.start()
        self.child.wait_for_port(self.port)
        return time.monotonic() - begun


UVICORN = (
    "--no-access-log",
    "--log-level",
    "warning",
    "--ws-per-message-deflate",
    "false",
    "--lifespan",
    "off",
)


def baseline(databases: Databases, server: str, *, kind: str = "sqlite", redis: bool = False) -> Server:
    """Start the baseline applications with a database of their own."""
    env = environment(
        DATABASE_URL=databases.url(kind),
        REDIS_URL=databases.valkey.url if redis else None,
        DJANGO_SETTINGS_MODULE="baselines.settings",
        PYTHONPATH=str(BENCH),
    )
    migrate = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(migrate, cwd=BENCH, env=env, check=True)
    port = free_port()
    command = {
        "daphne": ["daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0", "baselines.asgi:application"],
        "uvicorn": ["uvicorn", "--port", str(port), *UVICORN, "baselines.asgi:application"],
    }[server]
    log = databases.folder / f"baseline-{port}.log"
    started = Server(Child([sys.executable, "-m", *command], log=log, env=env, cwd=BENCH), port)
    started.start()
    return started
