"""Child processes: started with a log, waited for, killed as a tree, and their CPU counted."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]


class Child:
    """One child process with its log file."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str | None = None,
    ) -> None:
        self.command, self.log = list(command), log
        self._env, self._cwd, self._user = env, cwd, user
        self.popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process in its own session, so that a signal to us does not reach it."""
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(self._env) if self._env is not None else None,
                cwd=self._cwd,
                user=self._user,
                start_new_session=True,
            )

    def wait_for_port(self, port: int, *, patience: float = 60.0) -> None:
        """Return when the port accepts; raise with the tail of the log when the process ends first."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.popen is not None and self.popen.poll() is not None:
                break
            with socket.socket() as probe:
                probe.settimeout(1.0)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"{self.command[:4]} did not listen on {port}:\n{self.tail()}")

    def tail(self, lines: int = 30) -> str:
        """Return the last lines of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def send(self, number: int) -> None:
        """Send a signal to the process itself."""
        if self.popen is not None and self.popen.poll() is None:
            self.popen.send_signal(number)

    def wait(self, patience: float = 60.0) -> int:
        """Wait for the end and give the exit code."""
        return 0 if self.popen is None else self.popen.wait(patience)

    def kill(self) -> None:
        """Kill the whole tree at once, as a crash would."""
        for process in self._tree():
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        if self.popen is not None:
            self.popen.wait(30)

    def stop(self, *, number: int = signal.SIGTERM, patience: float = 20.0) -> None:
        """Ask politely, then kill."""
        self.send(number)
        try:
            self.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()

    def cpu_seconds(self) -> float:
        """Return the user and system time of the whole tree, ended children included."""
        total = 0.0
        for process in self._tree():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return total

    def memory(self) -> tuple[int, int]:
        """Return (USS, RSS) of the whole tree in bytes."""
        uss = rss = 0
        for process in self._tree():
            info = process.memory_full_info()
            uss, rss = uss + info.uss, rss + info.rss
        return uss, rss

    def _tree(self) -> list[psutil.Process]:
        if self.popen is None:
            return []
        try:
            root = psutil.Process(self.popen.pid)
            return [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def environment(**changes: str | None) -> dict[str, str]:
    """Return our environment with changes; None removes a name."""
    merged = {**os.environ, **{name: value for name, value in changes.items() if value is not None}}
    return {name: value for name, value in merged.items() if name not in changes or changes[name] is not None}
