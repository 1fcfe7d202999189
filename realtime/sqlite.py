"""Hearing of commits by other processes where there is nothing but one SQLite file between them."""

import contextlib
import sqlite3

from django.db import connection


class ForeignCommits:
    """Notices that the database file was changed by somebody; costs microseconds a look.

    ``PRAGMA data_version`` compares with the last look of the same connection, hence a connection of its own.
    """

    def __init__(self) -> None:
        self._connection: sqlite3.Connection | None = None
        self._path = ""
        self._version: int | None = None

    def seen(self) -> bool:
        """Tell whether anything was committed since the last call; the first call says no."""
        path = str(connection.settings_dict["NAME"])
        if path != self._path:
            self.close()
            self._connection = sqlite3.connect(path, timeout=0, check_same_thread=False)
            self._path = path
        try:
            version = (
                self._connection.execute("PRAGMA data_version").fetchone()[0] if self._connection else None
            )
        except sqlite3.Error:
            return False  # busy or away: the next look will tell
        changed, self._version = self._version not in (None, version), version
        return changed

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection, self._path, self._version = None, "", None
