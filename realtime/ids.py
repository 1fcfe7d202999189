"""Opaque ids: 26 characters, ordered by the millisecond they were made in, not guessable.

Text rather than UUID columns, so that the id on the wire is the id in either database and an
id that makes no sense simply finds nothing.
"""

import secrets
import time
from datetime import datetime
from functools import lru_cache

LENGTH = 26
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
_LETTERS = (_ALPHABET * 8).encode()  # the letter of each byte: every letter as often as the others


def new_id() -> str:
    """Return a fresh id: 48 bits of milliseconds in ten letters, then 80 random bits in sixteen."""
    return _moment(time.time_ns() // 1_000_000) + secrets.token_bytes(16).translate(_LETTERS).decode()


def first_id_at(moment: datetime) -> str:
    """Return what stands before every id made from this moment on."""
    return _moment.__wrapped__(int(moment.timestamp() * 1000))


@lru_cache(maxsize=1)
def _moment(milliseconds: int) -> str:
    return "".join(_ALPHABET[milliseconds >> shift & 31] for shift in range(45, -1, -5))
