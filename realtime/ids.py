"""Opaque ids: 26 characters, ordered by the millisecond they were made in, not guessable.

Text rather than UUID columns, so that the id on the wire is the id in either database and an
id that makes no sense simply finds nothing.
"""

import secrets
import time

LENGTH = 26
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


def new_id() -> str:
    """Return a fresh id: 48 bits of milliseconds, then 80 random bits."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])
