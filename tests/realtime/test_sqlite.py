"""Hearing of commits by other processes through the one file between them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from realtime.sqlite import ForeignCommits


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shared.sqlite3"
    commit(path, "CREATE TABLE words (word TEXT)")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(path))
    return path


@pytest.fixture
def commits() -> Iterator[ForeignCommits]:
    commits = ForeignCommits()
    yield commits
    commits.close()


def commit(path: Path, statement: str) -> None:
    """Let another process change the file."""
    program = f"import sqlite3; c = sqlite3.connect({str(path)!r}); c.execute({statement!r}); c.commit()"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_foreign_commit_is_noticed_once(file: Path, commits: ForeignCommits) -> None:
    assert not commits.seen()
    assert not commits.seen()
    commit(file, "INSERT INTO words VALUES ('one')")
    assert commits.seen()
    assert not commits.seen()


def test_a_file_that_is_not_there_yet_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commits: ForeignCommits
) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "fresh.sqlite3"))
    assert not commits.seen()


def test_closing_begins_afresh(file: Path, commits: ForeignCommits) -> None:
    commits.seen()
    commits.close()
    commit(file, "INSERT INTO words VALUES ('one')")
    assert not commits.seen()
