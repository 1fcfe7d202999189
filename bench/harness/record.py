"""The record as it lies in the database, read past the server."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing

import psycopg

from harness.verdict import Line

ENTRIES = "SELECT conversation_id, seq FROM chat_entry ORDER BY conversation_id, seq"
MESSAGES = (
    "SELECT entry.conversation_id, entry.client_id, message.text FROM chat_entry AS entry"
    " JOIN chat_message AS message ON message.entry_id = entry.id ORDER BY entry.conversation_id, entry.seq"
)


class Record:
    """Every conversation's messages in the order of the record, and whether its sequence is dense."""

    def __init__(self, url: str) -> None:
        self.messages: dict[str, list[Line]] = defaultdict(list)
        self.torn: list[str] = []
        for conversation, client_id, text in _rows(url, MESSAGES):
            self.messages[str(conversation)].append((str(client_id), str(text)))
        last: dict[str, int] = {}
        for conversation, seq in _rows(url, ENTRIES):
            name = str(conversation)
            if seq != last.get(name, 0) + 1 and name not in self.torn:
                self.torn.append(name)
            last[name] = int(str(seq))


def _rows(url: str, query: str) -> Iterable[tuple[object, ...]]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return list(connection.execute(query))
    with psycopg.connect(url) as remote:
        return list(remote.execute(query.encode()))
